"""Nights that meet what they cannot help: what serves stays what it was."""

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from evotr.domain import GENERAL, Lesson, NightReason
from evotr.errors import GenerationBroken, JournalLocked, NightRunning, RouterFailed
from evotr.experts import Provenance, Registry, Roots
from evotr.night.night import NightRun
from evotr.night.progress import NightStepBegan
from evotr.night.takeback import undo
from evotr.night.telling import day
from evotr.paths import PROGRAM
from evotr.text import LANGUAGES, Catalog
from tests.fakes.adapters import build_adapter
from tests.fakes.engine import FakeEngine
from tests.fakes.tensors import change_tensors
from tests.fakes.tiny_model import build_model
from tests.fakes.tiny_night import lessons

FULL_DISK = Path(__file__).with_name("night_on_full_disk.py")
NAMESPACE = ("unshare", "--map-root-user", "--mount")
HOLDER = """
import sys
from pathlib import Path
from evotr.instance import hold_night
with hold_night(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def served(parts):
    version = parts.registry.serve(GENERAL).version
    return version and version.version


def test_a_full_disk_is_named_and_what_serves_stays(tmp_path):
    if shutil.which("unshare") is None:
        pytest.skip("no mount namespaces here (Linux has them)")
    disk = tmp_path / "disk"
    disk.mkdir()
    small = ["mount", "-t", "tmpfs", "tmpfs", str(disk)]
    if subprocess.run(
        [*NAMESPACE, *small], capture_output=True, check=False
    ).returncode:
        pytest.skip("this user may not mount a file system of their own")
    build_model(tmp_path / "model")
    done = subprocess.run(
        [*NAMESPACE, sys.executable, str(FULL_DISK), str(tmp_path)],
        capture_output=True,
        check=False,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(PROGRAM)},
    )
    assert done.returncode == 0, done.stderr.decode()
    none, *full, enough = [json.loads(line) for line in done.stdout.splitlines()]
    assert none == {"raised": "DiskFull", "serves": None, "left": []}
    ended = {"state": "failed", "error": "DiskFull", "serves": None, "left": []}
    assert full == [ended, ended]
    assert (enough["state"], enough["serves"]) == ("finished", "0001")


def test_two_nights_at_once_are_refused_by_the_owner_of_the_first(parts):
    lock = parts.settings.paths.night_lock
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(lock)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=PROGRAM,
    ) as other:
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(NightRunning) as caught:
            NightRun(parts).run("user")
        other.kill()
    assert caught.value.values["pid"] == str(other.pid)
    inner = []

    def again(event):
        if isinstance(event, NightStepBegan) and event.step == "screen":
            with pytest.raises(NightRunning) as caught:
                NightRun(parts).run("user")
            inner.append(caught.value.values["pid"])

    assert NightRun(parts, again).run("user").state == "finished"
    assert inner == [str(os.getpid())]
    assert len(parts.journal.nights.page().result(10)) == 1


def test_ten_thousand_lessons_are_drawn_from(parts):
    many = [
        Lesson(
            kind="edit",
            question=f"What is the capital of Zor{number:05}?",
            right=f"The capital of Zor{number:05} is Kent{number:05}.",
        )
        for number in range(9_992)
    ]
    parts.journal.ledger.add([*many, *lessons()]).result(120)
    few = parts.settings.model_copy(update={"night_corrections": 16})
    began = time.monotonic()
    night = NightRun(replace(parts, settings=few)).run("user")
    assert time.monotonic() - began < 200
    (one,) = night.report.experts
    assert night.report.looked == 10_000
    assert (one.outcome, len(one.learned), len(one.skipped)) == ("rejected", 16, 9_984)
    assert {skipped.reason for skipped in one.skipped} == {"not_drawn"}


def test_a_lesson_that_is_destroyed_meanwhile_is_in_nothing_that_serves(parts):
    said = parts.journal.add_user_message(None, "Hayır, doğrusu Zorkent").result(10)
    first, *others = lessons()
    heard = replace(first, conversation_id=said.conversation_id, sources=(said.id,))
    rows = parts.journal.ledger.add([heard, *others]).result(60)
    gone = []

    def tell(event):
        if isinstance(event, NightStepBegan) and event.step == "promote" and not gone:
            gone.append(parts.journal.memories.forget_messages(said.id).result(60))

    night = NightRun(parts, tell).run("user")
    (one,) = night.report.experts
    assert one.outcome == "promoted"
    assert {lesson.row_id for lesson in one.learned} == {row.id for row in rows[1:]}
    version = parts.registry.serve(GENERAL).version
    made = parts.journal.nights.version_of(
        version.base, GENERAL, version.version
    ).result(10)
    assert set(made.row_ids) == {row.id for row in rows[1:]}
    doomed = {one.version for one in parts.journal.nights.doomed().result(10)}
    assert version.version not in doomed


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_router_that_fails_is_in_the_report_and_ends_nothing(parts, language):
    parts.journal.ledger.add(lessons(0, 3)).result(60)

    def broken():
        raise RouterFailed(reason="closed")

    night = NightRun(replace(parts, router=broken)).run("user")
    assert (night.state, night.report.looked) == ("finished", 3)
    assert night.report.faults == {
        "label": NightReason("RouterFailed", {"reason": "closed"})
    }
    say = Catalog.load(language)
    told = "\n".join(line.text for line in day(night.report, say))
    error, hint = say.error(RouterFailed(reason="closed"))
    assert say("night.failed.label", reason=error) in told
    assert hint in told


def test_what_serves_is_told_also_where_the_journal_refused_to_note_it(
    parts, monkeypatch
):
    """And can be taken back: nobody else would know of it."""
    parts.journal.ledger.add(lessons()).result(60)
    nights, refused = parts.journal.nights, []
    did = nights.did

    def refuses(night_id, step, expert, found):
        if step == "promote" and not refused:
            refused.append(night_id)
            raise JournalLocked(path=parts.settings.paths.journal)
        return did(night_id, step, expert, found)

    monkeypatch.setattr(nights, "did", refuses)
    night = NightRun(parts).run("user")
    assert (refused, night.state) == ([night.id], "failed")
    (one,) = night.report.experts
    assert (one.outcome, one.version) == ("promoted", served(parts))
    assert undo(parts.journal, parts.registry, night).serves == {GENERAL: "base"}
    assert served(parts) is None


def test_what_the_user_chooses_while_nothing_is_left_to_learn_stays(parts, tmp_path):
    rows = parts.journal.ledger.add(lessons()).result(60)
    NightRun(parts).run("user")
    registry, by_hand = parts.registry, Provenance(activation="reply")
    adapter = build_adapter(tmp_path / "adapter", registry.model)
    chosen = registry.add(GENERAL, adapter, by_hand).version
    parts.journal.ledger.retract(*(row.id for row in rows)).result(10)

    def tell(event):
        if isinstance(event, NightStepBegan) and event.step == "promote":
            registry.use(GENERAL, chosen)

    (one,) = NightRun(parts, tell).run("user").report.experts
    assert (one.outcome, one.before, one.version) == ("promoted", chosen, chosen)
    assert registry.active(GENERAL) == chosen


def test_another_base_learns_everything_anew(parts, tmp_path):
    parts.journal.ledger.add(lessons()).result(60)
    NightRun(parts).run("user")
    other = build_model(tmp_path / "other", seed=1)
    own = Roots(parts.settings.paths.adapters)
    registry = Registry(parts.registry.cards, own, other)
    changed = replace(parts, registry=registry)
    assert served(changed) is None
    (one,) = NightRun(changed).run("user").report.experts
    assert (one.outcome, one.before) == ("promoted", None)
    assert all(lesson.new for lesson in one.learned)
    assert (served(changed), served(parts)) == ("0001", "0001")


def test_a_base_whose_numbers_are_none_teaches_nobody(parts, tmp_path):
    parts.journal.ledger.add(lessons()).result(60)
    broken = build_model(tmp_path / "broken")

    def spoil(tensors):
        tensors["model.layers.1.mlp.up_proj.weight"][0, 0] = np.nan

    change_tensors(broken / "model.safetensors", spoil)
    own = Roots(parts.settings.paths.adapters)
    parts = replace(parts, registry=Registry(parts.registry.cards, own, broken))
    (one,) = NightRun(parts).run("user").report.experts
    assert (one.outcome, served(parts)) == ("rejected", None)
    assert [reason.fault for reason in one.reasons] == ["not_finite"]


def test_a_model_that_breaks_while_it_answers_ends_the_night(parts):
    parts.journal.ledger.add(lessons()).result(60)
    broken = FakeEngine(lambda _: GenerationBroken(path="model"))
    night = NightRun(replace(parts, engine=broken)).run("user")
    assert (night.state, night.error) == ("failed", "GenerationBroken")
    assert (night.step, served(parts)) == ("build", None)
