"""What the panels show and do: memory, labelling, experts, models, settings, load."""

from ui.presenters.panels.desk import PanelsDesk
from ui.presenters.panels.experts import ExpertsPresenter
from ui.presenters.panels.labelling import Case, LabellingPresenter
from ui.presenters.panels.memory import MemoryPresenter, MemoryRow
from ui.presenters.panels.models import ModelRow, ModelsPresenter, OfferRow
from ui.presenters.panels.resources import Part, ResourcesPresenter
from ui.presenters.panels.settings import SettingsPresenter
from ui.presenters.panels.taught import TaughtPresenter

__all__ = [
    "Case",
    "ExpertsPresenter",
    "LabellingPresenter",
    "MemoryPresenter",
    "MemoryRow",
    "ModelRow",
    "ModelsPresenter",
    "OfferRow",
    "PanelsDesk",
    "Part",
    "ResourcesPresenter",
    "SettingsPresenter",
    "TaughtPresenter",
]
