import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from evotr.domain import Lesson
from evotr.instance import hold_night
from evotr.night import beside, hold
from evotr.night.beside import NightsBeside, nights_beside
from evotr.night.calls import NightCall
from evotr.night.events import TrainingStep
from evotr.night.notes import Notes
from evotr.night.progress import NightPaused, NightStepEnded, NightTrains
from evotr.settings import Settings, write_setting
from tests.fakes.beats import WAIT_S, Beats
from tests.fakes.clock import FakeSystem
from tests.fakes.tiny_night import LENIENT, lessons


@pytest.fixture
def settings(home):
    home.mkdir()
    settings = Settings(evotr_home=home)
    write_setting(settings.paths, "night", value=True)
    write_setting(settings.paths, "night_free_gb", 0)
    Notes(settings.paths.nights).wanted(datetime(2026, 1, 1, tzinfo=UTC))
    return settings


@pytest.fixture
def system():
    return FakeSystem()


@contextmanager
def opened(parts, system):
    """The clock of nights, open."""
    nights = NightsBeside(parts, system)
    nights.open()
    try:
        yield nights.clock
    finally:
        nights.close()


def beat(clock):
    """What a minute brings: a beat, and the night that it begins."""
    beats = Beats(clock)
    beats.again()
    beats.idle()


def test_a_missed_night_is_made_beside_the_open_program(parts, system):
    with opened(parts, system) as clock:
        beat(clock)
        beat(clock)
    (night,) = parts.journal.nights.page().result()
    assert (night.trigger, night.state) == ("schedule", "finished")
    assert night.owner
    # An empty day is a report, and nothing to wake anybody for.
    assert system.shown == []


def test_a_wish_is_granted_and_told(parts, settings, system):
    write_setting(settings.paths, "night", value=False)
    parts.journal.nights.wish("run", "nobody").result()
    parts.journal.nights.wish("run").result()
    with opened(parts, system) as clock:
        beat(clock)
        beat(clock)
    nights = parts.journal.nights.page().result()
    assert {night.trigger for night in nights} == {"user"}
    assert system.on_battery  # who asks for a night wants it
    assert parts.journal.nights.wishes().result() == ()


def test_a_night_that_pauses_goes_on_when_the_user_asks_for_one(
    parts, system, monkeypatch
):
    monkeypatch.setattr(hold, "LOOK_S", 0.0)
    parts = replace(parts, settings=parts.settings.model_copy(update=LENIENT))
    parts.journal.ledger.add(lessons()).result()
    paused = threading.Event()

    class Seen(NightsBeside):
        def _note(self, event):
            super()._note(event)
            if event == NightPaused(("idle",)):
                paused.set()
            if isinstance(event, NightStepEnded) and event.step == "consolidate":
                system.idle = 3.0
                assert paused.wait(WAIT_S)

    nights = Seen(parts, system)
    nights.open()
    try:
        assert paused.wait(WAIT_S)
        assert nights.progress.paused == ("idle",)
        assert nights.progress.waits
        date = datetime.now(UTC).date()
        nights.begin(NightCall(trigger="user", date=date))
        assert not getattr(nights.progress, "waits", False)
        Beats(nights.clock).idle()
        assert nights.progress is None
    finally:
        nights.close()
    (night,) = parts.journal.nights.page().result()
    assert (night.trigger, night.state) == ("schedule", "finished")
    assert system.on_battery
    assert parts.journal.nights.wishes().result() == ()


def test_who_stops_a_night_wants_none_behind_it(parts, settings, system):
    write_setting(settings.paths, "night", value=False)
    began, wished = threading.Event(), threading.Event()

    class Seen(NightsBeside):
        def _note(self, event):
            super()._note(event)
            if isinstance(event, NightStepEnded) and event.step == "harvest":
                began.set()
                assert wished.wait(WAIT_S)

    call = NightCall(trigger="user", date=datetime.now(UTC).date())
    nights = Seen(parts, system)
    nights.begin(call)
    try:
        assert began.wait(WAIT_S)
        nights.begin(replace(call, expert="legal"))
        (wish,) = parts.journal.nights.wishes().result()
        assert (wish.kind, wish.expert) == ("run", "legal")
        nights.stop()
        wished.set()
        Beats(nights.clock).idle()
    finally:
        nights.close()
    (night,) = parts.journal.nights.page().result()
    assert (night.state, night.report.end) == ("stopped", "asked")
    assert parts.journal.nights.wishes().result() == ()


def test_a_night_that_was_asked_for_waits_for_who_holds_the_nights(
    parts, settings, system
):
    write_setting(settings.paths, "night", value=False)
    date = datetime.now(UTC).date()
    nights = NightsBeside(parts, system)
    try:
        with hold_night(settings.paths.night_lock):
            nights.begin(NightCall(trigger="user", date=date, expert="legal"))
            Beats(nights.clock).idle()
            (wish,) = parts.journal.nights.wishes().result()
            assert (wish.kind, wish.expert) == ("run", "legal")
        beat(nights.clock)
        beat(nights.clock)
    finally:
        nights.close()
    (night,) = parts.journal.nights.page().result()
    assert (night.trigger, night.expert) == ("user", "legal")
    assert parts.journal.nights.wishes().result() == ()


def test_what_is_unmet_is_waited_for(parts, settings, system):
    system.mains = False
    with opened(parts, system) as clock:
        beat(clock)
    assert parts.journal.nights.page().result() == ()
    assert Notes(settings.paths.nights).waiting[1] == ("mains",)
    system.mains = True
    with opened(parts, system) as clock:
        beat(clock)
    (night,) = parts.journal.nights.page().result()
    assert night.report.unmet == ("mains",)


def test_a_night_that_the_program_closes_on_goes_on_when_it_opens(parts, system):
    long = {**LENIENT, "night_turns": 16}  # a training of seconds
    parts = replace(parts, settings=parts.settings.model_copy(update=long))
    parts.journal.ledger.add(lessons()).result()
    training = threading.Event()

    class Seen(NightsBeside):
        def _note(self, event):
            super()._note(event)
            if isinstance(event, NightTrains) and isinstance(event.event, TrainingStep):
                training.set()

    nights = Seen(parts, system)
    nights.open()
    assert training.wait(WAIT_S)
    nights.close()
    (left,) = parts.journal.nights.page().result()
    assert (left.state, left.step, left.trigger) == ("left", "train", "schedule")
    with opened(parts, system) as clock:
        beat(clock)
    (night,) = parts.journal.nights.page().result()
    assert (night.id, night.state, night.deaths) == (left.id, "finished", 0)
    assert not system.on_battery


@pytest.mark.parametrize(
    ("language", "said"), [("tr", "Geceler kapatıldı"), ("en", "Nights are switched")]
)
def test_nights_that_break_off_are_switched_off_and_told(
    parts, settings, system, language, said
):
    nights = parts.journal.nights
    night = nights.begin("schedule", datetime.now(UTC).date()).result()
    nights.resume(night.id).result()
    parts = replace(
        parts, settings=Settings(evotr_home=settings.evotr_home, language=language)
    )
    nights.resume(night.id).result()
    nights.finish(night.id, "unclean", night.report).result()
    with opened(parts, system) as clock:
        beat(clock)
    ((title, body),) = system.shown
    assert title == "EVO-TR"
    assert said in body
    assert len(nights.page().result()) == 1


def test_a_lesson_of_the_day_is_looked_at(parts, system):
    lesson = Lesson(kind="edit", question="2+2?", right="4", wrong="5")
    parts.journal.ledger.add([lesson]).result()
    with opened(parts, system) as clock:
        beat(clock)
    (night,) = parts.journal.nights.page().result()
    assert night.report.looked == 1


def test_each_minute_looks_for_what_must_not_be(parts, nightly, settings, system):
    write_setting(settings.paths, "night", value=False)
    asked = nightly.journal.add_user_message(None, "Söz").result(10)
    nightly.learn("tr_chat", [nightly.teach("Soru?", "Yanıt", sources=(asked.id,))])
    parts = replace(parts, journal=nightly.journal, registry=nightly.registry)
    with opened(parts, system) as clock:
        beat(clock)
        assert nightly.serving("tr_chat") == "0001"
        nightly.journal.memories.forget_messages(asked.id).result(60)
        beat(clock)
    assert nightly.serving("tr_chat") is None


def test_it_opens_by_itself_and_closes_with_the_program(parts, monkeypatch):
    started = threading.Event()
    made = []

    class Seen(NightsBeside):
        def open(self):
            super().open()
            made.append(self)
            started.set()

    monkeypatch.setattr(beside, "EVERY_S", 0.01)
    monkeypatch.setattr(beside, "NightsBeside", Seen)
    with nights_beside(parts):
        assert started.wait(WAIT_S)
        assert made[0].clock._scheduler.running
    assert not made[0].clock._scheduler.running


def test_what_closes_within_the_first_minute_never_looks(parts, system):
    with nights_beside(parts):
        pass
    nights = NightsBeside(parts, system)
    nights.close()
    nights.open()
    assert nights.clock is None
    assert parts.journal.nights.page().result() == ()
