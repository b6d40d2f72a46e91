"""What was typed and not said yet, by the conversation that it belongs to."""

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from evotr.errors import FolderHeld, named_os_error
from evotr.files import written_file

__all__ = ["PATIENCE_S", "Drafts", "forget_drafts"]

PATIENCE_S: Final = 5.0
"""Who writes needs milliseconds; nobody waits longer for one that hangs."""

_LOOK_S: Final = 0.01


class Drafts:
    """Texts by conversation and part of it (the message, a correction, ...).

    What belongs to a forgotten conversation is in the file no more, whatever this
    object still has of it: `forget_drafts` leaves the conversation's id there, which
    every later `save` heeds.

    Args:
        file: Where they outlive the program; None: they do not. What cannot be read
            there counts as nothing.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._texts, self._gone = ({}, set()) if file is None else _read(file)
        self._saved = not self._gone

    @property
    def saved(self) -> bool:
        """Whether nothing would be lost with this object."""
        kept = self._saved and self._file is not None
        return not self._texts or (kept and self._gone.isdisjoint(self._texts))

    @property
    def conversations(self) -> frozenset[str]:
        """Those that something was typed in."""
        return frozenset(self._texts)

    def get(self, conversation: str, part: str) -> str:
        """What was typed, empty where nothing was."""
        return self._texts.get(conversation, {}).get(part, "")

    def parts(self, conversation: str) -> tuple[str, ...]:
        """The parts of it that something was typed in."""
        return tuple(self._texts.get(conversation, ()))

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
        """Forget what was typed in them; what is from now on gets into no file."""
        self._gone.update(conversations)
        for gone in self.conversations & set(conversations):
            del self._texts[gone]
            self._saved = False

    def save(self, patience_s: float = PATIENCE_S) -> None:
        """Write what is not written yet.

        Args:
            patience_s: So long is waited for another one that has the file.

        Raises:
            FolderHeld: It still has it; what was there stays.
            FolderNotWritable, DiskFull: What was there stays.
        """
        if self._saved or self._file is None:
            return
        with _turn(self._file, patience_s):
            # Another thread or program may have forgotten some since the last time.
            self.drop(_read(self._file)[1])
            kept = self.conversations - self._gone
            _write(self._file, {each: self._texts[each] for each in kept})
        self._saved = True


def forget_drafts(file: Path, conversations: Collection[str]) -> None:
    """Let nothing of these be in the file, also when a `Drafts` is saved later.

    Any thread, and any program beside the window that has the words in memory.

    Raises:
        FolderHeld, FolderNotWritable, DiskFull: What was there stays.
    """
    with _turn(file):
        texts, gone = _read(file)
        for each in set(conversations) & texts.keys():
            del texts[each]
        _write(file, texts, gone.union(conversations))


@contextmanager
def _turn(file: Path, patience_s: float = PATIENCE_S) -> Iterator[None]:
    """Be the only one that reads and writes the file, of all threads and programs."""
    lock = FileLock(file.with_suffix(".lock"), patience_s, poll_interval=_LOOK_S)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise FolderHeld(path=file) from error
    except OSError as error:
        raise named_os_error(error, file) from error
    try:
        yield
    finally:
        lock.release()


def _write(file: Path, texts: Mapping[str, object], gone: Collection[str] = ()) -> None:
    with written_file(file) as stream:
        # Half of a pair of surrogates can be typed, but is no UTF-8.
        json.dump({**texts, **dict.fromkeys(sorted(gone))}, stream)


def _read(file: Path) -> tuple[dict[str, dict[str, str]], set[str]]:
    """What is typed, and the conversations that were forgotten."""
    try:
        found = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}, set()
    if not isinstance(found, dict):
        return {}, set()
    texts = {
        conversation: parts
        for conversation, parts in found.items()
        if isinstance(parts, dict) and all(isinstance(t, str) for t in parts.values())
    }
    return texts, {conversation for conversation, at in found.items() if at is None}
