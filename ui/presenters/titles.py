"""How conversations and models are called in a sentence."""

from typing import Final

__all__ = ["model_name", "named"]

_LONGEST: Final = 80


def named(title: str) -> str:
    """A title on one line, and not longer than it takes to know it."""
    flat = " ".join(title.split())
    return flat if len(flat) <= _LONGEST else f"{flat[: _LONGEST - 1].rstrip()}…"


def model_name(model: str) -> str:
    """How a model is called, whether it is known by its folder or by its id."""
    return model.rstrip("/").rsplit("/", maxsplit=1)[-1]
