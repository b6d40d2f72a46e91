"""A night that ended between its verdict and the serving: the next one does it."""

import pytest

from evotr.domain import GENERAL
from evotr.experts import roots_of
from evotr.night.giving_up import give_up
from evotr.night.night import NightRun
from evotr.night.progress import NightStepBegan
from tests.fakes.tiny_night import lessons
from tests.fakes.versions import folder, names, serving


def run_to_promote(parts, happens):
    """A night in which something happens before its candidate serves."""
    run = NightRun(parts, lambda event: is_promoting(event) and happens(run))
    return run.run("user")


def is_promoting(event):
    return isinstance(event, NightStepBegan) and event.step == "promote"


def stopped(parts):
    night = run_to_promote(parts, lambda run: run.stop())
    assert night.state == "stopped"


def given_up(parts):
    night = run_to_promote(parts, lambda run: run.leave())
    assert night.state == "left"
    assert names(parts.registry, GENERAL) == ["0001"]  # it would go on with it
    paths = parts.settings.paths
    give_up(parts.journal, roots_of(paths), paths)


def failed(parts):
    shelf = folder(parts.registry, parts.registry.roots, expert=GENERAL)

    def refuse(_):
        shelf.parent.mkdir(parents=True, exist_ok=True)
        shelf.write_text("")  # in its place: no version can be kept

    night = run_to_promote(parts, refuse)
    assert night.state == "failed"
    shelf.unlink()


@pytest.mark.parametrize("end", [stopped, given_up, failed])
def test_what_was_to_serve_is_tried_again_and_leaves_nothing(parts, end):
    rows = parts.journal.ledger.add(lessons()).result(60)
    end(parts)
    assert serving(parts.registry, GENERAL) is None
    assert names(parts.registry, GENERAL) == []
    assert parts.journal.nights.saw(row.id for row in rows).result(10) == ()
    (one,) = NightRun(parts).run("user").report.experts
    assert (one.outcome, len(one.learned)) == ("promoted", len(rows))
    served = serving(parts.registry, GENERAL)
    assert served == one.version
    assert names(parts.registry, GENERAL) == [served]
    assert NightRun(parts).run("user").report.experts == ()
