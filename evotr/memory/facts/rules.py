"""The rules of ``data/memory/rules_*.toml``: whole clauses that say facts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from evotr.memory.facts.folded import Folded
from evotr.memory.facts.lexicon import Language, Noun, any_of, nouns, table
from evotr.memory.facts.shapes import Shape, shape
from evotr.memory.facts.values import Found

__all__ = ["Clause", "Said", "read_clause"]

_MACRO: Final = re.compile(r"<(\w+)(?::(\w+))?>")
_MINE: Final = ("myname", "mycode", "mydate", "mytime", "myword")
_NOUNS: Final = frozenset({"kin", "pet", "own", "thing", "attr", "fav", *_MINE})
_BEFORE_VALUE: Final = re.compile(r" <(?=\w+:)")
_LONGEST: Final = 240


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence: from ``start`` until ``end`` of the folded text.

    ``first`` says that the sentence begins with it, ``greeted`` that its message
    begins with a greeting, ``alone`` that it is the whole message.
    """

    text: Folded
    start: int
    end: int
    first: bool = False
    greeted: bool = False
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A value that a clause says of a slot.

    ``of`` is who or what it is said of (None: the user), ``about`` what the slot is
    named after ("favourite" of a colour, an "attribute").
    """

    slot: str
    value: str
    language: Language
    of: Noun | None = None
    owner: str = ""
    about: Noun | None = None


@dataclass(frozen=True, slots=True)
class _Rule:
    """A pattern, and the shapes of its groups; ``fixed`` is said without a group."""

    pattern: re.Pattern[str]
    shapes: dict[str, Shape]
    language: Language
    fixed: tuple[str, str] | None = None


def read_clause(clause: Clause) -> tuple[Said, ...]:
    """What the first rule that fits says; nothing where none does."""
    folded = clause.text.folded[clause.start : clause.end]
    if len(folded) > _LONGEST:
        return ()
    for language in ("tr", "en"):
        for rule in _rules(language, clause.greeted, clause.alone):
            match = rule.pattern.fullmatch(folded)
            said = tuple(_said(rule, match, clause)) if match else ()
            if said:
                return said
    return ()


@cache
def _rules(
    language: Language,
    greeted: bool,  # noqa: FBT001 — the cache tells keywords from positions
    alone: bool,  # noqa: FBT001
) -> tuple[_Rule, ...]:
    rules = _group(language, "patterns")
    if greeted:
        rules += _group(language, "greeted")
    if alone:
        rules += _group(language, "alone")
    return rules


@cache
def _group(language: Language, name: str) -> tuple[_Rule, ...]:
    data = table(f"rules_{language}")
    rules = [_compiled(pattern, language) for pattern in data["rules"][name]]
    if name != "patterns":
        return tuple(rules)
    for entry in data.get("constants", []):
        rule = _compiled(entry["pattern"], language)
        fixed = (entry["slot"], entry["value"])
        rules.append(_Rule(rule.pattern, {}, language, fixed))
    return tuple(rules)


def _compiled(pattern: str, language: Language) -> _Rule:
    data = table(f"rules_{language}")
    shapes: dict[str, Shape] = {}

    def meant(match: re.Match[str]) -> str:
        name, form = match.groups()
        if form:
            shapes[name] = shape(form, language)
            return f"(?P<{name}>{shapes[name].pattern})"
        if name == "num":
            words = table("words")["numbers"].values()
            return any_of(word for some in words for word in some)
        if name == "attr3":
            return f"(?P<attr>{nouns('attr', language).pattern})(?:s?[iu])"
        plain = name.rstrip("1")
        if plain in _NOUNS:
            return f"(?P<{plain}>{nouns(plain, language).pattern})"
        return str(data["macros"][name])

    filled = _BEFORE_VALUE.sub(f":? (?:(?:{data['filler']}) )?<", pattern)
    whole = data["lead"] + "(?:" + filled + ")" + data["tail"]
    return _Rule(re.compile(_MACRO.sub(meant, whole)), shapes, language)


def _said(rule: _Rule, match: re.Match[str], clause: Clause) -> Iterator[Said]:
    """What a match says; nothing at all where one of its values is none."""
    words = match.groupdict()
    named = {
        kind: nouns(kind, rule.language).by_word[words[kind]]
        for kind in _NOUNS.intersection(words)
        if words[kind]
    }
    values = {
        slot: made.read(_found(clause, match, slot, rule.language))
        for slot, made in rule.shapes.items()
        if words[slot] is not None
    }
    if not all(values.values()):
        return
    if "own" in named:
        yield Said("pet", named["own"].plain, rule.language)
    if rule.fixed:
        yield Said(*rule.fixed, rule.language)
    when = values.pop("when", ())
    for slot, some in values.items():
        for value in some:
            whole = f"{value} {when[0].lower()}" if when else value
            yield _placed(slot, whole, named, rule.language)


def _found(
    clause: Clause, match: re.Match[str], slot: str, language: Language
) -> Found:
    start, end = match.span(slot)
    written = clause.text.written(clause.start + start, clause.start + end)
    return Found(
        written=written.replace("’", "'"),
        folded=match[slot],
        language=language,
        first=clause.first and start == 0,
        marked=match.string[end : end + 1] == "'",
    )


def _placed(slot: str, value: str, named: dict[str, Noun], language: Language) -> Said:
    name = slot.replace("_", "-")
    if slot == "favourite":
        return Said(name, value, language, about=named["fav"])
    owner = next((kind for kind in ("kin", "pet", "own", "thing") if kind in named), "")
    mine = next((named[kind] for kind in _MINE if kind in named), None)
    if mine and mine.name in table("slots"):
        return Said(mine.name, value, language)
    if mine:
        return Said("attribute", value, language, about=mine)
    if slot == "value":
        return Said(
            "attribute",
            value,
            language,
            of=named.get("thing") or _own_thing(named["attr"], language),
            owner="thing" if "thing" in named else "",
            about=named["attr"],
        )
    return Said(name, value, language, of=named.get(owner), owner=owner)


def _own_thing(attribute: Noun, language: Language) -> Noun | None:
    """What an attribute is of where nothing is named: a plate is the car's."""
    if attribute.name != "plate":
        return None
    shown = nouns("thing", language).by_word.values()
    return next(noun for noun in shown if noun.name == "car")
