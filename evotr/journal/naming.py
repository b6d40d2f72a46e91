"""Rows by the beginnings of their ids, as the user gives them."""

from typing import Any, Final

from sqlalchemy import ColumnElement, false

from evotr.journal.wording import storable

__all__ = ["begins"]

_LAST: Final = chr(0x10FFFF)


def begins(ids: ColumnElement[Any], prefix: str) -> ColumnElement[bool]:
    """Whether an id starts with ``prefix``, as long as that may be; with "" none does.

    A range, which indexes know: SQLite takes no pattern of LIKE over 50,000 bytes.
    """
    wanted = storable(prefix)
    if not wanted:
        return false()
    return (ids >= wanted) & (ids < wanted + _LAST)
