"""An answer's text: written once, whether it comes whole or word by word."""

from copy import copy

from PySide6.QtGui import QFontMetrics, QTextDocument

from ui.text import Speech
from ui.widgets.code import CodeHead, Colouring
from ui.widgets.column import Column
from ui.widgets.formulas import Formulas, Studio
from ui.widgets.lists import Numbers
from ui.widgets.literal import numbers_of, spelled
from ui.widgets.markdown import Writer
from ui.widgets.smallprint import href
from ui.widgets.stream import Piece, Splitter, pieces_of, references_of
from ui.widgets.tables import Part, shares_of

__all__ = ["AnswerText", "Easel"]


class Easel:
    """What answers are written with at the end of ``column``."""

    def __init__(self, column: Column, writer: Writer, texts: Speech) -> None:
        self.document = column.document()
        self.writer = writer
        self._texts = texts
        self.studio = Studio(column)
        self.colouring = Colouring(column)

    @property
    def label(self) -> str:
        """What copies code, in the language of now."""
        return self._texts("transcript.copy_code")

    def on(self, document: QTextDocument, writer: Writer) -> "Easel":
        """The same, for what is written on another document; only plain answers."""
        other = copy(self)
        other.document, other.writer = document, writer
        return other

    def forget(self) -> None:
        """Everything that was to be finished is gone."""
        self.studio.forget()
        self.colouring.forget()


class AnswerText:
    """The text of the answer at ``place``, at the end of the document.

    What is done is never written again: its code gets its colours and its formulas
    their pictures where they stand, later. Where it is not the ``whole`` of it, they
    get none.
    """

    def __init__(self, easel: Easel, place: int, *, whole: bool) -> None:
        self._easel = easel
        self._writer = easel.writer
        self._place = place
        self._whole = whole
        self._formulas = Formulas(easel.studio, easel.writer.colors)
        self._splitter = Splitter()
        self._heard: list[str] = []
        self._references = ""
        self._language = ""
        self._codes = 0
        self._shares: tuple[float, ...] = ()
        self._opened = False
        self._start = self._code = self._rest = easel.writer.mark()

    @property
    def start(self) -> int:
        """Where it begins."""
        return self._start.position

    @property
    def text(self) -> str:
        """What has been heard of it."""
        return "".join(self._heard)

    def write(self, text: str) -> None:
        """Write all of it."""
        self._references = references_of(text)
        for piece in pieces_of(text):
            self._finish(piece)

    def stream(self, text: str) -> None:
        """Write more of it; the end of what there is may still change."""
        self._heard.append(text)
        self.clear_rest()
        progress = self._splitter.feed(text)
        for piece in progress.done:
            self._finish(piece)
        self._rest = self._writer.mark()
        match progress.rest:
            case Piece("code", line):
                if line:
                    self._writer.code_line(line, self._language)
            case Piece(kind, markdown):
                part = self._part(kind, markdown)
                page = spelled(markdown)
                numbers = Numbers(numbers_of(page))
                self._writer.markdown(page, *part, numbers, opens=not self._opened)

    def clear_rest(self) -> None:
        """Take away what may still change, or what stands in its place."""
        self._writer.back_to(self._rest)

    def end(self) -> bool:
        """What was streamed is all there is; whether it stands as `write` has it."""
        if references_of(self.text):
            return False
        self.clear_rest()
        for piece in self._splitter.end():
            self._finish(piece)
        return True

    def _finish(self, piece: Piece) -> None:
        """Write what will not change any more."""
        match piece:
            case Piece("fence", language):
                self._language, self._code = language, self._writer.mark()
                address = href("code", self._place, self._codes)
                self._codes += 1
                self._writer.code_head(language, self._easel.label, address)
            case Piece("code", line):
                self._writer.code_line(line, self._language)
            case Piece("end"):
                self._writer.code_end()
                self._color(self._code.position)
            case Piece(kind, markdown):
                self._finish_markdown(markdown, *self._part(kind, markdown))
        self._opened = True

    def _part(self, kind: str, text: str) -> tuple[Part, ...]:
        """What makes of a table a part of a long one, where it is one."""
        if kind == "table":
            metrics = QFontMetrics(self._easel.document.defaultFont())
            self._shares = shares_of(text, metrics)
        if kind == "markdown":
            return ()
        return (Part(self._shares, first=kind == "table", last=kind == "last"),)

    def _finish_markdown(self, text: str, *part: Part) -> None:
        begin = self._writer.end
        first = self._codes
        head = CodeHead(
            self._easel.label,
            lambda number: href("code", self._place, first + number),
            self._writer.colors,
        )
        text = self._formulas.take(text) if self._whole else text
        text = spelled(text)
        numbers = Numbers(numbers_of(text))
        text, opens = f"{text}\n\n{self._references}", not self._opened
        self._writer.markdown(text, *part, numbers, head, self._formulas, opens=opens)
        self._codes += head.count
        if head.count:
            self._color(begin)
        if self._whole:
            self._formulas.settle(self._easel.document, begin)

    def _color(self, begin: int) -> None:
        if self._whole:
            self._easel.colouring.add(begin, self._writer.colors)
