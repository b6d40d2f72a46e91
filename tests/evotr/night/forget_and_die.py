"""Forget a conversation in processes that are killed at every step they take.

Called with a folder that has a home (``prepared``), a model, and the id of a
conversation. A process is forked per moment: the first is killed (SIGKILL, by itself)
at its first call or return in what forgets, the second at its second, until one lives
to the end. After each, what the next start finds is written as a line of JSON.
"""

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


def die_at(moment):
    """Kill this process at the ``moment``-th call or return in what forgets."""
    left = moment

    def count(frame, event, _called):
        nonlocal left
        place = Path(frame.f_code.co_filename)
        ours = place.name in STEPS and place.parent.name in {
            "evotr",
            "night",
            "experts",
        }
        if ours and event in {"call", "return"}:
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(count)


def opened(paths):
    return Journal.open(paths.journal, paths.backups)


def forget(journal, paths, talk):
    found = journal.find_conversation(talk).result(10)
    return forget_conversation(journal, roots_of(paths), paths, found)


def killed(paths, talk, moment):
    """Whether the process that forgets was killed on its way."""
    child = os.fork()
    if not child:
        journal = opened(paths)
        journal.find_conversation(talk).result(10)
        die_at(moment)
        forget(journal, paths, talk)
        sys.setprofile(None)
        journal.close()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return os.WTERMSIG(status) == signal.SIGKILL
    assert os.WEXITSTATUS(status) == 0
    return False


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
    home = folder / "home"
    moment, was_killed = 0, True
    while was_killed:
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(folder / "prepared", home)
        was_killed = killed(Paths(home), talk, moment)
        told = found(Paths(home), folder / "model", talk) | {"killed": was_killed}
        told["words"] = any(
            b"anka" in file.read_bytes() for file in home.rglob("*") if file.is_file()
        )
        sys.stdout.write(json.dumps(told) + "\n")
        moment += 1


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
