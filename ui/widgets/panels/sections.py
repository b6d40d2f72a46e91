"""What there are panels for."""

from typing import Final, Literal

__all__ = ["SECTIONS", "Section"]

Section = Literal[
    "memory", "labelling", "nights", "experts", "models", "load", "settings"
]
SECTIONS: Final[tuple[Section, ...]] = (
    "memory",
    "labelling",
    "nights",
    "experts",
    "models",
    "load",
    "settings",
)
