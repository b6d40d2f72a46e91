"""Sentences about something else, put together from a person's lists."""

import re
from random import Random

from evotr.night.phrasing.wording import Wording

__all__ = ["with_asides"]

_ASIDE = "{aside}"
_PART = re.compile(r"\{(\w+)\}")


def with_asides(template: str, wording: Wording, rng: Random) -> str:
    """``template`` with another sentence in each place of ``{aside}``.

    What stands around a question is what a small model stumbles over, and a few lines
    are learned by heart; these lists make thousands.
    """
    before, *rest = template.split(_ASIDE)
    return before + "".join(_aside(wording, rng) + part for part in rest)


def _aside(wording: Wording, rng: Random) -> str:
    pattern = rng.choice(wording.asides["patterns"])
    line = _PART.sub(lambda part: rng.choice(wording.asides[part[1]]), pattern)
    first = "İ" if wording.language == "tr" and line[:1] == "i" else line[:1].upper()
    return first + line[1:]
