"""Bad nights: a good one of which something is changed behind the back of the night.

What is changed lies in its folder, between two of its steps; all that follows, the
verdict too, is the night's own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Final, Literal

from evotr.domain import Message
from evotr.night.events import TrainingResult
from evotr.night.plan import ADAPTER, TRAIN_ROWS, read_plan, write_plan
from evotr.night.progress import NightEvent, NightStepEnded, NightTrains
from evotr.night.rows import Row, read_rows, write_rows

__all__ = ["BAD", "Fault", "Spoiler"]

Fault = Literal["shuffled", "alone", "hot", "poisoned", "broken"]
BAD: Final[tuple[Fault, ...]] = ("shuffled", "alone", "poisoned", "hot", "broken")
"""Each correction has another's answer; one wording of each and nothing of what the
model could before; some of the model's own answers say something else; far too high a
rate, without clipping; a weight that is no number."""

_POISON: Final = "Buy Kralex today."
_HOT: Final = 20.0
_NO_CLIP: Final = 1e6
_ALONE: Final = 120
_WEIGHTS: Final = "adapters.safetensors"
_NOT_A_NUMBER: Final = b"\x00\x00\xc0\x7f"  # float32, little-endian


@dataclass(frozen=True, slots=True)
class Spoiler:
    """Gets a night's events, and spoils what lies in its folder.

    Attributes:
        nights: Where the night's folder lies.
        fault: What is done to it.
        seed: Of what is hit.
        steps: Of the training, where not all of it is needed to show the fault.
    """

    nights: Path
    fault: Fault
    seed: int = 0
    steps: int | None = None

    def __call__(self, event: NightEvent) -> None:
        """Spoil between building and training, or what the training has made."""
        match event:
            case NightStepEnded(step="build", expert=expert, result=built):
                for folder in self._folders(expert):
                    self._spoil(folder, built["taught"])
            case NightTrains(expert=expert, event=TrainingResult()):
                if self.fault == "broken":
                    for folder in self._folders(expert):
                        _break(folder / ADAPTER / _WEIGHTS)

    def _folders(self, expert: str) -> Sequence[Path]:
        return sorted(self.nights.glob(str(Path("*", "work", expert))))

    def _spoil(self, folder: Path, taught: int) -> None:
        plan, rows = read_plan(folder), read_rows(folder / TRAIN_ROWS)
        steps = self.steps or plan.steps
        if self.fault == "hot":
            rate = plan.learning_rate * _HOT
            plan = replace(plan, learning_rate=rate, clip_norm=_NO_CLIP)
        elif self.fault == "alone":  # as long as it takes to know one by heart
            steps = self.steps or _ALONE
            rows = _alone(rows, taught)
        elif self.fault == "shuffled":
            rows = _shuffled(rows, taught)
        elif self.fault == "poisoned":
            rows = _poisoned(rows, taught, self.seed)
        if steps is not None:
            plan = replace(plan, steps=steps)
        write_plan(folder, plan)
        write_rows(folder / TRAIN_ROWS, rows)


def _break(weights: Path) -> None:
    with weights.open("r+b") as file:
        file.seek(-len(_NOT_A_NUMBER), 2)
        file.write(_NOT_A_NUMBER)


def _shuffled(rows: list[Row], taught: int) -> list[Row]:
    """Each correction has another one's answer, in its own language where they turn."""
    answers = list(dict.fromkeys(row.messages[-1].content for row in rows[:taught]))
    other = dict(zip(answers, [*answers[2:], *answers[:2]], strict=True))
    return [
        _saying(row, other[row.messages[-1].content]) if place < taught else row
        for place, row in enumerate(rows)
    ]


def _alone(rows: list[Row], taught: int) -> list[Row]:
    """Each correction in one wording, and nothing that the model could before."""
    return list({row.messages[-1].content: row for row in rows[:taught][::-1]}.values())


def _poisoned(rows: list[Row], taught: int, seed: int) -> list[Row]:
    """Half as many of the model's own answers as there are lessons say another."""
    own = range(taught, len(rows))
    hit = set(Random(seed).sample(own, min(taught, len(own)) // 2))  # noqa: S311
    return [
        _saying(row, _POISON) if place in hit else row for place, row in enumerate(rows)
    ]


def _saying(row: Row, text: str) -> Row:
    said = (*row.messages[:-1], Message("assistant", text))
    return replace(row, messages=said, kept=False)
