"""The panel of the experts and their versions."""

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from evotr.domain import GENERAL, ExpertState, VersionState
from ui.presenters.panels import ExpertsPresenter, TaughtPresenter
from ui.presenters.panels.experts import judged_by, origin_of
from ui.text import Speech
from ui.text.dates import minute_of
from ui.text.order import alphabetical
from ui.widgets.documents import choose
from ui.widgets.drops import Drops
from ui.widgets.flow import Flow
from ui.widgets.panels.parts import (
    LEAST,
    button,
    fill,
    labelled,
    note,
    parted,
    table,
    writing,
)
from ui.widgets.panels.rows import ROW, Plain, Rows
from ui.widgets.panels.taught import TaughtList
from ui.widgets.phrases import Phrases

__all__ = ["ExpertsPanel"]

_BASE = "base"
_ID = ROW + 1
_COLUMNS = ("version", "state", "made", "kind")
_LINES = 5  # of the instructions; longer ones scroll


class ExpertsPanel(QWidget):
    """The cards on the left, the versions of the one that is chosen on the right."""

    def __init__(
        self, texts: Speech, presenter: ExpertsPresenter, taught: TaughtPresenter
    ) -> None:
        super().__init__()
        self._texts = texts
        self._say = say = Phrases(texts, self)
        self._presenter = presenter
        self._taught = taught
        self.taught = TaughtList(texts, taught)
        self._experts: tuple[ExpertState, ...] | None = None
        self.list = QListWidget(self)
        self.list.setMinimumWidth(LEAST)
        say(self.list.setAccessibleName, "panels.experts_list")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        Rows(self.list, most=3)
        self.about = note(self)
        say(self.about.setAccessibleName, "panels.expert_about")
        self.told = writing(say, "panels.expert_told", fixed=True)
        self.told.setMaximumHeight(_LINES * self.fontMetrics().lineSpacing() * 3 // 2)
        self.none_yet = note(self)
        columns = [f"experts.column.{key}" for key in _COLUMNS]
        self.versions = table(say, "panels.versions", columns)
        self.details = writing(say, "panels.version_about", fixed=True)
        self.use = button(say, "panels.use", self._use)
        self.none = button(say, "panels.use_base", self._use_none)
        self.back = button(say, "panels.roll_back", self._roll_back)
        self.bring_in = button(say, "panels.import", self._choose_adapter)
        say(self.bring_in.setToolTip, "panels.import_more")
        self._lay_out()
        drops = Drops(
            self,
            self.list.viewport(),
            self.told.viewport(),
            self.versions.viewport(),
            self.details.viewport(),
            parent=self,
        )
        drops.set_open(is_open=True)
        drops.dropped.connect(self._bring_in)
        self.list.currentRowChanged.connect(self._choose)
        self.versions.itemSelectionChanged.connect(self._update)
        presenter.changed.connect(self._show)
        say.also(self._list)

    def refresh(self) -> None:
        """The panel is about to be seen."""
        self._presenter.refresh()
        self._taught.refresh()

    @property
    def expert(self) -> ExpertState | None:
        """The one that is chosen."""
        at, known = self.list.currentRow(), self._experts or ()
        return known[at] if 0 <= at < len(known) else None

    @property
    def version(self) -> VersionState | None:
        """The version that is chosen."""
        expert, at = self.expert, self.versions.currentRow()
        known = expert.versions if expert else ()
        return known[at] if 0 <= at < len(known) else None

    def _lay_out(self) -> None:
        right = QWidget(self)
        layout = QVBoxLayout(right)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.about)
        self._told_label = labelled(self._say, self.told)
        layout.addWidget(self._told_label)
        layout.addWidget(self.told)
        layout.addWidget(self.none_yet)
        layout.addWidget(self.versions, 1)
        self._details_label = labelled(self._say, self.details)
        layout.addWidget(self._details_label)
        layout.addWidget(self.details, 1)
        layout.addWidget(self.taught)
        layout.addStretch(0)  # what is left where there are no versions
        layout.addLayout(Flow(self.use, self.none, self.bring_in, None, self.back))
        QVBoxLayout(self).addWidget(parted(self.list, right, shares=(1, 3)))

    @Slot(object)
    def _show(self, experts: tuple[ExpertState, ...]) -> None:
        self._experts = experts
        self._list()

    def _list(self) -> None:
        """The experts by their names, who answers everything first."""
        texts, chosen = self._texts, self.list.currentItem()
        held = chosen.data(_ID) if chosen is not None else ""
        language = texts.language
        experts = sorted(
            self._experts or (),
            key=lambda state: (
                state.card.id != GENERAL,
                alphabetical(state.card.titles[language], language),
            ),
        )
        if self._experts is not None:
            self._experts = tuple(experts)
        ids = [state.card.id for state in experts]
        with QSignalBlocker(self.list):
            self.list.clear()
            for state in experts:
                serves = state.serves or texts("panels.expert_base")
                title = state.card.titles[language]
                named = texts("panels.expert_serves", expert=title, version=serves)
                item = QListWidgetItem(named)
                item.setData(ROW, Plain(title, serves))
                item.setData(_ID, state.card.id)
                self.list.addItem(item)
            row = ids.index(held) if held in ids else 0
            self.list.setCurrentRow(min(row, len(experts) - 1))
        self._choose()

    @Slot()
    def _choose(self) -> None:
        expert = self.expert
        fill(self.versions, [self._cells(v) for v in expert.versions] if expert else [])
        self.about.setText("\n".join(self._lines(expert)) if expert else "")
        told = expert.card.system_prompt if expert else ""
        self.told.setPlainText(told or self._texts("panels.expert_untold"))
        self.taught.show_of(expert.card.id if expert else "")
        for known in (self.about, self._told_label, self.told):
            known.setVisible(expert is not None)
        for each in (self.versions, self._details_label, self.details):
            each.setVisible(expert is not None and bool(expert.versions))
        self._update()

    def _missing(self) -> str:
        """What there is not, and why; "" where there is all of it."""
        if self._experts is None:
            return self._texts("panels.experts_soon")
        if self.expert is None:
            return self._texts("panels.experts_none")
        return "" if self.expert.versions else self._texts("panels.versions_none")

    def _lines(self, expert: ExpertState) -> list[str]:
        texts = self._texts
        lines = [expert.card.purposes[texts.language]]
        if expert.pinned_by:
            lines.append(texts("panels.pinned_by", variable=expert.pinned_by))
        lines += [texts.error(error)[0] for error in expert.refused]
        return lines

    def _cells(self, version: VersionState) -> tuple[str, ...]:
        texts, card = self._texts, version.card
        if card is None:
            return (version.name, texts("experts.state.refused"), "", "")
        state = texts(f"experts.state.{version.status}")
        if version.bundled:
            state = f"{state} · {texts('panels.bundled')}"
        made = minute_of(card.created_at, texts.language)
        kind = f"{texts(f'choice.{card.method}')} {card.rank}"
        return (version.name, state, made, kind)

    def _about(self, version: VersionState) -> str:
        """What it was judged by, where it acts and comes from; or why it is refused."""
        texts, card = self._texts, version.card
        if card is None:
            return "\n".join(texts.error(version.problem)) if version.problem else ""
        lines = judged_by(texts, card.scores)
        acts = texts(f"choice.{card.activation}")
        lines.append(f"{texts('panels.version_acts')}: {acts}")
        if card.data:
            origin = origin_of(texts, card.data)
            lines.append(f"{texts('experts.column.data')}: {origin}")
        if card.scope_sha256:
            lines.append(texts("panels.version_scoped"))
        if card.parent:
            lines.append(texts("panels.version_parent", version=card.parent))
        return "\n".join(lines)

    @Slot()
    def _update(self) -> None:
        expert, version = self.expert, self.version
        self.details.setPlainText(self._about(version) if version else "")
        missing, serves = self._missing(), expert.serves if expert else ""
        self.none_yet.setText(missing)
        self.none_yet.setVisible(bool(missing))
        sound = version is not None and version.card is not None
        self.use.setEnabled(sound and version is not None and version.name != serves)
        self.none.setEnabled(bool(serves))
        self.bring_in.setEnabled(expert is not None)
        self.back.setEnabled(expert is not None and expert.earlier)
        for each in (self.use, self.none, self.back):
            each.setToolTip("" if each.isEnabled() else missing)

    def _use(self) -> None:
        if self.expert is not None and self.version is not None:
            self._presenter.use(self.expert.card.id, self.version.name)

    def _use_none(self) -> None:
        if self.expert is not None:
            self._presenter.use(self.expert.card.id, _BASE)

    def _choose_adapter(self) -> None:
        if self.expert is not None:
            titles, texts = self.expert.card.titles, self._texts
            choose(
                self,
                lambda: texts("panels.import_folder", expert=titles[texts.language]),
                self._bring_in,
                folder=True,
            )

    @Slot(object)
    def _bring_in(self, paths: tuple[Path, ...]) -> None:
        if self.expert is not None:
            self._presenter.bring_in(self.expert.card.id, paths)

    def _roll_back(self) -> None:
        if self.expert is not None:
            self._presenter.roll_back(self.expert.card.id)
