"""One turn: who answers it, and how its answer is made and kept."""

from evotr.turn.choosing import AUTO, Choice, Chooser
from evotr.turn.mind import Mind
from evotr.turn.obeyed import let_go
from evotr.turn.presence import Presence
from evotr.turn.switchboard import Switchboard
from evotr.turn.taught import TaughtRouter
from evotr.turn.turn import Profile, Turn, Wish, recent

__all__ = [
    "AUTO",
    "Choice",
    "Chooser",
    "Mind",
    "Presence",
    "Profile",
    "Switchboard",
    "TaughtRouter",
    "Turn",
    "Wish",
    "let_go",
    "recent",
]
