"""Make a night in processes that are killed, one after the other, at every step.

Called with a folder that has a ``model``: it forks a process per moment. Each is killed
(SIGKILL, by itself) when it comes to its moment, and the next one goes on in the same
home. In another home the same lessons are learned without a kill. What is found is
written as one object of JSON.
"""

import json
import os
import signal
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

from evotr.domain import GENERAL, NIGHT_STEPS
from evotr.experts import Registry, Roots
from evotr.night.events import TrainingStep
from evotr.night.night import NightRun
from evotr.night.progress import NightStepBegan, NightStepEnded, NightTrains
from evotr.settings import Settings
from tests.fakes.tiny_night import LENIENT, lessons, tiny_parts

STEPS = [step for step in NIGHT_STEPS if step != "report"]
BETWEEN = {"train": ["train step"], "promote": ["version added", "version serves"]}
MOMENTS = [
    moment
    for step in STEPS
    for moment in (f"{step} began", *BETWEEN.get(step, ()), f"{step} ended")
]
BEGUN = "begun.txt"


class DyingRegistry(Registry):
    """Dies behind what it did."""

    moment = ""

    def add(self, *given, **named):
        version = super().add(*given, **named)
        die(self.moment, "version added")
        return version

    def promote(self, *given):
        done = super().promote(*given)
        die(self.moment, "version serves")
        return done


def die(moment, now):
    if moment == now:
        os.kill(os.getpid(), signal.SIGKILL)


def dream(folder, home, moment):
    """Make a night, or go on with it; to die at a moment ("": never)."""
    settings = Settings(evotr_home=home).model_copy(update=LENIENT)
    with tiny_parts(settings, folder / "model") as parts:
        model, own = parts.registry.model, Roots(settings.paths.adapters)
        registry = DyingRegistry(parts.registry.cards, own, model)
        registry.moment = moment

        def tell(event):
            match event:
                case NightStepBegan(step=step):
                    with (home / BEGUN).open("a") as file:
                        file.write(f"{step}\n")
                    die(moment, f"{step} began")
                case NightStepEnded(step=step):
                    die(moment, f"{step} ended")
                case NightTrains(event=TrainingStep()):
                    die(moment, "train step")

        if not parts.journal.ledger.count().result(60):
            parts.journal.ledger.add(lessons()).result(60)
        NightRun(replace(parts, registry=registry), tell).run("schedule")


def killed(folder, home, moment):
    """Whether the process that makes the night was killed on its way."""
    child = os.fork()
    if not child:
        dream(folder, home, moment)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return os.WTERMSIG(status) == signal.SIGKILL
    assert os.WEXITSTATUS(status) == 0
    return False


def found(folder, home):
    """What a process that begins now finds in a home."""
    settings = Settings(evotr_home=home)
    with tiny_parts(settings, folder / "model") as parts:
        served = parts.registry.serve(GENERAL)
        nights = parts.journal.nights.page().result(60)
        return {
            "states": [night.state for night in nights],
            "deaths": [night.deaths for night in nights],
            "outcomes": [e.outcome for night in nights for e in night.report.experts],
            "learned": [len(e.learned) for n in nights for e in n.report.experts],
            "serves": served.version and served.version.version,
            "sha256": served.version and served.version.sha256,
            "faults": len(served.refused),
            "versions": [one.name for one in parts.registry.versions(GENERAL)],
            "left": [str(p) for p in settings.paths.nights.glob("*/*")],
        }


def looked(folder, home):
    """What is found, by a process of its own."""
    inward, outward = os.pipe()
    if not os.fork():
        os.write(outward, json.dumps(found(folder, home)).encode())
        os._exit(0)
    os.close(outward)
    with os.fdopen(inward) as stream:
        return json.load(stream)


def main(folder):
    mortal, calm = folder / "mortal", folder / "calm"
    for home in (mortal, calm):
        home.mkdir()
    deaths = {}
    for moment in MOMENTS:
        was_killed = killed(folder, mortal, moment)
        state = looked(folder, mortal)
        deaths[moment] = [was_killed, state["serves"], state["faults"]]
    killed(folder, mortal, "")
    killed(folder, calm, "")
    told = {
        "deaths": deaths,
        "mortal": looked(folder, mortal),
        "calm": looked(folder, calm),
        "begun": Counter((mortal / BEGUN).read_text().split()),
    }
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
