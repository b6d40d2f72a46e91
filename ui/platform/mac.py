"""macOS, through PyObjC; nothing here is imported on another system."""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import AppKit
import Foundation
import objc
import Quartz
import ServiceManagement
from PySide6.QtWidgets import QWidget

from evotr.errors import FeatureMissing, LoginItemRefused
from ui.platform.base import Battery, Feature, Memory, Notice, Thermal
from ui.platform.hot_key import CARBON, CarbonHotKey
from ui.platform.mac_notices import MacNotices
from ui.platform.portable import battery, memory

__all__ = ["MacPlatform"]

_GRADES: Final[tuple[Thermal, ...]] = ("nominal", "fair", "serious", "critical")
_ANY_INPUT: Final = 0xFFFFFFFF  # kCGAnyInputEventType


class MacPlatform:
    """The implementation for macOS 14 and newer.

    Notices and the login item belong to a bundle: a program started from a terminal
    has none, and says so.
    """

    def __init__(self) -> None:
        self._hot_key = CarbonHotKey(ctypes.CDLL(CARBON))
        self._before: Any = None
        self._bundled = Foundation.NSBundle.mainBundle().bundleIdentifier() is not None
        self._notices = MacNotices() if self._bundled else None

    @property
    def features(self) -> frozenset[Feature]:
        """Everything, in a bundle."""
        everywhere: frozenset[Feature] = frozenset({"hot_key", "dock", "awake"})
        return everywhere | {"notices", "login_item"} if self._bundled else everywhere

    def bind_hot_key(self, keys: str, pressed: Callable[[], None]) -> None:
        """Through Carbon."""
        self._hot_key.bind(keys, pressed)

    def release_hot_key(self) -> None:
        """Through Carbon."""
        self._hot_key.release()

    def lift(self, panel: QWidget) -> None:
        """Over full screens and on each space, and without bringing the program along.

        Qt's tool windows are NSPanels: as a panel that does not activate it takes the
        keys while the other program stays in front.
        """
        view = objc.objc_object(c_void_p=int(panel.winId()))
        window = view.window()
        window.setStyleMask_(
            window.styleMask() | AppKit.NSWindowStyleMaskNonactivatingPanel
        )
        window.setLevel_(AppKit.NSStatusWindowLevel)
        window.setHidesOnDeactivate_(False)
        window.setCollectionBehavior_(
            AppKit.NSWindowCollectionBehaviorCanJoinAllSpaces
            | AppKit.NSWindowCollectionBehaviorFullScreenAuxiliary
            | AppKit.NSWindowCollectionBehaviorTransient
        )

    def note_focus(self) -> None:
        """Ask the workspace, unless it is this program."""
        front = AppKit.NSWorkspace.sharedWorkspace().frontmostApplication()
        own = AppKit.NSRunningApplication.currentApplication()
        self._before = None if front is None or front.isEqual_(own) else front

    def return_focus(self) -> None:
        """Only where this program came to the front meanwhile."""
        before, self._before = self._before, None
        if before is not None and AppKit.NSApp.isActive():
            before.activateWithOptions_(0)

    def tell(self, notice: Notice, chosen: Callable[[], None]) -> None:
        """Through the notification centre."""
        if self._notices is None:
            raise FeatureMissing(feature="notices")
        self._notices.tell(notice, chosen)

    def starts_at_login(self) -> bool:
        """As the system settings have it."""
        enabled = ServiceManagement.SMAppServiceStatusEnabled
        return self._bundled and self._login_item().status() == enabled

    def set_start_at_login(self, *, on: bool) -> None:
        """Register the bundle with the system, or take that back."""
        if not self._bundled:
            raise FeatureMissing(feature="login_item")
        item = self._login_item()
        if on:
            done, error = item.registerAndReturnError_(None)
        else:
            done, error = item.unregisterAndReturnError_(None)
        if not done:
            raise LoginItemRefused(reason=str(error.localizedDescription()))

    @staticmethod
    def _login_item() -> Any:  # noqa: ANN401 — Objective-C's object
        return ServiceManagement.SMAppService.mainAppService()

    def show_in_dock(self, *, shown: bool) -> None:
        """Change the activation policy, which the bundle's Info.plist begins with."""
        AppKit.NSApp.setActivationPolicy_(
            AppKit.NSApplicationActivationPolicyRegular
            if shown
            else AppKit.NSApplicationActivationPolicyAccessory
        )

    @contextmanager
    def keep_awake(self, reason: str) -> Iterator[None]:
        """An activity that forbids idle sleep; the display may go dark."""
        process = Foundation.NSProcessInfo.processInfo()
        activity = process.beginActivityWithOptions_reason_(
            Foundation.NSActivityUserInitiated
            | Foundation.NSActivityIdleSystemSleepDisabled,
            reason,
        )
        try:
            yield
        finally:
            process.endActivity_(activity)

    def idle_seconds(self) -> float | None:
        """Of the session's keys and pointers."""
        return float(
            Quartz.CGEventSourceSecondsSinceLastEventType(
                Quartz.kCGEventSourceStateCombinedSessionState, _ANY_INPUT
            )
        )

    def battery(self) -> Battery | None:
        """As psutil reads it; a Mac mini has none."""
        return battery()

    def thermal(self) -> Thermal | None:
        """As the process's information grades it."""
        grade: int = Foundation.NSProcessInfo.processInfo().thermalState()
        return _GRADES[grade]

    def memory(self) -> Memory:
        """As psutil reads it."""
        return memory()
