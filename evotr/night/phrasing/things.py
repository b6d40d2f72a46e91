"""What a question is about, read and written in Turkish and English.

A name ("Larom"), a name with its kind ("the Larom filter", "Larom filtresi"), or a
material ("gold", "altın"). Names take Turkish endings behind an apostrophe, kinds and
materials without one.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from evotr.domain import fold
from evotr.night.phrasing.names import (
    is_name,
    is_owned,
    is_word,
    known_name,
    read_as,
    thin,
)
from evotr.night.phrasing.typed import small
from evotr.paths import BUNDLED_NIGHT
from evotr.text import Language
from evotr.text.forms import suffixed

__all__ = ["CASES", "Thing", "case_of", "owned", "read_thing", "said", "with_case"]

CASES: Final = {"in": "(n)ın", "i": "(y)ı", "e": "(y)a", "de": "da", "den": "dan"}
_OWNED: Final = {"in": "nın", "i": "nı", "e": "na", "de": "nda", "den": "ndan"}
_ENDINGS: Final = {
    "in": "n?[ıiuü]n",
    "i": "[yn]?[ıiuü]",
    "e": "[yn]?[ae]",
    "de": "n?[dt][ae]",
    "den": "n?[dt][ae]n",
}
_SOFT: Final = str.maketrans("aou", "eöü")
# Read otherwise than it is written, as far as its letters show it.
_FOREIGN: Final = re.compile(
    r"[qwx]|[cpt]h|gh|ck|tion|ee|oo|oa|ou|ea|ai|ei|au|eu|ie|oi|ue"
    r"|[^aeıioöuü]e$|[^aou]y$"
)
_TURKISH: Final = re.compile(r"[çğıöşü]")
_SHORT: Final = 3  # letters: there are short words that no list has
_VOWEL: Final = re.compile(r"[aeıioöuü]")
_ARTICLE: Final = frozenset(
    (
        *("Netherlands", "Philippines", "Soviet Union", "United Kingdom"),
        *("United States", "United Nations", "European Union", "EU", "UN"),
        *("First World War", "Second World War"),
    )
)
_OWN: Final = {("su", "in"): "suyun"}


@dataclass(frozen=True, slots=True)
class Thing:
    """A name or a material in both languages, and the English noun of its kind."""

    en: str
    tr: str
    kind: str = ""
    material: bool = False


@dataclass(frozen=True, slots=True)
class _Kinds:
    """``turkish`` by the English noun, ``place`` where a name stands beside that one.

    ``meant`` is that noun by itself and its aliases.
    """

    meant: Mapping[str, str]
    turkish: Mapping[str, str]
    english: Mapping[str, str]
    place: Mapping[str, str]
    materials: Mapping[str, str]


@cache
def _kinds() -> _Kinds:
    content = tomllib.loads((BUNDLED_NIGHT / "frames.toml").read_text("utf-8"))
    tables = content["kinds"].values()
    turkish = {en: tr for table in tables for en, tr in table.items()}
    place = {en: at for at, table in content["kinds"].items() for en in table}
    back = {tr: en for en, tr in turkish.items()}
    meant = {noun: noun for noun in turkish}
    for alias, noun in content["aliases"].items():
        if noun in turkish:
            meant[alias] = noun
        else:
            back[alias] = back[noun]
    return _Kinds(meant, turkish, back, place, content["materials"])


@cache
def _turkish_forms(case: str) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Folded kinds and materials with the ending of a case, and what they are."""
    known = _kinds()
    kinds = {fold(with_case(tr, case, _OWNED)): en for tr, en in known.english.items()}
    materials: dict[str, str] = {}
    for en, tr in known.materials.items():
        materials.setdefault(fold(_of_material(tr, case)), en)
    return kinds, materials


def with_case(
    word: str, case: str, endings: Mapping[str, str] = CASES, mark: str = ""
) -> str:
    """A Turkish word with the ending of a case, as it is where there is none."""
    if not case:
        return word
    spoken = read_as(word) or word
    if thin(word):
        spoken = word[:-2] + word[-2:].translate(_SOFT)
    return word + mark + suffixed(spoken, endings[case])[len(spoken) + 1 :]


def _of_material(word: str, case: str) -> str:
    return _OWN.get((word, case)) or with_case(word, case)


def case_of(ending: str) -> str | None:
    """The case that what stands behind a name's apostrophe gives it; None: another."""
    shown = small(ending, "tr")
    fits = (case for case, form in _ENDINGS.items() if re.fullmatch(form, shown))
    return next(fits, None)


def owned(word: str, case: str) -> str:
    """A Turkish word that is somebody's ("kodu") with the ending of a case."""
    return with_case(word, case, _OWNED)


def read_thing(
    text: str, language: Language, case: str, *, first: bool
) -> Thing | None:
    """The thing that ``text`` names, None where that is not sure.

    Args:
        text: As it was typed.
        language: It is written in.
        case: Of Turkish; "" is none.
        first: It opens the question, so that a capital says nothing.
    """
    if language == "en":
        return _english(text)
    name, mark, ending = text.rpartition("'")
    if mark:
        ended = case and re.fullmatch(_ENDINGS[case], small(ending, "tr"))
        kinds, _ = _turkish_forms("")
        # "Galata Kulesi": it may have an English name of its own.
        own = any(fold(word) in kinds for word in name.split(" "))
        sure = ended and (not own or known_name(name, "tr"))
        return _named(name, "tr", proper=True) if sure else None
    return _turkish(text, case, first=first)


def _english(text: str) -> Thing | None:
    bare = text.removeprefix("the ")
    known = _kinds()
    if text in known.materials:
        return Thing(text, known.materials[text], material=True)
    if not text.startswith("the ") or known_name(bare, "en"):
        named = _named(bare, "en")
        if named:
            return named
    words = bare.split(" ")
    for size in range(1, len(words)):
        last, rest = " ".join(words[-size:]), " ".join(words[:-size])
        if last in known.meant and is_name(rest, "en"):
            return Thing(rest, rest, known.meant[last])
        head, rest = " ".join(words[:size]), " ".join(words[size:])
        name = rest.removeprefix("of ")
        if head in known.meant and is_name(name, "en"):
            return Thing(name, name, known.meant[head])
    return None


def _turkish(text: str, case: str, *, first: bool) -> Thing | None:
    kinds, materials = _turkish_forms(case)
    if fold(text) in materials:
        en = materials[fold(text)]
        return Thing(en, _kinds().materials[en], material=True)
    words = text.split(" ")
    for size in range(len(words) - 1, 0, -1):
        last, name = " ".join(words[-size:]), " ".join(words[:-size])
        if fold(last) in kinds and last == small(last, "tr") and is_name(name, "tr"):
            sure = not first or len(name) > _SHORT or _is_marked(name)
            return Thing(name, name, kinds[fold(last)]) if sure else None
    if case:
        return None  # a name has an apostrophe before its ending
    sure = not first or len(words) > 1 or _is_marked(text)
    return _named(text, "tr") if sure or known_name(text, "tr") else None


def _is_marked(name: str) -> bool:
    """Whether more than a capital at the beginning shows that it is a name."""
    return any(letter.isdigit() or letter.isupper() for letter in name[1:])


def _named(name: str, language: Language, *, proper: bool = False) -> Thing | None:
    other = known_name(name, language)
    if other:
        return Thing(name, other) if language == "en" else Thing(other, name)
    sure = is_name(name, language, proper=proper)
    return Thing(name, name) if sure else None


def said(thing: Thing, language: Language, case: str) -> str | None:
    """The thing as the other language writes it; None where an ending is not sure."""
    known = _kinds()
    if language == "en":
        if thing.kind:
            return _with_kind(thing.en, thing.kind, known.place[thing.kind])
        article = "the " if thing.en in _ARTICLE else ""
        return article + thing.en
    if thing.kind:
        return f"{thing.tr} {owned(known.turkish[thing.kind], case)}"
    if thing.material:
        return _of_material(thing.tr, case)
    known_by_itself = thing.en != thing.tr or read_as(thing.tr) is not None
    if case and not known_by_itself and not _reads(thing.tr, case):
        return None
    endings = _OWNED if is_owned(thing.tr) else CASES
    return with_case(thing.tr, case, endings, mark="'")


def _with_kind(name: str, kind: str, place: str) -> str:
    if place == "after":
        return f"the {name} {kind}"
    return f"the {kind} of {name}" if place == "of" else f"the {kind} {name}"


def _reads(name: str, case: str) -> bool:
    """Whether it is read as it is written, so that the ending is known."""
    last = re.split(r"[ -]", name)[-1]
    if last != name and is_word(last, "tr"):
        return False  # "Galata Kulesi" has other endings
    if last[-1:].isdigit():
        return True
    if any(letter.isdigit() for letter in last):
        return False
    read = last.lower()
    if last.isupper():
        # Without a vowel it is spelled; with one nobody knows.
        return not _VOWEL.search(read) and len(last) > 1
    if case in {"de", "den"} and read.endswith("c"):
        return False  # c is k or s or c: is it "da" or "ta"?
    vowels = _VOWEL.findall(read)
    capital_alone = last.startswith("I") and len(vowels) == 1
    foreign = _FOREIGN.search(read) and not _TURKISH.search(read)
    return bool(vowels) and not capital_alone and not foreign
