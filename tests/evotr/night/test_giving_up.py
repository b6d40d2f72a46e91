"""Ending a night that was left, or whose process died."""

from dataclasses import replace

import pytest

from evotr.domain import GENERAL, LearnedLesson, keys_digest
from evotr.errors import NightRunning
from evotr.experts import Provenance, Registry, Roots, roots_of
from evotr.instance import hold_night
from evotr.night.giving_up import give_up
from evotr.night.night import NightRun
from evotr.night.progress import NightStepEnded
from evotr.night.takeback import sweep, undo
from tests.fakes.adapters import build_adapter
from tests.fakes.tiny_model import build_model
from tests.fakes.tiny_night import lessons

PROMOTED = {
    "outcome": "promoted",
    "before": None,
    "scale": 1.0,
    "reasons": [],
    "numbers": {},
    "groups": {},
}


@pytest.fixture
def end(parts):
    paths = parts.settings.paths
    return lambda: give_up(parts.journal, roots_of(paths), paths)


def test_it_does_not_go_on_and_leaves_no_rows(parts, end):
    parts.journal.ledger.add(lessons()).result(60)

    def tell(event):
        if isinstance(event, NightStepEnded) and event.step == "build":
            run.leave()

    run = NightRun(parts, tell)
    left = run.run("schedule")
    folder = parts.settings.paths.nights / left.id
    assert list(folder.rglob("*.jsonl"))
    night = end()
    assert (night.id, night.state, night.step) == (left.id, "stopped", "build")
    assert (night.report.end, night.report.looked) == ("asked", 8)
    assert list(folder.glob("*")) == []
    assert end() is None
    few = parts.settings.model_copy(update={"night_least_corrections": 50})
    again = NightRun(replace(parts, settings=few)).run("user")
    assert again.number == left.number + 1


@pytest.mark.parametrize("noted", [True, False])
def test_what_it_had_promoted_stays_and_can_be_taken_back(
    parts, end, shallow_base, tmp_path, noted
):
    """Also what its process died on before it could say so."""
    nights, registry = parts.journal.nights, parts.registry
    night = nights.begin("schedule", parts.clock().date()).result(10)
    nights.did(night.id, "consolidate", "", {"due": [GENERAL, "legal"]}).result(10)
    nights.did(night.id, "judge", GENERAL, PROMOTED).result(10)
    nights.did(night.id, "judge", "legal", PROMOTED).result(10)
    adapter = build_adapter(tmp_path / "adapter", shallow_base)
    made = Provenance(activation="reply", night_run=night.id)
    for expert in (GENERAL, "legal"):
        registry.add(expert, adapter, made)
    base = registry.base.fingerprint
    nights.made(night.id, GENERAL, base, "0001", keys_digest(())).result(10)
    registry.use(GENERAL, "0001")
    if noted:
        nights.did(night.id, "promote", GENERAL, {"version": "0001"}).result(10)
    ended = end()
    assert [(e.expert, e.version) for e in ended.report.experts] == [(GENERAL, "0001")]
    assert registry.serve(GENERAL).version.version == "0001"
    assert registry.versions("legal") == ()  # of which nothing is noted
    assert undo(parts.journal, registry, ended).serves == {GENERAL: "base"}


def test_one_that_runs_is_not_touched(parts, end):
    night = parts.journal.nights.begin("user", parts.clock().date()).result(10)
    with hold_night(parts.settings.paths.night_lock), pytest.raises(NightRunning):
        end()
    assert parts.journal.nights.unfinished().result(10) == night


def died_unnoted(parts, adapter):
    """A night that died between keeping a version and noting what it saw; both."""
    nights = parts.journal.nights
    said = parts.journal.add_user_message(None, "Zorvan").result(10)
    lesson = replace(lessons()[0], sources=(said.id,))
    (row,) = parts.journal.ledger.add([lesson]).result(60)
    night = nights.begin("schedule", parts.clock().date()).result(10)
    learned = [LearnedLesson(row.id, row.question, row.right)]
    nights.lessons(night.id, GENERAL, learned).result(10)
    keys = {"keys": keys_digest([(row.id, row.sha256)]), "rows": 1}
    nights.did(night.id, "build", GENERAL, keys).result(10)
    made = Provenance(activation="reply", night_run=night.id)
    return night, said, parts.registry.add(GENERAL, adapter, made)


@pytest.fixture
def adapter(shallow_base, tmp_path):
    return build_adapter(tmp_path / "adapter", shallow_base)


def test_a_version_that_it_had_not_noted_goes(parts, end, adapter):
    _, _, version = died_unnoted(parts, adapter)
    by_hand = parts.registry.add(GENERAL, adapter, Provenance(activation="reply"))
    end()
    assert not version.path.exists()
    assert by_hand.path.exists()


def test_one_that_the_user_has_serve_is_noted_and_found_by_a_forgetting(
    parts, end, adapter
):
    night, said, version = died_unnoted(parts, adapter)
    parts.registry.use(GENERAL, version.version)
    end()
    named = (version.base, GENERAL, version.version)
    noted = parts.journal.nights.version_of(*named).result(10)
    assert noted.night_id == night.id
    assert parts.registry.serve(GENERAL).version.version == version.version
    parts.journal.memories.forget_messages(said.id).result(60)
    sweep(parts.journal, parts.registry.roots)
    assert not version.path.exists()


def test_one_that_serves_and_saw_what_is_gone_goes(parts, end, adapter):
    _, said, version = died_unnoted(parts, adapter)
    parts.registry.use(GENERAL, version.version)
    parts.journal.memories.forget_messages(said.id).result(60)
    end()
    assert not version.path.exists()
    assert parts.registry.serve(GENERAL).version is None


def test_one_of_another_model_goes_with_the_night_that_went_on_without_it(
    parts, adapter, tmp_path
):
    _, _, version = died_unnoted(parts, adapter)
    other = build_model(tmp_path / "other", seed=1)
    roots = Roots(parts.settings.paths.adapters)
    registry = Registry(parts.registry.cards, roots, other)
    few = parts.settings.model_copy(update={"night_least_corrections": 50})
    night = NightRun(replace(parts, settings=few, registry=registry)).run("user")
    assert (night.state, night.number) == ("finished", 1)
    assert not version.path.exists()
