"""A conversation into a file, as a terminal's ``evotr conversations export`` has it.

But its citations are numbered as the window shows them; in JSON as they are stored.
"""

import os
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal

from evotr.domain import StoredMessage
from evotr.files import named_file
from evotr.text import Catalog
from evotr.text.exported import json_text, markdown_of, whole_of
from ui.bridge import AssistantPort, Errands
from ui.presenters.numbering import numbered
from ui.text import Speech

__all__ = ["JSON", "MARKDOWN", "ExportPresenter"]

MARKDOWN: Final = ".md"
JSON: Final = ".json"
_NAME: Final = 60  # letters of a title
_UNSAFE: Final = '/\\:*?"<>|'


class ExportPresenter(QObject):
    """Writes beside the main thread.

    Signals:
        told(sentence): It is written.
        failed(error): It could not be.
    """

    told = Signal(str)
    failed = Signal(object)

    def __init__(self, texts: Speech, parent: QObject) -> None:
        super().__init__(parent)
        self._texts = texts
        self._assistant: AssistantPort | None = None
        self._errands: Errands | None = None

    def attach(self, assistant: AssistantPort | None) -> None:
        """Take the conversations of this assistant from now on (None: nobody's)."""
        self._assistant = assistant

    def close(self) -> None:
        """Begin nothing more; what is being written is written."""
        if self._errands is not None:
            self._errands.close()

    @staticmethod
    def name_for(title: str) -> str:
        """A name for the file of a conversation, without its ending."""
        bare = "".join(" " if c in _UNSAFE or not c.isprintable() else c for c in title)
        return " ".join(bare.split())[:_NAME].strip(" .") or "EVO-TR"

    @staticmethod
    def ended(file: Path, kind: str) -> Path:
        """``file`` with the ending of what it is to be, where it has none of them.

        Nobody was asked whether a file that has that name may go: it gets another one.
        """
        # `Path.is_dir` and `Path.exists` may raise.
        if file.suffix.lower() in {MARKDOWN, JSON} or os.path.isdir(file):  # noqa: PTH112
            return file
        named, number = file.with_name(f"{file.name}{kind}"), 1
        while os.path.lexists(named):
            number += 1
            named = file.with_name(f"{file.name} {number}{kind}")
        return named

    def export(self, conversation_id: str, file: Path) -> None:
        """Write a conversation: as JSON where the name ends in it, or as Markdown."""
        assistant = self._assistant
        if assistant is None:
            return
        if self._errands is None:
            self._errands = Errands(self)

        texts = self._texts.still()  # the other thread remembers no sentences

        def write() -> None:
            text = _text(texts, assistant, conversation_id, file.suffix)
            # Where one was there, the dialog has asked.
            with named_file(file, replace=True) as stream:
                stream.write(f"{text}\n")

        said = self._texts("export.done", file=file.name)
        self._errands.run(write, lambda _: self.told.emit(said), self.failed.emit)


def _text(
    texts: Catalog, assistant: AssistantPort, conversation_id: str, kind: str
) -> str:
    transcript = assistant.transcript(conversation_id).result()
    if kind.lower() != JSON:
        shown = {
            message.id: _shown(assistant, message)
            for message in transcript.messages
            if message.role == "assistant" and "[" in message.content
        }
        return markdown_of(transcript, texts, shown)
    stored = assistant.messages(conversation_id).result()
    return json_text(whole_of(transcript, stored))


def _shown(assistant: AssistantPort, answer: StoredMessage) -> str:
    given = assistant.why(answer.id).result()
    return numbered(answer.content, given.most)[0]
