"""Documents that are given to the memory: how far it is, and what came of it."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from evotr.errors import EvotrError
from ui.bridge import AssistantPort, IntakeRunner, IntakeState
from ui.text import Speech

__all__ = ["DocumentsPresenter"]


class DocumentsPresenter(QObject):
    """Has files taken in, one lot after the other, and sums up at the end.

    Signals:
        began(sentence): Something is being taken in.
        progressed(sentence): So far it is.
        ended(sentence, skipped): What came of it; a sentence for each skipped file.
        failed(error): Something asked for could not be done.
    """

    began = Signal(str)
    progressed = Signal(str)
    ended = Signal(str, object)
    failed = Signal(object)

    def __init__(
        self, texts: Speech, runner: IntakeRunner, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._texts = texts
        self._runner = runner
        self._assistant: AssistantPort | None = None
        self._waiting: list[tuple[Path, ...]] = []
        self._ended: list[IntakeState] = []
        self._given: list[Path] = []
        self._stopped = False
        runner.progressed.connect(self._progressed)
        runner.ended.connect(self._one_ended)

    @property
    def busy(self) -> bool:
        """Whether anything is being taken in."""
        return self._runner.running

    def attach(self, assistant: AssistantPort | None) -> None:
        """Give documents to this assistant from now on (None: to nobody)."""
        self._assistant = assistant

    def add(self, paths: Sequence[Path]) -> None:
        """Have files and folders taken in, after those that are being taken in."""
        if self._assistant is None or not paths:
            return
        if not self.busy:
            self._ended.clear()
            self._given.clear()
            self._stopped = False
        self._given += paths
        self._waiting.append(tuple(paths))
        if not self.busy and self._start_next():
            self.began.emit(self._texts("documents.looking"))

    def stop(self) -> None:
        """Take in no more; what is in memory stays there."""
        if self.busy:
            self._stopped = True
            self._waiting.clear()
            self._runner.cancel()

    def _start_next(self) -> bool:
        if self._assistant is None or not self._waiting:
            return False
        try:
            self._runner.start(self._assistant.ingest(self._waiting.pop(0)))
        except EvotrError as error:
            self._waiting.clear()
            self.failed.emit(error)
            return False
        return True

    def _progressed(self, intake: IntakeState) -> None:
        if self.busy and intake.files and not self._stopped:
            self.progressed.emit(
                self._texts(
                    "documents.reading", number=intake.number, files=intake.files
                )
            )

    def _one_ended(self, intake: IntakeState) -> None:
        self._ended.append(intake)
        if intake.error is not None:
            self._waiting.clear()
        if not self._start_next():
            self.ended.emit(self._sentence(), self._skipped())

    def _sentence(self) -> str:
        """What all of it came to."""
        numbers = {
            key: sum(getattr(each, key) for each in self._ended)
            for key in ("changed", "unchanged", "refused")
        }
        parts = [
            self._texts.error(each.error)[0]
            for each in self._ended
            if each.error is not None
        ]
        if self._stopped:
            parts.append(self._texts("documents.stopped"))
        if not parts and not any(numbers.values()):
            return self._texts("documents.none")
        parts.append(self._texts("documents.changed", number=numbers["changed"]))
        if numbers["unchanged"]:
            known = self._texts("documents.unchanged", number=numbers["unchanged"])
            parts.append(known)
        if numbers["refused"]:
            parts.append(self._texts("documents.refused", number=numbers["refused"]))
        return self._texts.join(*parts)

    def _skipped(self) -> tuple[str, ...]:
        return tuple(
            _shown(self._texts.error(self._named(file.path, file.error))[0])
            for each in self._ended
            for file in each.skipped
        )

    def _named(self, path: Path, error: EvotrError) -> EvotrError:
        """``error`` of a file by its name, from what was given on."""
        above = (given.parent for given in self._given if path.is_relative_to(given))
        name = str(path.relative_to(next(above, path.parent)))
        values = {
            key: str(value).replace(str(path), name)
            if isinstance(value, (str, Path))
            else value
            for key, value in error.values.items()
        }
        return type(error)(**values)


def _shown(sentence: str) -> str:
    """On one line, also where a file's name is no text."""
    whole = sentence.encode("utf-8", "replace").decode("utf-8")
    return "".join(char if char.isprintable() else "\ufffd" for char in whole)
