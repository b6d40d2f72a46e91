"""Change a registry in processes that are killed at every step they take on the disk.

Called with a folder and a change, it forks a process per moment: the first is killed
(SIGKILL, by itself) before its first opening, writing, closing, renaming, making or
removing of a path, the second before its second, until one lives to the end. After
each, what another process finds is written as a line of JSON.
"""

import json
import os
import shutil
import signal
import sys
from pathlib import Path

from evotr.experts import (
    Cards,
    Provenance,
    Registry,
    Roots,
    destroy_versions,
    import_adapter,
)
from tests.fakes.experts import CARDS

EXPERT = "tr_chat"
EVERY = 5
MOMENTS = {
    "__exit__", "close", "copy_file_range", "flush", "fsync", "mkdir", "open", "remove",
    "rename", "replace", "rmdir", "sendfile", "truncate", "unlink", "write",
}  # fmt: skip


def open_registry(folder, name="own"):
    return Registry(Cards(CARDS), Roots(folder / name), folder / "model")


def prepare(folder):
    """Three versions, of which the second serves and the first did before."""
    registry = open_registry(folder, "prepared")
    for name in ("one", "two", "three"):
        registry.add(EXPERT, folder / name, Provenance(activation="reply"))
    for version in ("0001", "0002"):
        registry.use(EXPERT, version)


def change(registry, folder, what):
    match what:
        case "use":
            registry.use(EXPERT, "0003")
        case "rollback":
            registry.rollback(EXPERT)
        case "add":
            registry.add(EXPERT, folder / "dora", Provenance(activation="always"))
        case "import":
            added = import_adapter(registry, EXPERT, folder / "peft")
            registry.use(EXPERT, added.version)
        case "remove":
            registry.remove(EXPERT, "0001")
        case "destroy":
            base = registry.base.fingerprint
            destroy_versions(registry.roots, base, EXPERT, frozenset({"0002"}))
        case "annotate":
            judged = Provenance(activation="reply", scores={"own": 1.0})
            registry.annotate(EXPERT, "0003", judged)


def die_at(moment):
    """Kill this process before it touches the disk for the ``moment``-th time."""
    left = moment

    def count(_frame, event, called):
        nonlocal left
        if event == "c_call" and called.__name__ in MOMENTS:
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(count)


def killed(folder, what, moment):
    """Whether the process that makes the change was killed on its way."""
    child = os.fork()
    if not child:
        registry = open_registry(folder)
        _ = registry.base
        die_at(moment)
        change(registry, folder, what)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return os.WTERMSIG(status) == signal.SIGKILL
    assert os.WEXITSTATUS(status) == 0
    return False


def found(folder):
    """What another process finds, before and after it has swept."""
    registry = open_registry(folder)
    served = registry.serve(EXPERT)
    stored = registry.versions(EXPERT)
    shelf = folder / "own" / registry.base.fingerprint / EXPERT
    return {
        "serves": served.version.version if served.version else "base",
        "refused": [str(error) for error in served.refused],
        "problems": [str(v.problem) for v in stored if v.problem is not None],
        "versions": [version.name for version in stored],
        "scores": [version.card.scores for version in stored if version.card],
        "left": sorted(
            path.name
            for path in shelf.iterdir()
            if path.name not in {".lock", "LAST", "ACTIVE"} and not path.name.isdigit()
        ),
    }


def main(folder, what):
    if not (folder / "prepared").exists():
        prepare(folder)
    moment, was_killed = 0, True
    while was_killed:
        shutil.rmtree(folder / "own", ignore_errors=True)
        shutil.copytree(folder / "prepared", folder / "own")
        was_killed = killed(folder, what, moment)
        state = found(folder) | {"killed": was_killed}
        # Nothing is stuck: the next process can do the same.
        if was_killed and moment % EVERY == 0 and not done(state, what):
            change(open_registry(folder), folder, what)
            state["again"] = found(folder)
        sys.stdout.write(json.dumps(state) + "\n")
        moment += 1


def done(state, what):
    """Whether the change was made before the kill, so that it cannot be repeated."""
    return what == "remove" and "0001" not in state["versions"]


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
