"""One global hot key on macOS, through Carbon: it needs no permission of the user.

Carbon's functions are ``InstallEventHandler``, ``RegisterEventHotKey`` and their kin of
``HIToolbox/CarbonEvents.h``; they call back on the main thread's event loop, which is
Qt's.
"""

import ctypes
from collections.abc import Callable
from typing import Any, Final

from evotr.errors import HotKeyTaken
from ui.platform.keys import carbon_keys

__all__ = ["CARBON", "CarbonHotKey"]

CARBON: Final = "/System/Library/Frameworks/Carbon.framework/Carbon"
_KEYBOARD: Final = int.from_bytes(b"keyb", "big")
_OURS: Final = int.from_bytes(b"EvTr", "big")
_PRESSED: Final = 5  # kEventHotKeyPressed
_EXCLUSIVE: Final = 1  # kEventHotKeyExclusive: it fails where somebody has the keys
_HANDLER: Final = ctypes.CFUNCTYPE(
    ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p
)


class _HotKeyId(ctypes.Structure):
    _fields_ = (("signature", ctypes.c_uint32), ("id", ctypes.c_uint32))


class _EventType(ctypes.Structure):
    _fields_ = (("kind_class", ctypes.c_uint32), ("kind", ctypes.c_uint32))


class CarbonHotKey:
    """Holds one hot key.

    Args:
        library: Carbon, as `ctypes` opens it.
    """

    def __init__(self, library: Any) -> None:  # noqa: ANN401 — C has no types here
        self._carbon = library
        library.GetApplicationEventTarget.restype = ctypes.c_void_p
        library.RegisterEventHotKey.argtypes = (
            ctypes.c_uint32,
            ctypes.c_uint32,
            _HotKeyId,
            ctypes.c_void_p,
            ctypes.c_uint32,
            ctypes.c_void_p,
        )
        library.UnregisterEventHotKey.argtypes = (ctypes.c_void_p,)
        library.InstallEventHandler.argtypes = (
            ctypes.c_void_p,
            _HANDLER,
            ctypes.c_ulong,
            ctypes.c_void_p,
            ctypes.c_void_p,
            ctypes.c_void_p,
        )
        self._pressed: Callable[[], None] | None = None
        self._held: ctypes.c_void_p | None = None
        self._count = 0
        # Carbon keeps the address only: it must live as long as this.
        self._handler = _HANDLER(self._heard)
        self._installed = False

    def bind(self, keys: str, pressed: Callable[[], None]) -> None:
        """Hear ``keys`` in place of those before, which stay where this fails.

        Raises:
            HotKeyUnusable: As `carbon_keys` says.
            HotKeyTaken: The system or another program has them.
        """
        code, modifiers = carbon_keys(keys)
        self._install()
        self._count += 1
        held = ctypes.c_void_p()
        status = self._carbon.RegisterEventHotKey(
            code,
            modifiers,
            _HotKeyId(_OURS, self._count),
            self._carbon.GetApplicationEventTarget(),
            _EXCLUSIVE,
            ctypes.byref(held),
        )
        if status:
            raise HotKeyTaken(keys=keys, status=status)
        self.release()
        self._held, self._pressed = held, pressed

    def release(self) -> None:
        """Hear nothing any more."""
        if self._held is not None:
            self._carbon.UnregisterEventHotKey(self._held)
        self._held = self._pressed = None

    def _install(self) -> None:
        if self._installed:
            return
        wanted = _EventType(_KEYBOARD, _PRESSED)
        self._carbon.InstallEventHandler(
            self._carbon.GetApplicationEventTarget(),
            self._handler,
            1,
            ctypes.byref(wanted),
            None,
            None,
        )
        self._installed = True

    def _heard(self, following: object, event: object, data: object) -> int:
        del following, event, data
        if self._pressed is not None:
            self._pressed()
        return 0
