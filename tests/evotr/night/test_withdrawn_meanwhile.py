"""Lessons that are taken back while a night is under way: it serves nothing of them."""

from dataclasses import replace

import pytest

from evotr.domain import GENERAL, Decision, NightReason
from evotr.night.night import NightRun
from evotr.night.progress import NightStepBegan
from tests.fakes.tiny_night import lessons


def retract(journal, row):
    journal.ledger.retract(row.id).result(10)


def doubt(journal, row):
    decided = [Decision(row.id, "undone", "quarantined")]
    journal.ledger.decide(decided, "user").result(10)


def trash(journal, row):
    journal.delete(row.conversation_id).result(10)


@pytest.fixture
def rows(parts):
    """Lessons, the first of a conversation of its own."""
    said = parts.journal.add_user_message(None, "Zorvan?").result(10)
    first, *others = lessons()
    named = {"conversation_id": said.conversation_id, "sources": (said.id,)}
    heard = replace(first, **named)
    return parts.journal.ledger.add([heard, *others]).result(60)


@pytest.mark.parametrize(
    ("step", "take_back"),
    [("train", retract), ("scale", trash), ("judge", doubt), ("promote", retract)],
)
def test_what_is_taken_back_meanwhile_is_in_nothing_that_serves(
    parts, rows, step, take_back
):
    steps = []

    def tell(event):
        if isinstance(event, NightStepBegan):
            if event.step == step and step not in steps:
                take_back(parts.journal, rows[0])
            steps.append(event.step)

    night = NightRun(parts, tell).run("user")
    assert steps.count("build") == 2
    (one,) = night.report.experts
    assert (night.state, one.outcome) == ("finished", "promoted")
    served = parts.registry.serve(GENERAL).version
    named = (served.base, GENERAL, served.version)
    made = parts.journal.nights.version_of(*named).result(10)
    assert set(made.row_ids) == {row.id for row in rows[1:]}
    assert [each.name for each in parts.registry.versions(GENERAL)] == [served.version]
    assert NightRun(parts).run("user").report.experts == ()


def test_what_is_said_to_be_right_meanwhile_waits_for_the_next_night(parts, rows):
    built, ledger = [], parts.journal.ledger
    doubted = [Decision(rows[-1].id, "uniform", "quarantined")]
    ledger.decide(doubted, "night").result(10)

    def tell(event):
        match event:
            case NightStepBegan(step="build"):
                built.append(event)
            case NightStepBegan(step="train"):
                ledger.uphold(rows[-1].id).result(10)

    (one,) = NightRun(parts, tell).run("user").report.experts
    assert (one.outcome, len(built), len(one.learned)) == ("promoted", 1, 7)
    (waits,) = NightRun(parts).run("user").report.experts
    assert waits.reasons == (NightReason("few", {"count": 1, "least": 7}),)


def test_what_is_right_again_after_nothing_was_left_is_judged(parts, rows):
    """A night dies after the verdict that nothing is left, and is made to its end."""
    ledger, steps = parts.journal.ledger, []
    NightRun(parts).run("user")
    ledger.decide([Decision(r.id, "undone", "quarantined") for r in rows], "user")

    def die(event):
        if isinstance(event, NightStepBegan) and event.step == "promote":
            raise SystemExit

    with pytest.raises(SystemExit):
        NightRun(parts, die).run("user")
    for row in rows:
        ledger.uphold(row.id).result(10)

    def tell(event):
        if isinstance(event, NightStepBegan):
            steps.append(event.step)

    ended = NightRun(parts, tell).run("user")
    assert ended.state == "finished"
    assert "train" not in steps or steps.index("judge") > steps.index("train")
    assert "judge" in steps
