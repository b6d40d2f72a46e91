"""Conversations that are destroyed for good: what goes with them, and what went."""

from dataclasses import dataclass
from datetime import datetime

__all__ = ["Destroyed", "Leaving"]


@dataclass(frozen=True, slots=True)
class Leaving:
    """What would go with conversations.

    ``versions`` are the experts' versions that were trained on them, as
    ``(expert, version)``, ``elsewhere`` the titles of other conversations with answers
    that were made from them, when they were written to last, and how many answers:
    these are remembered no more, and stay.
    """

    conversations: int
    messages: int
    memories: int
    lessons: int
    versions: tuple[tuple[str, str], ...] = ()
    elsewhere: tuple[tuple[str, datetime, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Destroyed:
    """What went; ``experts`` learn anew in the next night.

    ``busy``: a night is under way that may have seen it; it was told to stop, and
    deletes what it holds at its end. ``answers``: so many of other conversations were
    made from it, and are remembered no more.
    """

    conversations: int
    experts: tuple[str, ...] = ()
    busy: bool = False
    answers: int = 0
