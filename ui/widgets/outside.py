"""What stands beside the window: quick panel, panels, sign, hot key, doorbell."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QSystemTrayIcon

from evotr.errors import EvotrError
from evotr.settings import Settings, examine_settings
from ui.bridge import Doorbell, OpenWorkshop, Wish
from ui.platform import Platform
from ui.presenters import Desk, HotKeyPresenter, PresencePresenter, QuickPresenter
from ui.presenters.first_run import FirstRun
from ui.widgets.panels import PanelsMenu, Section
from ui.widgets.quick import QuickPanel
from ui.widgets.status_item import StatusCommands, StatusItem
from ui.widgets.typing_on import TypingOn, paste_into
from ui.widgets.window import MainWindow

if TYPE_CHECKING:  # imported where they are needed: a start does not wait for them
    from ui.presenters.elsewhere import ElsewherePresenter
    from ui.presenters.panels import PanelsDesk
    from ui.widgets.guide import GuideCard
    from ui.widgets.panels.window import PanelsWindow

__all__ = ["Here", "Outside"]


@dataclass(frozen=True, slots=True)
class Here:
    """Where the program runs: the user's settings, the desktop, and the door.

    Attributes:
        settings: The keys, the thread, and what stands where.
        platform: The desktop.
        doorbell: Where other programs of this home ring.
        open_workshop: Makes what panels keep things with; no panels with None.
        first_run: Whether the welcome comes by itself; it does not with None.
    """

    settings: Settings
    platform: Platform
    doorbell: Doorbell
    open_workshop: OpenWorkshop | None = None
    first_run: FirstRun | None = None


class Outside(QObject):
    """Everything that the user meets beside the window.

    Args:
        desk: Whose assistant answers.
        window: The window that the panel's conversations go on in.
        here: Where it all is.
    """

    def __init__(self, desk: Desk, window: MainWindow, here: Here) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window
        self._here = here
        self._begun = False
        self.quick = QuickPresenter(desk, here.settings.quick_thread, self)
        self.presence = PresencePresenter(self)
        for chat in (desk.chat, self.quick.chat):
            self.presence.watch(chat)
        desk.nights.progressed.connect(
            lambda told: self.presence.set_night(
                runs=bool(told), pauses=desk.nights.pauses
            )
        )
        self.hot_key = HotKeyPresenter(here.platform, self)
        self.hot_key.failed.connect(self._keys_refused)
        self.hot_key.pressed.connect(self._pressed)
        self._panel: QuickPanel | None = None
        self._panels: PanelsWindow | None = None
        self._kept: PanelsDesk | None = None
        self.guide: GuideCard | None = None
        self._elsewhere: ElsewherePresenter | None = None
        self.menu: PanelsMenu | None = None
        self.sign: StatusItem | None = None
        if here.open_workshop is not None:
            self.menu = PanelsMenu(window.bar, desk.texts, self.open_section)
        desk.home_taken.connect(self._wait_for_home)
        desk.panel_wanted.connect(self.open_section)
        window.welcome_asked.connect(self._welcome_again)
        here.doorbell.rung.connect(self.show_wish)
        desk.closing.connect(self.close)

    @property
    def panel(self) -> QuickPanel:
        """The quick panel, made when it is first needed: not before the first paint."""
        if self._panel is None:
            self._panel = QuickPanel(self._desk, self.quick, self._here.platform)
            self._panel.window_asked.connect(self._window.bring_own_forward)
            self._panel.quit_asked.connect(self._window.ask_to_quit)
            viewing = self._window.viewing
            viewing.scaled.connect(self._panel.page.scale_text)
            self._panel.page.transcript.zoomed.connect(viewing.step)
            self._panel.page.scale_text(viewing.percent)
            self._window.size_from(self._panel)
            edit = self._panel.page.composer.edit
            self._window.beside.add(
                self._panel,
                stays=False,
                new=self._panel.start_anew,
                find=self._panel.page.finding.begin,
                who=self._panel.explain,
                paste=lambda: paste_into(edit),
            )
        return self._panel

    @Slot()
    def begin(self) -> None:
        """Stand in the bar and hear the keys, as the settings have it; once."""
        if self._begun:
            return
        self._begun = True
        settings = self._here.settings
        if settings.menu_bar and QSystemTrayIcon.isSystemTrayAvailable():
            self.show_sign()
        if not settings.dock and "dock" in self._here.platform.features:
            self._here.platform.show_in_dock(shown=False)
        self.hot_key.hear(settings.quick_keys)
        self.panel.ensurePolished()  # its first summons waits for nothing
        first_run = self._here.first_run
        if first_run is not None and first_run.due:
            self.welcome(asked=False)

    def welcome(self, *, asked: bool = True) -> None:
        """Introduce the program, above the conversation."""
        panels = self._panels_desk()
        if panels is None:
            return
        if self.guide is None:
            from ui.presenters.guide import GuidePresenter  # noqa: PLC0415
            from ui.widgets.guide import GuideCard  # noqa: PLC0415

            window, here = self._window, self._here
            presenter = GuidePresenter(self._desk, panels, here.first_run, self)
            self.guide = GuideCard(
                self._desk.texts,
                presenter,
                str(here.settings.paths.home),
                window.keys_of("private"),
            )
            window.page.put_above(self.guide)
            self.guide.left.connect(window.page.composer.setFocus)
            field = window.page.composer.edit
            for place in self.guide.places:
                TypingOn(place, lambda: field)
            self._guiding = presenter
        self._guiding.begin(asked=asked)

    @Slot()
    def _wait_for_home(self) -> None:
        """Follow what the other process does, and open when it has ended."""
        panels = self._panels_desk()
        if panels is None:
            return
        if self._elsewhere is None:
            from ui.presenters.elsewhere import ElsewherePresenter  # noqa: PLC0415

            self._elsewhere = ElsewherePresenter(self._desk, panels, self)
        self._elsewhere.begin()

    @Slot()
    def _welcome_again(self) -> None:
        self._window.bring_forward()
        self.welcome()

    @Slot(str)
    def show_wish(self, wish: Wish) -> None:
        """Show what a program was started for."""
        if wish == "quick":
            self.panel.summon()
        else:
            self._window.bring_forward()

    @Slot(str)
    def open_section(self, section: Section) -> None:
        """Show a panel."""
        if self._panels is None:
            panels = self._panels_desk()
            if panels is None:
                return
            from ui.widgets.panels.window import PanelsWindow  # noqa: PLC0415

            self._panels = PanelsWindow(panels)
            self._panels.talk_asked.connect(self._show_talk)
            self._panels.new_asked.connect(self._window.begin_new)
            self._panels.quit_asked.connect(self._window.ask_to_quit)
            self._window.beside.add(
                self._panels,
                stays=True,
                find=self._panels.seek,
                paste=lambda: paste_into(None),
            )
        self._panels.open(section)

    def _panels_desk(self) -> "PanelsDesk | None":
        """What panels and welcome are shown of, made when it is first needed."""
        here = self._here
        if self._kept is None and here.open_workshop is not None:
            from ui.presenters.panels import PanelsDesk  # noqa: PLC0415

            self._kept = PanelsDesk(self._desk, here.platform, here.open_workshop)
            self._kept.settings.written.connect(self._heed)
            self._note_keys()
        return self._kept

    @Slot()
    def arrive(self) -> None:
        """The program came to the front; with its window, unless another one did it."""
        if not any(
            each is not None and each.isVisible()
            for each in (self._panel, self._panels)
        ):
            self._window.come_back()

    @Slot()
    def close(self) -> None:
        """Be seen and heard nowhere any more."""
        self._here.doorbell.close()
        self.hot_key.close()
        if self._panel is not None:
            self._panel.dismiss()
        if self.sign is not None:
            self.sign.close()

    def show_sign(self) -> None:
        """Stand in the bar; closing windows ends the program no more."""
        sign = self._make_sign()
        sign.show()
        self._window.beside.follow_sign(sign.icon.isVisible)

    def _make_sign(self) -> StatusItem:
        commands = StatusCommands(
            self.panel.summon,
            self._window.bring_forward,
            lambda: self.open_section("settings"),
            self._window.ask_to_quit,
        )
        self.sign = StatusItem(self._desk.texts, self.presence, commands, self)
        return self.sign

    @Slot()
    def _pressed(self) -> None:
        self.panel.toggle()

    @Slot(object)
    def _keys_refused(self, error: EvotrError) -> None:
        self._desk.tell(error)
        self._note_keys()

    def _note_keys(self) -> None:
        """Say in the settings, too, which keys cannot be had."""
        fault = self.hot_key.fault
        if self._kept and fault:
            self._kept.settings.note_fault("quick_keys", fault)

    @Slot(str)
    def _show_talk(self, conversation_id: str) -> None:
        self._desk.select(conversation_id)
        self._window.bring_own_forward()

    @Slot(str, object)
    def _heed(self, name: str, text: str | None) -> None:
        """Some settings hold at once."""
        if name == "quick_keys":
            default = Settings.model_fields[name].default
            self.hot_key.hear(default if text is None else text)
        elif name == "language":
            # Read again: the environment may overrule what was written.
            home = self._here.settings.evotr_home
            self._desk.speak(examine_settings({"evotr_home": home})[0].ui_language)
        elif name == "quick_thread":
            self.quick.opens_with = "last" if text == "last" else "new"
