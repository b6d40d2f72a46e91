"""The registry as the settings have it."""

from pathlib import Path

from evotr.experts.cards import read_cards
from evotr.experts.registry import Registry
from evotr.experts.stored import Roots
from evotr.paths import BUNDLED_ADAPTERS, BUNDLED_EXPERTS, Paths
from evotr.settings import Settings

__all__ = ["PIN_SETTINGS", "open_registry", "roots_of"]

PIN_SETTINGS = {"tr_chat": "adapter_tr_path", "python_coder": "adapter_python_path"}
"""The settings that pin an expert's adapter by hand."""


def roots_of(paths: Paths) -> Roots:
    """Where the versions of the user's and of the program lie."""
    return Roots(own=paths.adapters, bundled=BUNDLED_ADAPTERS)


def open_registry(settings: Settings, model: Path) -> Registry:
    """The experts of the program and of the user's home, for one base model.

    Args:
        settings: Say where the home is, and which adapters are pinned.
        model: The base model's folder; it is not read before it is needed.
    """
    paths = settings.paths
    pins: dict[str, Path | None] = {
        expert: getattr(settings, field) for expert, field in PIN_SETTINGS.items()
    }
    return Registry(
        read_cards(BUNDLED_EXPERTS, paths.experts),
        roots_of(paths),
        model,
        {expert: folder for expert, folder in pins.items() if folder is not None},
    )
