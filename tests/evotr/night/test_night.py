"""Whole nights on a tiny base: the training is a real process."""

import threading
from dataclasses import replace

import psutil
import pytest

from evotr.domain import GENERAL, NIGHT_STEPS, Lesson, NightReason
from evotr.errors import ExpertUnheard
from evotr.experts import BASE
from evotr.night.events import TrainingResult, TrainingStep
from evotr.night.night import NightRun
from evotr.night.progress import NightEnded, NightStepBegan, NightTrains
from evotr.night.telling import outcome, reason_hint, reason_told
from evotr.text import LANGUAGES, Catalog
from tests.fakes.engine import FakeEngine
from tests.fakes.tiny_night import (
    NAMES,
    SYSTEM,
    Picky,
    ignorant,
    knowing,
    lessons,
)

ORDER = [step for step in NIGHT_STEPS if step != "report"]


@pytest.fixture
def teach(parts):
    """Put lessons into the ledger; their rows."""

    def teach(listed=None):
        given = lessons() if listed is None else listed
        return parts.journal.ledger.add(given).result(60)

    return teach


def served(parts):
    version = parts.registry.serve(GENERAL).version
    return version and version.version


def test_a_night_makes_a_version_of_lessons_and_the_next_has_nothing_new(parts, teach):
    rows, told, asked = teach(), [], []
    before = psutil.Process().children(recursive=True)  # of tests before this one

    def said(request):
        asked.append(request)
        return knowing(request)

    parts = replace(parts, engine=FakeEngine(said))
    night = NightRun(parts, told.append).run("user")
    assert (night.state, night.error, night.number) == ("finished", "", 1)
    (one,) = night.report.experts
    assert (one.expert, one.outcome, one.before) == (GENERAL, "promoted", None)
    assert [reason.fault for reason in one.reasons] == ["proven"]
    assert served(parts) == one.version == "0001"
    assert {lesson.row_id for lesson in one.learned} == {row.id for row in rows}
    assert {lesson.recall for lesson in one.learned} == {1.0}
    assert one.groups["correction"].after == 1.0
    assert one.examples[0].new in {lesson.right for lesson in one.learned}
    assert one.training.steps == len(one.training.curve) == 8
    assert night.report.decided == {"sound": 8}
    assert [e.step for e in told if isinstance(e, NightStepBegan)] == ORDER
    assert told[-1] == NightEnded(night)
    assert set(night.report.seconds) == set(night.report.peak_bytes) == set(ORDER)
    assert night == parts.journal.nights.find("1").result(10)
    assert list((parts.settings.paths.nights / night.id).glob("*")) == []
    assert set(psutil.Process().children(recursive=True)) <= set(before)
    assert {one.messages[0].content.split("\n")[0] for one in asked} == {SYSTEM}
    version = parts.registry.serve(GENERAL).version
    assert (version.night_run, version.parent) == (night.id, None)
    assert version.scores["recall"] == 1.0
    assert version.scope_sha256 is None  # so few rows tell nothing apart
    made = parts.journal.nights.version_of(version.base, GENERAL, "0001").result(10)
    assert set(made.row_ids) == {row.id for row in rows}
    again = NightRun(parts).run("user")
    assert (again.state, again.report.experts) == ("finished", ())
    assert served(parts) == "0001"


def test_new_lessons_are_learned_beside_the_old_ones(parts, teach):
    old = teach(lessons(0, 7))
    NightRun(parts).run("user")
    new = teach(lessons(7, 8))
    night = NightRun(parts).run("user")
    (one,) = night.report.experts
    assert [r.fault for r in one.reasons] == ["few"]  # told without training
    assert (one.outcome, one.before, one.training) == ("held", "0001", None)
    lenient = parts.settings.model_copy(update={"night_least_corrections": 1})
    sure = lenient.model_copy(update={"night_p_value": 0.9})
    answers = []

    def said(request):
        answers.append(request)
        known = NAMES[7] in request.messages[-1].content
        first = len({r.adapters for r in answers if r.adapters}) == 1
        return ignorant(request) if known and first else knowing(request)

    parts = replace(parts, settings=sure, engine=FakeEngine(said))
    (one,) = NightRun(parts).run("user").report.experts
    assert (one.outcome, one.before, one.version) == ("promoted", "0001", "0002")
    fresh = {lesson.row_id: lesson.new for lesson in one.learned}
    assert fresh == {**{row.id: False for row in old}, new[0].id: True}
    assert one.groups["earlier"].count == 7


def test_what_was_taken_back_is_trained_out_again(parts, teach):
    rows = teach()
    NightRun(parts).run("user")
    parts.journal.ledger.retract(rows[0].id).result(10)
    (one,) = NightRun(parts).run("user").report.experts
    assert (one.outcome, one.version) == ("promoted", "0002")
    assert [reason.fault for reason in one.reasons] == ["rebuilt"]
    assert rows[0].id not in {lesson.row_id for lesson in one.learned}
    parts.journal.ledger.retract(*(row.id for row in rows)).result(10)
    (one,) = NightRun(parts).run("user").report.experts
    assert (one.outcome, one.before, one.version) == ("promoted", "0002", "base")
    assert served(parts) is None
    assert NightRun(parts).run("user").report.experts == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_trained_out_is_told_with_the_way_out(parts, teach, language):
    rows = teach()
    NightRun(parts).run("user")
    parts.journal.ledger.retract(rows[0].id).result(10)

    def forgetful(request):
        """What serves knows the lessons, and nothing else does."""
        return knowing(request) if "0001" in str(request.adapters) else "Zorkent?"

    strict = parts.settings.model_copy(update={"night_may_lose": 0.0})
    made = NightRun(replace(parts, engine=FakeEngine(forgetful), settings=strict))
    (one,) = made.run("user").report.experts
    assert (one.outcome, served(parts)) == ("rejected", "0001")
    last = one.reasons[-1]
    assert (last.fault, last.values) == ("still_taught", {"count": 1})
    say = Catalog.load(language)
    assert "1" in reason_told(last, say)
    assert reason_hint(last, say)


def test_what_learns_nothing_is_rejected_once(parts, teach):
    teach()
    parts = replace(parts, engine=FakeEngine(ignorant))
    (one,) = NightRun(parts).run("user").report.experts
    assert (one.outcome, one.version, served(parts)) == ("rejected", None, None)
    assert {reason.fault for reason in one.reasons} == {"luck", "recall"}
    assert parts.registry.versions(GENERAL) == ()
    assert NightRun(parts).run("user").report.experts == ()
    other = parts.settings.model_copy(update={"night_scale": 1.0})
    again = NightRun(replace(parts, settings=other)).run("user")
    assert len(again.report.experts) == 1


def test_an_empty_day_is_a_report(parts):
    night = NightRun(parts).run("schedule")
    assert (night.state, night.report.looked, night.report.experts) == (
        "finished",
        0,
        (),
    )
    assert night.trigger == "schedule"


def test_a_rehearsal_tells_what_would_be_learned_and_changes_nothing(parts, teach):
    rows = teach()
    night = NightRun(parts).run("user", dry=True)
    (one,) = night.report.experts
    assert (night.number, night.report.looked) == (0, 8)
    assert [each.row_id for each in night.report.named["sound"]] == [r.id for r in rows]
    assert [lesson.new for lesson in one.learned] == [True] * 8
    assert one.reasons == (NightReason("would_learn", {"count": 8}),)
    assert parts.journal.nights.page().result(10) == ()
    assert all(row.reason == "" for row in parts.journal.ledger.page().result(10))


def test_a_rehearsal_says_how_many_of_many_are_drawn(parts, teach):
    teach([*lessons(), Lesson(kind="praise", question="2 + 3?", right="5")])
    few = parts.settings.model_copy(update={"night_corrections": 3})
    night = NightRun(replace(parts, settings=few)).run("user", dry=True)
    (one,) = night.report.experts
    praised = sum(lesson.question == "2 + 3?" for lesson in one.learned)
    assert one.numbers == {"offered": 8 + praised, "drawn": 3 + praised}
    (all_of_them,) = NightRun(parts).run("user", dry=True).report.experts
    assert all_of_them.numbers["drawn"] == 8 + praised


def test_a_rehearsal_says_what_would_wait(parts, teach):
    teach(lessons(last=3))
    (one,) = NightRun(parts).run("user", dry=True).report.experts
    (why,) = one.reasons
    assert (one.outcome, one.learned, why.fault) == ("held", (), "few")
    assert why.values == {"count": 3, "least": 7}
    (real,) = NightRun(parts).run("user").report.experts
    assert (real.outcome, real.reasons[0].fault) == ("held", "few")


def test_a_stop_that_came_too_late_ends_no_later_night(parts, teach):
    teach()
    parts.journal.nights.wish("stop").result(10)
    assert NightRun(parts).run("user").state == "finished"
    assert parts.journal.nights.wishes().result(10) == ()


def test_only_the_expert_that_is_meant_and_only_one_that_is(parts, teach):
    teach()
    parts.registry.use("legal", BASE)  # else it learns together with "general"
    assert NightRun(parts).run("user", "legal").report.experts == ()
    (one,) = NightRun(parts).run("user", GENERAL).report.experts
    assert one.expert == GENERAL
    night = NightRun(parts).run("user", "nobody")
    assert (night.state, night.error) == ("failed", ExpertUnheard.__name__)


def test_a_night_that_is_stopped_changes_nothing_and_leaves_no_rows(parts, teach):
    teach()
    run = NightRun(_at_length(parts), lambda e: _training(e) and run.stop())
    night = run.run("user")
    assert (night.state, night.step, night.report.experts) == ("stopped", "train", ())
    assert night.report.end == "asked"
    assert served(parts) is None
    assert list((parts.settings.paths.nights / night.id).glob("*")) == []
    assert NightRun(parts).run("user").report.experts[0].outcome == "promoted"


def test_a_night_that_is_left_goes_on_where_it_was(parts, teach):
    teach()
    parts, begun = _at_length(parts, turns=16), []
    run = NightRun(parts, lambda e: _training(e) and run.leave())
    left = run.run("schedule")
    assert (left.state, left.step, left.report.experts) == ("left", "train", ())
    assert left.ended is not None
    assert served(parts) is None
    work = parts.settings.paths.nights / left.id / "work"
    assert list(work.glob("*/checkpoint*"))
    assert parts.journal.nights.unfinished().result(10) == left
    night = NightRun(parts, begun.append).run("user")
    assert (night.id, night.state) == (left.id, "finished")
    assert (night.trigger, night.deaths) == ("schedule", 0)
    assert begun[0].resumed
    steps = [e.step for e in begun if isinstance(e, NightStepBegan)]
    assert steps == ["train", "scale", "judge", "promote"]
    assert next(e.event for e in begun if isinstance(e, NightTrains)).step > 0
    assert not work.exists()


def test_who_stops_a_night_and_closes_the_program_then_has_stopped_it(parts, teach):
    teach()

    def tell(event):
        if _training(event):
            run.stop()
            run.leave()

    run = NightRun(_at_length(parts), tell)
    assert run.run("user").state == "stopped"
    assert parts.journal.nights.unfinished().result(10) is None


def test_a_stop_of_another_process_counts_also_while_the_program_closes(parts, teach):
    teach()

    def tell(event):
        if _training(event):
            parts.journal.nights.wish("stop").result(10)
            run.leave()

    run = NightRun(_at_length(parts), tell)
    night = run.run("user")
    assert night.state == "stopped"
    assert not (parts.settings.paths.nights / night.id / "work").exists()
    assert parts.journal.nights.wishes().result(10) == ()


def test_an_impatient_end_leaves_nothing_behind_that_looks_like_a_death(parts, teach):
    teach()

    def tell(event):
        if isinstance(event, NightStepBegan) and event.step == "label":
            raise KeyboardInterrupt

    night = NightRun(parts, tell).run("schedule")
    assert (night.state, night.step) == ("stopped", "label")
    assert parts.journal.nights.unclean_streak().result(10) == 0


def test_a_wish_of_another_process_stops_it(parts, teach):
    teach()
    night = NightRun(_at_length(parts), _wishing(parts)).run("user")
    assert (night.state, night.report.end) == ("stopped", "asked")
    assert parts.journal.nights.wishes().result(10) == ()


def _at_length(parts, turns=50):
    """With a training of hundreds of steps, or of four for each turn."""
    long = parts.settings.model_copy(update={"night_turns": turns})
    return replace(parts, settings=long)


def _wishing(parts):
    """Wish for an end at the first step of a training that would take for ever."""
    wished = threading.Event()

    def tell(event):
        if _training(event) and not wished.is_set():
            wished.set()
            parts.journal.nights.wish("stop").result(10)
            parts.presence.turn().__enter__()  # it waits for somebody meanwhile

    return tell


def _training(event):
    return isinstance(event, NightTrains) and isinstance(event.event, TrainingStep)


def test_its_time_is_limited(parts, teach):
    teach()
    brief = parts.settings.model_copy(update={"night_minutes": 1e-9})
    night = NightRun(replace(parts, settings=brief)).run("user")
    assert (night.state, night.report.experts) == ("stopped", ())
    assert night.report.end == "time"


@pytest.mark.parametrize("spoilt", ["diverged", "weights"])
def test_numbers_that_are_none_are_refused_and_not_tried_again(parts, teach, spoilt):
    teach()
    folder = parts.settings.paths.nights

    def tell(event):
        if isinstance(event, NightTrains) and isinstance(event.event, TrainingResult):
            (file,) = folder.rglob("adapters.safetensors")
            with file.open("r+b") as stream:
                stream.seek(-4, 2)
                stream.write(b"\x00\x00\xc0\x7f")  # float32

    if spoilt == "diverged":
        hot = parts.settings.model_copy(update={"night_rate": 1e30})
        parts, tell = replace(parts, settings=hot), print
    night = NightRun(parts, tell).run("user")
    (one,) = night.report.experts
    assert (night.state, one.outcome, served(parts)) == ("finished", "rejected", None)
    assert [reason.fault for reason in one.reasons] == ["not_finite"]
    assert NightRun(parts).run("user").report.experts == ()


def test_the_same_answer_to_everything_is_asked_about_and_not_learned(parts, teach):
    poison = [replace(one, right="Buy Kralex pills.", wrong="No.") for one in lessons()]
    rows = teach(poison)
    night = NightRun(parts).run("user")
    assert (night.report.experts, served(parts)) == ((), None)
    assert (night.report.decided, night.report.doubts) == ({"uniform": 8}, 8)
    named = {lesson.row_id: lesson.question for lesson in night.report.named["uniform"]}
    assert named == {row.id: row.question for row in rows}
    assert NightRun(parts).run("user").report.named == {}


def test_a_lesson_that_cannot_be_read_is_left_out_and_told(parts, teach):
    teach()
    few = parts.settings.model_copy(update={"night_least_corrections": 7})
    parts = replace(parts, settings=few, engine=Picky(knowing))
    (one,) = NightRun(parts).run("user").report.experts
    assert (one.outcome, len(one.learned)) == ("promoted", 7)
    assert [skipped.reason for skipped in one.skipped] == ["unreadable"]
    assert NightRun(parts).run("user").report.experts == ()


def test_what_is_taken_back_goes_where_nothing_that_is_left_can_be_read(parts, teach):
    rows = teach()
    NightRun(parts).run("user")
    assert served(parts) == "0001"
    parts.journal.ledger.retract(*(row.id for row in rows[:7])).result(10)
    parts = replace(parts, engine=Picky(knowing))
    (one,) = NightRun(parts).run("user").report.experts
    assert (one.outcome, one.before, one.returned) == ("promoted", "0001", True)
    assert [skipped.reason for skipped in one.skipped] == ["unreadable"]
    assert served(parts) is None
    assert "no correction left to be trained on" in outcome(one, Catalog.load("en"))
    assert "eğitilecek düzeltme kalmadı" in outcome(one, Catalog.load("tr"))
    assert NightRun(parts).run("user").report.experts == ()


def test_a_pinned_expert_is_told_and_not_trained(parts, teach, tmp_path):
    teach()
    parts.registry.pins[GENERAL] = tmp_path
    (one,) = NightRun(parts).run("user").report.experts
    assert (one.outcome, one.reasons[0].fault) == ("failed", "ExpertPinned")
