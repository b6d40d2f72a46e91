"""A process that makes a night in a home, to be killed: ``… HOME SEED``."""

import sys

from evotr.app import open_night
from evotr.night.night import NightRun
from evotr.settings import load_settings
from scripts.bench.night_parts.world import SHORT, lessons
from scripts.night.corrections import invented

_LESSONS = 8


def main() -> None:
    """Go on with a night that was begun; else teach something new, and make one."""
    home, seed = sys.argv[1], int(sys.argv[2])
    settings = load_settings({"evotr_home": home, "memory": False, **SHORT})
    with open_night(settings) as parts:
        if parts.journal.nights.unfinished().result() is None:
            parts.journal.ledger.add(lessons(invented(seed, _LESSONS))).result()
        NightRun(parts).run("user")


if __name__ == "__main__":
    main()
