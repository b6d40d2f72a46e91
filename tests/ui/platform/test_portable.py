"""Where a system has no implementation of its own, it says so."""

import os
from types import SimpleNamespace

import psutil
import pytest
from PySide6.QtWidgets import QWidget

from evotr.errors import FeatureMissing
from evotr.text import LANGUAGES
from ui.platform import Battery, Notice, Platform, PortablePlatform
from ui.text import load


@pytest.fixture
def here() -> Platform:
    return PortablePlatform()


@pytest.mark.parametrize(
    "ask",
    [
        lambda here: here.bind_hot_key("Alt+Space", lambda: None),
        lambda here: here.tell(Notice("n", "t", "x", "a"), lambda: None),
        lambda here: here.set_start_at_login(on=True),
        lambda here: here.show_in_dock(shown=False),
    ],
)
def test_what_is_not_there_is_said_in_both_languages(here, ask):
    with pytest.raises(FeatureMissing) as missing:
        ask(here)
    told = {load(language).error(missing.value) for language in LANGUAGES}
    assert len(told) == 2
    assert all(sentence and "macOS" in hint for sentence, hint in told)


def test_it_claims_nothing_and_leaves_the_windows_alone(qtbot, here):
    panel = QWidget()
    qtbot.addWidget(panel)
    before = panel.windowFlags()
    here.note_focus()
    here.lift(panel)
    here.return_focus()
    here.release_hot_key()
    assert panel.windowFlags() == before
    assert here.features == frozenset()
    assert not here.starts_at_login()
    assert (here.idle_seconds(), here.thermal()) == (None, None)


def test_work_goes_on_where_nothing_keeps_the_machine_awake(here):
    with here.keep_awake("pull") as nothing:
        assert nothing is None


def test_the_memory_is_that_of_this_process_and_machine(here):
    memory = here.memory()
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    assert memory.total == pages
    assert 10_000_000 < memory.program < memory.total
    assert 0 < memory.free < memory.total


@pytest.mark.parametrize(
    ("read", "told"),
    [
        (SimpleNamespace(percent=64, power_plugged=False), Battery(0.64, in_use=True)),
        (SimpleNamespace(percent=100, power_plugged=True), Battery(1.0, in_use=False)),
        # Some machines do not say what they run on.
        (SimpleNamespace(percent=50, power_plugged=None), Battery(0.5, in_use=False)),
        (None, None),
    ],
)
def test_the_battery_is_told_in_shares(monkeypatch, read, told):
    monkeypatch.setattr(psutil, "sensors_battery", lambda: read, raising=False)
    assert PortablePlatform().battery() == told


def test_where_batteries_cannot_be_read_there_is_none(monkeypatch):
    monkeypatch.delattr(psutil, "sensors_battery", raising=False)
    assert PortablePlatform().battery() is None
