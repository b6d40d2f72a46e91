"""What was said before: a short follow-up keeps its expert, a new subject does not.

The previous expert's odds are raised, the more the shorter the question is and the
plainer it leans on the one before. A question that is clearly another's outweighs that.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evotr.router.features import Features, Floats
from evotr.router.judging import EVERYDAY, topic_of
from evotr.router.reading import Reading

__all__ = ["Context", "read_context"]

# Log odds for a question of up to so many words; none for a longer one.
_SHORT = ((3, 4.0), (6, 3.0), (10, 1.5))
_LEANS = 1.5
_VAGUE = 1.5  # what else fits is small talk, as anything short does
_NAMED = 2.0  # what else fits was named by a keyword
_PLAIN = 3.5  # what else fits is small talk, and looks it
_SETTLED = 0.25  # by how much more the question looks like small talk than like before
_LONGEST = 14
_FLOOR = 0.02  # of the previous expert's share: its follow-ups need not look like it


@dataclass(frozen=True, slots=True)
class Context:
    """``leaning`` begins a follow-up or is all of it ("neden?").

    ``turning`` says that the subject changes.

    ``thanking`` is all of a text that only says thanks.
    """

    leaning: re.Pattern[str]
    turning: re.Pattern[str]
    thanking: re.Pattern[str]

    def raised(
        self,
        looked: Features,
        experts: Sequence[str],
        shares: Floats,
        previous: str,
        small_talk: float = 0.0,
    ) -> Floats:
        """``shares`` (n experts) as they are after an answer of ``previous``.

        They are blunted first: alone, a follow-up is easily taken for another's.
        ``small_talk`` is by how much the closest everyday exemplar is nearer than the
        closest one of ``previous``.
        """
        odds = self.odds(looked.reading)
        if not odds or previous not in experts:
            return shares
        at = experts.index(previous)
        other = experts[int(shares.argmax())]
        if other != previous:
            odds += self._against(looked, other, previous, small_talk)
        raised = np.sqrt(shares)
        raised /= raised.sum()
        raised[at] = max(raised[at], _FLOOR) * np.exp(max(odds, 0))
        found: Floats = raised / raised.sum()
        return found

    def odds(self, reading: Reading) -> float:
        """The log odds by which the question leans on what was said before."""
        many = len(reading.words)
        said = " ".join(reading.words)
        if not many or many > _LONGEST or self.turning.search(said):
            return 0.0
        short = next((odds for most, odds in _SHORT if many <= most), 0.0)
        return short + _LEANS * bool(self.leaning.match(said))

    def thanks(self, reading: Reading) -> bool:
        """Whether nothing is said but thanks, which any expert may take."""
        return bool(self.thanking.fullmatch(" ".join(reading.words)))

    def _against(
        self, looked: Features, other: str, previous: str, small_talk: float
    ) -> float:
        if other in looked.hits.words and other not in looked.hits.guarded:
            return -_NAMED
        if topic_of(other) != EVERYDAY or topic_of(previous) == EVERYDAY:
            return 0.0
        leans = self.leaning.match(" ".join(looked.reading.words))
        return -_PLAIN if small_talk >= _SETTLED and not leans else _VAGUE


def read_context(file: Path) -> Context:
    """Read the lists of a TOML file: leaning, bare, turning, thanks and beside."""
    lists: dict[str, list[str]] = tomllib.loads(file.read_text("utf-8"))
    leaning, bare, turning, thanks, beside = (
        "|".join(sorted(map(re.escape, lists[key]), key=len, reverse=True))
        for key in ("leaning", "bare", "turning", "thanks", "beside")
    )
    return Context(
        # "peki" leans wherever it stands.
        re.compile(rf"(?:{leaning})\b|.*\bpeki\b|{_only(bare, beside)}$"),
        re.compile(rf"\b(?:{turning})"),
        re.compile(_only(thanks, beside)),
    )


def _only(said: str, beside: str) -> str:
    """A pattern of texts that are nothing but ``said``, with what stands beside it."""
    return rf"(?:(?:{beside}) )*(?:{said})(?: (?:{said}|{beside}))*"
