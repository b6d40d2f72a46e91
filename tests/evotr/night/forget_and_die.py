"""Forget a conversation in processes that are killed at every step they take.

Called with a folder that has a home (``prepared``), a model, and the id of a
conversation. A moment is a call or return in what forgets. A process is forked for each
at which the files are others than at the one before, and for every fourth: it is killed
there (SIGKILL, by itself), and the last one lives to the end. After each, what the next
start finds is written as a line of JSON.
"""

import itertools
import json
import os
import shutil
import signal
import sys
from pathlib import Path

from evotr.errors import ConversationNotFound
from evotr.experts import Cards, Registry, roots_of
from evotr.journal import Journal
from evotr.night.forgetting import forget_conversation
from evotr.night.lookout import Lookout
from evotr.paths import Paths
from tests.fakes.engine import FakeEngine
from tests.fakes.experts import CARDS

EXPERT = "tr_chat"
STEPS = {
    "forgetting.py", "takeback.py", "destroying.py", "disk.py", "active.py", "files.py",
}  # fmt: skip


EVERY = 4


def at_moments(see):
    """From now on ``see`` is called at each moment."""

    def profile(frame, event, _called):
        place = Path(frame.f_code.co_filename)
        ours = place.name in STEPS and place.parent.name in {
            "evotr",
            "night",
            "experts",
        }
        if ours and event in {"call", "return"}:
            see()

    sys.setprofile(profile)


def die_at(moment):
    """Kill this process at the ``moment``-th moment."""
    left = moment

    def count():
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    at_moments(count)


def opened(paths):
    return Journal.open(paths.journal, paths.backups)


def forget(journal, paths, talk):
    found = journal.find_conversation(talk).result(10)
    return forget_conversation(journal, roots_of(paths), paths, found)


def lived(paths, talk, begin, end=None):
    """Whether the process that forgets lived to its end; it calls both."""
    child = os.fork()
    if not child:
        journal = opened(paths)
        journal.find_conversation(talk).result(10)
        begin()
        forget(journal, paths, talk)
        sys.setprofile(None)
        if end:
            end()
        journal.close()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return False
    assert os.WEXITSTATUS(status) == 0
    return True


def anew(folder):
    """The home as it was prepared."""
    shutil.rmtree(folder / "home", ignore_errors=True)
    shutil.copytree(folder / "prepared", folder / "home")
    return Paths(folder / "home")


def moments_of(folder, talk):
    """At which to be killed; behind the last of them a process ends by itself."""
    paths, told, looks = anew(folder), folder / "moments.json", []

    def look():
        files = sorted(one for one in paths.home.rglob("*") if one.is_file())
        looks.append([(str(one), one.read_bytes()) for one in files])

    def tell():
        pairs = enumerate(itertools.pairwise(looks), 1)
        changed = {number for number, (one, two) in pairs if one != two}
        chosen = changed | {*range(0, len(looks), EVERY)}
        told.write_text(json.dumps([*sorted(chosen), len(looks)]))

    assert lived(paths, talk, lambda: at_moments(look), tell)
    return json.loads(told.read_text())


def state(journal, registry, talk):
    version = registry.serve(EXPERT).version
    try:
        journal.find_conversation(talk).result(10)
        there = True
    except ConversationNotFound:
        there = False
    return {
        "there": there,
        "lessons": journal.ledger.count().result(10),
        "serves": version and version.version,
        "refused": [str(error) for error in registry.serve(EXPERT).refused],
        "versions": [stored.name for stored in registry.versions(EXPERT)],
        "doomed": len(journal.nights.doomed().result(10)),
    }


def found(paths, model, talk):
    """What the next start finds, and what it is after forgetting once more."""
    journal = opened(paths)
    registry = Registry(Cards(CARDS), roots_of(paths), model)
    Lookout(journal, registry, FakeEngine(), paths).first()
    after = state(journal, registry, talk)
    if after["there"]:
        forget(journal, paths, talk)
    after["again"] = state(journal, registry, talk)
    journal.close()
    return after


def main(folder, talk):
    for moment in moments_of(folder, talk):
        paths = anew(folder)
        alive = lived(paths, talk, lambda moment=moment: die_at(moment))
        told = found(paths, folder / "model", talk) | {"killed": not alive}
        told["words"] = any(
            b"anka" in file.read_bytes()
            for file in paths.home.rglob("*")
            if file.is_file()
        )
        sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
