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
    key.begin("Alt+Space")
    with qtbot.waitSignal(key.pressed):
        platform.press()
    assert key.keys == "Alt+Space"


def test_a_conflict_is_told_and_the_old_keys_stay(key, platform, failures):
    key.begin("Alt+Space")
    platform.refuse = HotKeyTaken(keys="Ctrl+K")
    key.rebind("Ctrl+K")
    assert failures == [failures[0]]
    assert isinstance(failures[0], HotKeyTaken)
    assert (key.keys, platform.hot_key[0]) == ("Alt+Space", "Alt+Space")


def test_no_keys_are_heard_when_there_are_none(key, platform, failures):
    key.begin("Alt+Space")
    key.rebind("")
    assert (key.keys, platform.hot_key, failures) == ("", None, [])


def test_a_desktop_without_them_is_told_of_only_when_they_are_asked_for(
    key, platform, failures
):
    platform.refuse = FeatureMissing(feature="hot_key")
    key.begin("Alt+Space")
    assert failures == []
    platform.refuse = FeatureMissing(feature="hot_key")
    key.rebind("Alt+Space")
    assert len(failures) == 1
