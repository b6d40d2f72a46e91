"""What a turn is asked for, and how answers are made in general."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from evotr.domain import Priority, SamplingParams
from evotr.experts import Shares
from evotr.turn.choosing import AUTO, Chooser
from evotr.turn.mind import Mind
from evotr.turn.obeyed import Speak, speak_terminal
from evotr.turn.presence import Presence

__all__ = ["Profile", "Wish"]


@dataclass(frozen=True, slots=True)
class Profile:
    """How answers are made: the model's name, its prompt, sampling and window.

    At most ``history_messages`` messages (and at least half of them) are sent. The
    sampling parameters in ``fixed`` were set by the user: no expert changes them.
    ``expert`` answers where neither a message nor its conversation says who does.
    With ``own_words`` what the user corrected is answered as the user said it.
    ``speak`` gives the words of the face that is talked to, where the program itself
    answers. Of ``private`` conversations nothing is kept, and the user knows it.
    """

    model: str
    system_prompt: str
    sampling: SamplingParams
    history_messages: int = 20
    fixed: frozenset[str] = frozenset()
    expert: str = AUTO
    own_words: bool = True
    speak: Speak = speak_terminal
    private: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """How one turn is to be answered.

    ``experts`` None leaves who answers to ``chooser``; without a ``mind`` nothing is
    recalled or remembered, also not later. ``presence`` is told that somebody waits.
    ``again``: the question was answered before, and another answer is wanted.
    ``resumed`` is the id of an answer to it that goes on instead. ``system_prompt`` is
    the one that a new conversation begins with ("": it has none of its own).
    """

    profile: Profile
    chooser: Chooser
    experts: Shares | None = None
    priority: Priority = Priority.INTERACTIVE
    mind: Mind | None = None
    presence: Presence | None = None
    again: bool = False
    resumed: str | None = None
    system_prompt: str = ""

    def waiting(self) -> AbstractContextManager[None]:
        """As long as somebody waits for the answer; nobody does behind everything."""
        if self.presence is None or self.priority is Priority.BACKGROUND:
            return nullcontext()
        return self.presence.turn()
