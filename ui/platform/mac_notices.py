"""Notices through the notification centre of macOS; only a bundle may."""

from collections.abc import Callable
from typing import Any, Final

import objc
import UserNotifications
from Foundation import NSObject
from PySide6.QtCore import QObject, Qt, Signal

from ui.platform.base import Notice

__all__ = ["MacNotices"]

_ACTION: Final = "open"


class _Delegate(NSObject):  # type: ignore[misc]  # PyObjC is untyped
    """What the centre calls, on a thread of its own."""

    chosen: Callable[[str], None]

    @objc.python_method  # type: ignore[untyped-decorator]
    def hand_to(self, chosen: Callable[[str], None]) -> None:
        self.chosen = chosen

    def userNotificationCenter_didReceiveNotificationResponse_withCompletionHandler_(
        self,
        center: Any,  # noqa: ANN401 — Objective-C's object
        response: Any,  # noqa: ANN401 — Objective-C's object
        done: Callable[[], None],
    ) -> None:
        """The notice or its button was clicked."""
        del center
        self.chosen(str(response.notification().request().identifier()))
        done()

    def userNotificationCenter_willPresentNotification_withCompletionHandler_(
        self,
        center: Any,  # noqa: ANN401 — Objective-C's object
        notification: Any,  # noqa: ANN401 — Objective-C's object
        done: Callable[[int], None],
    ) -> None:
        """Shown also while this program is in front: unasked the system shows none."""
        del center, notification
        done(
            UserNotifications.UNNotificationPresentationOptionBanner
            | UserNotifications.UNNotificationPresentationOptionList
        )


class MacNotices(QObject):
    """Tells notices; the answers come on the main thread."""

    _chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._center = UserNotifications.UNUserNotificationCenter
        self._center = self._center.currentNotificationCenter()
        self._waiting: dict[str, Callable[[], None]] = {}
        self._kinds: dict[str, Any] = {}
        self._delegate = _Delegate.alloc().init()
        self._delegate.hand_to(self._chosen.emit)
        self._center.setDelegate_(self._delegate)
        self._chosen.connect(self._answer, Qt.ConnectionType.QueuedConnection)

    def tell(self, notice: Notice, chosen: Callable[[], None]) -> None:
        """Show ``notice``; the system asks the user once whether it may."""
        self._waiting[notice.id] = chosen
        action = UserNotifications.UNNotificationAction
        button = action.actionWithIdentifier_title_options_(
            _ACTION,
            notice.action,
            UserNotifications.UNNotificationActionOptionForeground,
        )
        category = UserNotifications.UNNotificationCategory
        kind = category.categoryWithIdentifier_actions_intentIdentifiers_options_(
            notice.action, [button], [], 0
        )
        # These replace all before, and notices in another language keep their button.
        self._kinds[notice.action] = kind
        self._center.setNotificationCategories_(set(self._kinds.values()))
        content = UserNotifications.UNMutableNotificationContent.alloc().init()
        content.setTitle_(notice.title)
        content.setBody_(notice.text)
        content.setCategoryIdentifier_(notice.action)
        request = UserNotifications.UNNotificationRequest
        wanted = request.requestWithIdentifier_content_trigger_(
            notice.id, content, None
        )

        def allowed(granted: bool, error: object) -> None:  # noqa: FBT001 — the centre's
            del error
            if granted:
                self._center.addNotificationRequest_withCompletionHandler_(wanted, None)

        self._center.requestAuthorizationWithOptions_completionHandler_(
            UserNotifications.UNAuthorizationOptionAlert, allowed
        )

    def _answer(self, notice_id: str) -> None:
        chosen = self._waiting.pop(notice_id, None)
        if chosen is not None:
            chosen()
