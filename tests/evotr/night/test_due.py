import shutil
from dataclasses import replace

import pytest

from evotr.domain import (
    GENERAL,
    Decision,
    ExpertNight,
    LearnedLesson,
    Lesson,
    NightReport,
)
from evotr.errors import ExpertNotFound
from evotr.experts import BASE, Provenance
from evotr.night.due import digest_of, order_for, orders
from evotr.night.night import NightRun
from evotr.night.steps import label, screen
from evotr.night.steps.harvest import settled
from tests.fakes.adapters import build_adapter
from tests.fakes.router import FakeRouter
from tests.fakes.tiny_night import lessons


@pytest.fixture
def rows(parts):
    """Lessons that a night has looked at."""
    parts.journal.ledger.add(lessons()).result(60)
    screen.run(parts.journal.ledger)
    label.run(parts.journal.ledger, FakeRouter())
    return settled(parts.journal.ledger)


@pytest.fixture
def use(parts, shallow_base, tmp_path):
    """Have an adapter serve that knows these lessons, where a night made it."""
    folder = build_adapter(tmp_path / "adapter", shallow_base)
    nights = parts.journal.nights

    def use(rows=(), *, parent=None, by_night=True):
        night = nights.begin("user", parts.clock().date()).result(10)
        made = Provenance(
            activation="reply", parent=parent, night_run=night.id if by_night else None
        )
        version = parts.registry.add(GENERAL, folder, made)
        parts.registry.use(GENERAL, version.version)
        if by_night:
            seen = [LearnedLesson(row.id, row.question, row.right) for row in rows]
            nights.lessons(night.id, GENERAL, seen).result(10)
            order = order_for(parts, GENERAL, rows)
            base = parts.registry.base.fingerprint
            named = (night.id, GENERAL, base, version.version)
            nights.made(*named, order.offered).result(10)
            found = {"offered": order.offered}
            nights.did(night.id, "build", GENERAL, found).result(10)
            nights.did(night.id, "promote", GENERAL, found).result(10)
            told = ExpertNight(
                expert=GENERAL, outcome="promoted", version=version.version
            )
            report = NightReport(experts=(told,))
            nights.finish(night.id, "finished", report).result(10)
        return version

    return use


def test_whose_a_lesson_is(parts, rows):
    decided = [
        Decision(rows[0].id, "labelled", expert="legal"),
        Decision(rows[1].id, "labelled", expert="long_gone"),
    ]
    parts.journal.ledger.decide(decided, "user").result(10)
    found = orders(parts, settled(parts.journal.ledger))
    assert {one.expert: len(one.rows) for one in found} == {GENERAL: 8}
    parts.registry.use("legal", BASE)  # from now on it learns for itself
    found = orders(parts, settled(parts.journal.ledger))
    assert {one.expert: len(one.rows) for one in found} == {"legal": 1, GENERAL: 7}
    (only,) = orders(parts, rows, GENERAL)
    assert only.expert == GENERAL
    with pytest.raises(ExpertNotFound):
        orders(parts, rows, "nobody")


def test_nobody_is_due_without_lessons(parts):
    assert orders(parts, ()) == []


def test_what_a_version_has_seen_is_not_new(parts, rows, use):
    use(rows[:6])
    (order,) = orders(parts, rows)
    assert order.new == {row.id for row in rows[6:]}
    assert not order.taken_back
    assert order.before == "0001"
    use(rows)
    assert orders(parts, rows) == []


def test_who_answers_with_what_general_was_taught_has_nothing_to_take_back(
    parts, rows, use
):
    made = use(rows).version
    assert parts.registry.serve("history").version.version == made
    assert orders(parts, rows) == []


def test_what_was_taken_back_is_due(parts, rows, use):
    use(rows)
    (order,) = orders(parts, rows[1:])
    assert (order.new, order.taken_back) == (frozenset(), True)


@pytest.mark.parametrize("undone", [False, True])
def test_what_a_deleted_version_knew_is_learned_again(parts, rows, use, undone):
    """Also where a night after it was taken back before it was deleted."""
    nights, registry = parts.journal.nights, parts.registry
    use(rows[:2])
    use(rows[:5])
    if undone:
        later = use(rows[:6])
        nights.undo(later.night_run).result(10)
    registry.use(GENERAL, "0001")
    for gone in ("0003", "0002") if undone else ("0002",):
        registry.remove(GENERAL, gone)
    (order,) = orders(parts, rows)
    assert (order.before, order.taken_back) == ("0001", True)
    assert order.lost == {row.id for row in rows[:5]}
    assert order.seen == {row.id for row in rows[:2]}


@pytest.fixture
def judge(parts):
    """Note a verdict of a night on lessons, against what served then."""
    nights = parts.journal.nights

    def judge(night_id, rows, before=None, outcome="promoted"):
        offered = order_for(parts, GENERAL, rows).offered
        found = {"offered": offered, "settings": digest_of(parts), "before": before}
        judged = {**found, "outcome": outcome}
        nights.did(night_id, "judge", GENERAL, judged).result(10)

    return judge


def cut(version):
    weights = version.path / "adapters.safetensors"
    weights.write_bytes(weights.read_bytes()[:-10])


@pytest.mark.parametrize("spoil", [cut, lambda one: shutil.rmtree(one.path)])
def test_what_cannot_be_opened_is_made_anew(parts, rows, use, judge, spoil):
    """Be its lessons too few to prove anything."""
    made = use(rows)
    judge(made.night_run, rows)
    assert orders(parts, rows) == []
    spoil(made)
    (order,) = orders(parts, rows)
    assert (order.before, order.root, order.taken_back) == (None, None, True)
    assert order.lost == order.new == {row.id for row in rows}
    assert not order.too_few(100)
    last = use(rows)
    assert (last.version, orders(parts, rows)) == ("0002", [])


def test_what_answers_in_the_place_of_a_damaged_version_is_built_on(
    parts, rows, use, judge
):
    use(rows[:3])
    made = use(rows)
    judge(made.night_run, rows, "0001")
    cut(made)
    (order,) = orders(parts, rows)
    assert (order.before, order.taken_back) == ("0001", True)
    assert order.new == {row.id for row in rows[3:]}


def test_a_verdict_against_a_damaged_version_does_not_stand(parts, rows, use, judge):
    """What would not take its place may do, now that something else answers."""
    made = use(rows[:6])
    nights = parts.journal.nights
    later = nights.begin("user", parts.clock().date()).result(10)
    judge(later.id, rows, made.version, "rejected")
    assert orders(parts, rows) == []
    cut(made)
    assert len(orders(parts, rows)) == 1
    last = nights.begin("user", parts.clock().date()).result(10)
    judge(last.id, rows, None, "rejected")
    assert orders(parts, rows) == []


def test_a_damaged_version_that_was_taken_back_is_not_wanted(parts, rows, use):
    made = use(rows)
    parts.journal.nights.undo(made.night_run).result(10)
    cut(made)
    assert order_for(parts, GENERAL, rows).damaged == ()


@pytest.mark.parametrize("alone", [None, GENERAL])
def test_a_night_that_was_taken_back_has_lost_nothing(parts, rows, use, alone):
    use(rows[:2])
    night = use(rows[:5]).night_run
    parts.journal.nights.undo(night, "crashed", alone).result(10)
    parts.registry.use(GENERAL, "0001")
    assert order_for(parts, GENERAL, rows).lost == frozenset()
    parts.registry.remove(GENERAL, "0002")
    assert order_for(parts, GENERAL, rows).lost == frozenset()


@pytest.mark.parametrize("dry", [False, True])
def test_another_pick_of_the_router_unlearns_nothing(parts, rows, use, dry):
    use(rows)
    parts.registry.use("legal", BASE)  # from now on it learns for itself
    law = FakeRouter({"capital": "legal", "başkent": "legal"})
    night = NightRun(replace(parts, router=lambda: law)).run("user", dry=dry)
    assert (night.state, night.report.experts) == ("finished", ())
    assert settled(parts.journal.ledger) == rows


@pytest.mark.parametrize("alone", [None, GENERAL])
def test_what_was_taken_back_is_not_held_to_be_learned(parts, rows, use, alone):
    nights = parts.journal.nights
    use(rows[:2])
    last = use(rows[:5])
    assert nights.learned().result(10) == {row.id for row in rows[:5]}
    nights.undo(last.night_run, "crashed", alone).result(10)
    assert nights.learned().result(10) == {row.id for row in rows[:2]}


def test_a_verdict_on_the_same_lessons_and_settings_stands(parts, rows):
    nights = parts.journal.nights
    (order,) = orders(parts, rows)
    night = nights.begin("user", parts.clock().date()).result(10)
    found = {"offered": order.offered, "settings": digest_of(parts)}
    nights.did(night.id, "judge", GENERAL, found).result(10)
    assert orders(parts, rows) == []
    assert len(orders(parts, rows[1:])) == 1
    other = parts.settings.model_copy(update={"night_rank": 8})
    assert len(orders(replace(parts, settings=other), rows)) == 1


@pytest.mark.parametrize("used", [False, True])
def test_what_was_to_serve_and_never_did_is_no_verdict(parts, rows, used):
    nights = parts.journal.nights
    (order,) = orders(parts, rows)
    night = nights.begin("user", parts.clock().date()).result(10)
    found = {"offered": order.offered, "settings": digest_of(parts)}
    judged = {**found, "outcome": "promoted"}
    nights.did(night.id, "judge", GENERAL, judged).result(10)
    if used:
        nights.did(night.id, "promote", GENERAL, {"version": BASE}).result(10)
    assert len(orders(parts, rows)) == (not used)


def test_what_was_there_before_any_night_is_the_root(parts, rows, use):
    hand = use(by_night=False)
    order = order_for(parts, GENERAL, rows)
    assert (order.root.version, order.before) == (hand.version, hand.version)
    assert order.seen == frozenset()
    use(rows, parent=hand.version)
    order = order_for(parts, GENERAL, rows)
    assert (order.root.version, order.before) == (hand.version, "0002")


def test_liked_answers_are_trained_on_or_measure(parts, rows):
    liked = [
        Lesson(kind="praise", question=f"Soru {n}?", right=f"Yanıt {n} budur.")
        for n in range(12)
    ]
    parts.journal.ledger.add(liked).result(60)
    screen.run(parts.journal.ledger)
    order = order_for(parts, GENERAL, settled(parts.journal.ledger))
    assert {row.kind for row in order.probes} == {"praise"}
    assert order.new == {row.id for row in rows}
