"""Change a registry on a full disk of 800 KB, and print what it is called.

Run it in a mount namespace of its own (``unshare --map-root-user --mount``) with a
folder that has the model and the adapters, and an empty one. The output is one line of
JSON per room, from none to enough: the error's name, and what is found afterwards.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from evotr.errors import EvotrError
from evotr.experts import Cards, Provenance, Registry, Roots
from tests.fakes.experts import CARDS

BLOCK = 4096
EXPERT = "tr_chat"


def attempt(change):
    """The error's name, "" when there is none."""
    try:
        change()
    except EvotrError as error:
        return type(error).__name__
    return ""


def leave_room(disk, blocks):
    stats = os.statvfs(disk)
    taken = max(stats.f_bavail - blocks, 0)
    (disk / "ballast").write_bytes(bytes(taken * BLOCK))


def found(registry):
    served = registry.serve(EXPERT)
    stored = registry.versions(EXPERT)
    shelf = registry.versions(EXPERT)[0].path.parent
    return {
        "serves": served.version.version if served.version else "base",
        "faults": len(served.refused) + sum(v.problem is not None for v in stored),
        "versions": [version.name for version in stored],
        "staged": sorted(p.name for p in shelf.glob(".*") if p.name != ".lock"),
    }


def main(folder, disk):
    options = ["mount", "-t", "tmpfs", "-o", "size=800k", "tmpfs", str(disk)]
    subprocess.run(options, check=True)
    roots = Roots(disk / "own")
    registry = Registry(Cards(CARDS), roots, folder / "model")
    known = Provenance(activation="reply")
    registry.add(EXPERT, folder / "one", known)
    registry.use(EXPERT, "0001")
    registry.add(EXPERT, folder / "two", known)
    for what, change in {
        "use": lambda: registry.use(EXPERT, "0002"),
        "add": lambda: registry.add(EXPERT, folder / "dora", known),
    }.items():
        blocks, name = 0, "?"
        while name:
            leave_room(disk, blocks)
            name = attempt(change)
            (disk / "ballast").unlink()
            state = {"change": what, "error": name, **found(registry)}
            sys.stdout.write(json.dumps(state) + "\n")
            blocks += 1


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
