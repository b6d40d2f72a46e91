"""Sentences about something else, put together from a person's lists."""

import re
from random import Random

from evotr.night.phrasing.wording import Wording
from evotr.text.forms import begun

__all__ = ["with_asides"]

_PLACE = re.compile(r"\{(aside|tail)\}")
_PART = re.compile(r"\{(\w+)\}")


def with_asides(template: str, wording: Wording, rng: Random) -> str:
    """``template`` with others in its places: sentences, and ``{tail}`` without an end.

    What stands around a question is what a small model stumbles over, and a few lines
    are learned by heart; these lists make thousands.
    """

    def drawn(place: re.Match[str]) -> str:
        line = _drawn(wording, rng)
        tail = place[1] == "tail"
        return line.rstrip(".") if tail else begun(line, wording.language)

    return _PLACE.sub(drawn, template)


def _drawn(wording: Wording, rng: Random) -> str:
    pattern = rng.choice(wording.asides["patterns"])
    return _PART.sub(lambda part: rng.choice(wording.asides[part[1]]), pattern)
