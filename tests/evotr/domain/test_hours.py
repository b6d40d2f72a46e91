import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from evotr.domain.hours import NightHours

ISTANBUL = ZoneInfo("Europe/Istanbul")
BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")


def at(text, zone=ISTANBUL):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def window(hours, now):
    return NightHours.read(hours).latest(now, now.tzinfo)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "02:00",
        "2-6",
        "02:00-24:00",
        "02:60-06:00",
        "02:00-06:00-08:00",
        "02:00-02:00",
        "٠٢:٠٠-٠٦:٠٠",
        "०२:००-०६:००",
    ],
)
def test_what_are_no_hours_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        NightHours.read(text)


@pytest.mark.parametrize("text", ["02:00-06:00", " 2:00 – 6:00 "])
def test_hours_are_read_as_people_write_them(text):
    assert str(NightHours.read(text).start) == "02:00:00"
    assert str(NightHours.read(text).end) == "06:00:00"


@pytest.mark.parametrize(
    ("hours", "now", "day", "opens", "closes"),
    [
        ("02:00-06:00", "2026-11-22 02:00", 21, "22 02:00", "22 06:00"),
        ("02:00-06:00", "2026-11-22 01:59", 20, "21 02:00", "21 06:00"),
        ("02:00-06:00", "2026-11-22 23:00", 21, "22 02:00", "22 06:00"),
        ("22:30-05:00", "2026-11-22 00:10", 21, "21 22:30", "22 05:00"),
        ("22:30-05:00", "2026-11-22 22:29", 21, "21 22:30", "22 05:00"),
        ("22:30-05:00", "2026-11-22 22:30", 22, "22 22:30", "23 05:00"),
        ("13:00-14:00", "2026-11-22 13:30", 22, "22 13:00", "22 14:00"),
        ("00:00-00:00", "2026-11-22 09:00", 21, "22 00:00", "23 00:00"),
    ],
)
def test_the_latest_hours_belong_to_the_evening_before(hours, now, day, opens, closes):
    found = window(hours, at(now))
    assert found.date == date(2026, 11, day)
    assert found.opens == at(f"2026-11-{opens}")
    assert found.closes == at(f"2026-11-{closes}")


@pytest.mark.parametrize(
    ("zone", "now", "hours", "opens", "closes"),
    [
        # The hour from 2 to 3 is skipped: the night opens at 3.
        (BERLIN, "2026-03-29 03:00", "02:00-06:00", "01:00", "04:00"),
        (BERLIN, "2026-03-29 12:00", "02:30-06:00", "01:30", "04:00"),
        (NEW_YORK, "2026-03-08 03:00", "02:00-06:00", "07:00", "10:00"),
        # What lies in it, or next to it, is as long as on any day, or an hour.
        (BERLIN, "2026-03-29 09:00", "02:00-03:00", "01:00", "02:00"),
        (BERLIN, "2026-03-29 09:00", "02:15-02:45", "01:15", "01:45"),
        (BERLIN, "2026-03-29 09:00", "02:30-03:00", "01:30", "02:00"),
        (BERLIN, "2026-03-29 09:00", "02:45-03:15", "01:45", "02:15"),
        (BERLIN, "2026-03-29 09:00", "02:30-04:00", "01:30", "02:30"),
        (BERLIN, "2026-03-29 09:00", "01:30-03:00", "00:30", "01:30"),
        (BERLIN, "2026-03-29 09:00", "01:30-03:30", "00:30", "01:30"),
        (NEW_YORK, "2026-03-08 09:00", "02:45-03:15", "07:45", "08:15"),
        # The hour from 2 to 3 (in New York from 1 to 2) is there twice.
        (BERLIN, "2026-10-25 12:00", "02:00-06:00", "00:00", "05:00"),
        (NEW_YORK, "2026-11-01 12:00", "01:30-05:00", "05:30", "10:00"),
    ],
)
def test_hours_on_days_when_the_clocks_change(zone, now, hours, opens, closes):
    found = window(hours, at(now, zone))
    assert f"{found.opens:%H:%M}" == opens
    assert f"{found.closes:%H:%M}" == closes
    assert found.date == at(now, zone).date() - timedelta(days=1)


@pytest.fixture
def berlin(monkeypatch):
    """This computer's clock is that of Berlin."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("berlin")
@pytest.mark.parametrize(
    ("now", "hours"),
    [
        ("2026-03-29 12:00", "02:15-02:45"),
        ("2026-03-29 12:00", "02:00-06:00"),
        ("2026-03-29 12:00", "01:30-02:30"),
        ("2026-10-25 12:00", "02:15-02:45"),
        ("2026-10-25 12:00", "01:00-03:00"),
        ("2026-11-21 12:00", "23:00-02:00"),
    ],
)
def test_this_computers_zone_is_as_any_other(now, hours):
    night, moment = NightHours.read(hours), at(now, BERLIN)
    assert night.latest(moment) == night.latest(moment, BERLIN)
    assert night.coming(moment) == night.coming(moment, BERLIN)


@pytest.mark.parametrize("zone", [ISTANBUL, BERLIN, NEW_YORK, UTC])
@pytest.mark.parametrize(
    "hours",
    [
        "02:00-06:00",
        "01:30-02:30",
        "02:30-03:00",
        "02:45-03:15",
        "23:00-03:00",
        "00:00-00:00",
    ],
)
def test_each_day_of_a_year_has_one_window_and_one_date(zone, hours):
    night = NightHours.read(hours)
    now, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    opened = {}
    while now < end:
        found, coming = night.latest(now, zone), night.coming(now, zone)
        assert found.opens <= now < coming.opens
        assert coming.date == found.date + timedelta(days=1)
        assert opened.setdefault(found.date, found) == found
        assert timedelta() < found.closes - found.opens <= timedelta(hours=25)
        now += timedelta(hours=5, minutes=30)
    assert len(opened) in {365, 366}


def test_without_a_zone_the_clock_of_this_computer_counts():
    now = datetime(2026, 11, 22, 0, 30, tzinfo=UTC)
    here = NightHours.read("02:00-06:00").latest(now)
    offset = now.astimezone().utcoffset()
    assert f"{here.opens + offset:%H:%M}" == "02:00"
