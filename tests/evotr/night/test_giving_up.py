"""Ending a night that was left, or whose process died."""

from dataclasses import replace

import pytest

from evotr.domain import GENERAL
from evotr.errors import NightRunning
from evotr.experts import Provenance, roots_of
from evotr.instance import hold_night
from evotr.night.giving_up import give_up
from evotr.night.night import NightRun
from evotr.night.progress import NightStepEnded
from evotr.night.takeback import undo
from evotr.settings import load_settings
from tests.fakes.adapters import build_adapter
from tests.fakes.tiny_night import LENIENT, lessons, tiny_parts

PROMOTED = {
    "outcome": "promoted",
    "before": None,
    "scale": 1.0,
    "reasons": [],
    "numbers": {},
    "groups": {},
}


@pytest.fixture
def parts(tiny_base):
    settings = load_settings().model_copy(update=LENIENT)
    with tiny_parts(settings, tiny_base) as parts:
        yield parts


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
    parts, end, tiny_base, tmp_path, noted
):
    """Also what its process died on before it could say so."""
    nights, registry = parts.journal.nights, parts.registry
    night = nights.begin("schedule", parts.clock().date()).result(10)
    nights.did(night.id, "consolidate", "", {"due": [GENERAL, "legal"]}).result(10)
    nights.did(night.id, "judge", GENERAL, PROMOTED).result(10)
    nights.did(night.id, "judge", "legal", PROMOTED).result(10)
    adapter = build_adapter(tmp_path / "adapter", tiny_base)
    made = Provenance(activation="reply", night_run=night.id)
    for expert in (GENERAL, "legal"):
        registry.add(expert, adapter, made)
    registry.use(GENERAL, "0001")
    if noted:
        nights.did(night.id, "promote", GENERAL, {"version": "0001"}).result(10)
    ended = end()
    assert [(e.expert, e.version) for e in ended.report.experts] == [(GENERAL, "0001")]
    assert registry.serve(GENERAL).version.version == "0001"
    assert undo(parts.journal, registry, ended).serves == {GENERAL: "base"}


def test_one_that_runs_is_not_touched(parts, end):
    night = parts.journal.nights.begin("user", parts.clock().date()).result(10)
    with hold_night(parts.settings.paths.night_lock), pytest.raises(NightRunning):
        end()
    assert parts.journal.nights.unfinished().result(10) == night
