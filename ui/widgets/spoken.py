"""The conversation as a screen reader finds it: messages, and in each its links.

Qt tells a text browser as one long text. Here it is a list: each message says who said
it and what, and its links (Good, Correct, who answered …) can be pressed. Qt keeps
what it was given once, so that nodes are never destroyed: they stand for places, and
say that they are none where there is nothing any more.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, cast

from PySide6.QtCore import QObject, QPoint, QRect, QUrl
from PySide6.QtGui import (
    QAccessible,
    QAccessibleActionInterface,
    QAccessibleEvent,
    QAccessibleInterface,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QAccessibleWidget, QTextBrowser
from shiboken6 import isValid
from typing_extensions import override

from evotr.text import Catalog
from ui.presenters.entries import Entry
from ui.widgets.places import Placed

__all__ = ["Link", "links_of", "speak_messages", "tell_of_change"]

_STEPS: Final = {"evotr:before/": "menu.earlier", "evotr:after/": "menu.later"}
_SIGNS: Final = " ▸▾"
_NONE: Final = cast("QAccessibleInterface", None)
"""Nothing, which Qt means and PySide's types do not know."""
_kept: list[QAccessibleInterface] = []
"""Qt holds them without counting."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a conversation's view has to tell.

    Attributes:
        texts: The sentences.
        placed: The messages that are drawn.
        first: The place of the first of them.
        span: Says where the one at a place begins and ends in the document.
    """

    texts: Catalog
    placed: Sequence[Placed]
    first: int
    span: Callable[[int], tuple[int, int]]


class _View(Protocol):
    def spoken(self) -> Spoken: ...


@dataclass(frozen=True, slots=True)
class Link:
    """Words that can be pressed, and where they stand."""

    label: str
    address: str
    begin: int
    end: int


def links_of(document: QTextDocument, begin: int, end: int) -> Iterator[Link]:
    """The links between two positions, each once though its words look different."""
    found: Link | None = None
    block = document.findBlock(begin)
    while block.isValid() and block.position() < end:
        each = block.begin()
        while not each.atEnd():
            fragment = each.fragment()
            address, at = fragment.charFormat().anchorHref(), fragment.position()
            past = at + fragment.length()
            if found is not None and (address, at) != (found.address, found.end):
                yield found
                found = None
            if address and begin <= at < end:
                label = (found.label if found else "") + fragment.text()
                found = Link(label, address, found.begin if found else at, past)
            each += 1
        block = block.next()
    if found is not None:
        yield found


def speak_messages() -> None:
    """Have each conversation's view told so; a second call does nothing."""
    if not _made:
        _made.append(True)
        QAccessible.installFactory(_factory)


_made: list[bool] = []


def tell_of_change(view: QTextBrowser, _kept_entries: int = 0) -> None:
    """Other messages are in a view: who listens is to look again."""
    if QAccessible.isActive():
        event = QAccessibleEvent(view, QAccessible.Event.ObjectReorder)
        QAccessible.updateAccessibility(event)


def _factory(_: str, thing: QObject | None) -> QAccessibleInterface | None:
    if thing is None or not hasattr(thing, "spoken"):
        return None
    made = _Conversation(cast("QTextBrowser", thing))
    _kept.append(made)
    return made


class _Conversation(QAccessibleWidget):
    """A view's messages."""

    def __init__(self, view: QTextBrowser) -> None:
        super().__init__(view, QAccessible.Role.List)
        self.view = view
        self._messages: list[_Message] = []

    @override
    def childCount(self) -> int:
        return len(self.spoken().placed) if isValid(self.view) else 0

    @override
    def child(self, index: int) -> QAccessibleInterface:
        while len(self._messages) <= index < self.childCount():
            self._messages.append(_Message(self, len(self._messages)))
        return self._messages[index] if 0 <= index < self.childCount() else _NONE

    @override
    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return _place_in(self._messages, child)

    @override
    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        return _under(self, x, y)

    def spoken(self) -> Spoken:
        """What there is now."""
        return cast("_View", self.view).spoken()

    def rect_of(self, begin: int, end: int) -> QRect:
        """Where a part of the document is on the screen."""
        cursor = QTextCursor(self.view.document())
        cursor.setPosition(begin)
        first = self.view.cursorRect(cursor)
        cursor.setPosition(max(begin, end))
        last = self.view.cursorRect(cursor)
        where = first.united(last)
        if first.top() != last.top():  # several lines are as wide as all
            where.setLeft(0)
            where.setRight(self.view.viewport().width())
        return QRect(self.view.viewport().mapToGlobal(where.topLeft()), where.size())


class _Node(QAccessibleInterface):
    """Something of a conversation that is no widget."""

    @override
    def object(self) -> QObject:
        return cast("QObject", _NONE)

    @override
    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """Nothing of it can be written."""

    @override
    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        return _under(self, x, y)


class _Message(_Node):
    """The message at a number among those that are drawn."""

    def __init__(self, talk: _Conversation, number: int) -> None:
        super().__init__()
        self.talk = talk
        self._number = number
        self._links: list[_Link] = []

    def _entry(self) -> Entry | None:
        if self._number >= self.talk.childCount():
            return None
        return self.talk.spoken().placed[self._number].entry

    def _span(self) -> tuple[int, int]:
        spoken = self.talk.spoken()
        return spoken.span(spoken.first + self._number)

    def links(self) -> tuple[Link, ...]:
        """What can be pressed in it."""
        if self._entry() is None:
            return ()
        return tuple(links_of(self.talk.view.document(), *self._span()))

    @override
    def isValid(self) -> bool:
        return self._entry() is not None

    @override
    def parent(self) -> QAccessibleInterface:
        return self.talk

    @override
    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    @override
    def state(self) -> QAccessible.State:
        return _state(self)

    @override
    def childCount(self) -> int:
        return len(self.links())

    @override
    def child(self, index: int) -> QAccessibleInterface:
        while len(self._links) <= index < self.childCount():
            self._links.append(_Link(self, len(self._links)))
        return self._links[index] if 0 <= index < self.childCount() else _NONE

    @override
    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return _place_in(self._links, child)

    @override
    def text(self, kind: QAccessible.Text) -> str:
        entry = self._entry()
        if entry is None:
            return ""
        match kind:
            case QAccessible.Text.Name:
                mine = entry.role == "user"
                key = "spoken.you" if mine else "spoken.assistant"
                return self.talk.spoken().texts(key, text=entry.text).strip()
            case QAccessible.Text.Description:
                told = (entry.chip, entry.note, entry.hint, entry.aside)
                return " ".join(filter(None, told))
        return ""

    @override
    def rect(self) -> QRect:
        if self._entry() is None:
            return QRect()
        return self.talk.rect_of(*self._span())


class _Link(_Node):
    """The link at a number among those of a message."""

    def __init__(self, message: _Message, number: int) -> None:
        super().__init__()
        self._message = message
        self._number = number
        self._action = _Press(self)

    def link(self) -> Link | None:
        """What it is now."""
        links = self._message.links()
        return links[self._number] if self._number < len(links) else None

    def press(self) -> None:
        """Follow it."""
        link = self.link()
        if link is not None:
            self._message.talk.view.anchorClicked.emit(QUrl(link.address))

    @override
    def isValid(self) -> bool:
        return self.link() is not None

    @override
    def parent(self) -> QAccessibleInterface:
        return self._message

    @override
    def role(self) -> QAccessible.Role:
        return QAccessible.Role.Link

    @override
    def state(self) -> QAccessible.State:
        return _state(self)

    @override
    def childCount(self) -> int:
        return 0

    @override
    def child(self, index: int) -> QAccessibleInterface:
        return _NONE

    @override
    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    @override
    def text(self, kind: QAccessible.Text) -> str:
        link = self.link()
        if link is None or kind is not QAccessible.Text.Name:
            return ""
        for begin, key in _STEPS.items():
            if link.address.startswith(begin):
                return self._message.talk.spoken().texts(key)
        return link.label.strip(_SIGNS)

    @override
    def rect(self) -> QRect:
        link = self.link()
        talk = self._message.talk
        return QRect() if link is None else talk.rect_of(link.begin, link.end)

    @override
    def interface_cast(self, kind: QAccessible.InterfaceType) -> int:
        # What is said of its type is wrong: it is the interface.
        is_action = kind is QAccessible.InterfaceType.ActionInterface
        return cast("int", self._action if is_action else None)


class _Press(QAccessibleActionInterface):
    """The one thing that can be done with a link."""

    def __init__(self, link: _Link) -> None:
        super().__init__()
        self._link = link

    @override
    def actionNames(self) -> list[str]:
        return [self.pressAction()]

    @override
    def doAction(self, name: str) -> None:
        if name == self.pressAction():
            self._link.press()

    @override
    def keyBindingsForAction(self, name: str) -> list[str]:
        return []


def _state(node: _Node) -> QAccessible.State:
    state = QAccessible.State()
    state.invalid = not node.isValid()
    state.readOnly = True
    return state


def _place_in(nodes: list[_Message] | list[_Link], child: QAccessibleInterface) -> int:
    return next((at for at, node in enumerate(nodes) if node is child), -1)


def _under(node: QAccessibleInterface, x: int, y: int) -> QAccessibleInterface:
    for number in range(node.childCount()):
        child = node.child(number)
        if child.rect().contains(QPoint(x, y)):
            return child
    return _NONE
