"""What a value looks like in folded text, and what makes values of what is found."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Final

from evotr.memory.facts import values
from evotr.memory.facts.dates import DATE, WHEN, YEAR
from evotr.memory.facts.lexicon import Language, any_of, listed, table
from evotr.memory.facts.values import Found

__all__ = ["Shape", "shape"]


@dataclass(frozen=True, slots=True)
class Shape:
    """A pattern of folded text, and what makes values of what it finds.

    ``read`` gives none where it is no value after all.
    """

    pattern: str
    read: Callable[[Found], tuple[str, ...]]


_WORD: Final = r"[^\W_][\w'.&+/-]*?"
_HABITS: Final = {
    "en": (
        rf"(?:{_WORD}(?: {_WORD}){{0,5}}? (?:every|each) (?:single )?(?:other )?"
        r"(?:morning|day|evening|night|week|weekend|month|year|summer|winter|\w+day)"
        rf"|{_WORD}(?: {_WORD}){{0,5}}? (?:once|twice|\w+ times) a"
        r" (?:day|week|month|year)"
        rf"|{_WORD}(?: {_WORD}){{0,5}}? on \w+days"
        r"|(?:wake up|get up|go to (?:bed|sleep)|have (?:breakfast|lunch|dinner))"
        r" (?:at|around) [\d.:]+(?: ?[ap]m)?)"
    ),
    "tr": (
        r"(?:her (?:sabah|gun|aksam|gece|ogle|ogleden sonra|hafta(?: sonu)?|ay|yil|yaz"
        r"|kis|\w+tesi|pazar|sali|carsamba|persembe|cuma)"
        r"|(?:gunde|haftada|ayda|yilda) \w+ (?:gun|kez|kere|defa|saat)"
        r"|(?:pazartesi|sali|carsamba|persembe|cuma|cumartesi|pazar)l[ae]r[iu]"
        r"|sabahlari|aksamlari|geceleri|hafta sonlari)"
        rf"(?: {_WORD}){{0,6}}? [^\W_]\w*(?:[aeiu]r[iu]m|yor(?:um|uz)|[aeiu]r[iu]z)"
    ),
}
_OFTEN: Final = (
    r"(?:every|each) (?:single )?(?:morning|day|evening|night|week|weekend|month|year"
    r"|summer|winter|\w+day)|on \w+days|(?:once|twice) a (?:day|week|month)"
)
_PLANS: Final = {
    "en": (
        r"(?:(?:going|flying|travell?ing|driving|moving|getting|starting|visiting|having"
        r"|leaving|seeing|meeting|running|taking|giving|returning|coming|marrying)"
        rf"(?: {_WORD}){{0,6}}? {WHEN}(?: at [\d.:]+(?: ?[ap]m)?)?)"
    ),
    "tr": (
        rf"(?:(?:{_WORD} ){{0,3}}?{WHEN}(?: {_WORD}){{0,5}}? ?"
        r"(?:(?:gid|uc|tasin|evlen|basl|don|katil|bulus|ed|ol|cik|ugray|uguru)"
        r"(?:[iu]yor(?:um|uz)|[ae]?[ae]c[ae]g(?:im|iz))"
        r"|(?:randevu|sinav|toplanti|mulakat|ucus|ameliyat|dugun)[iu]?m(?:[iu]z)? var))"
    ),
}
_MEETING: Final = (
    rf"(?:{_WORD} ){{0,3}}?(?:appointment|meeting|exam|interview|surgery|flight"
    r"|wedding|checkup|check-up|test)"
    rf"(?: (?:with|to|at|in) {_WORD}(?: {_WORD}){{0,2}}?)? {WHEN}"
    r"(?: at [\d.:]+(?: ?[ap]m)?)?"
)
_PLAIN: Final = {
    "age": r"\d{1,3}",
    "adult": r"\d{2}",
    "date": DATE,
    "year": YEAR,
    "email": r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    "digits": r"\+?\(?\d[\d ()/-]{5,20}\d",
    "height": (
        r"(?:\d{3} ?(?:cm|santim)?|\d[.,]\d{1,2} ?(?:m|metre)?"
        r"|\d'\d{1,2}|\d (?:feet|foot|ft)(?: \d+(?: inches)?)?)"
    ),
    "weight": r"\d{2,3}(?:[.,]\d)? ?(?:kg|kilos?|kilograms?|pounds|lbs|stone)?",
    "kilo": r"\d{2,3}(?:[.,]\d)? ?(?:kg|kilo)",
    "time": r"\d{1,2}(?:[:.]\d\d)?(?: ?[ap]m)?",
    "size": r"\d{1,2}(?:[.,]5)?",
    "blood": (
        r"(?:ab|a|b|0|o)(?: ?rh)? ?(?:\+|-|\(\+\)|\(-\)|positive|negative"
        r"|pozitif|negatif|pos|neg)"
    ),
}
_LISTED: Final = frozenset(
    [
        "adjective",
        "breed",
        "car",
        "city",
        "computer",
        "diet",
        "instrument",
        "phone",
        "sign",
        "status",
        "substance",
        "team",
    ]
)
_CODE: Final = r"\S+(?: \S+){0,3}?"


def _phrase(words: int, *, commas: bool = False) -> str:
    joint = ",? " if commas else " "
    return rf"{_WORD}(?:{joint}{_WORD}){{0,{words - 1}}}?"


@cache
def shape(name: str, language: Language) -> Shape:
    """The shape that the rules of a language call ``name``."""
    if name in _PLAIN:
        return Shape(
            _PLAIN[name], values.years if name in {"age", "adult"} else values.as_said
        )
    if name in _LISTED:
        return Shape(_of_list(name, language), values.as_said)
    return _composed(name, language)


def _of_list(name: str, language: Language) -> str:
    if name == "adjective":
        return any_of(listed("condition", "adjective" if language == "en" else "sifat"))
    words = any_of(listed(name, "en") | listed(name, "tr"))
    if name in {"car", "phone", "sign", "computer"}:
        return rf"(?:{_WORD} ){{0,2}}?{words}(?: {_WORD}){{0,3}}?"
    return words


def _composed(name: str, language: Language) -> Shape:
    lists = rf"{_WORD}(?:,? {_WORD}){{0,7}}?"
    number = any_of(w for words in table("words")["numbers"].values() for w in words)
    made: dict[str, Callable[[], Shape]] = {
        "name": lambda: Shape(_phrase(3), values.name),
        "proper": lambda: Shape(_phrase(3), values.proper),
        "place": lambda: Shape(_phrase(4, commas=language == "en"), values.place),
        "firm": lambda: Shape(_phrase(4), values.firm),
        "school": lambda: Shape(_phrase(4), values.school),
        "work": lambda: Shape(_phrase(4), values.job),
        "short": lambda: Shape(_phrase(2), values.free),
        "title": lambda: Shape(_phrase(5), values.title),
        "handle": lambda: Shape(r"\S{2,40}", values.handle),
        "pastime": lambda: Shape(lists, values.pastime),
        "pick": lambda: Shape(_phrase(6), values.pick),
        "make": lambda: Shape(_phrase(6), values.made),
        "doing": lambda: Shape(_phrase(6), values.habit),
        "liking": lambda: Shape(lists, values.likings),
        "accusative": lambda: Shape(lists, values.in_case("accusative")),
        "dative": lambda: Shape(lists + "(?<=[ae])", values.in_case("dative")),
        "ablative": lambda: Shape(lists + "(?<=[dt][ae]n)", values.in_case("ablative")),
        "count": lambda: Shape(rf"(?:{number}|\d{{1,2}})", values.count),
        "code": lambda: Shape(_CODE, values.code),
        "often": lambda: Shape(_OFTEN, values.as_said),
        "habit": lambda: Shape(_HABITS[language], values.habit),
        "plan": lambda: Shape(_PLANS[language], values.plan),
        "meeting": lambda: Shape(_MEETING, values.plan),
        "activity": lambda: Shape(any_of(listed("activity", "en")), values.as_said),
        "job": lambda: _job_shape(language),
        "trade": lambda: _trade_shape(language),
        "studies": lambda: _studies_shape(language),
        "language": lambda: Shape(any_of(listed("language", language)), values.as_said),
        "languages": lambda: _several("language", language),
        "condition": lambda: _several("condition", language),
    }
    return made[name]()


def _job_shape(language: Language) -> Shape:
    jobs = any_of(listed("job", language))
    compound = "(?:s?[iu])?" if language == "tr" else ""
    return Shape(rf"(?:{_WORD} ){{0,4}}?{jobs}{compound}", values.job)


def _trade_shape(language: Language) -> Shape:
    if language == "tr":
        return Shape(rf"{any_of(listed('job', 'tr'))}l[iu]k", values.as_said)
    return Shape(r"\w+ing", values.trade)


def _studies_shape(language: Language) -> Shape:
    fields = any_of(listed("studies", language))
    return Shape(
        rf"(?:{_WORD} ){{0,2}}?{fields}(?: son sinif| \d\.? sinif)?", values.job
    )


def _several(name: str, language: Language) -> Shape:
    one = any_of(listed(name, language))
    joint = r"(?:, |,? (?:and|ve) )"
    return Shape(rf"{one}(?:{joint}{one}){{0,5}}", values.items)
