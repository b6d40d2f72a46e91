"""Bringing a database file to the newest revision of the schema."""

from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from evotr.errors import EvotrError, JournalDamaged, JournalError, JournalTooNew
from evotr.journal.database import Database, connect
from evotr.journal.faults import named_faults
from evotr.journal.place import examine_place

__all__ = ["REVISIONS", "configuration", "head", "inspect_file", "upgrade"]

REVISIONS = Path(__file__).with_name("migrations")
"""The folder of ``env.py`` and ``versions/``."""

_SHORTEST_DATABASE = 512


def configuration(revisions: Path = REVISIONS) -> Config:
    """What Alembic's commands need; ``attributes["connection"]`` is for the caller.

    With a connection set, ``alembic.command.revision(configuration(), "what",
    autogenerate=True)`` writes the next revision.
    """
    config = Config()
    # The value is interpolated: a percent sign in the path is doubled.
    config.set_main_option("script_location", str(revisions).replace("%", "%%"))
    return config


def head(revisions: Path = REVISIONS) -> str:
    """The newest revision."""
    newest = ScriptDirectory(str(revisions)).get_current_head()
    assert newest is not None
    return newest


def inspect_file(path: Path, revisions: Path, timeout: float) -> str | None:
    """The revision of the existing file ``path``, None while it is empty.

    The file is opened for reading only: one that cannot be used stays as it is.

    Raises:
        JournalTooNew: No revision here has that name.
        JournalDamaged: The file is unsound, or another program's database.
        JournalError: As ``examine_place`` says.
    """
    examine_place(path)
    with closing(connect(path, "ro", timeout)) as database:
        tables = {
            name for (name,) in database.execute("SELECT name FROM sqlite_master")
        }
        size = path.stat().st_size
        if 0 < size < _SHORTEST_DATABASE:
            # SQLite would take it for an empty one and write over it.
            raise JournalDamaged(path=path, reason=f"{size} bytes")
        if not tables:
            return None
        row = None
        if "alembic_version" in tables:
            row = database.execute("SELECT version_num FROM alembic_version").fetchone()
        if row is None:
            raise JournalDamaged(path=path, reason="no alembic_version")
        known = ScriptDirectory(str(revisions)).walk_revisions()
        if row[0] not in {script.revision for script in known}:
            raise JournalTooNew(path=path, revision=row[0])
        verdict = database.execute("PRAGMA quick_check(1)").fetchone()[0]
        if verdict != "ok":
            raise JournalDamaged(path=path, reason=verdict)
        return str(row[0])


def upgrade(database: Database, path: Path, revisions: Path) -> None:
    """Run the pending revisions in one transaction: all of them or none.

    Raises:
        JournalError: A revision fails, or leaves references that lead nowhere.
        DiskFull: There is no room for what a revision writes.
    """
    # Rebuilding a table drops it for a moment; the references are checked at the end.
    database.run("PRAGMA foreign_keys = OFF")
    try:
        with named_faults(path):
            database.write(_run, path, revisions)
    except EvotrError:
        raise
    except Exception as error:  # a revision is code: it can fail in any way
        raise JournalError(path=path, reason=repr(error)) from error
    finally:
        database.run("PRAGMA foreign_keys = ON")


def _run(connection: Connection, path: Path, revisions: Path) -> None:
    config = configuration(revisions)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    lost = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if lost is not None:
        raise JournalDamaged(path=path, reason=f"foreign_key_check: {tuple(lost)}")
