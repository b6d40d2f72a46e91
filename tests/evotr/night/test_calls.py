from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from evotr.domain import Night
from evotr.night.calls import due, evening_of, until
from evotr.settings import Settings

ISTANBUL = ZoneInfo("Europe/Istanbul")
BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")


def at(text, zone=ISTANBUL):
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def night(day, state="finished", trigger="schedule", began=None):
    day = date.fromisoformat(day)
    # By default within the hours of its night.
    began = began or datetime.combine(
        day + timedelta(days=1), datetime.min.time(), tzinfo=UTC
    )
    return Night(
        id=f"{day}{state}{trigger}",
        number=1,
        date=day,
        trigger=trigger,
        state=state,
        began=began,
        beat=began,
    )


def found(now, *nights, hours="02:00-06:00", zone=ISTANBUL, on=True):
    settings = Settings(night=on, night_hours=hours)
    window = due(at(now, zone), nights, settings, zone)
    return None if window is None else f"{window.date}"


@pytest.mark.parametrize(
    ("now", "hours", "expected"),
    [
        ("2026-11-22T02:00", "02:00-06:00", "2026-11-21"),
        ("2026-11-22T05:59", "02:00-06:00", "2026-11-21"),
        ("2026-11-22T14:00", "02:00-06:00", "2026-11-21"),
        ("2026-11-23T01:59", "02:00-06:00", "2026-11-21"),
        ("2026-11-23T02:00", "02:00-06:00", "2026-11-22"),
        ("2026-11-22T23:30", "23:00-05:00", "2026-11-22"),
        ("2026-11-23T04:59", "23:00-05:00", "2026-11-22"),
        ("2026-11-23T22:59", "23:00-05:00", "2026-11-22"),
        ("2026-11-23T23:00", "23:00-05:00", "2026-11-23"),
        ("2027-01-01T00:30", "23:00-05:00", "2026-12-31"),
    ],
)
def test_without_any_night_the_latest_hours_are_due(now, hours, expected):
    assert found(now, hours=hours) == expected
    assert found(now, hours=hours, on=False) is None


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        ("2026-11-20T12:00", "2026-11-21"),
        ("2026-11-22T05:59", "2026-11-21"),  # within its hours
        ("2026-11-22T06:00", None),
        ("2026-11-22T20:00", None),
        ("2026-11-24T20:00", "2026-11-21"),  # the clock ran ahead
    ],
)
def test_what_was_missed_before_the_yes_is_not_caught_up(since, expected):
    settings, now = Settings(night=True, night_hours="02:00-06:00"), "2026-11-22T21:00"
    window = due(at(now), (), settings, ISTANBUL, at(since))
    assert (window and f"{window.date}") == expected
    coming = due(at("2026-11-23T02:00"), (), settings, ISTANBUL, at(since))
    assert f"{coming.date}" == "2026-11-22"


@pytest.mark.parametrize("state", ["finished", "stopped", "failed"])
def test_a_night_that_is_over_is_not_due_again(state):
    had = night("2026-11-21", state)
    assert found("2026-11-22T02:30", had) is None
    assert found("2026-11-22T18:00", had) is None
    assert found("2026-11-23T02:00", had) == "2026-11-22"


@pytest.mark.parametrize("state", ["running", "unclean", "left"])
def test_a_night_that_was_cut_off_goes_on(state):
    assert found("2026-11-22T02:30", night("2026-11-21", state)) == "2026-11-21"


@pytest.mark.parametrize("trigger", ["user", "forgotten"])
def test_what_the_clock_did_not_begin_takes_no_nights_place(trigger):
    had = night("2026-11-21", trigger=trigger)
    assert found("2026-11-22T02:30", had) == "2026-11-21"


def test_of_five_missed_nights_one_is_caught_up():
    assert found("2026-11-22T09:00", night("2026-11-15")) == "2026-11-21"
    assert found("2026-11-22T09:00", night("2026-11-15"), night("2026-11-21")) is None


@pytest.mark.parametrize("now", ["2026-11-22T01:00", "2026-11-21T20:00"])
def test_a_clock_set_back_makes_no_second_night(now):
    assert found(now, night("2026-11-21"), night("2026-11-20")) is None
    assert found(now, night("2026-11-21")) is None


def test_a_clock_set_back_by_days_repeats_no_date():
    had = (night("2026-11-20"), night("2026-11-21"))
    assert found("2026-11-20T03:00", *had) == "2026-11-19"
    assert found("2026-11-21T03:00", *had) is None
    assert found("2026-11-22T03:00", *had) is None


def test_a_night_before_the_last_one_is_not_made_up_for():
    # The clock was set back by hours, to before the hours of a night there was.
    had = night("2026-11-21", began=at("2026-11-22T02:05"))
    assert found("2026-11-22T01:50", had) is None
    assert found("2026-11-22T02:10", had) is None
    assert found("2026-11-23T02:10", had) == "2026-11-22"


def test_a_clock_that_ran_ahead_by_years_stops_no_nights():
    strange = night("2031-05-01", began=at("2031-05-02T02:00"))
    assert found("2026-11-22T03:00", strange) == "2026-11-21"
    assert found("2026-11-22T03:00", strange, night("2026-11-21")) is None


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        (BERLIN, "2026-03-29"),
        (BERLIN, "2026-10-25"),
        (NEW_YORK, "2026-03-08"),
        (NEW_YORK, "2026-11-01"),
        (ISTANBUL, "2026-03-29"),
        (ISTANBUL, "2026-10-25"),
    ],
)
@pytest.mark.parametrize(
    "hours", ["02:00-06:00", "02:30-02:45", "01:30-04:00", "23:00-03:00"]
)
def test_each_date_has_one_night_where_clocks_change(zone, day, hours):
    settings = Settings(night=True, night_hours=hours)
    now = at(f"{day}T12:00", zone) - timedelta(days=2)
    had = [night("2026-01-01")]
    for _ in range(4 * 24 * 12):  # four days, every five minutes
        window = due(now, had, settings, zone)
        if window is not None:
            had.append(night(f"{window.date}", began=now))
        now += timedelta(minutes=5)
    dates = [each.date for each in had[1:]]
    assert dates == sorted(set(dates))
    assert 4 <= len(dates) <= 5
    assert dates[-1] - dates[0] == timedelta(days=len(dates) - 1)


def test_a_night_ends_with_its_hours_and_a_late_one_is_as_long():
    settings = Settings(night=True)
    early, late = at("2026-11-22T03:00"), at("2026-11-22T13:00")
    window = due(early, [], settings, ISTANBUL)
    assert until(window, early) == at("2026-11-22T06:00")
    assert until(window, late) == at("2026-11-22T17:00")


@pytest.mark.parametrize(
    ("hours", "minutes"),
    [("02:00-03:00", 60), ("02:30-03:00", 30), ("02:45-03:15", 30)],
)
def test_a_night_of_hours_that_the_clock_skips_has_its_time(hours, minutes):
    settings = Settings(night=True, night_hours=hours)
    late = at("2027-03-28T09:00", BERLIN)
    window = due(late, [], settings, BERLIN)
    wanted = timedelta(minutes=minutes)
    assert until(window, late) - late == wanted
    assert until(window, window.opens) - window.opens == wanted


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-11-22T11:59", "2026-11-21"),
        ("2026-11-22T12:00", "2026-11-22"),
        ("2026-11-22T23:59", "2026-11-22"),
        ("2026-11-23T00:00", "2026-11-22"),
    ],
)
def test_a_day_ends_at_noon_of_the_next(now, day):
    assert f"{evening_of(at(now), '02:00-06:00', ISTANBUL)}" == day


@pytest.mark.parametrize(
    "hours", ["00:00-00:00", "11:00-15:00", "12:00-15:00", "22:00-13:00"]
)
def test_a_moment_of_the_hours_has_one_date_whoever_begins_a_night(hours):
    settings = Settings(night=True, night_hours=hours)
    now = at("2026-11-22T00:10")
    for _ in range(3 * 24):
        window = due(now, [], settings, ISTANBUL)
        if now < window.closes:
            assert evening_of(now, hours, ISTANBUL) == window.date
        now += timedelta(hours=1)


@pytest.mark.parametrize("hours", ["02:00-06:00", "11:00-15:00", "20:00-13:00"])
def test_dates_never_go_back(hours):
    moments = [at("2026-11-22T00:10") + timedelta(hours=n) for n in range(3 * 24)]
    dates = [evening_of(now, hours, ISTANBUL) for now in moments]
    assert dates == sorted(dates)
