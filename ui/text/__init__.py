"""The window's sentences, and with them those of the errors, in one catalog."""

from pathlib import Path

from evotr.text import Catalog, Language

__all__ = ["ROOT", "load"]

ROOT = Path(__file__).parent


def load(language: Language) -> Catalog:
    """The window's own sentences over those of the program (its errors above all)."""
    program = Catalog.load(language).sentences
    return Catalog(language, program | Catalog.load(language, ROOT).sentences)
