import pytest

from evotr.night.conditions import Conditions
from evotr.settings import Settings
from tests.fakes.clock import FakeSystem

ALL = ("idle", "mains", "cool", "display")


@pytest.fixture
def system():
    return FakeSystem()


def unmet(system, home, **settings):
    settings = {"night_free_gb": 0.001, **settings}
    return Conditions(system, home).unmet(Settings(**settings))


def busy(system):
    system.idle, system.mains, system.cool, system.dark = 60, False, False, False


def test_where_all_is_well_nothing_is_unmet(system, tmp_path):
    assert unmet(system, tmp_path) == ()


def test_everything_that_is_missing_is_told(system, tmp_path):
    busy(system)
    assert unmet(system, tmp_path) == ALL


def test_what_has_begun_waits_for_all_but_the_room_that_it_takes(system, tmp_path):
    busy(system)
    settings = Settings(night_free_gb=1_000_000)
    conditions = Conditions(system, tmp_path)
    assert "disk" in conditions.unmet(settings)
    assert conditions.lapsed(settings) == ALL


def test_what_the_settings_do_not_want_is_not_waited_for(system, tmp_path):
    busy(system)
    wanted = {
        "night_idle_minutes": 0,
        "night_on_mains": False,
        "night_cool": False,
        "night_display_off": False,
    }
    assert unmet(system, tmp_path, **wanted) == ()


def test_what_cannot_be_known_keeps_nobody_waiting(system, tmp_path):
    system.idle = system.mains = system.cool = system.dark = None
    assert unmet(system, tmp_path) == ()


@pytest.mark.parametrize(("seconds", "missing"), [(1199, ("idle",)), (1200, ())])
def test_the_minutes_of_idleness_are_the_settings(system, tmp_path, seconds, missing):
    system.idle = seconds
    assert unmet(system, tmp_path, night_idle_minutes=20) == missing


def test_the_disk_is_that_of_the_home_even_before_it_is_made(system, tmp_path):
    home = tmp_path / "not" / "yet"
    assert unmet(system, home, night_free_gb=1e9) == ("disk",)
    assert unmet(system, home, night_free_gb=0) == ()
