"""How often the judge refuses a night for what is lost of earlier ones, by luck or not.

Nights are invented, the judge is the program's own: ``python -m scripts.night.losses``
prints two tables. Each correction is asked in two wordings. What serves and the
candidate know it each by its own luck: "wordings" are right or wrong one by one, or a
correction is "whole", known in nearly all its wordings or in nearly none.
"""

import argparse
from collections.abc import Sequence
from typing import Final, Literal

import numpy as np
from numpy.random import Generator

from evotr.night.judging import Evidence, Manner, Mark, Thresholds, judge

Luck = Literal["wordings", "whole"]

_ASKED: Final = 2
_NEARLY: Final = 0.98
_HARDLY: Final = 0.05
_MANNER: Final = Manner(unended=0.0, repeating=0.0, tokens_per_s=100.0)
_NEW: Final = [Mark(f"new{n}", "correction", "decide", 0.0, 1.0) for n in range(8)]
_ANCHORS: Final = [Mark(f"a{n}", "anchor", "decide", 1.0, 1.0) for n in range(300)]
_WHY: Final = ("forgotten", "night_lost", "group", "retention")
_SHARES: Final = (0.85, 0.9, 0.95)
_GOOD: Final = ((8,), (19,), (24,), (8,) * 4, (8,) * 10, (8,) * 20, (24,) * 4)
_BAD: Final = (
    *(((8,), 2), ((8,), 4), ((8,), 5), ((8,), 6), ((8,), 8)),
    *(((8,) * 4, 5), ((8,) * 4, 8), ((8,) * 20, 5), ((8,) * 20, 8), ((24,) * 4, 13)),
)


def main() -> None:
    """Print a table of nights that lose nothing, and one of nights that do."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nights", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    print("| earlier nights | luck | right |", " | ".join(_WHY), "| refused |")
    for sizes in _GOOD:
        _print(rng, sizes, 0, options.nights)
    for sizes, lost in _BAD:
        _print(rng, sizes, lost, options.nights)


def _print(rng: Generator, sizes: Sequence[int], lost: int, nights: int) -> None:
    told = f"{len(sizes)} of {sizes[0]}" + (f", {lost} of the first lost" * bool(lost))
    for luck in ("wordings", "whole"):
        for share in _SHARES:
            found = [_faults(rng, sizes, lost, share, luck) for _ in range(nights)]
            counts = [sum(why in one for one in found) for why in _WHY]
            cells = [100 * count / nights for count in (*counts, sum(map(bool, found)))]
            row = " | ".join(f"{cell:.1f}" for cell in cells)
            print(f"| {told} | {luck} | {share} | {row} |", flush=True)


def _faults(
    rng: Generator, sizes: Sequence[int], lost: int, share: float, luck: Luck
) -> set[str]:
    """What the judge has against one night that forgot the first ``lost`` of these."""
    count = sum(sizes)
    before, after = _known(rng, count, share, luck), _known(rng, count, share, luck)
    after[:lost] = 0
    nights = np.repeat(np.arange(1, len(sizes) + 1), sizes)
    marks = [
        Mark(f"e{n}", "earlier", "decide", float(old), float(new), int(night))
        for n, (old, new, night) in enumerate(zip(before, after, nights, strict=True))
    ]
    said = Evidence(1.0, (*_NEW, *_ANCHORS, *marks), _MANNER, _MANNER)
    return {str(reason.fault) for reason in judge(said, Thresholds()).reasons} & {*_WHY}


def _known(
    rng: Generator, count: int, share: float, luck: Luck
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The share of its wordings that each of ``count`` corrections is right in."""
    known = np.full(count, share)
    if luck == "whole":
        known = np.where(rng.random(count) < share, _NEARLY, _HARDLY)
    return rng.binomial(_ASKED, known) / _ASKED


if __name__ == "__main__":
    main()
