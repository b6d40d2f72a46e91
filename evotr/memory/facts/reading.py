"""Facts read from one message of the user."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from evotr.memory.facts.commands import read_command
from evotr.memory.facts.dates import day_named
from evotr.memory.facts.fact import Fact
from evotr.memory.facts.rules import Clause, Said, read_clause
from evotr.memory.facts.statements import Sentence, greets, sentences
from evotr.memory.facts.wording import fact_of, note_of

__all__ = ["read_facts"]

_MOST_PARTS: Final = 6
# Who speaks, or what it is: no part of it is taken for a statement by itself.
_LABEL: Final = re.compile(r"[^\W_][\w']*(?: [\w']+){0,2}: ")


def read_facts(text: str, said: datetime) -> tuple[Fact, ...]:
    """The facts that a message states, in order; it was ``said`` then.

    Rather none than a wrong one: what asks, assumes, plays, quotes or reports says
    nothing. What is to be remembered is a note at least. Each quote stands literally
    in ``text``.
    """
    wish = read_command(text)
    if wish is None:
        return _stated(text, said)
    if wish.kind != "remember":
        return ()
    return _stated(wish.what, said) or (note_of(wish.what, wish.language),)


def _stated(text: str, said: datetime) -> tuple[Fact, ...]:
    found: dict[tuple[str, str], Fact] = {}
    for sentence in sentences(text):
        for fact in _of_sentence(sentence, text, said):
            found.setdefault((fact.topic, fact.value), fact)
    return tuple(found.values())


def _of_sentence(sentence: Sentence, text: str, said: datetime) -> Iterator[Fact]:
    for start, end, clause_says in _clauses(sentence):
        first, last = sentence.text.place(start, end)
        quote = text[first:last].strip()
        words = sentence.text.folded[start:end]
        for one in clause_says:
            day = day_named(words, said) if one.slot == "plan" else None
            yield fact_of(one, quote, day=day, corrects=sentence.corrects)


def _clauses(sentence: Sentence) -> Iterator[tuple[int, int, tuple[Said, ...]]]:
    """Parts that say something, several joined where only together they do."""
    greeted = greets(sentence.text)
    begin = sentence.parts[0][0]
    at = 0
    while at < len(sentence.parts):
        for until in range(min(len(sentence.parts), at + _MOST_PARTS), at, -1):
            start, end = sentence.parts[at][0], sentence.parts[until - 1][1]
            alone = end - start >= len(sentence.text.folded.strip(" .!"))
            clause = Clause(sentence.text, start, end, start == begin, greeted, alone)
            if says := read_clause(clause):
                yield start, end, says
                at = until
                break
        else:
            if at == 0 and _LABEL.match(sentence.text.folded, begin):
                return  # "Ahmet: ben Ankara'da yaşıyorum, …"
            at += 1
