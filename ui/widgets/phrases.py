"""The words that stand on a widget, said anew when the language is another one."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget
from typing_extensions import override

from ui.text import Speech

__all__ = ["Anew", "Phrases"]


class Anew(QObject):
    """A widget's own: what `also` is given is called when the language is another one.

    Qt sends `LanguageChange` to a widget's children, too: this one hears it there, and
    goes with its widget.
    """

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._again: list[Callable[[], object]] = []

    def also(self, put: Callable[[], object]) -> None:
        """Have ``put`` called now, and whenever the language is another one."""
        self._again.append(put)
        put()

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LanguageChange:
            # Not while Qt walks the children: new words may make it drop some of them
            # (a message box lays itself out anew).
            QTimer.singleShot(0, self, self._put)
        return super().event(event)

    @Slot()
    def _put(self) -> None:
        for put in self._again:
            put()


class Phrases(Anew):
    """A widget's own: ``say(button.setText, "panels.save")`` says it now and again."""

    def __init__(self, texts: Speech, widget: QWidget) -> None:
        super().__init__(widget)
        self.texts = texts
        self.widget = widget

    def __call__(
        self, put: Callable[[str], object], key: str, **values: object
    ) -> None:
        """Put the sentence of ``key`` where it belongs, in the language of now."""
        self.also(lambda: put(self.texts(key, **values)))

    def name(self, control: QWidget, key: str, **values: object) -> None:
        """Name what shows a picture alone: for the pointer and for screen readers."""
        self(control.setAccessibleName, key, **values)
        self(control.setToolTip, key, **values)

    def clears(self, field: QLineEdit) -> None:
        """Give a field a button that empties it, with a name: Qt gives it none."""
        field.setClearButtonEnabled(True)
        for button in field.findChildren(QToolButton):
            self.name(button, "qt.clear")
