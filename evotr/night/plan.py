"""What a training run is told: one frozen value, kept as ``run.json`` in its folder."""

import dataclasses
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from evotr.domain import Activation, Adapter, AdapterMethod
from evotr.errors import RunDamaged, ValueRefused
from evotr.files import write_whole

__all__ = [
    "ADAPTER",
    "LOCK",
    "LOG",
    "RESULT",
    "RUN",
    "TRAIN_ROWS",
    "VALID_ROWS",
    "TrainPlan",
    "read_plan",
    "write_plan",
]

RUN = "run.json"
RESULT = "result.json"
ADAPTER = "adapter"
LOG = "train.log"
LOCK = "run.lock"
TRAIN_ROWS = "train.jsonl"
VALID_ROWS = "valid.jsonl"

Schedule = Literal["cosine", "constant"]
_CHOICES = {
    "method": ("lora", "dora"),
    "activation": ("reply", "always"),
    "schedule": ("cosine", "constant"),
    "device": ("auto", "cpu", "gpu"),
}
# The least value that can be meant.
_LEAST = {
    "rank": 1,
    "epochs": 1,
    "steps": 1,
    "batch_rows": 1,
    "batch_tokens": 1,
    "lanes": 1,
    "max_tokens": 2,
    "evaluate_every": 0,
    "save_every": 1,
    "patience": 1,
    "skips_in_a_row": 1,
    "warmup_steps": 0,
    "seed": 0,
    "cache_bytes": 0,
    "weight_decay": 0.0,
    "beta2": 0.0,
    "final_rate": 0.0,
    "revisit": 0.0,
    "revisit_rate": 0.0,
    "revisit_above": 0.0,
}
_MOST = {
    "seed": 2**63 - 1,  # a card's TOML has no larger whole numbers
    "beta2": 0.9999,
}
_OPTIONS = {"batch_rows": "batch"}  # what the user calls otherwise
_ABOVE_ZERO = ("scale", "learning_rate", "clip_norm", "lora_plus_ratio")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainPlan:
    """A training run.

    Attributes:
        base: Folder of the frozen model; quantized or not.
        expert: Whom the adapter is for.
        method: LoRA (arXiv 2106.09685) or DoRA (arXiv 2402.09353).
        activation: ``reply`` acts from the assistant header on (arXiv 2504.12397).
        rank: Of the update ``scale · A B`` (scale is alpha / rank).
        keys: Linears inside a block (``self_attn.q_proj``); None means all.
        learning_rate: Its peak, after ``warmup_steps`` from zero; falls along half
            a cosine to ``final_rate`` times it, or stays (``constant``).
        lora_plus_ratio: ``lora_b`` learns so many times as fast (arXiv 2402.12354).
        beta2: AdamW's, how slowly it forgets how large gradients were.
        clip_norm: Longest gradient, over all parameters together.
        epochs: How often each row is seen, unless ``steps`` says when to end.
        batch_rows: Rows of one optimizer step, over all machines.
        batch_tokens: Most tokens (with padding) computed at once; a step takes
            several passes where its rows are more.
        lanes: Processes that share a step's rows on a CPU; None takes as many as are
            worth it.
        max_tokens: Longer rows are left out and counted.
        instruction: System prompt before the answers of rows that have none of
            their own; the one the expert is served with.
        evaluate_every: Steps between two looks at the held-out rows, before that at
            the end; None takes a quarter of an epoch, at least 10, and with 0 nobody
            looks at them: `by_row` measures them later.
        patience: Ends early after so many looks without a new best; None never.
        skips_in_a_row: So many steps that are not finite end the run.
        revisit: After these steps, at most so many times as many for the lessons that
            are not known in all words, half of it for other rows; 0 none.
        revisit_rate: Of the learning rate's peak, where that begins; falls to zero.
        revisit_above: A wording is not known where one token of its answer has a
            higher loss, in nats.
        save_every: Steps between two checkpoints.
        checkpoint_blocks: Compute each block twice instead of keeping what is in it
            (gradient checkpointing): less memory, about a third slower.
        cache_bytes: Freed memory that MLX may keep.
        compare: Adapters whose loss on the held-out rows is told too, by their keys.
        by_row: Train nothing: tell what they and the base lose on each of these rows.
        notes: Where the rows come from, the parent …: kept for the adapter's card.
    """

    base: Path
    expert: str = ""
    method: AdapterMethod = "lora"
    activation: Activation = "reply"
    rank: int = 16
    scale: float = 2.0
    keys: tuple[str, ...] | None = None
    learning_rate: float = 1e-3
    schedule: Schedule = "cosine"
    warmup_steps: int = 10
    final_rate: float = 0.1
    weight_decay: float = 0.0
    lora_plus_ratio: float = 1.0
    beta2: float = 0.999
    clip_norm: float = 1.0
    epochs: int = 3
    steps: int | None = None
    batch_rows: int = 8
    batch_tokens: int = 4096
    lanes: int | None = None
    max_tokens: int = 2048
    instruction: str = ""
    evaluate_every: int | None = None
    patience: int | None = None
    skips_in_a_row: int = 5
    revisit: float = 0.0
    revisit_rate: float = 0.3
    revisit_above: float = 0.4
    save_every: int = 50
    checkpoint_blocks: bool = False
    seed: int = 0
    device: Literal["auto", "cpu", "gpu"] = "auto"
    cache_bytes: int = 256 * 2**20
    compare: tuple[Adapter, ...] = ()
    by_row: bool = False
    notes: Mapping[str, str] = field(default_factory=dict)

    def checked(self) -> "TrainPlan":
        """This plan, when every value can be meant.

        Raises:
            ValueRefused: One cannot; ``name`` says which.
        """
        for name, expected in self._wrong():
            raise self.refused(name, expected)
        return self

    def refused(self, name: str, expected: str) -> ValueRefused:
        """The error that says what the field ``name`` should be, as an option."""
        option = _OPTIONS.get(name, name).replace("_", "-")
        return ValueRefused(
            command="evotr experts train",
            name=f"--{option}",
            value=getattr(self, name),
            expected=expected,
        )

    def _wrong(self) -> Iterator[tuple[str, str]]:
        for name, choices in _CHOICES.items():
            if getattr(self, name) not in choices:
                yield name, " | ".join(choices)
        for name, least in _LEAST.items():
            value = getattr(self, name)
            if value is not None and not least <= value < math.inf:
                yield name, f"≥ {least}"
        for name, most in _MOST.items():
            if not getattr(self, name) <= most:
                yield name, f"≤ {most}"
        for name in _ABOVE_ZERO:
            if not 0 < getattr(self, name) < math.inf:
                yield name, "> 0"
        if self.keys is not None and not self.keys:
            yield "keys", "self_attn.q_proj, …"


def write_plan(folder: Path, plan: TrainPlan) -> None:
    """Keep ``plan`` as ``folder/run.json``; a kill leaves the one before, or none.

    Raises:
        OSError: It cannot be written.
    """
    content = dataclasses.asdict(plan)
    text = json.dumps(content, indent=2, ensure_ascii=False, default=str)
    write_whole(folder / RUN, text + "\n")


def read_plan(folder: Path) -> TrainPlan:
    """Read ``folder/run.json``.

    Raises:
        RunDamaged: It is missing or not what `write_plan` wrote.
        ValueRefused: A value cannot be meant.
    """
    try:
        content: dict[str, Any] = json.loads((folder / RUN).read_text("utf-8"))
        keys = content.get("keys")
        content |= {
            "base": Path(content["base"]),
            "keys": None if keys is None else tuple(keys),
            "compare": tuple(
                Adapter(**{**item, "path": Path(item["path"])})
                for item in content.get("compare", ())
            ),
        }
        return TrainPlan(**content).checked()
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise RunDamaged(run=folder, reason=RUN) from error
