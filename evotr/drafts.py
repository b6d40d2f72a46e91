"""What was typed and not said yet, by the conversation that it belongs to."""

import json
from collections.abc import Collection
from pathlib import Path
from threading import Lock
from typing import Final

from evotr.errors import named_os_error
from evotr.files import written_file

__all__ = ["Drafts"]

_WRITING: Final = Lock()
"""Forgetting writes the file too, on a thread of its own."""


class Drafts:
    """Texts by conversation and part of it (the message, a correction, ...).

    Args:
        file: Where they outlive the program; None: they do not. What cannot be read
            there counts as nothing.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._texts = {} if file is None else _read(file)
        self._saved = True

    @property
    def saved(self) -> bool:
        """Whether nothing would be lost with this object."""
        return not self._texts or (self._saved and self._file is not None)

    @property
    def conversations(self) -> frozenset[str]:
        """Those that something was typed in."""
        return frozenset(self._texts)

    def get(self, conversation: str, part: str) -> str:
        """What was typed, empty where nothing was."""
        return self._texts.get(conversation, {}).get(part, "")

    def put(self, conversation: str, part: str, text: str) -> bool:
        """Keep a text, or no more (empty); whether that is news."""
        if text == self.get(conversation, part):
            return False
        parts = self._texts.setdefault(conversation, {})
        parts[part] = text
        if not text:
            del parts[part]
            if not parts:
                del self._texts[conversation]
        self._saved = False
        return True

    def drop(self, conversations: Collection[str]) -> None:
        """Forget what was typed in them."""
        for gone in self.conversations & set(conversations):
            del self._texts[gone]
            self._saved = False

    def save(self) -> None:
        """Write what is not written yet.

        Raises:
            FolderNotWritable, DiskFull: What was there stays.
        """
        if self._saved or self._file is None:
            return
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise named_os_error(error, self._file) from error
        with _WRITING, written_file(self._file) as stream:
            # Half of a pair of surrogates can be typed, but is no UTF-8.
            json.dump(self._texts, stream)
        self._saved = True


def _read(file: Path) -> dict[str, dict[str, str]]:
    try:
        found = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        conversation: parts
        for conversation, parts in found.items()
        if isinstance(parts, dict) and all(isinstance(t, str) for t in parts.values())
    }
