"""What recall must know of every memory without asking the journal: no text."""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from evotr.domain import MemoryItem, MemoryKind
from evotr.memory.fusion import Ints

__all__ = ["Table"]

_KINDS: Final[tuple[MemoryKind, ...]] = ("episode", "fact", "document")
_EPISODE: Final = _KINDS.index("episode")
# Turns further apart belong to different talks.
_SAME_TALK: Final = 12 * 3600.0
_NONE: Final = -1
"""The conversation of what belongs to none."""

_UNKNOWN: Final = -2
"""What no row has."""

_FIELDS: Final = np.dtype(
    [
        ("kind", np.int8),
        ("workspace", np.int32),
        ("conversation", np.int32),
        ("speaker", np.int32),
        ("created", np.float64),
        ("slot", np.int64),
    ]
)


class _Codes:
    """Small numbers for texts that come again and again."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self.texts: list[str] = []

    def of(self, text: str) -> int:
        number = self._numbers.setdefault(text, len(self.texts))
        if number == len(self.texts):
            self.texts.append(text)
        return number

    def known(self, text: str) -> int:
        """The number of ``text``, one that no row has where it never came."""
        return self._numbers.get(text, _UNKNOWN)


class Table:
    """One row for each memory; rows keep their numbers. Not for several threads."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self._row: dict[str, int] = {}
        self._fields = np.zeros(1024, _FIELDS)
        self._live = np.zeros(1024, bool)
        self._workspaces, self._conversations = _Codes(), _Codes()
        self._speakers = _Codes()
        self._links: Ints | None = None

    def __len__(self) -> int:
        return len(self._row)

    def __contains__(self, memory_id: str) -> bool:
        return memory_id in self._row

    def put(self, item: MemoryItem, slot: int) -> None:
        """Take up a memory, or its change; its vector is in ``slot`` (-1: none yet)."""
        row = self._row.get(item.id)
        if row is None:
            row = len(self.ids)
            self.ids.append(item.id)
            self._row[item.id] = row
            if row == len(self._fields):
                self._fields = np.concatenate([self._fields, np.zeros(row, _FIELDS)])
                self._live = np.concatenate([self._live, np.zeros(row, bool)])
        conversation = item.source.conversation_id
        self._fields[row] = (
            _KINDS.index(item.kind),
            self._workspaces.of(item.workspace),
            _NONE if conversation is None else self._conversations.of(conversation),
            self._speakers.of(item.speaker),
            item.created.timestamp(),
            slot,
        )
        self._live[row] = True
        self._links = None

    def place(self, memory_ids: Iterable[str], slots: Ints) -> None:
        """Say where the vectors of memories lie; unknown ones are passed over."""
        for memory_id, slot in zip(memory_ids, slots, strict=True):
            row = self._row.get(memory_id)
            if row is not None:
                self._fields["slot"][row] = slot

    def drop(self, memory_id: str) -> None:
        """Know a memory no more."""
        row = self._row.pop(memory_id, None)
        if row is not None:
            self.ids[row] = ""
            self._live[row] = False
            self._links = None

    def rows_of(self, memory_ids: Iterable[str]) -> Ints:
        """The rows of memories; those that are not known are left out."""
        rows = (self._row.get(memory_id, -1) for memory_id in memory_ids)
        return np.array([row for row in rows if row >= 0], np.int64)

    def row(self, memory_id: str) -> int:
        """The row of a memory, or -1."""
        return self._row.get(memory_id, -1)

    def chosen(
        self, workspace: str, conversation: str | None, kinds: Sequence[MemoryKind]
    ) -> NDArray[np.bool_]:
        """For every row whether it is of these; no kinds are all kinds."""
        number = len(self.ids)
        fields = self._fields[:number]
        mask: NDArray[np.bool_] = self._live[:number] & (
            fields["workspace"] == self._workspaces.known(workspace)
        )
        if conversation is not None:
            mask &= fields["conversation"] == self._conversations.known(conversation)
        if kinds:
            mask &= np.isin(fields["kind"], [_KINDS.index(kind) for kind in kinds])
        return mask

    def slots(self, rows: Ints) -> Ints:
        """Where the vectors of rows lie, -1 for none."""
        return self._fields["slot"][rows]

    def created(self, rows: Ints) -> NDArray[np.float64]:
        """When rows were said, in seconds since 1970."""
        return self._fields["created"][rows]

    def spoken_by(self, rows: Ints, speakers: Iterable[str]) -> NDArray[np.bool_]:
        """Which rows one of ``speakers`` said."""
        codes = [self._speakers.known(speaker) for speaker in speakers]
        return np.isin(self._fields["speaker"][rows], codes)

    def speakers(self, rows: Ints | None = None) -> list[str]:
        """Who speaks in ``rows``, or anywhere."""
        if rows is None:
            return list(self._speakers.texts)
        codes = np.unique(self._fields["speaker"][rows])
        return [self._speakers.texts[code] for code in codes]

    def links(self, rows: Ints) -> Ints:
        """The rows two before, one before, one after and two after, or -1.

        Shape ``(len(rows), 4)``: the turns of the same talk, by their time.
        """
        return self.linked()[rows]

    def linked(self) -> Ints:
        """`links` of all rows, computed once after a change."""
        if self._links is None:
            self._links = self._linked()
        return self._links

    def _linked(self) -> Ints:
        number = len(self.ids)
        fields = self._fields[:number]
        links = np.full((number, 4), -1, np.int64)
        talks = (fields["kind"] == _EPISODE) & (fields["conversation"] >= 0)
        rows = np.flatnonzero(talks & self._live[:number])
        order = rows[
            np.lexsort((rows, fields["created"][rows], fields["conversation"][rows]))
        ]
        place, time = fields["conversation"][order], fields["created"][order]
        for away, (before, after) in ((1, (1, 2)), (2, (0, 3))):
            if len(order) <= away:
                break
            same = place[away:] == place[:-away]
            same &= time[away:] - time[:-away] <= _SAME_TALK
            links[order[away:][same], before] = order[:-away][same]
            links[order[:-away][same], after] = order[away:][same]
        return links
