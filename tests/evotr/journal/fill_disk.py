"""Open and change journals on a full disk of 3,200 KB, and print what it is called.

Run it in a mount namespace of its own (``unshare --map-root-user --mount``) with an
empty folder. The output is JSON: the errors' names, and what was kept.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from evotr.errors import EvotrError
from evotr.journal import Journal

BLOCK = 4096


def leave_room(disk, blocks):
    """Fill the disk but for so many blocks."""
    stats = os.statvfs(disk)
    taken = stats.f_bavail - blocks
    (disk / "ballast").write_bytes(bytes(taken * BLOCK))


def open_on(disk, path):
    """The error's name, "" when it opens."""
    try:
        journal = Journal.open(path, disk / "backups")
        try:
            journal.conversations().result(10)
        finally:
            journal.close()
    except EvotrError as error:
        return type(error).__name__
    return ""


def new_journals(disk):
    """For each room from none to enough: what opening says, then with all of it."""
    told = []
    while not told or told[-1][0]:
        path = disk / "journal.db"
        leave_room(disk, len(told))
        full = open_on(disk, path)
        (disk / "ballast").unlink()
        told.append((full, open_on(disk, path)))
        for file in disk.glob("journal.db*"):
            file.unlink()
    return told


def stored_journal(disk):
    """A journal that was cut off, on a disk that filled meanwhile: its names, text."""
    path = disk / "stored.db"
    child = os.fork()
    if not child:
        journal = Journal.open(path, disk / "backups")
        journal.add_user_message(None, "precious").result(10)
        os._exit(0)
    os.waitpid(child, 0)
    (disk / "stored.db-shm").unlink()
    leave_room(disk, 0)
    full = open_on(disk, path)
    (disk / "ballast").unlink()
    journal = Journal.open(path, disk / "backups")
    titles = [c.title for c in journal.conversations().result(10)]
    journal.close()
    return full, titles


def destroyed(disk):
    """Destroy on ever fuller disks: what it says, whether words are left, and then.

    Ends with the first disk that has no room to destroy anything.
    """
    told = []
    for blocks in range(336, -1, -8):
        for file in disk.iterdir():
            file.unlink()
        path = disk / "journal.db"
        journal = Journal.open(path, disk / "backups")
        journal.add_user_message(None, "pelikan " * 4_000).result(10)
        asked = journal.add_user_message(None, "kuzgun").result(10)
        journal.delete(asked.conversation_id).result(10)
        leave_room(disk, blocks)
        fault = journal.purge(asked.conversation_id).exception(10)
        trash = journal.conversations(trash=True).result(10)
        left = holds(disk, b"kuzgun")
        journal.close()
        (disk / "ballast").unlink()
        if trash:
            break
        Journal.open(path, disk / "backups").close()
        name = type(fault).__name__ if fault else ""
        told.append((name, left, holds(disk, b"kuzgun")))
    return told


def holds(disk, word):
    return any(word in file.read_bytes() for file in disk.glob("journal.db*"))


def main(disk):
    options = ["mount", "-t", "tmpfs", "-o", "size=3200k", "tmpfs", str(disk)]
    subprocess.run(options, check=True)
    told = {
        "new": new_journals(disk),
        "stored": stored_journal(disk),
        "destroyed": destroyed(disk),
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
