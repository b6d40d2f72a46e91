"""What the window shows and does, without a single widget."""

from ui.presenters.chat import ChatPresenter
from ui.presenters.conversations import ConversationsPresenter
from ui.presenters.desk import Desk
from ui.presenters.documents import DocumentsPresenter
from ui.presenters.entries import Entry
from ui.presenters.hot_key import HotKeyPresenter
from ui.presenters.nights import NightsPresenter, NightsShown
from ui.presenters.presence import Presence, PresencePresenter
from ui.presenters.quick import QuickPresenter, QuickThread
from ui.presenters.sources import Origin
from ui.presenters.status import Status, StatusPresenter

__all__ = [
    "ChatPresenter",
    "ConversationsPresenter",
    "Desk",
    "DocumentsPresenter",
    "Entry",
    "HotKeyPresenter",
    "NightsPresenter",
    "NightsShown",
    "Origin",
    "Presence",
    "PresencePresenter",
    "QuickPresenter",
    "QuickThread",
    "Status",
    "StatusPresenter",
]
