"""The trash: what would go with its conversations, and destroying them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal

from evotr.domain import Conversation, Destroyed, Leaving
from ui.bridge import AssistantPort, Errands, NightsPort
from ui.presenters.titles import named
from ui.text import Speech
from ui.text.dates import day_of

__all__ = ["TrashPresenter", "TrashQuestion"]

_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class TrashQuestion:
    """What is asked before conversations are destroyed: a sentence, and what goes."""

    ids: tuple[str, ...]
    sentence: str
    more: str


class TrashPresenter(QObject):
    """Asks, with what would go, and destroys after a yes.

    Signals:
        asked(question): As `TrashQuestion`; `destroy` is the yes.
        destroyed(ids): They are gone, with all that was learned of them.
        told(sentence): What became of it.
        failed(error): Something asked for could not be done.
    """

    asked = Signal(object)
    destroyed = Signal(object)
    told = Signal(str)
    failed = Signal(object)

    def __init__(self, texts: Speech, parent: QObject) -> None:
        super().__init__(parent)
        self._texts = texts
        self._errands = Errands(self)
        self._assistant: AssistantPort | None = None
        self._port: NightsPort | None = None

    @property
    def open(self) -> bool:
        """Whether anything can be destroyed."""
        return self._port is not None

    def attach(self, assistant: AssistantPort | None, port: NightsPort | None) -> None:
        """Destroy what these keep from now on (None: nothing)."""
        self._assistant, self._port = assistant, port

    def close(self) -> None:
        """Begin nothing more."""
        self.attach(None, None)
        self._errands.close()

    def ask(self, conversation_id: str) -> None:
        """Look what would go with a conversation of the trash; ``asked`` follows."""
        self._look(only=conversation_id)

    def ask_all(self) -> None:
        """Look what would go with all that lies in the trash."""
        self._look(only=None)

    def destroy(self, question: TrashQuestion) -> None:
        """Destroy what was asked about."""
        if self._port is not None:
            self._errands.run(
                partial(self._port.destroy, question.ids),
                partial(self._gone, question.ids),
                self.failed.emit,
            )

    def _look(self, *, only: str | None) -> None:
        assistant, port = self._assistant, self._port
        if assistant is None or port is None:
            return

        def look() -> tuple[tuple[Conversation, ...], Leaving] | None:
            heads = assistant.conversations(trash=True).result()
            heads = tuple(head for head in heads if only in {None, head.id})
            ids = tuple(head.id for head in heads)
            return (heads, port.leaving(ids)) if ids else None

        self._errands.run(look, partial(self._ask, only), self.failed.emit)

    def _ask(
        self, only: str | None, found: tuple[tuple[Conversation, ...], Leaving] | None
    ) -> None:
        if found is not None:  # else somebody else was faster
            heads, leaving = found
            self.asked.emit(self._question(heads, only, leaving))

    def _question(
        self, heads: tuple[Conversation, ...], only: str | None, leaving: Leaving
    ) -> TrashQuestion:
        texts = self._texts
        numbers = {
            "messages": leaving.messages,
            "memories": leaving.memories,
            "lessons": leaving.lessons,
        }
        if only is None:
            sentence = texts("trash.empty_sure", count=len(heads))
        else:
            title = heads[0].title or texts("list.untitled")
            sentence = texts("trash.destroy_sure", title=named(title))
        lines = [texts("trash.what", **numbers)]
        lines += [
            texts("forget.version", expert=expert, version=version)
            for expert, version in leaving.versions
        ]
        lines += self._elsewhere(leaving)
        lines.append(texts("trash.no_way_back"))
        ids = tuple(head.id for head in heads)
        return TrashQuestion(ids, sentence, "\n".join(lines))

    def _elsewhere(self, leaving: Leaving) -> list[str]:
        """What becomes of answers of other conversations, where there are any."""
        if not leaving.elsewhere:
            return []
        texts = self._texts
        talks = leaving.elsewhere
        titles = self._named([(title, at) for title, at, _ in talks])[:_NAMED]
        if len(talks) > _NAMED:
            titles.append(f"+{len(talks) - _NAMED}")
        answers = sum(count for *_, count in talks)
        named = ", ".join(titles)
        return [texts("trash.elsewhere", answers=answers, titles=named)]

    def _named(self, talks: Sequence[tuple[str, datetime]]) -> list[str]:
        """Conversations by title and day; those of one day that look alike, by time."""
        texts = self._texts
        named = [
            (title or texts("list.untitled"), at, day_of(at, texts.language))
            for title, at in talks
        ]
        alike = Counter((title, day) for title, _, day in named)
        return [
            f"“{title}” ({texts.minute(at) if alike[title, day] > 1 else day})"
            for title, at, day in named
        ]

    def _gone(self, ids: tuple[str, ...], destroyed: Destroyed) -> None:
        texts = self._texts
        said = [texts("trash.destroyed", count=destroyed.conversations)]
        if destroyed.experts:
            experts = ", ".join(map(texts.expert, destroyed.experts))
            said.append(texts("trash.anew", experts=experts))
        if destroyed.answers:
            said.append(texts("trash.hushed", answers=destroyed.answers))
        if destroyed.busy:
            said.append(texts("forget.busy"))
        self.destroyed.emit(ids)
        self.told.emit(texts.join(*said))
