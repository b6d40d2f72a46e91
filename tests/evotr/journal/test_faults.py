import errno
import sqlite3

import pytest
from sqlalchemy.exc import OperationalError

from evotr.errors import DiskFull, EvotrError, JournalError, JournalReadOnly
from evotr.journal.faults import named_faults


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, DiskFull),
        (errno.EDQUOT, DiskFull),
        (errno.EROFS, JournalReadOnly),
        (errno.EACCES, JournalReadOnly),
        (errno.EIO, JournalError),
    ],
)
def test_what_the_file_system_reports_is_named(path, number, kind):
    with pytest.raises(EvotrError) as caught, named_faults(path, needed=12_345):
        raise OSError(number, "a reason")
    assert type(caught.value) is kind
    assert caught.value.values["path"] == path
    assert "a reason" in str(caught.value.values["reason"])
    if kind is DiskFull:
        assert caught.value.values["needed"] == 12_345
        assert caught.value.values["free"] > 0


@pytest.mark.parametrize(
    "code", [sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_CANTOPEN]
)
def test_a_vague_error_on_a_disk_with_room_is_not_called_full(path, code):
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = code
    with pytest.raises(JournalError), named_faults(path):
        raise error


def test_an_error_of_the_driver_without_a_code_is_named(path):
    with pytest.raises(JournalError, match="odd") as caught, named_faults(path):
        raise OperationalError("SELECT", {}, sqlite3.OperationalError("odd"))
    assert type(caught.value) is JournalError


def test_a_fault_of_the_code_is_not_covered_up(path):
    with pytest.raises(ZeroDivisionError), named_faults(path):
        1 / 0  # noqa: B018
