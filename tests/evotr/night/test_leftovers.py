"""What a night that died holds of lessons goes with them, however they go."""

import pytest

from evotr.instance import hold_night
from evotr.night.leftovers import settle_leftovers, sweep_all
from evotr.paths import Paths
from tests.fakes.leftovers import EXPERT, Died


@pytest.fixture
def paths(tmp_path):
    return Paths(tmp_path / "home")


@pytest.fixture
def settle(nightly, paths):
    def settle():
        settle_leftovers(nightly.journal, nightly.registry.roots, paths)

    return settle


def test_it_stays_for_the_next_night_while_all_of_it_is_there(nightly, paths, settle):
    died = Died(nightly, paths)
    settle()
    assert died.rows.exists()
    assert died.candidate.exists()


def test_it_goes_with_one_of_its_lessons(nightly, paths):
    died = Died(nightly, paths)
    died.forget()
    sweep_all(nightly.journal, nightly.registry.roots, paths)
    assert not died.rows.exists()
    assert not died.candidate.exists()


def test_rows_of_which_nobody_knows_what_they_are_of_go(nightly, paths, settle):
    died = Died(nightly, paths, noted=False)
    settle()
    assert not died.rows.exists()
    assert not died.candidate.exists()


def test_so_do_those_of_a_night_that_is_over(nightly, paths, settle):
    died = Died(nightly, paths)
    night = died.night
    nightly.journal.nights.finish(night.id, "stopped", night.report).result(10)
    settle()
    assert not died.rows.exists()


def wishes(nightly):
    return [wish.kind for wish in nightly.journal.nights.wishes().result(10)]


@pytest.mark.parametrize("noted", [True, False])
def test_a_night_under_way_goes_on_with_what_is_there(nightly, paths, settle, noted):
    died = Died(nightly, paths, noted=noted)
    with hold_night(paths.night_lock):
        settle()
    assert died.rows.exists()
    assert wishes(nightly) == []


def test_it_is_told_once_to_stop_where_something_is_gone(nightly, paths, settle):
    died = Died(nightly, paths)
    died.forget()
    with hold_night(paths.night_lock):
        settle()
        settle()
    assert died.rows.exists()  # the night deletes it at its end
    assert wishes(nightly) == ["stop"]


@pytest.mark.parametrize(
    ("judged", "promoted", "through"),
    [("rejected", False, True), ("promoted", True, True), ("promoted", False, False)],
)
def test_it_goes_on_where_the_expert_is_through(
    nightly, paths, settle, judged, promoted, through
):
    died = Died(nightly, paths)
    nights, night = nightly.journal.nights, died.night
    nights.did(night.id, "judge", EXPERT, {"outcome": judged}).result(10)
    if promoted:
        nights.did(night.id, "promote", EXPERT, {"version": "0001"}).result(10)
    died.forget()
    with hold_night(paths.night_lock):
        settle()
    assert wishes(nightly) == ["stop"] * (not through)
