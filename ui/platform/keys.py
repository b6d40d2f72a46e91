"""Keys as Qt writes them, in the numbers of macOS.

The codes are places on a keyboard (``HIToolbox/Events.h``, ``kVK_…``), named here by
what a US keyboard has there: Qt reports the letter, macOS wants the place.
"""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence

from evotr.errors import HotKeyUnusable

__all__ = ["carbon_keys"]

_ROWS: Final = {
    0: "asdfhgzxcv",
    11: "bqweryt123465=97-80]ou[ip",
    37: "lj'k;\\,/nm.",
}
_NAMED: Final = {
    Qt.Key.Key_Return: 36,
    Qt.Key.Key_Tab: 48,
    Qt.Key.Key_Space: 49,
    Qt.Key.Key_QuoteLeft: 50,
    Qt.Key.Key_Escape: 53,
    Qt.Key.Key_Home: 115,
    Qt.Key.Key_PageUp: 116,
    Qt.Key.Key_End: 119,
    Qt.Key.Key_PageDown: 121,
    Qt.Key.Key_Left: 123,
    Qt.Key.Key_Right: 124,
    Qt.Key.Key_Down: 125,
    Qt.Key.Key_Up: 126,
}
_FUNCTION: Final = (122, 120, 99, 118, 96, 97, 98, 100, 101, 109, 103, 111)
# Qt calls Command "Ctrl" on macOS, and Control "Meta".
_MODIFIERS: Final = {
    Qt.KeyboardModifier.ControlModifier: 0x100,
    Qt.KeyboardModifier.ShiftModifier: 0x200,
    Qt.KeyboardModifier.AltModifier: 0x800,
    Qt.KeyboardModifier.MetaModifier: 0x1000,
}
_SHIFT: Final = 0x200


def _codes() -> dict[Qt.Key, int]:
    codes = dict(_NAMED)
    for first, letters in _ROWS.items():
        for place, letter in enumerate(letters):
            codes[Qt.Key(ord(letter.upper()))] = first + place
    for number, code in enumerate(_FUNCTION):
        codes[Qt.Key(Qt.Key.Key_F1 + number)] = code
    return codes


def carbon_keys(keys: str) -> tuple[int, int]:
    """The virtual key code and Carbon's modifiers of ``keys`` ("Ctrl+Alt+K").

    Raises:
        HotKeyUnusable: They are not one key with a modifier (function keys need
            none), or a key that has no number here.
    """
    sequence = QKeySequence(keys, QKeySequence.SequenceFormat.PortableText)
    if sequence.count() != 1:
        raise HotKeyUnusable(keys=keys)
    pressed = sequence[0]  # type: ignore[index]  # it is; the stub forgets it
    code = _codes().get(pressed.key())
    held = sum(
        number
        for modifier, number in _MODIFIERS.items()
        if pressed.keyboardModifiers() & modifier
    )
    alone = Qt.Key.Key_F1 <= pressed.key() <= Qt.Key.Key_F12
    # With Shift alone it would be a letter that somebody types.
    if code is None or (held in {0, _SHIFT} and not alone):
        raise HotKeyUnusable(keys=keys)
    return code, held
