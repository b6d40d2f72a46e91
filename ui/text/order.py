"""Names in the order of a language's alphabet."""

from typing import Final

from evotr.domain import fold

__all__ = ["alphabetical"]

_SMALL: Final = str.maketrans("Iİ", "ıi")
_LAST: Final = "\U0010ffff"
"""A letter with it comes after all words with the letter alone."""
_PLACED: Final = str.maketrans(
    {own: f"{before}{_LAST}" for before, own in zip("cghosu", "çğıöşü", strict=True)}
)


def alphabetical(name: str, language: str) -> str:
    """What ``name`` is sorted by: in Turkish Ç follows C, and I comes before İ."""
    if language != "tr":
        return fold(name)
    return name.translate(_SMALL).lower().translate(_PLACED)
