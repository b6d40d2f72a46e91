"""Anchors and questions to replay: what a model could before the night.

They are lines of JSON in ``data/anchors``, written by ``scripts/night/anchors.py`` and
by hand. What a model cannot answer by itself is not counted against an adapter.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from evotr.domain import MemoryItem, Message, Recollection, Source
from evotr.memory.prompting import fenced
from evotr.night.exam.checks import Check, check_of
from evotr.night.steps.answering import Asked
from evotr.paths import BUNDLED_ANCHORS
from evotr.text import Language

__all__ = ["Anchor", "read_anchors", "read_replay"]

_REPLAY: Final = "replay"
_SAID: Final = datetime(2026, 3, 14, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A question and what its answer is checked by.

    ``kind`` is what it is about; ``canary`` ones must never be lost.
    """

    id: str
    kind: str
    language: Language
    asked: Asked
    check: Check
    canary: bool = False


def read_anchors(folder: Path = BUNDLED_ANCHORS) -> tuple[Anchor, ...]:
    """Every anchor of ``folder/*.jsonl``, in a fixed order."""
    files = sorted(folder.glob("*.jsonl"))
    return tuple(
        Anchor(
            line["id"],
            line["kind"],
            line["lang"],
            _asked(line),
            check_of(line["check"]),
            canary=line.get("canary", False),
        )
        for file in files
        if file.stem != _REPLAY
        for line in _lines(file)
    )


def read_replay(folder: Path = BUNDLED_ANCHORS) -> tuple[Asked, ...]:
    """What the base is asked so that an adapter goes on answering it so."""
    return tuple(_asked(line) for line in _lines(folder / f"{_REPLAY}.jsonl"))


def _lines(file: Path) -> Iterator[Mapping[str, Any]]:
    for line in file.read_text("utf-8").splitlines():
        if line:
            yield json.loads(line)


def _asked(line: Mapping[str, Any]) -> Asked:
    said: Sequence[str] = line["said"]  # in turns, the user first and last
    messages = tuple(
        Message("user" if turn % 2 == 0 else "assistant", text)
        for turn, text in enumerate(said)
    )
    return Asked(messages, _block(line.get("memory", ()), line["lang"]))


def _block(texts: Sequence[str], language: Language) -> str:
    """The memories as a prompt holds them when they are recalled."""
    items = [
        MemoryItem(str(n), "fact", text, "user", Source(), _SAID)
        for n, text in enumerate(texts)
    ]
    return fenced([Recollection(item, 1.0) for item in items], language)
