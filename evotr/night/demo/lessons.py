"""What the demo teaches: invented corrections that come with the program."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass

from evotr.domain import GENERAL, Lesson
from evotr.paths import BUNDLED_NIGHT
from evotr.text import Language

__all__ = ["Taught", "lessons_of", "read_taught"]


@dataclass(frozen=True, slots=True)
class Taught:
    """A correction, and other wordings of it by hand: nothing is trained on those."""

    language: Language
    question: str
    right: str
    wordings: tuple[str, ...]


def read_taught() -> tuple[Taught, ...]:
    """All of ``data/night/demo.toml``, in its order."""
    content = tomllib.loads((BUNDLED_NIGHT / "demo.toml").read_text("utf-8"))
    return tuple(
        Taught(one["language"], one["question"], one["right"], tuple(one["wordings"]))
        for one in content["lesson"]
    )


def lessons_of(taught: Sequence[Taught]) -> list[Lesson]:
    """Corrections as the user's edits, of what is nobody's field."""
    return [
        Lesson(
            kind="edit",
            question=one.question,
            right=one.right,
            expert=GENERAL,
            expert_by_user=True,
        )
        for one in taught
    ]
