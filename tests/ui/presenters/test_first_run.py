"""The welcome comes by itself until it was seen, and never where somebody was."""

import pytest
from PySide6.QtCore import QSettings

from ui.presenters.first_run import FirstRun


@pytest.fixture
def start(tmp_path):
    def read():
        memory = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
        return FirstRun(memory, tmp_path / "journal.db")

    return read


def test_a_new_home_is_welcomed_until_it_was_seen_to_its_end(start, tmp_path):
    first = start()
    assert (first.fresh, first.due) == (True, True)
    first.begin()
    (tmp_path / "journal.db").touch()
    second = start()
    assert (second.fresh, second.due) == (False, True)
    second.end()
    third = start()
    assert (third.fresh, third.due) == (False, False)
    third.begin()  # asked for again
    assert not start().due


def test_who_was_here_before_is_not_welcomed(start, tmp_path):
    (tmp_path / "journal.db").touch()
    first = start()
    assert (first.fresh, first.due) == (False, False)
