"""What a candidate is asked, kept beside the rows that it is trained on."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from evotr.domain import Message
from evotr.errors import RunDamaged, named_os_error
from evotr.files import write_whole
from evotr.night.exam.anchors import Anchor, read_anchors
from evotr.night.steps.answering import Asked
from evotr.night.steps.build import Built, Probe, Question
from evotr.night.steps.material import Correction, Praise

__all__ = ["Questions", "anchors_up_to", "liked", "read_questions", "write_questions"]

_FILE: Final = "questions.json"


@dataclass(frozen=True, slots=True)
class Questions:
    """Wordings that were never trained on, and look-alikes."""

    probes: tuple[Probe, ...]
    neighbours: tuple[Question, ...]


def anchors_up_to(most: int) -> tuple[Anchor, ...]:
    """At most so many anchors, evenly drawn; languages go in pairs, and stay so."""
    every = read_anchors()
    pairs = [every[at : at + 2] for at in range(0, len(every), 2)]
    step = max(len(every) / most, 1.0)
    count = min(len(pairs), max(most // 2, 1))
    drawn = (pairs[int(number * step)] for number in range(count))
    return tuple(anchor for pair in drawn for anchor in pair)


def liked(praises: Iterable[Praise]) -> tuple[Probe, ...]:
    """Answers that the user liked, to be given as before; none was trained on.

    They decide alone: nothing that an adapter is made with hangs on them, so that it
    may stay where one of them is destroyed.
    """
    return tuple(
        Probe(
            Correction(one.key, one.question, one.answer, one.language),
            None,
            _asked(one.question, one),
        )
        for one in praises
    )


def write_questions(folder: Path, built: Built) -> None:
    """Keep what is asked in the run's ``folder`` (made if it is not there).

    Raises:
        DiskFull, FolderNotWritable: It cannot be written.
    """
    content = {
        "probes": [[p.correction.key, p.style, _text(p.asked)] for p in built.probes],
        "neighbours": [[q.correction.key, _text(q.asked)] for q in built.neighbours],
    }
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        text = json.dumps(content)  # ASCII, whatever was typed
        write_whole(folder / _FILE, text + "\n")
    except OSError as error:
        raise named_os_error(error, folder) from error


def read_questions(folder: Path, corrections: Mapping[str, Correction]) -> Questions:
    """What `write_questions` kept; ``corrections`` are those it was built of, by key.

    Raises:
        RunDamaged: It cannot be read, or is about others.
    """
    try:
        content = json.loads((folder / _FILE).read_text("utf-8"))
        return Questions(
            tuple(
                Probe(corrections[key], style, _asked(text, corrections[key]))
                for key, style, text in content["probes"]
            ),
            tuple(
                Question(_asked(text, corrections[key]), corrections[key])
                for key, text in content["neighbours"]
            ),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunDamaged(run=folder, reason=_FILE) from error


def _asked(text: str, of: Correction | Praise) -> Asked:
    return Asked((Message("user", text),), instruction=of.instruction)


def _text(asked: Asked) -> str:
    return asked.messages[-1].content
