"""Make a night on a tiny base in the home that the environment names: ``… BASE``.

It prints what ``evotr night run --now --json`` prints of the training.
"""

import json
import sys
from pathlib import Path

from evotr.night.events import plain_event
from evotr.night.night import NightRun
from evotr.night.progress import NightTrains
from evotr.settings import load_settings
from tests.fakes.tiny_night import tiny_parts


def show(event):
    if isinstance(event, NightTrains):
        told = plain_event(event.event)
        line = json.dumps({"event": "training", "training": told}, default=str)
    else:
        line = json.dumps({"event": type(event).__name__})
    print(line, flush=True)  # noqa: T201 — the output is read


if __name__ == "__main__":
    with tiny_parts(load_settings(), Path(sys.argv[1])) as parts:
        night = NightRun(parts, show).run("user")
    sys.exit(night.state != "finished")
