"""The panel of the settings: a line for each declaration."""

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from evotr.errors import EvotrError
from evotr.settings import ShownSetting
from ui.presenters.panels import SettingsPresenter
from ui.presenters.panels.settings import KEYS, LONG, WHO
from ui.text import Speech
from ui.widgets.choice import Choice
from ui.widgets.esc_field import EscField, EscText
from ui.widgets.panels.keys_field import KeysField, owner_of
from ui.widgets.panels.parts import button, note
from ui.widgets.phrases import Phrases
from ui.widgets.tick import Tick

__all__ = ["SettingLine", "SettingsPanel"]

_AIR = 16  # beside what is in a list
_GAP = 8  # between a name, its value and the way back
_LETTERS = 10  # of a choice; the longest one would not fit a narrow window


class SettingLine(QWidget):
    """One setting: its name, what it is for, its value, and the way back."""

    def __init__(
        self, texts: Speech, presenter: SettingsPresenter, setting: ShownSetting
    ) -> None:
        super().__init__()
        self._texts = texts
        self._presenter = presenter
        self.setting = setting
        self.strange = setting.kind == "unknown"
        say = Phrases(texts, self)
        self.value = self._field(setting)
        way_back = "panels.take_out" if self.strange else "panels.reset"
        self.reset = button(
            say, way_back, lambda: presenter.write(self.setting.name, None)
        )
        self.label = QLabel(self)
        self.label.setBuddy(self.value)
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        # Its name in the settings file, and in the environment.
        self.label.setToolTip(f"{setting.name}\n{setting.variable}".rstrip())
        self.about = note(self)
        self.fault = QLabel(self)
        self.fault.setObjectName("status")
        self.fault.setProperty("tone", "bad")
        self.fault.setWordWrap(True)
        self.fault.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout()
        row.setSpacing(_GAP)  # not that of the lines below
        row.addWidget(self.label, 1)
        row.addWidget(self.value, 2)
        row.addWidget(self.reset)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 8)
        layout.setSpacing(2)
        layout.addLayout(row)
        self.about.setHidden(self.strange)
        layout.addWidget(self.about)
        layout.addWidget(self.fault)
        self.show_setting(setting)
        say.also(self._describe)

    def _describe(self) -> None:
        """What it is for, and what is wrong with it, in the language of now."""
        texts, name = self._texts, self._presenter.label(self.setting)
        about = self._presenter.about(self.setting)
        self.label.setText(name)
        self.about.setText(about)
        way_back = "panels.take_out_name" if self.strange else "panels.reset_name"
        self.reset.setAccessibleName(texts(way_back, name=name))
        if isinstance(self.value, Choice):
            self._offer(self.value)
        if isinstance(self.value, KeysField):
            self.value.settle(self.setting.value)  # Qt has words for some keys
        self.value.setAccessibleName(texts("panels.value_name", name=name, about=about))
        self.fault.setText(texts.again(self.fault.text()))
        self._hold_place()

    def show_setting(self, setting: ShownSetting) -> None:
        """Take the value of now."""
        self.setting = setting
        with QSignalBlocker(self.value):
            if isinstance(self.value, Choice):
                self._offer(self.value)
                self.value.setCurrentIndex(self.value.findData(setting.value))
            elif not self.value.hasFocus() or not self.value.isModified():
                shown = "" if setting.kind == "secret" else setting.value
                self.value.settle(shown)  # what was typed is no more
        self._hold_place()
        self.reset.setEnabled(setting.source == "file")
        texts, said = self._texts, list[str]()
        fault = setting.fault or self._presenter.fault_of(setting.name)
        if fault is not None:
            said.extend(texts.error(fault))
        if setting.source == "environment":
            said.append(texts("panels.by_environment", variable=setting.variable))
        self.tell(texts.join(*said))

    def _hold_place(self) -> None:
        if not isinstance(self.value, Choice):
            secret = self.setting.kind == "secret"
            if isinstance(self.value, KeysField):
                self.value.setPlaceholderText(self._texts("panels.press_keys"))
                return
            shown = self.setting.value if secret else self.setting.default
            self.value.setPlaceholderText(shown or self._texts("panels.unset"))

    def tell(self, sentence: str) -> None:
        """Say what is wrong with it, or nothing."""
        self.fault.setText(sentence)
        self.fault.setVisible(bool(sentence))

    def _offer(self, box: Choice) -> None:
        """What can be chosen now, in the language of now."""
        presenter, setting = self._presenter, self.setting
        values = presenter.choices(setting)
        if values != tuple(map(box.itemData, range(box.count()))):
            box.clear()
            for value in values:
                box.addItem("", value)
        for at, value in enumerate(values):
            box.setItemText(at, presenter.choice(setting, value))
        if setting.name in WHO:  # the list may be wider than the box
            rows = box.view()
            rows.setMinimumWidth(rows.sizeHintForColumn(0) + _AIR)

    def _field(self, setting: ShownSetting) -> Choice | EscField | EscText:
        if setting.kind in {"switch", "choice"} or setting.name in WHO:
            box = Choice(self)
            box.setMinimumContentsLength(_LETTERS)
            box.setSizeAdjustPolicy(
                Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.activated.connect(lambda at: self._write(box.itemData(at)))
            return box
        if setting.name in KEYS:
            keys = KeysField(self)
            keys.pressed.connect(self._press)
            return keys
        field = EscText(self) if setting.name in LONG else EscField(self)
        field.setReadOnly(self.strange)  # it can only be taken out
        field.dropped.connect(lambda: self.show_setting(self.setting))
        if setting.kind == "secret" and isinstance(field, EscField):
            field.setEchoMode(QLineEdit.EchoMode.Password)
        field.editingFinished.connect(self._typed)
        return field

    @Slot(str)
    def _press(self, keys: str) -> None:
        """Keys were pressed: say why they cannot be had, or write them."""
        texts, owner = self._texts, owner_of(keys) if keys else ""
        fault = self._presenter.unusable(keys) if keys else None
        if owner:
            self.tell(texts("panels.keys_own", keys=keys, name=owner))
        elif fault is not None:
            self.tell(texts.join(*texts.error(fault)))
        else:
            self._write(keys)

    def _write(self, text: str) -> None:
        if text != self.setting.value:
            self._presenter.write(self.setting.name, text)

    @Slot()
    def _typed(self) -> None:
        if not isinstance(self.value, Choice) and self.value.isModified():
            self.value.setModified(False)
            self._write(self.value.text())


class SettingsPanel(QWidget):
    """All lines, or those that have the words that are searched for."""

    def __init__(self, texts: Speech, presenter: SettingsPresenter) -> None:
        super().__init__()
        self._texts = texts
        self._presenter = presenter
        self.lines: dict[str, SettingLine] = {}
        self.heads: dict[str, QLabel] = {}
        self.filter = EscField(self)
        self._say = say = Phrases(texts, self)
        say(self.filter.setAccessibleName, "panels.filter")
        say(self.filter.setPlaceholderText, "panels.filter")
        say.clears(self.filter)
        self.filter.textChanged.connect(self._sift)
        self.setFocusProxy(self.filter)
        self.nothing = note(self)
        say(self.nothing.setText, "list.nothing_found")
        self.nothing.hide()
        self.at_login = Tick(self)
        say(self.at_login.setText, "panels.at_login")
        self.at_login.setEnabled(presenter.can_start_at_login)
        if not presenter.can_start_at_login:
            say(self.at_login.setToolTip, "panels.at_login_missing")
        self.at_login.clicked.connect(self._set_at_login)
        self._inner = QWidget(self)
        rows = QVBoxLayout(self._inner)
        self._top, self._column = QVBoxLayout(), QVBoxLayout()
        rows.addLayout(self._top)
        rows.addLayout(self._column)
        rows.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setWidget(self._inner)
        say(area.setAccessibleName, "panels.settings")
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its fields bring themselves in
        layout = QVBoxLayout(self)
        layout.addWidget(self.filter)
        layout.addWidget(self.at_login)
        layout.addWidget(self.nothing)
        layout.addWidget(area, 1)
        presenter.changed.connect(self._show)
        presenter.refused.connect(self._refused)

    def refresh(self) -> None:
        """The panel is about to be seen."""
        self.at_login.setChecked(self._presenter.starts_at_login)
        self._presenter.refresh()

    @Slot(object)
    def _show(self, settings: tuple[ShownSetting, ...]) -> None:
        for name in self.lines.keys() - {setting.name for setting in settings}:
            line = self.lines.pop(name)
            focused = self.window().focusWidget()
            if focused is not None and line.isAncestorOf(focused):
                self.filter.setFocus()  # Qt leaves it nowhere
            line.deleteLater()
        for setting in settings:
            if setting.name in self.lines:
                self.lines[setting.name].show_setting(setting)
            else:
                line = SettingLine(self._texts, self._presenter, setting)
                self.lines[setting.name] = line
                self._place(line)
        self._sift()

    def _place(self, line: SettingLine) -> None:
        """What is strange may come later than the rest, and stands above it."""
        group = self._presenter.group_of(line.setting)
        column = self._top if line.strange else self._column
        if group not in self.heads:
            head = self.heads[group] = QLabel(self)
            head.setObjectName("groupTitle")
            head.setIndent(0)  # a style sheet's label has one
            self._say(head.setText, f"panels.{group}")
            column.addWidget(head)
        column.addWidget(line)
        if line.strange:
            above = [each for each in self.lines.values() if each.strange]
            at = above.index(line)
            before = above[at - 1].reset if at else self.at_login
            self.setTabOrder(before, line.value)  # Qt has what comes later last
            self.setTabOrder(line.value, line.reset)

    @Slot()
    def _sift(self) -> None:
        words, presenter = self.filter.text(), self._presenter
        found = set()
        for line in self.lines.values():
            fits = presenter.fits(line.setting, words)
            line.setVisible(fits)
            if fits:
                found.add(presenter.group_of(line.setting))
        self.nothing.setVisible(not found and bool(self.lines))
        for group, head in self.heads.items():
            head.setVisible(group in found)

    @Slot(str, object)
    def _refused(self, name: str, error: EvotrError) -> None:
        line = self.lines.get(name)
        if line is not None:
            line.tell(self._texts.join(*self._texts.error(error)))

    def _set_at_login(self, on: bool) -> None:  # noqa: FBT001 — a signal's argument
        self._presenter.set_start_at_login(on=on)
        self.at_login.setChecked(self._presenter.starts_at_login)
