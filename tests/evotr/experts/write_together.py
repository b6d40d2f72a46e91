"""Three processes add and choose versions of one expert at the same time."""

import json
import os
import sys
from pathlib import Path

from evotr.experts import Provenance
from tests.evotr.experts.change_and_die import EXPERT, found, open_registry


def write(folder):
    registry = open_registry(folder)
    for name in ("one", "two", "three", "dora"):
        known = Provenance(activation="reply")
        added = registry.add(EXPERT, folder / name, known)
        registry.use(EXPERT, added.version)


def main(folder):
    children = []
    for _ in range(3):
        child = os.fork()
        if not child:
            write(folder)
            os._exit(0)
        children.append(child)
    statuses = [os.waitpid(child, 0)[1] for child in children]
    assert statuses == [0, 0, 0]
    sys.stdout.write(json.dumps(found(folder)) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
