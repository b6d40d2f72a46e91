"""Keys as the keyboard has them, and in the language that Qt speaks."""

from PySide6.QtGui import QKeySequence

__all__ = ["native_held", "native_keys"]

_Format = QKeySequence.SequenceFormat


def native_keys(keys: str) -> str:
    """``keys`` as a settings file has them ("Ctrl+Alt+K"), to be read: "⌥⌘K" on a Mac.

    What is none, or is written so already, stays as it is.
    """
    known = QKeySequence(keys, _Format.PortableText)
    shown = known.toString(_Format.NativeText) if known.count() else ""
    return shown or keys


def native_held(modifier: str) -> str:
    """A key that is held while another one is pressed: "⌥" for "Alt" on a Mac."""
    return native_keys(f"{modifier}+K").removesuffix("K").rstrip("+") or modifier
