"""How a corrected question may be asked again, by rules and from its wording alone.

A person edits the templates in ``data/night``. The same question, language and seed
give the same phrasings, whatever else is learned in the same night.
"""

from evotr.night.phrasing.names import is_common
from evotr.night.phrasing.neighbours import crossed, mentions, neighbour
from evotr.night.phrasing.phrasings import Phrasings, phrasings_of
from evotr.night.phrasing.translated import (
    Translation,
    in_other_language,
    translation,
)
from evotr.night.phrasing.wording import Reword, Wording, read_wording

__all__ = [
    "Phrasings",
    "Reword",
    "Translation",
    "Wording",
    "crossed",
    "in_other_language",
    "is_common",
    "mentions",
    "neighbour",
    "phrasings_of",
    "read_wording",
    "translation",
]
