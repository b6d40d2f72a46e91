"""Keys in the numbers of macOS."""

import pytest

from evotr.errors import HotKeyUnusable
from ui.platform.keys import carbon_keys

COMMAND, SHIFT, OPTION, CONTROL = 0x100, 0x200, 0x800, 0x1000


@pytest.mark.parametrize(
    ("keys", "code", "held"),
    [
        ("Alt+Space", 49, OPTION),
        ("Ctrl+Shift+K", 40, COMMAND | SHIFT),
        ("Meta+Alt+A", 0, CONTROL | OPTION),
        ("Ctrl+B", 11, COMMAND),
        ("Ctrl+9", 25, COMMAND),
        ("Ctrl+P", 35, COMMAND),
        ("Ctrl+.", 47, COMMAND),
        ("F5", 96, 0),
        ("Shift+F12", 111, SHIFT),
    ],
)
def test_a_key_and_what_is_held(keys, code, held):
    assert carbon_keys(keys) == (code, held)


@pytest.mark.parametrize(
    "keys", ["", "K", "Shift+K", "Ctrl+K, Ctrl+L", "Ctrl", "Alt+Ş", "nonsense"]
)
def test_what_nobody_can_press_or_everybody_types_is_refused(keys):
    with pytest.raises(HotKeyUnusable) as refused:
        carbon_keys(keys)
    assert refused.value.values == {"keys": keys}
