"""One turn: who answers it, and how its answer is made and kept."""

from evotr.turn.carrying import carried
from evotr.turn.choosing import AUTO, Choice, Chooser
from evotr.turn.mind import Mind
from evotr.turn.obeyed import Speak, let_go, speak_terminal
from evotr.turn.presence import Presence
from evotr.turn.switchboard import Switchboard
from evotr.turn.talks import ALL_TALKS, Talks
from evotr.turn.taught import TaughtRouter
from evotr.turn.turn import Turn, recent
from evotr.turn.visible import require_visible
from evotr.turn.wish import Profile, Wish

__all__ = [
    "ALL_TALKS",
    "AUTO",
    "Choice",
    "Chooser",
    "Mind",
    "Presence",
    "Profile",
    "Speak",
    "Switchboard",
    "Talks",
    "TaughtRouter",
    "Turn",
    "Wish",
    "carried",
    "let_go",
    "recent",
    "require_visible",
    "speak_terminal",
]
