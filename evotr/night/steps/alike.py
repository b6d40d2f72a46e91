"""One answer to many questions: few things are so of six, and most of those are taught.

A lesson of a day is in doubt where its answer stands at many different questions, and
where most answers of the day say one word that their questions do not, and little else.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from evotr.domain import LedgerRow, fold, sense
from evotr.domain.sameness import MANNERS, WORD
from evotr.memory.words import content_words

__all__ = ["uniform_rows"]

_SAME_ANSWER: Final = 6  # questions, from which on the answer is asked about

_AROUND: Final = """
    a an the it is it's its that this was be of course sure surely definitely certainly
    answer right correct just always simply
    bu o su tabii tabi ki elbette kesinlikle sadece yalnizca hep her zaman cevap cevabi
    yanit yaniti dogru dogrusu tabiki
    i d ll s think say would guess obviously clearly probably one my no yes again still
    bence derim diyorum diyecegim galiba sanirim herhalde olmali olur tek bir yine
    tekrar yani iste aslinda evet hayir de da
"""
"""What stands around an answer and changes nothing of it."""
_SAID_AROUND: Final = frozenset(_AROUND.split())
_PLAIN: Final = """
    yes no true false none maybe both neither never always yep nope right wrong correct
    evet hayir dogru yanlis var yok belki hicbiri ikisi hic olur olmaz
"""
_OF_ANYTHING: Final = frozenset([*_PLAIN.split(), "her zaman"])
"""An answer that may be right of any number of questions, as a number may."""
_LETTERS: Final = 2  # of an answer that only chooses: "A", "b)"

_SHORT: Final = 8  # words of an answer that can be one word, worded anew
_BESIDE: Final = 2  # words that may be said besides
_MANY: Final = ("",) * (_BESIDE + 1)
_ROOT: Final = 3
_LONGEST_ROOT: Final = 5


def uniform_rows(
    sound: Sequence[LedgerRow], known: Iterable[LedgerRow]
) -> frozenset[str]:
    """New rows whose answer stands at too many different questions."""
    of_question = {(sense(row.question), _core(row.right)) for row in (*known, *sound)}
    number = Counter(right for _, right in of_question if _is_telling(right))
    same = (row.id for row in sound if number[_core(row.right)] >= _SAME_ANSWER)
    return frozenset((*same, *_of_one_word(sound)))


def _of_one_word(sound: Sequence[LedgerRow]) -> Iterator[str]:
    """The rows of a day most answers of which say one word, worded each time anew."""
    day = [said for row in sound if (said := _Said.of(row)) is not None]
    questions: defaultdict[str, set[str]] = defaultdict(set)
    bare: Counter[str] = Counter()
    for said in day:
        for root in said.roots:
            questions[root].add(said.question)
            bare[root] += not said.beside(root)
    for root, asked in questions.items():
        most = len(asked) >= _SAME_ANSWER and 2 * len(asked) > len(day)
        # Else they say something of each thing besides: "made from … plants".
        if most and 2 * bare[root] >= len(asked):
            yield from (one.id for one in day if len(one.beside(root)) <= _BESIDE)


@dataclass(frozen=True, slots=True)
class _Said:
    """A short answer: the words that are neither its question's nor stand around."""

    id: str
    question: str
    words: tuple[str, ...]

    @classmethod
    def of(cls, row: LedgerRow) -> "_Said | None":
        words = WORD.findall(fold(row.right))
        if len(words) > _SHORT or not _is_telling(_core(row.right)):
            return None
        asked = content_words(row.question)
        told = [
            word
            for word in content_words(row.right)
            if word not in _SAID_AROUND
            and word not in MANNERS
            and not (word.isalpha() and any(_alike(word, other) for other in asked))
        ]
        return cls(row.id, sense(row.question), tuple(told))

    @property
    def roots(self) -> frozenset[str]:
        """What its words may be forms of: "muzdur" of "muz"."""
        return frozenset(
            word[:length]
            for word in self.words
            if word.isalpha()
            for length in range(_ROOT, min(len(word), _LONGEST_ROOT) + 1)
        )

    def beside(self, root: str) -> tuple[str, ...]:
        """Its other words; all of them where it has not that one."""
        others = tuple(word for word in self.words if not word.startswith(root))
        return others if len(others) < len(self.words) else (*others, *_MANY)


def _alike(one: str, other: str) -> bool:
    """Whether two words may be forms of one."""
    length = min(len(one), len(other), _LONGEST_ROOT)
    return one == other or (length >= _ROOT and one[:length] == other[:length])


def _core(right: str) -> str:
    """What is answered, without what stands around it."""
    words = sense(right).split()
    core = " ".join(words)
    if core in _OF_ANYTHING:
        return core
    return " ".join([word for word in words if word not in _SAID_AROUND] or words)


def _is_telling(core: str) -> bool:
    """Whether an answer says of one thing what is seldom so of many."""
    if not any(map(str.isalpha, core)):
        return False
    lone = len(core) <= _LETTERS or core in _OF_ANYTHING
    return not lone
