"""The journal of a home, for whoever needs nothing else of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evotr.errors import named_os_error
from evotr.journal.journal import Journal
from evotr.settings import Settings

__all__ = ["make_home", "open_journal"]


def make_home(home: Path) -> None:
    """Make the folder of all of a user's data, for the user alone.

    Raises:
        FolderNotWritable, DiskFull: It cannot be made.
    """
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise named_os_error(error, home) from error


@contextmanager
def open_journal(settings: Settings) -> Iterator[Journal]:
    """The journal alone, also while another process has the assistant open.

    Raises:
        JournalError: And its kin: the database cannot be used.
    """
    make_home(settings.paths.home)
    journal = Journal.open(
        settings.paths.journal, settings.paths.backups, recover=False
    )
    try:
        yield journal
    finally:
        journal.close()
