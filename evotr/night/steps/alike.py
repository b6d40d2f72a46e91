"""One answer to many questions: few things are so of six, and most of those are taught.

A lesson is in doubt where its answer stands at many different questions, and where most
answers of a day, or of the last days, say one word that their questions do not, and
little else. So those that came a few a day are in doubt with the one that is too many.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
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
    by did do does only alone everyone everybody knows course
    herkes bilir bilirsin tarafindan yapti
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
_BACK: Final = 100  # answers of before that are looked at with those of a day
_ROOT: Final = 3
_LONGEST_ROOT: Final = 5


def uniform_rows(
    sound: Sequence[LedgerRow],
    known: Iterable[LedgerRow],
    doubted: Iterable[LedgerRow] = (),
) -> frozenset[str]:
    """Rows whose answer stands at too many different questions.

    New ones, and with them those that earlier nights let pass a few at a time; but
    none that the user kept.

    Args:
        sound: The new rows that nothing else speaks against.
        known: What earlier nights let stand.
        doubted: What they found here, and the user is still asked about.
    """
    before = sorted((*known, *doubted), key=lambda row: row.created)
    rows = {row.id: row for row in (*before, *sound)}
    core = {key: _core(row.right) for key, row in rows.items()}
    of_question = {(sense(row.question), core[key]) for key, row in rows.items()}
    number = Counter(right for _, right in of_question if _is_telling(right))
    today = {core[row.id] for row in sound if number[core[row.id]] >= _SAME_ANSWER}
    same = (key for key, right in core.items() if right in today)
    taught = [row for row in before if row.state != "memory_only"]
    found = (*same, *_of_one_word(sound, taught))
    return frozenset(key for key in found if _is_doubtful(rows[key]))


def _is_doubtful(row: LedgerRow) -> bool:
    return row.state == "active" and row.reason != "kept"


def _of_one_word(
    sound: Iterable[LedgerRow], before: Sequence[LedgerRow]
) -> Iterator[str]:
    """The rows of a time most answers of which say one word, worded each time anew.

    The time ends with this day: it may begin with it, or with one of those before.
    """
    old = [one for row in before if (one := _Said.of(row)) is not None][-_BACK:]
    told = [*old, *(one for row in sound if (one := _Said.of(row)) is not None)]
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, said in enumerate(told):
        for root in said.roots:
            places[root].append(place)
    for root, at in places.items():
        if len(at) >= _SAME_ANSWER and at[-1] >= len(old):
            word = _Word.of(root, [told[place] for place in at])
            begins = _begins(word, told, at, len(old))
            for one in told[begins:]:
                if len(word.beside(one)) <= _BESIDE:
                    yield one.id


def _begins(
    word: "_Word", told: Sequence["_Said"], at: Sequence[int], today: int
) -> int:
    """From which place on most answers say a word and half of them nothing else.

    The first such; behind the last answer where there is none.
    """
    found, bare = len(told), 0
    asked: set[str] = set()
    # Of today's answers all count, or none.
    for begins, places in groupby(reversed(at), lambda place: min(place, today)):
        for place in places:
            asked.add(told[place].question)
            bare += not word.beside(told[place])
        most = len(asked) >= _SAME_ANSWER and 2 * len(asked) > len(told) - begins
        # Else they say something of each thing besides: "made from … plants".
        if most and 2 * bare >= len(asked):
            found = begins
    return found


@dataclass(frozen=True, slots=True)
class _Word:
    """A word in any form, with those that go with it: "Acme" of the "Acme Bank"."""

    root: str
    with_it: frozenset[str]

    @classmethod
    def of(cls, root: str, told: Sequence["_Said"]) -> "_Word":
        others = Counter(
            other for one in told for other in {_root(w) for w in one.beside(root)}
        )
        often = (other for other, times in others.items() if 2 * times > len(told))
        return cls(root, frozenset(often))

    def beside(self, said: "_Said") -> tuple[str, ...]:
        """What an answer says besides; too much where it has not this word."""
        others = said.beside(self.root)
        return tuple(one for one in others if _root(one) not in self.with_it)


def _root(word: str) -> str:
    return word[:_LONGEST_ROOT]


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
