"""What stands outside of the window: quick panel, sign, hot key and doorbell."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QSystemTrayIcon

from evotr.settings import Settings
from ui.bridge import Doorbell, Wish
from ui.platform import Platform
from ui.presenters import Desk, HotKeyPresenter, PresencePresenter, QuickPresenter
from ui.widgets.quick import QuickPanel
from ui.widgets.status_item import StatusCommands, StatusItem
from ui.widgets.window import MainWindow

__all__ = ["Outside"]


class Outside(QObject):
    """Everything that brings the program up while the user is elsewhere.

    Args:
        desk: Whose assistant answers.
        window: The window that the panel's conversations go on in.
        settings: The keys, the thread, and what stands where.
        platform: The desktop.
        doorbell: Where other programs of this home ring.
    """

    def __init__(
        self,
        desk: Desk,
        window: MainWindow,
        settings: Settings,
        platform: Platform,
        doorbell: Doorbell,
    ) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window
        self._settings = settings
        self._platform = platform
        self._doorbell = doorbell
        self.quick = QuickPresenter(desk, settings.quick_thread, self)
        self.presence = PresencePresenter(self)
        for chat in (desk.chat, self.quick.chat):
            self.presence.watch(chat)
        self.hot_key = HotKeyPresenter(platform, self)
        self.hot_key.failed.connect(desk.tell)
        self.hot_key.pressed.connect(self._pressed)
        self._panel: QuickPanel | None = None
        self.sign: StatusItem | None = None
        doorbell.rung.connect(self.show_wish)
        desk.closing.connect(self.close)

    @property
    def panel(self) -> QuickPanel:
        """The quick panel, made when it is first needed: not before the first paint."""
        if self._panel is None:
            self._panel = QuickPanel(self._desk, self.quick, self._platform)
            self._panel.window_asked.connect(self._window.bring_forward)
            self._panel.quit_asked.connect(self._window.ask_to_quit)
        return self._panel

    def begin(self, open_settings: Callable[[], None]) -> None:
        """Stand in the bar and hear the keys, as the settings have it.

        Args:
            open_settings: What the menu's entry of that name does.
        """
        if self._settings.menu_bar and QSystemTrayIcon.isSystemTrayAvailable():
            commands = StatusCommands(
                self.panel.summon,
                self._window.bring_forward,
                open_settings,
                self._window.ask_to_quit,
            )
            self.sign = StatusItem(self._desk.texts, self.presence, commands, self)
            self.sign.show()
        if not self._settings.dock and "dock" in self._platform.features:
            self._platform.show_in_dock(shown=False)
        self.hot_key.begin(self._settings.quick_keys)
        self.panel.ensurePolished()  # its first summons waits for nothing

    @Slot()
    def _pressed(self) -> None:
        self.panel.toggle()

    @Slot(str)
    def show_wish(self, wish: Wish) -> None:
        """Show what a program was started for."""
        if wish == "quick":
            self.panel.summon()
        else:
            self._window.bring_forward()

    @Slot()
    def arrive(self) -> None:
        """The program came to the front; with its window, unless the panel did it."""
        if self._panel is None or not self._panel.isVisible():
            self._window.come_back()

    @Slot()
    def close(self) -> None:
        """Be seen and heard nowhere any more."""
        self._doorbell.close()
        self.hot_key.close()
        if self._panel is not None:
            self._panel.dismiss()
        if self.sign is not None:
            self.sign.close()
