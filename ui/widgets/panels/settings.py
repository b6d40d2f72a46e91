"""The panel of the settings: a line for each declaration."""

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from evotr.errors import EvotrError
from evotr.settings import ShownSetting
from evotr.text import Catalog
from ui.presenters.panels import SettingsPresenter
from ui.widgets.panels.parts import button, note

__all__ = ["SettingLine", "SettingsPanel"]

_SWITCH = ("true", "false")


class SettingLine(QWidget):
    """One setting: its name, what it is for, its value, and the way back."""

    def __init__(
        self, texts: Catalog, presenter: SettingsPresenter, setting: ShownSetting
    ) -> None:
        super().__init__()
        self._texts = texts
        self._presenter = presenter
        self.setting = setting
        about = presenter.about(setting)
        self.value = self._field(setting)
        name = texts("panels.value_name", name=setting.name, about=about)
        self.value.setAccessibleName(name)
        self.reset = button(
            self,
            texts("panels.reset"),
            lambda: presenter.write(self.setting.name, None),
        )
        self.reset.setAccessibleName(texts("panels.reset_name", name=setting.name))
        label = QLabel(setting.name, self)
        label.setBuddy(self.value)
        self.about = note(self)
        self.about.setText(about)
        self.fault = QLabel(self)
        self.fault.setObjectName("status")
        self.fault.setProperty("tone", "bad")
        self.fault.setWordWrap(True)
        self.fault.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout()
        row.addWidget(label, 1)
        row.addWidget(self.value, 2)
        row.addWidget(self.reset)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 8)
        layout.setSpacing(2)
        layout.addLayout(row)
        layout.addWidget(self.about)
        layout.addWidget(self.fault)
        self.show_setting(setting)

    def show_setting(self, setting: ShownSetting) -> None:
        """Take the value of now."""
        self.setting = setting
        with QSignalBlocker(self.value):
            if isinstance(self.value, QComboBox):
                self.value.setCurrentText(setting.value)
            elif not self.value.hasFocus() or not self.value.isModified():
                self.value.setText("" if setting.kind == "secret" else setting.value)
                self.value.setModified(False)
        if isinstance(self.value, QLineEdit):
            shown = setting.value if setting.kind == "secret" else setting.default
            self.value.setPlaceholderText(shown or self._texts("panels.unset"))
        self.reset.setEnabled(setting.source == "file")
        overruled = setting.source == "environment"
        self.tell(
            self._texts("panels.by_environment", variable=setting.variable)
            if overruled
            else ""
        )

    def tell(self, sentence: str) -> None:
        """Say what is wrong with it, or nothing."""
        self.fault.setText(sentence)
        self.fault.setVisible(bool(sentence))

    def _field(self, setting: ShownSetting) -> QComboBox | QLineEdit:
        if setting.kind in {"switch", "choice"}:
            box = QComboBox(self)
            box.addItems(_SWITCH if setting.kind == "switch" else setting.choices)
            box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the wheel only scrolls
            box.textActivated.connect(self._write)
            return box
        field = QLineEdit(self)
        if setting.kind == "secret":
            field.setEchoMode(QLineEdit.EchoMode.Password)
        field.editingFinished.connect(self._typed)
        return field

    @Slot(str)
    def _write(self, text: str) -> None:
        if text != self.setting.value:
            self._presenter.write(self.setting.name, text)

    @Slot()
    def _typed(self) -> None:
        if isinstance(self.value, QLineEdit) and self.value.isModified():
            self.value.setModified(False)
            self._write(self.value.text())


class SettingsPanel(QWidget):
    """All lines, or those that have the words that are searched for."""

    def __init__(self, texts: Catalog, presenter: SettingsPresenter) -> None:
        super().__init__()
        self._texts = texts
        self._presenter = presenter
        self.lines: dict[str, SettingLine] = {}
        self.filter = QLineEdit(self)
        self.filter.setAccessibleName(texts("panels.filter"))
        self.filter.setPlaceholderText(texts("panels.filter"))
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._sift)
        self.at_login = QCheckBox(texts("panels.at_login"), self)
        self.at_login.setEnabled(presenter.can_start_at_login)
        if not presenter.can_start_at_login:
            self.at_login.setToolTip(texts("panels.at_login_missing"))
        self.at_login.clicked.connect(self._set_at_login)
        self._inner = QWidget(self)
        self._column = QVBoxLayout(self._inner)
        self._column.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setWidget(self._inner)
        area.setAccessibleName(texts("panels.settings"))
        layout = QVBoxLayout(self)
        layout.addWidget(self.filter)
        layout.addWidget(self.at_login)
        layout.addWidget(area, 1)
        presenter.changed.connect(self._show)
        presenter.refused.connect(self._refused)

    def refresh(self) -> None:
        """The panel is about to be seen."""
        self.at_login.setChecked(self._presenter.starts_at_login)
        self._presenter.refresh()

    @Slot(object)
    def _show(self, settings: tuple[ShownSetting, ...]) -> None:
        for setting in settings:
            line = self.lines.get(setting.name)
            if line is None:
                line = SettingLine(self._texts, self._presenter, setting)
                self.lines[setting.name] = line
                self._column.insertWidget(self._column.count() - 1, line)
            else:
                line.show_setting(setting)
        self._sift()

    @Slot()
    def _sift(self) -> None:
        words = self.filter.text()
        for line in self.lines.values():
            line.setVisible(self._presenter.fits(line.setting, words))

    @Slot(str, object)
    def _refused(self, name: str, error: EvotrError) -> None:
        line = self.lines.get(name)
        if line is not None:
            line.tell(" ".join(self._texts.error(error)))

    def _set_at_login(self, on: bool) -> None:  # noqa: FBT001 — a signal's argument
        self._presenter.set_start_at_login(on=on)
        self.at_login.setChecked(self._presenter.starts_at_login)
