from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from evotr.domain import NightReport
from evotr.errors import InstanceRunning
from evotr.instance import hold_instance
from evotr.journal import nights_writes
from evotr.night.conditions import Conditions
from evotr.night.consent import allow_nights
from evotr.night.heartbeat import Heartbeat, HeartParts, keep_watch
from evotr.night.notes import Notes
from evotr.settings import Settings, examine_settings, write_setting
from tests.fakes.clock import FakeClock, FakeSystem
from tests.fakes.migrated import open_migrated

FRIDAY, SATURDAY = date(2026, 11, 20), date(2026, 11, 21)
ROOMY = 0.001
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


class Bed:
    """A lane that runs nights at once, unless they are to last."""

    def __init__(self, journal):
        self.nights = journal.nights
        self.calls = []
        self.lasts = False
        self.state = "finished"
        self.busy = False

    def begin(self, call):
        self.calls.append(call)
        night = self.nights.unfinished().result()
        night = (
            self.nights.resume(night.id).result()
            if night
            else self.nights.begin(call.trigger, call.date, call.expert).result()
        )
        self.nights.granted(*call.wishes).result()
        if self.lasts:
            self.busy = True
        elif self.state != "running":
            report = NightReport(unmet=call.unmet)
            self.nights.finish(night.id, self.state, report).result()


class App:
    """An open program, as far as its clock is concerned."""

    def __init__(self, home, zone=UTC):
        self.home, self.paths = home, Settings(evotr_home=home).paths
        self.clock, self.system = FakeClock(), FakeSystem()
        self.journal = open_migrated(self.paths.journal, self.paths.backups)
        self.nights = self.journal.nights
        self.bed = Bed(self.journal)
        self.told = []
        self.open(zone)

    def open(self, zone=UTC):
        """Make its clock anew, as a new process does."""
        self.notes = Notes(self.paths.nights)
        self.parts = HeartParts(
            settings=self.settings,
            nights=self.nights,
            conditions=Conditions(self.system, self.home),
            notes=self.notes,
            lane=self.bed,
            clock=self.clock,
            switched_off=lambda: self.told.append("off"),
            missed=lambda night, in_a_row: self.told.append((night.date, in_a_row)),
            zone=zone,
        )
        self.beat = Heartbeat(self.parts)

    def settings(self):
        return examine_settings({"evotr_home": self.home})[0]

    def set(self, key, value):
        write_setting(self.paths, key, value)

    def live(self, step=1, **length):
        """Beat every ``step`` minutes; what the beats came to, without repeats."""
        beats = []
        for _ in range(int(timedelta(**length) / timedelta(minutes=step))):
            beats.append(self.beat())
            self.clock.work(minutes=step)
        return [b for b, last in zip(beats, [None, *beats], strict=False) if b != last]

    def had(self, day, trigger="schedule"):
        """A night that was."""
        night = self.nights.begin(trigger, day).result()
        self.nights.finish(night.id, "finished", NightReport()).result()

    def page(self):
        return self.nights.page().result()

    def dates(self):
        return [f"{call.date}" for call in self.bed.calls]


@pytest.fixture
def app(home, monkeypatch):
    home.mkdir()
    app = App(home)
    # The journal lives at the same time: when a night began is compared with the clock.
    here = app.clock
    monkeypatch.setattr(nights_writes, "now", lambda: here.now().replace(tzinfo=None))
    app.set("night", value=True)
    app.set("night_free_gb", ROOMY)
    app.notes.wanted(LONG_AGO)
    yield app
    app.journal.close()


def test_a_night_is_begun_when_its_hours_open(app):
    app.had(FRIDAY)
    assert app.live(minutes=30) == ["quiet"]
    assert app.bed.calls == []
    assert app.live(minutes=1) == ["begun"]
    (call,) = app.bed.calls
    assert (call.trigger, call.date, call.expert) == ("schedule", SATURDAY, None)
    assert call.until == datetime(2026, 11, 22, 6, tzinfo=UTC)
    assert app.live(step=30, hours=5) == ["quiet"]
    assert len(app.bed.calls) == 1


def test_three_days_have_three_nights(app):
    app.had(FRIDAY)
    app.live(step=30, days=3)
    assert app.dates() == ["2026-11-21", "2026-11-22", "2026-11-23"]


def test_switched_off_there_is_none_and_switched_on_there_is(app):
    app.set("night", value=False)
    assert app.live(minutes=3) == ["quiet"]
    app.set("night", value=True)
    assert app.live(minutes=20) == ["quiet"]  # what was missed before is not meant
    assert app.live(step=10, hours=3) == ["quiet", "begun", "quiet"]
    assert app.dates() == [f"{SATURDAY}"]


def test_who_says_yes_within_the_hours_has_a_night_at_once(app):
    app.set("night", value=False)
    app.clock.set("2026-11-22T03:00")
    assert app.live(minutes=3) == ["quiet"]
    app.set("night", value=True)
    assert app.live(minutes=3) == ["begun", "quiet"]
    assert app.dates() == [f"{SATURDAY}"]


def test_a_night_that_was_left_goes_on_at_once_and_is_no_death(app):
    app.had(FRIDAY)
    for _ in range(3):
        night = app.nights.unfinished().result()
        if night is None:
            app.nights.begin("schedule", SATURDAY, owner="7").result()
        else:
            app.nights.resume(night.id, "7").result()
        (night,) = app.nights.of_date(SATURDAY).result()
        assert app.nights.leave(night.id).result().state == "left"
    app.clock.set("2026-11-22T03:00")
    assert app.beat() == "begun"
    assert app.told == []
    assert app.page()[0].deaths == 0


def test_a_yes_of_the_command_line_is_heard_by_the_open_program(app):
    app.set("night", value=False)
    app.live(minutes=3)
    allow_nights(app.settings(), app.nights)  # by this computer's own clock
    assert Notes(app.paths.nights).since is not None
    assert app.notes.since == Notes(app.paths.nights).since


def test_a_sleep_of_eight_hours_makes_one_night_caught_up(app):
    app.had(FRIDAY)
    app.live(minutes=10)
    app.clock.sleep(hours=8)
    assert app.live(step=20, hours=10) == ["begun", "quiet"]
    (call,) = app.bed.calls
    assert call.date == SATURDAY
    # As long as the night would have been, from the waking on.
    assert call.until == datetime(2026, 11, 22, 13, 40, tzinfo=UTC)
    assert app.page()[0].report.unmet == ("awake",)
    app.live(step=20, hours=8)
    assert app.dates() == ["2026-11-21", "2026-11-22"]


def test_a_sleep_outside_of_the_hours_is_none_of_the_nights(app):
    app.set("night", value=False)
    app.clock.set("2026-11-22T12:00")
    app.beat()
    app.clock.sleep(hours=8)
    app.set("night", value=True)
    app.notes.wanted(LONG_AGO)
    app.beat()
    assert [call.unmet for call in app.bed.calls] == [()]


def test_a_week_away_is_one_night(app):
    app.had(SATURDAY)
    app.live(minutes=10)
    app.clock.sleep(days=7)
    app.live(step=10, minutes=20)
    assert app.dates() == ["2026-11-27"]


@pytest.mark.parametrize("back", ["2026-11-22T01:00", "2026-11-21T20:00"])
def test_a_clock_set_back_makes_no_second_night(app, back):
    app.clock.work(hours=1)
    app.live(minutes=3)
    app.clock.set(back)
    app.live(step=15, hours=12)
    assert app.dates() == ["2026-11-21"]


@pytest.mark.parametrize(
    ("zone", "noon", "opened"),
    [
        ("Europe/Berlin", "2026-03-28T12:00", "2026-03-29T01:00"),
        ("Europe/Berlin", "2026-10-24T12:00", "2026-10-25T00:00"),
        ("America/New_York", "2026-03-07T17:00", "2026-03-08T07:00"),
        ("America/New_York", "2026-10-31T16:00", "2026-11-01T07:00"),
    ],
)
def test_each_date_has_one_night_where_the_clocks_change(app, zone, noon, opened):
    app.clock.set(noon)
    app.open(ZoneInfo(zone))
    began = []
    while len(app.bed.calls) < 3:
        if app.beat() == "begun":
            began.append(app.clock.now())
        app.clock.work(minutes=20)
    days = [call.date for call in app.bed.calls]
    assert days == [days[0] + timedelta(days=n) for n in range(3)]
    assert f"{began[1]:%Y-%m-%dT%H:%M}" == opened


def test_hours_over_midnight_belong_to_one_evening(app):
    app.had(SATURDAY)
    app.set("night_hours", "23:00-05:00")
    app.clock.set("2026-11-22T22:00")
    app.live(step=20, hours=20)
    (call,) = app.bed.calls
    assert call.date == date(2026, 11, 22)
    assert call.until == datetime(2026, 11, 23, 5, tzinfo=UTC)


def test_what_it_waited_for_is_in_its_report(app):
    app.clock.work(hours=1)
    app.system.mains, app.system.dark = False, False
    assert app.live(minutes=3) == ["waiting"]
    app.system.mains, app.system.idle = True, 5
    assert app.live(minutes=3) == ["waiting"]
    app.system.dark, app.system.idle = True, 3600
    assert app.live(minutes=3) == ["begun", "quiet"]
    assert app.page()[0].report.unmet == ("mains", "display", "idle")
    assert app.notes.waiting is None


def test_another_process_goes_on_waiting(app):
    app.system.mains = False
    app.live(minutes=3)
    app.system.mains = True
    app.open()
    app.live(minutes=3)
    assert app.page()[0].report.unmet == ("mains",)


def test_a_night_that_never_came_to_be_is_reported(app):
    app.had(FRIDAY)
    app.system.mains = False
    app.live(step=30, hours=25)
    assert app.bed.calls == []
    never = next(night for night in app.page() if night.date == SATURDAY)
    assert (never.state, never.report.unmet) == ("stopped", ("mains",))
    app.system.mains = True
    app.live(minutes=3)
    assert app.dates() == ["2026-11-22"]


def test_how_many_nights_in_a_row_never_began_is_told(app):
    app.had(FRIDAY)
    app.system.mains = False
    app.live(step=30, days=8)
    assert [in_a_row for _, in_a_row in app.told] == [1, 2, 3, 4, 5, 6, 7]
    app.system.mains = True
    app.live(step=30, days=1)
    assert len(app.told) == 7
    app.system.mains = False
    app.live(step=30, days=2)
    assert [in_a_row for _, in_a_row in app.told[7:]] == [1]


def test_a_night_of_the_user_does_not_count_as_the_clocks(app):
    app.had(FRIDAY, "user")
    app.live(minutes=3)
    assert app.dates() == ["2026-11-20"]


def test_while_a_night_runs_nothing_else_begins(app):
    app.bed.lasts = True
    app.live(minutes=1)
    app.nights.wish("run").result()
    app.live(step=20, hours=3)
    assert len(app.bed.calls) == 1


def test_wishes_of_the_command_line_are_granted_with_nights_off(app):
    app.set("night", value=False)
    app.system.mains = False  # who asks does not wait
    app.nights.wish("run", "python").result()
    app.nights.wish("run").result()
    assert app.live(minutes=4) == ["begun", "quiet"]
    wanted = [(call.trigger, call.expert) for call in app.bed.calls]
    assert wanted == [("user", "python"), ("user", None)]
    assert app.dates() == ["2026-11-21", "2026-11-21"]
    assert app.nights.wishes().result() == ()


def test_a_wish_that_was_taken_back_is_not_granted(app):
    app.set("night", value=False)
    app.nights.wish("run", "python").result()
    app.nights.wish("stop").result()
    app.nights.wish("run", "tr_chat").result()
    app.live(minutes=4)
    assert [call.expert for call in app.bed.calls] == ["tr_chat"]
    assert app.nights.wishes().result() == ()


@pytest.fixture
def mortal(app):
    """An app whose nights die; two minutes without a sign of life tell it."""
    app.clock.set("2026-11-22T03:00")
    app.bed.state = "running"
    return app


def test_a_night_whose_process_died_goes_on(mortal):
    mortal.live(minutes=2)
    mortal.bed.state = "finished"
    assert mortal.live(minutes=3) == ["begun", "quiet"]
    (night,) = mortal.page()
    assert (night.state, night.deaths) == ("finished", 1)
    assert mortal.nights.unclean_streak().result() == 0


def test_a_night_that_gives_signs_of_life_is_left_alone(mortal):
    mortal.live(minutes=1)
    (night,) = mortal.page()
    for _ in range(10):
        mortal.nights.beat(night.id).result()
        assert mortal.live(minutes=1) == ["running"]
    assert len(mortal.bed.calls) == 1


def test_two_unclean_ends_switch_nights_off_and_ask(mortal):
    mortal.live(step=30, hours=60)
    assert len(mortal.bed.calls) == 2
    assert mortal.told == ["off"]
    assert not mortal.settings().night
    assert Notes(mortal.paths.nights).off


def test_a_yes_after_that_begins_anew(mortal):
    mortal.live(minutes=5)
    mortal.bed.state = "finished"
    mortal.set("night", value=True)
    mortal.live(minutes=3)
    assert len(mortal.bed.calls) == 3
    assert not mortal.notes.off
    assert mortal.nights.unclean_streak().result() == 0


def test_an_environment_that_says_yes_does_not_bring_them_back(mortal, monkeypatch):
    monkeypatch.setenv("EVOTR_NIGHT", "true")
    mortal.live(minutes=30)
    assert len(mortal.bed.calls) == 2
    assert mortal.told == ["off"]
    mortal.open()  # a new process
    mortal.live(minutes=30)
    assert len(mortal.bed.calls) == 2
    mortal.bed.state = "finished"
    mortal.set("night", value=True)
    mortal.live(minutes=3)
    assert len(mortal.bed.calls) == 3


def test_what_a_night_waited_for_is_told_by_who_makes_it(app):
    app.system.mains = False
    app.live(minutes=3)
    waited = app.notes.waiting
    assert waited is not None
    app.system.mains = True
    app.bed.begin = lambda _call: False  # another process is at it
    assert app.live(minutes=2) == ["begun"]
    assert app.notes.waiting == waited
    del app.bed.begin
    app.live(minutes=1)
    assert app.bed.calls[0].unmet == waited[1]
    assert app.notes.waiting is None


def test_deaths_of_nights_that_the_user_began_do_not_count(mortal):
    for _ in range(3):
        mortal.nights.wish("run").result()
        mortal.live(minutes=2)
    mortal.bed.state = "finished"
    assert mortal.live(minutes=3) == ["begun", "quiet"]
    assert mortal.told == []


def test_of_two_programs_one_makes_the_night(app):
    """Each has a clock and a journal of its own, and both look at the same moment."""
    ran, refused = [], []

    class Shared(Bed):
        def begin(self, call):
            try:
                with hold_instance(app.paths.nights / "lock"):
                    ran.append(call)
                    if len(ran) == 1:
                        second.live(minutes=3)
                    super().begin(call)
            except InstanceRunning as error:
                refused.append(error)

    first, second = app, App(app.home)
    first.bed, second.bed = Shared(first.journal), Shared(second.journal)
    for each in (first, second):
        each.open()
    first.live(minutes=3)
    second.live(minutes=3)
    second.journal.close()
    assert [call.date for call in ran] == [FRIDAY]
    assert len(refused) == 3


def test_a_wish_stays_where_another_process_is_at_the_nights(app):
    """The timer's process waits for its hour, and sees the wish before the program."""
    app.set("night", value=False)
    app.open()

    class Taken(Bed):
        def begin(self, call):
            self.calls.append(call)
            return False

    own, app.bed = app.bed, Taken(app.journal)
    app.open()
    app.nights.wish("run", "python").result()
    app.beat()
    assert [call.expert for call in app.bed.calls] == ["python"]
    (wish,) = app.nights.wishes().result()
    assert (wish.kind, wish.expert) == ("run", "python")
    app.bed = own
    app.open()
    app.beat()
    assert [(call.trigger, call.expert) for call in own.calls] == [("user", "python")]
    assert app.nights.wishes().result() == ()


def test_a_wish_stays_until_its_night_is_noted(app):
    class Slow(Bed):
        """Comes back before its night is noted, as the open program's does."""

        def begin(self, call):
            self.calls.append(call)
            self.busy = True
            return True

    app.set("night", value=False)
    app.bed = Slow(app.journal)
    app.open()
    app.nights.wish("run", "python").result()
    assert app.live(minutes=3) == ["begun", "quiet"]
    (wish,) = app.nights.wishes().result()
    assert (wish.kind, wish.expert) == ("run", "python")
    assert [call.wishes for call in app.bed.calls] == [(wish.number,)]


def test_a_wish_is_not_tried_for_ever_behind_a_night_that_dies(mortal):
    """Who opens the program would have it die a minute later, each time."""

    class Fatal(Bed):
        def begin(self, call):
            self.calls.append(call)
            self.nights.resume(self.nights.unfinished().result().id).result()
            return True

    mortal.set("night", value=False)
    mortal.nights.begin("user", SATURDAY).result()
    mortal.bed = Fatal(mortal.journal)
    mortal.open()
    mortal.nights.wish("run", "python").result()
    mortal.live(minutes=30)
    assert len(mortal.bed.calls) == 2
    assert [len(call.wishes) for call in mortal.bed.calls] == [1, 0]
    assert mortal.nights.wishes().result() == ()


def test_what_the_journal_refuses_is_tried_again(app, caplog):
    app.journal.close()
    assert app.live(minutes=3) == ["quiet"]
    assert caplog.text.count("JournalClosed") == 3


def test_a_process_of_one_night_waits_for_it_and_ends(app):
    app.clock.work(hours=1)
    app.system.dark = False

    def pause(seconds):
        app.clock.work(seconds=seconds)
        app.system.dark = app.clock.now().hour >= 3

    assert keep_watch(app.beat, app.parts, pause, lambda: False) == "begun"
    assert [call.unmet for call in app.bed.calls] == [("display",)]
    assert f"{app.clock.now():%H:%M}" == "03:00"


@pytest.mark.parametrize(
    ("now", "end"), [("2026-11-22T02:10", "06:00"), ("2026-11-22T09:00", "13:00")]
)
def test_a_process_of_one_night_does_not_wait_for_ever(app, now, end):
    app.clock.set(now)
    app.system.dark = False

    def pause(seconds):
        app.clock.work(seconds=10 * seconds)

    assert keep_watch(app.beat, app.parts, pause, lambda: False) == "waiting"
    assert f"{app.clock.now():%H:%M}" == end
    assert app.bed.calls == []


def test_a_process_of_one_night_that_is_not_due_ends_at_once(app):
    app.had(FRIDAY)

    def pause(_seconds):
        raise AssertionError("it waits")

    assert keep_watch(app.beat, app.parts, pause, lambda: False) == "quiet"


@pytest.mark.parametrize("died", ["2026-11-22T03:00", "2026-11-22T05:59"])
def test_a_process_of_one_night_waits_for_one_that_broke_off_just_now(mortal, died):
    """The system starts none after it: also where the hours end meanwhile."""
    mortal.clock.set(died)
    mortal.live(minutes=1)
    mortal.bed.state = "finished"

    def pause(seconds):
        mortal.clock.work(seconds=seconds)

    began = mortal.clock.now()
    assert keep_watch(mortal.beat, mortal.parts, pause, lambda: False) == "begun"
    assert mortal.clock.now() - began == timedelta(minutes=1)
    (night,) = mortal.page()
    assert (night.state, night.deaths) == ("finished", 1)


def test_a_process_of_one_night_leaves_one_that_is_made_alone(mortal):
    mortal.live(minutes=1)

    def pause(_seconds):
        raise AssertionError("it waits")

    assert keep_watch(mortal.beat, mortal.parts, pause, lambda: True) == "running"
