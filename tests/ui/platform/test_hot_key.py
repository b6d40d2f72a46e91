"""The hot key of macOS, over a Carbon of ours."""

import pytest

from evotr.errors import HotKeyTaken, HotKeyUnusable
from tests.fakes.carbon import TAKEN, FakeCarbon
from ui.platform.hot_key import CarbonHotKey

SPACE, K, OPTION, COMMAND = 49, 40, 0x800, 0x100


def test_each_press_is_heard_until_it_is_released():
    carbon, heard = FakeCarbon(), []
    key = CarbonHotKey(carbon)
    key.bind("Alt+Space", lambda: heard.append("pressed"))
    carbon.press(SPACE, OPTION)
    carbon.press(SPACE, OPTION)
    assert heard == ["pressed", "pressed"]
    key.release()
    key.release()
    carbon.press(SPACE, OPTION)
    assert (len(heard), carbon.bound) == (2, {})


def test_other_keys_take_its_place_with_one_handler():
    carbon, heard = FakeCarbon(), []
    key = CarbonHotKey(carbon)
    key.bind("Alt+Space", lambda: heard.append("old"))
    key.bind("Ctrl+K", lambda: heard.append("new"))
    carbon.press(SPACE, OPTION)
    carbon.press(K, COMMAND)
    assert heard == ["new"]
    assert len(carbon.handlers) == 1


def test_keys_of_another_program_are_told_and_the_old_ones_stay():
    carbon, heard = FakeCarbon((K, COMMAND)), []
    key = CarbonHotKey(carbon)
    key.bind("Alt+Space", lambda: heard.append("old"))
    with pytest.raises(HotKeyTaken) as taken:
        key.bind("Ctrl+K", lambda: heard.append("new"))
    assert taken.value.values == {"keys": "Ctrl+K", "status": TAKEN}
    with pytest.raises(HotKeyUnusable):
        key.bind("K", lambda: heard.append("new"))
    carbon.press(SPACE, OPTION)
    assert heard == ["old"]
