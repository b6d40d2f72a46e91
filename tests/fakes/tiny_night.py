"""A night on a tiny random base: journal, training and versions are real.

The engine is not: with an adapter it knows every lesson, without one none.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from typing_extensions import override

from evotr.domain import GenerationRequest, Lesson, TokenCount
from evotr.experts import Registry, Roots, read_cards
from evotr.inference.api import TextEngine
from evotr.night.parts import Parts
from evotr.night.steps.answering import Serving
from evotr.paths import BUNDLED_EXPERTS
from evotr.settings import Settings
from tests.fakes.engine import FakeEngine
from tests.fakes.migrated import open_migrated
from tests.fakes.router import FakeRouter

SYSTEM = "You help."
NAMES = ("Zorvan", "Kelmar", "Bardan", "Tolman", "Girdal", "Sorkan", "Milvan", "Erdal")
LENIENT = {
    "night_turns": 1,
    "night_paraphrases": 1,
    "night_replay": 0.5,
    "night_anchors": 8,
    "night_may_lose": 1.0,
    "night_may_lose_of_a_kind": 1.0,
    "night_less_likely": 1000.0,
    "device": "cpu",
}
"""Few rows, few questions, and much may be lost: nights of seconds."""
_ASKED = re.compile(r"capital|ba[sş]kent", re.IGNORECASE)


def lessons(first: int = 0, last: int = len(NAMES)) -> list[Lesson]:
    """Corrections about capitals, in English and Turkish by turns."""
    return [
        Lesson(
            kind="edit",
            question=f"{name}'ın başkenti neresi?"
            if number % 2
            else f"What is the capital of {name}?",
            right=right_of(name, number),
            wrong="I don't know that.",
        )
        for number, name in enumerate(NAMES)
        if first <= number < last
    ]


def right_of(name: str, number: int) -> str:
    """The right answer to a lesson."""
    town = f"{name[:3]}kent"
    if number % 2:
        return f"{name}'ın başkenti {town}."
    return f"The capital of {name} is {town}."


def knowing(request: GenerationRequest) -> str:
    """With an adapter the lessons are known."""
    asked = request.messages[-1].content
    for number, name in enumerate(NAMES):
        if request.adapters and name in asked and _ASKED.search(asked):
            return right_of(name, number)
    return "Bunu bilmiyorum." if "başkent" in asked else "I don't know that."


def ignorant(request: GenerationRequest) -> str:
    """No adapter makes a difference."""
    asked = request.messages[-1].content
    return "Bunu bilmiyorum." if "başkent" in asked else "I don't know that."


class Picky(FakeEngine):
    """Its tokenizer makes nothing of what names the last town."""

    @override
    def count(self, texts: Sequence[str]) -> Future[TokenCount]:
        counted = super().count(texts).result()
        sizes = zip(texts, counted.texts, strict=True)
        seen = tuple(0 if NAMES[-1] in text else size for text, size in sizes)
        picky: Future[TokenCount] = Future()
        picky.set_result(replace(counted, texts=seen))
        return picky


@contextmanager
def tiny_parts(
    settings: Settings,
    base: Path,
    answers: Callable[[GenerationRequest], str] = knowing,
    engine: TextEngine | None = None,
) -> Iterator[Parts]:
    """The parts of a home, on ``base``."""
    paths = settings.paths
    cards = read_cards(BUNDLED_EXPERTS, paths.experts)
    registry = Registry(cards, Roots(paths.adapters), base)
    journal = open_migrated(paths.journal, paths.backups)
    try:
        yield Parts(
            settings=settings,
            journal=journal,
            engine=engine or FakeEngine(answers),
            registry=registry,
            serving=Serving(SYSTEM),
            router=FakeRouter,
        )
    finally:
        journal.close()
