"""The keys that bring the quick panel up."""

import pytest

from evotr.errors import FeatureMissing, HotKeyTaken
from ui.presenters import HotKeyPresenter

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def key(platform):
    return HotKeyPresenter(platform)


@pytest.fixture
def failures(key):
    failures = []
    key.failed.connect(failures.append)
    return failures


def test_a_press_is_told(qtbot, key, platform):
    key.hear("Alt+Space")
    with qtbot.waitSignal(key.pressed):
        platform.press()
    assert key.keys == "Alt+Space"


def test_a_conflict_is_told_and_the_old_keys_stay(key, platform, failures):
    key.hear("Alt+Space")
    platform.refuse = HotKeyTaken(keys="Ctrl+K")
    key.hear("Ctrl+K")
    assert failures == [failures[0]]
    assert isinstance(failures[0], HotKeyTaken)
    assert (key.keys, platform.hot_key[0]) == ("Alt+Space", "Alt+Space")


def test_no_keys_are_heard_when_there_are_none(key, platform, failures):
    key.hear("Alt+Space")
    key.hear("")
    assert (key.keys, platform.hot_key, failures) == ("", None, [])


def test_a_desktop_without_them_is_not_told_of(key, platform, failures):
    for _ in range(2):  # at the start, and when others are set
        platform.refuse = FeatureMissing(feature="hot_key")
        key.hear("Alt+Space")
    assert (failures, key.fault, key.keys) == ([], None, "")
