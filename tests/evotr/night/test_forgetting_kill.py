"""Kill -9 at any moment of a forgetting: the next start ends it, and serves nothing."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from evotr.experts import Cards, Registry, roots_of
from evotr.journal import Journal
from evotr.paths import PROGRAM, Paths
from tests.fakes.adapters import build_adapter
from tests.fakes.experts import CARDS
from tests.fakes.nightly import Nightly

CHILD = Path(__file__).with_name("forget_and_die.py")
QUESTION = "Zümrüdüanka nerede?"


@pytest.fixture
def folder(tmp_path_factory):
    """In memory where there is such a disk: a kill loses nothing that it must keep."""
    memory = Path("/dev/shm")  # noqa: S108 — a folder of its own is made in it
    place = memory if memory.is_dir() else tmp_path_factory.getbasetemp()
    with TemporaryDirectory(dir=place) as name:
        yield Path(name)


@pytest.fixture
def talk(folder, tiny_base):
    """A home in which two nights learned, the second of a conversation; its id."""
    shutil.copytree(tiny_base, folder / "model")
    paths = Paths(folder / "prepared")
    adapter = build_adapter(folder / "adapter", tiny_base)
    journal = Journal.open(paths.journal, paths.backups)
    registry = Registry(Cards(CARDS), roots_of(paths), folder / "model")
    nightly = Nightly(journal, registry, adapter)
    nightly.learn("tr_chat", [nightly.teach("Soru?", "Yanıt")])
    asked = journal.add_user_message(None, QUESTION).result(10)
    named = {"conversation_id": asked.conversation_id, "sources": (asked.id,)}
    nightly.learn("tr_chat", [nightly.teach(QUESTION, "Kaf Dağı'nda", **named)])
    journal.close()
    return asked.conversation_id


def test_what_was_begun_is_ended_by_the_next_start(folder, talk):
    done = subprocess.run(
        [sys.executable, str(CHILD), str(folder), talk],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=280,
        env={**os.environ, "PYTHONPATH": str(PROGRAM)},
    )
    states = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(states) > 20
    assert [one["killed"] for one in states] == [True] * (len(states) - 1) + [False]
    gone = {"lessons": 1, "serves": "1001", "versions": ["1001"], "doomed": 0}
    for one in states:
        again = one.pop("again")
        assert again == {"there": False, "refused": [], **gone}
        assert one["refused"] == []
        if one["there"]:
            assert (one["lessons"], one["serves"]) in {(1, "1002"), (2, "1002")}
        else:
            assert {name: one[name] for name in gone} == gone
        assert one["words"] is False
    # Both sides of the deed were seen.
    assert {one["there"] for one in states} == {True, False}
