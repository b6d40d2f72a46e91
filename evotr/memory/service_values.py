"""How the memory behaves, and how far it is."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from evotr.errors import EvotrError
from evotr.memory.aside import Aside

__all__ = ["Able", "Habits", "MemoryState", "Stage"]

Stage = Literal["closed", "opening", "words", "ready", "failed"]


@dataclass(frozen=True, slots=True)
class Able:
    """A model that is able to read facts, and to sum up what was said.

    Attributes:
        reader: Asks it for facts.
        summer: Asks it for summaries.
        name: The model's.
        history: How many messages a prompt has at most: the older ones are summed up.
    """

    reader: Aside
    summer: Aside
    name: str
    history: int


@dataclass(frozen=True, slots=True)
class Habits:
    """How the memory behaves.

    Attributes:
        patience_s: How long a question waits for the opening.
        quiet: How long nothing must have been said in a conversation before facts
            are looked for in it.
        workspace: Where what is said is remembered.
        able: The model, where it is able to read and to sum up.
    """

    patience_s: float = 5.0
    quiet: timedelta = timedelta(minutes=5)
    workspace: str = ""
    able: Able | None = None


@dataclass(frozen=True, slots=True)
class MemoryState:
    """How far the memory is.

    ``stage`` is "closed" before the first use, "words" while (or where) no vector is
    asked, "ready" when the vectors of all memories are there. ``known`` memories are
    in the index, ``embedded`` of them have a vector; ``graph`` says whether Chroma has
    them. ``fault`` is why it does not work, or has no vectors.
    """

    stage: Stage
    known: int = 0
    embedded: int = 0
    graph: bool = False
    fault: EvotrError | None = None
