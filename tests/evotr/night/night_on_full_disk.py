"""Make nights whose own folder is a disk of little room, and print how they ended.

Run it in a mount namespace of its own (``unshare --map-root-user --mount``) with a
folder that has a ``model``. The output is one line of JSON per room, from little to
enough.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from evotr.domain import GENERAL
from evotr.night.night import NightRun
from evotr.settings import Settings
from tests.fakes.tiny_night import LENIENT, lessons, tiny_parts

BLOCK = 4096
ROOMS = (0, 4, 24, 1000)  # nothing; no rows; no checkpoint; enough


def main(folder):
    home = folder / "home"
    nights = home / "nights"
    nights.mkdir(parents=True)
    options = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(nights)]
    subprocess.run(options, check=True)
    settings = Settings(evotr_home=home).model_copy(update=LENIENT)
    with tiny_parts(settings, folder / "model") as parts:
        parts.journal.ledger.add(lessons()).result(60)
        for room in ROOMS:
            taken = os.statvfs(nights).f_bavail - room
            (nights / "ballast").write_bytes(bytes(taken * BLOCK))
            try:
                night = NightRun(parts).run("user")
                told = {"state": night.state, "error": night.error}
            except Exception as error:  # noqa: BLE001 - it is told
                told = {"raised": type(error).__name__}
            (nights / "ballast").unlink()
            served = parts.registry.serve(GENERAL).version
            left = sorted(p.name for p in nights.glob("*/*"))
            told |= {"serves": served and served.version, "left": left}
            sys.stdout.write(json.dumps(told) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
