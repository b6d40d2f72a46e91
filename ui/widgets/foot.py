"""The line below the message field: the engine, the context, what may be kept."""

from functools import partial
from typing import Final

from PySide6.QtCore import QLocale, Qt, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QToolButton,
    QWidget,
)

from evotr.domain import Consent
from ui.presenters import ChatPresenter, Status, StatusPresenter
from ui.presenters.pause import PausePresenter
from ui.text import Speech
from ui.widgets.phrases import Phrases

__all__ = ["FootLine"]

_GAUGE: Final = (54, 5)
_CONSENTS: Final[tuple[Consent, ...]] = ("learn", "remember", "nothing")


class FootLine(QWidget):
    """Follows the status of the engine and the conversation in front of ``chat``."""

    def __init__(
        self,
        texts: Speech,
        status: StatusPresenter,
        chat: ChatPresenter,
        pause: PausePresenter,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._texts = texts
        self._say = say = Phrases(texts, self)
        self._status = status
        self._chat = chat
        self.label = QLabel(status.status.text, self)
        self.label.setObjectName("status")
        say(self.label.setAccessibleName, "status.name")
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.gauge = QProgressBar(self)
        self.gauge.setObjectName("gauge")
        self.gauge.setTextVisible(False)
        self.gauge.setFixedSize(*_GAUGE)
        say(self.gauge.setAccessibleName, "context.name")
        self.consent = QToolButton(self)
        self.consent.setObjectName("consent")
        self.consent.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.consent.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.own_prompt = self._own_prompt_button()
        self.private = QLabel(self)
        say(self.private.setText, "consent.private")
        self.private.setObjectName("status")
        self.paused = QLabel(self)
        say(self.paused.setText, "consent.paused")
        say(self.paused.setToolTip, "panels.pause_more")
        self.paused.setObjectName("status")
        self._lay_out()
        self.actions_by_consent = self._menu()
        status.changed.connect(self._show_status)
        status.context_changed.connect(self._measure)
        chat.measured.connect(self._measure)
        chat.consented.connect(self._show_consent)
        pause.changed.connect(self._show_pause)
        self._show_pause(pause.paused)
        say.also(lambda: self._show_consent(chat.consent))
        say.also(self._measure)

    def _own_prompt_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("consent")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._say(button.setText, "own_prompt.told")
        self._say(button.setAccessibleName, "own_prompt.told")
        button.hide()
        self._chat.own_prompted.connect(self._show_own_prompt)
        return button

    def _lay_out(self) -> None:
        small = self.label.font()
        small.setPointSizeF(max(7.0, small.pointSizeF() - 1))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.label, 1)
        shown = (self.own_prompt, self.paused, self.consent, self.private)
        for widget in (self.gauge, *shown):
            layout.addWidget(widget)
        for each in (self.label, *shown):
            each.setFont(small)
        self.consent.setVisible(not self._chat.private)
        self.private.setVisible(self._chat.private)

    def _menu(self) -> dict[Consent, QAction]:
        menu, group = QMenu(self.consent), QActionGroup(self)
        actions: dict[Consent, QAction] = {}
        for key in _CONSENTS:
            action = menu.addAction("")
            self._say(action.setText, f"menu.{key}")
            action.setCheckable(True)
            action.setActionGroup(group)
            action.triggered.connect(partial(self._choose, key))
            actions[key] = action
        self.consent.setMenu(menu)
        return actions

    def _choose(self, consent: Consent, _checked: bool = False) -> None:  # noqa: FBT001, FBT002  # the signal's argument
        self._chat.set_consent(consent)
        self._show_consent(self._chat.consent)  # what is so, not what was clicked

    @Slot(str)
    def _show_consent(self, consent: Consent) -> None:
        word = self._texts(f"consent.{consent}")
        self.consent.setText(word)
        name = self._texts("consent.name", consent=word)
        self.consent.setAccessibleName(name)
        self.consent.setToolTip(name)
        self.actions_by_consent[consent].setChecked(True)

    @Slot(str)
    def _show_own_prompt(self, text: str) -> None:
        self.own_prompt.setVisible(bool(text))
        self.own_prompt.setToolTip(text)
        self.own_prompt.setAccessibleDescription(text)

    @Slot(bool)
    def _show_pause(self, paused: bool) -> None:  # noqa: FBT001 — a signal's argument
        # Of a private conversation nothing is remembered anyway.
        self.paused.setVisible(paused and not self._chat.private)

    @Slot(object)
    def _show_status(self, status: Status) -> None:
        self.label.setText(status.text)
        if self.label.property("tone") != status.tone:
            self.label.setProperty("tone", status.tone)
            self.label.style().unpolish(self.label)
            self.label.style().polish(self.label)

    @Slot()
    def _measure(self) -> None:
        """How much of the model's context the conversation has come to."""
        most, tokens = self._status.context_tokens, self._chat.tokens
        self.gauge.setVisible(bool(most and tokens))
        if not most:
            return
        self.gauge.setMaximum(most)
        self.gauge.setValue(min(tokens, most))
        locale = QLocale(self._texts.language)
        told = {"tokens": locale.toString(tokens), "most": locale.toString(most)}
        sentence = self._texts("context.told", **told)
        self.gauge.setToolTip(sentence)
        self.gauge.setAccessibleDescription(sentence)
