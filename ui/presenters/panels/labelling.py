"""Bad answers that get their right one, and rows in doubt that get a verdict."""

from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import QObject, Signal

from evotr.domain import LedgerFilter, LedgerRow, OpenQuestion, Taught
from evotr.errors import EvotrError
from evotr.text import Catalog
from ui.bridge import Inbox
from ui.bridge.panels import KeepingPort

__all__ = ["Case", "LabellingPresenter"]

_DOUBTED: Final = LedgerFilter(states=("quarantined",))
_MOST: Final = 1_000


@dataclass(frozen=True, slots=True)
class Case:
    """One thing to decide: an answer that was bad, or a row that is in doubt.

    ``answer_id`` is whose right wording is wanted ("": there is none any more),
    ``right`` what a row holds to be right, ``doubt`` why that is asked.
    """

    kind: Literal["answer", "row"]
    id: str
    answer_id: str
    question: str
    wrong: str
    right: str = ""
    doubt: str = ""


class LabellingPresenter(QObject):
    """Shows one case after the other.

    Signals:
        changed(case, number, of): What is asked now (None: nothing), counted from 1.
        corrected(answer_id): The answer got its right one.
        told(sentence): Something was done.
        failed(error): Something asked for could not be done; the case stays.
    """

    changed = Signal(object, int, int)
    corrected = Signal(str)
    told = Signal(str)
    failed = Signal(object)

    def __init__(self, texts: Catalog, inbox: Inbox, parent: QObject) -> None:
        super().__init__(parent)
        self._texts = texts
        self._inbox = inbox
        self._assistant: KeepingPort | None = None
        self._questions: tuple[OpenQuestion, ...] = ()
        self._asked = 0
        self._at = 0
        self.cases: tuple[Case, ...] = ()

    @property
    def case(self) -> Case | None:
        """What is asked now."""
        return self.cases[self._at] if self.cases else None

    def attach(self, assistant: KeepingPort | None) -> None:
        """Ask for this assistant from now on (None: for nobody)."""
        self._assistant = assistant

    def refresh(self) -> None:
        """Read anew what there is to decide."""
        if self._assistant is None:
            return
        self._asked += 1
        asked, ledger = self._asked, self._assistant.ledger

        def questions(found: tuple[OpenQuestion, ...]) -> None:
            self._questions = found

        def rows(found: tuple[LedgerRow, ...]) -> None:
            if asked == self._asked:
                open_ = [_open(question) for question in self._questions]
                self.cases = (*open_, *map(self._doubted, found))
                self._at = min(self._at, max(len(self.cases) - 1, 0))
                self._tell()

        self._inbox.expect(ledger.questions(_MOST), questions, self.failed.emit)
        # One thread answers both, in order.
        page = ledger.page(_DOUBTED, limit=_MOST)
        self._inbox.expect(page, rows, self.failed.emit)

    def retell(self) -> None:
        """Tell it in the language of now, where it was told before."""
        if self._asked:
            self.refresh()

    def step(self, by: int) -> None:
        """Leave the case for later: the next one, or the one before."""
        if self.cases:
            self._at = (self._at + by) % len(self.cases)
            self._tell()

    def give(self, text: str) -> None:
        """Say what the right answer is."""
        case = self.case
        if self._assistant is None or case is None or not case.answer_id:
            return
        try:
            taught = self._assistant.correct(case.answer_id, text)
        except EvotrError as error:
            self.failed.emit(error)
            return
        self._inbox.expect(taught, self._taught, self.failed.emit)

    def _taught(self, taught: Taught) -> None:
        self._done("taught")
        self.corrected.emit(taught.message_id)

    def keep(self) -> None:
        """Say that a row in doubt is right."""
        case = self.case
        if self._assistant is not None and case is not None and case.kind == "row":
            done = self._assistant.uphold(case.id)
            self._inbox.expect(done, lambda _: self._done("kept"), self.failed.emit)

    def drop(self) -> None:
        """Learn nothing from the case, and do not ask again."""
        case = self.case
        if self._assistant is None or case is None:
            return
        ledger = self._assistant.ledger
        if case.kind == "row":
            retracted = ledger.retract(case.id)
            self._inbox.expect(
                retracted, lambda _: self._done("dropped"), self.failed.emit
            )
        else:
            dismissed = ledger.dismiss(case.answer_id)
            self._inbox.expect(
                dismissed, lambda _: self._done("dropped"), self.failed.emit
            )

    def _done(self, what: Literal["taught", "kept", "dropped"]) -> None:
        self.told.emit(self._texts(f"panels.{what}"))
        self.refresh()

    def _doubted(self, row: LedgerRow) -> Case:
        doubt = self._texts(f"ledger.reason.{row.reason}") if row.reason else ""
        answer_id = row.message_id or ""
        return Case("row", row.id, answer_id, row.question, row.wrong, row.right, doubt)

    def _tell(self) -> None:
        number = self._at + 1 if self.cases else 0
        self.changed.emit(self.case, number, len(self.cases))


def _open(question: OpenQuestion) -> Case:
    answer = question.answer
    return Case("answer", answer.id, answer.id, question.question, answer.content)
