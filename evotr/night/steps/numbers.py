"""Numbers of persons: identity, tax, bank, card, phone, plate, address, machine."""

import ipaddress
import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, combinations
from typing import Final

from phonenumbers import PhoneNumberMatcher
from stdnum import bitcoin, iban, isbn, luhn
from stdnum.tr import tckimlik, vkn
from stdnum.us import ssn

from evotr.domain import fold
from evotr.night.steps.parted import BETWEEN, joined, parts_of, plain
from evotr.night.steps.patterns import any_pattern, one_pattern
from evotr.night.steps.spelled import Spelled, spelled

__all__ = ["has_address", "has_number"]

_REGION: Final = "TR"
_ABROAD: Final = ("GB", "DE", "US")
"""Whose local numbers are looked for, once a phone is spoken of."""
_LOCAL: Final = re.compile(r"\(?0|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}$")
_DATE: Final = re.compile(r"\d\d?([./ -])(?:0?[1-9]|1[0-2])\1(?:19|20)\d\d\b")
_DIGITS: Final = re.compile(
    r"(?<![\w.,/])\+?\d(?:[ -]?\d){8,18}(?![\w/]|[.,]\d)"
    r"|(?<![\w.,/])\d{3,4}(?:\.\d{2,4}){2,4}(?![\w/]|[.,]\d)"
)
_YEAR: Final = re.compile(r"1\d{3}|20\d\d")
_PARTS: Final = re.compile(r"\d+")
_DOTTED: Final = re.compile(r"(?<![\w.,/])\d{2}(?:\.\d{3}){3}(?![\w/]|[.,]\d)")
# Of eleven digits between letters one in a hundred has the right check digits.
_GLUED: Final = re.compile(r"(?<![\d.,])[1-9]\d{10}(?![\d]|[.,]\d)")
# Looked for at every place: what stands before one may look like the beginning of it.
_IBAN: Final = re.compile(
    rf"(?<![A-Z0-9])(?=([A-Z]{{2}}(?:{BETWEEN})?\d{{2}}"
    rf"(?:(?:{BETWEEN})?[A-Z0-9]){{11,30}}))",
    re.IGNORECASE,
)
_IBAN_SIGNS: Final = range(15, 35)
_BARE_IBAN: Final = 24  # digits of a Turkish one behind its "TR"
_SLIPPED: Final = range(_BARE_IBAN - 2, _BARE_IBAN + 3)
_RUN: Final = re.compile(rf"(?<!\d)\d+(?:{BETWEEN}\d+)*")
# As one looks, whatever its check digits say: a bank's letters, then digits.
_LIKE_IBAN: Final = re.compile(
    rf"(?<![^\W\d_])[A-Z]{{2}}(?:{BETWEEN})?\d{{2}}(?:{BETWEEN})?"
    rf"(?:[A-Z]{{4}}(?:{BETWEEN})?)?(?:\d(?:{BETWEEN})?){{10,30}}",
    re.IGNORECASE,
)
_SSN: Final = re.compile(r"(?<!\d)\d{3}-\d{2}-\d{4}(?!\d)")
_SSN_PARTS: Final = (3, 2, 4)
_SPLIT: Final = range(2, 6)  # parts of an identity or tax number, of two digits or more
_SPLIT_DIGITS: Final = (10, 11)
_LISTED: Final = 12
_MAIL: Final = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_SPELT_MAIL: Final = re.compile(
    r"(?<![\w.+-])([\w.+-]+) ?[\[(](?:at|et)[\])] ?([\w.-]+)"
)
_PUBLIC_MAIL: Final = re.compile(r"@(?:example|ornek|test|domain)\b", re.IGNORECASE)
_NEAR: Final = 200
"""Signs before and behind a number in which is looked for what it is of."""
_CARD: Final = range(13, 20)
# A card in its groups, whatever stands between them, a new line too.
_GROUPS: Final = re.compile(
    rf"(?<!\d)(?:[2-69]\d{{3}}(?:{BETWEEN}\d{{4}}){{3}}(?:{BETWEEN}\d{{3}})?"
    rf"|3\d{{3}}{BETWEEN}\d{{6}}{BETWEEN}\d{{4,5}})(?!\d)"
)
_TAX: Final = re.compile(r"\b(?:vkn|vergi (?:no|numara|kimlik)\w*|tax (?:id|number))\b")
# A province, letters that are no small word or unit, and a number.
_PLATE: Final = re.compile(
    r"\b(?:0[1-9]|[1-7]\d|8[01]) ?(?!(?:in|on|at|to|or|by|of|and|the|for|ve|ile|ya|ay"
    r"|yil|gun|km|kg|hp|bg|ps|kw|cc|lt|tl|cm|mm|dk|sn)\b)[a-z]{1,3} ?\d{2,5}\b"
)
# A plate as it is written, which needs no word for it; "24 NOV 26" and units are none.
_LONE_PLATE: Final = re.compile(
    r"(?<![\w.,/-])(?:0[1-9]|[1-7]\d|8[01]) (?!JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT"
    r"|NOV|DEC|OCA|NIS|HAZ|TEM|AGU|EYL|EKI|KAS|ARA|MHZ|GHZ|KHZ|KWH|RPM|DPI|PSI|USD|EUR"
    r"|GBP|TRY|BCE|UTC|GMT)[A-PR-VYZ]{3} \d{2,3}(?![\w/-]|[.,]\d)"
)
_BITCOIN: Final = re.compile(
    r"\b(?:bc1[a-z0-9]{20,80}|[13][1-9A-HJ-NP-Za-km-z]{25,34})\b"
)
# Coins that have no library here, by their first sign and length.
_COIN: Final = re.compile(
    r"\b(?:T[1-9A-HJ-NP-Za-km-z]{33}|[48][1-9A-HJ-NP-Za-km-z]{94}"
    r"|[LMDr][1-9A-HJ-NP-Za-km-z]{25,33}|ltc1[a-z0-9]{38,60}|addr1[a-z0-9]{50,110})\b"
)
_COIN_DIGITS: Final = 3  # at least; a name of a program's part has fewer
_ETHER: Final = re.compile(r"\b0x(?!0{40}\b)[0-9a-fA-F]{40}\b")
_MAC: Final = re.compile(
    r"(?<![\w:-])(?:[0-9a-f]{2}([:-]))(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}(?![\w:-])"
)
# With another sign, which is one between all: then bytes may look the same.
_PAIRS: Final = re.compile(
    r"(?<![^\W_])[0-9a-f]{2}([\s._/:-]{1,3})[0-9a-f]{2}(?:\1[0-9a-f]{2}){4,}(?![^\W_])"
    r"|(?<![\w.])[0-9a-f]{4}(?:\.[0-9a-f]{4}){2}(?![\w.])"
)
_PAIR: Final = re.compile(r"[0-9a-f]{2}")
_MAC_PAIRS: Final = 6
_TOO: Final = ("da", "de")
_SHARED_MAC: Final = re.compile(r"ffff|000000|01005e|3333")
_ADDRESS: Final = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w/]|\.\d)")
_SHARED_HOSTS: Final = frozenset({0, 1, 254, 255})


def has_number(text: str) -> bool:
    """Whether a number in it is somebody's."""
    text = plain(text)
    folded = fold(text)
    taxed = _TAX.search(folded) is not None
    spoken = one_pattern("phone_words").search(folded) is not None
    return (
        any(_is_personal(number, taxed=taxed) for number in _numbers(text))
        or any(map(_has_iban, _IBAN.findall(text)))
        or _has_bare_iban(text)
        or (one_pattern("iban_words").search(folded) and _is_like_iban(text))
        or any(any_pattern(name).search(folded) for name in ("papers", "accounts"))
        or any(map(ssn.is_valid, _social(text)))
        or any(not _PUBLIC_MAIL.search(mail) for mail in _mails(text))
        or any_pattern("address").search(folded) is not None
        or _has_phone(text, spoken=spoken)
        or _has_plate(text, folded)
        or _has_purse(text)
        or any(
            _is_somebodys(folded, one, taxed=taxed, spoken=spoken)
            for one in spelled(folded)
        )
        or _has_mac(folded)
    )


def has_address(question: str, answers: tuple[str, ...]) -> bool:
    """Whether an answer gives a machine of the user's own network, and nothing else."""
    if one_pattern("network_known").search(fold(question)):
        return False
    given = [found for one in answers[:1] for found in _ADDRESS.findall(one)]
    return len(given) == 1 and given[0] not in question and _is_host(given[0])


def _is_host(address: str) -> bool:
    try:
        found = ipaddress.IPv4Address(address)
    except ValueError:
        return False
    known = found.is_loopback or found.is_link_local or found.is_unspecified
    return found.is_private and not known and found.packed[-1] not in _SHARED_HOSTS


def _mails(text: str) -> Iterator[str]:
    yield from _MAIL.findall(text)
    yield from ("@".join(parts) for parts in _SPELT_MAIL.findall(text))


def _is_somebodys(folded: str, one: Spelled, *, taxed: bool, spoken: bool) -> bool:
    """Whether a number in it that is written in words is somebody's.

    Of the text what stands near is read, not all of it again for every number.
    """
    begin, end = max(0, one.start - _NEAR), one.end + _NEAR
    if begin:  # not from the middle of a word
        begin = max(begin, folded.find(" ", begin, one.start))
    if end < len(folded):
        end = max(one.end, folded.rfind(" ", one.end, end))
    said = f"{folded[begin : one.start]}{one.digits}{folded[one.end : end]}"
    return (
        one.lone
        or _is_personal(one.digits, taxed=taxed)
        or _has_phone(said, spoken=spoken)
        or any(any_pattern(name).search(said) for name in ("papers", "accounts"))
    )


def _has_phone(text: str, *, spoken: bool) -> bool:
    """Whether there is a phone number, abroad's too where one is spoken of."""
    if any(True for _ in PhoneNumberMatcher(text, _REGION)):
        return True
    # Parts between which the library reads nothing: new lines may be of a list.
    parted = (one.raw_string for one in PhoneNumberMatcher(joined(text), _REGION))
    whole = [one for one in parted if not _DATE.match(one)]
    if any(spoken or one.lstrip("(").startswith(("0", "+")) for one in whole):
        return True
    if not spoken:
        return False
    found = chain.from_iterable(PhoneNumberMatcher(text, one) for one in _ABROAD)
    return any(_LOCAL.match(one.raw_string) for one in found)


def _has_plate(text: str, folded: str) -> bool:
    if _LONE_PLATE.search(text):
        return True
    spoken = one_pattern("car_words").search(folded)
    return bool(spoken and _PLATE.search(folded))


def _has_purse(text: str) -> bool:
    """Whether it holds the address of a purse of coins."""
    found = map(bitcoin.is_valid, _BITCOIN.findall(text))
    others = (sum(map(str.isdigit, one)) for one in _COIN.findall(text))
    return (
        _ETHER.search(text) is not None
        or any(found)
        or any(count >= _COIN_DIGITS for count in others)
    )


def _has_iban(found: str) -> bool:
    """Whether it begins with one; the words behind it may look like more of it."""
    signs = re.sub(r"[\W_]", "", found)
    return any(iban.is_valid(signs[:count]) for count in _IBAN_SIGNS)


def _has_bare_iban(text: str) -> bool:
    """Whether it holds a Turkish one without its "TR", as its check digits say."""
    return any(
        iban.is_valid(f"TR{''.join(some)}")
        for parts in _runs(text)
        for some in _adding_up(parts, _BARE_IBAN)
    )


def _is_like_iban(text: str) -> bool:
    """Whether something in it is one by its length alone, a slip in typing included."""
    if _LIKE_IBAN.search(text):
        return True
    return any(
        sum(map(len, parts)) in _SLIPPED or any(_adding_up(parts, _BARE_IBAN))
        for parts in _runs(text)
    )


def _runs(text: str) -> Iterator[list[str]]:
    """The digits that stand together, in their parts; years are a list of years."""
    for run in _RUN.finditer(text):
        parts = _PARTS.findall(run[0])
        if not all(map(_YEAR.fullmatch, parts)):
            yield parts


def _adding_up(parts: Sequence[str], count: int) -> Iterator[Sequence[str]]:
    """The parts one behind the other that have so many digits; of a list only all."""
    if sum(map(len, parts)) == count:
        yield parts
    elif len(parts) <= _LISTED:
        ends = list(accumulate(map(len, parts), initial=0))
        for start, end in combinations(range(len(ends)), 2):
            if ends[end] - ends[start] == count:
                yield parts[start:end]


def _has_mac(folded: str) -> bool:
    """Whether it holds the address of a machine, and not bytes of something else."""
    found = ["".join(_PAIR.findall(one[0])) for one in _MAC.finditer(folded)]
    if not one_pattern("bytes_words").search(folded):
        found += filter(_is_mixed, map(_six, _PAIRS.finditer(folded)))
    return any(not _SHARED_MAC.match(one) for one in found)


def _six(found: re.Match[str]) -> str:
    """The pairs of a machine's address; a Turkish word beside it may look like one."""
    pairs = _PAIR.findall(found[0])
    if len(pairs) > _MAC_PAIRS and pairs[-1] in _TOO:
        pairs.pop()
    if len(pairs) > _MAC_PAIRS and pairs[0] in _TOO:
        pairs.pop(0)
    return "".join(pairs) if len(pairs) == _MAC_PAIRS else ""


def _is_mixed(one: str) -> bool:
    return not one.isdigit() and not one.isalpha() and one != ""


def _social(text: str) -> Iterator[str]:
    yield from _SSN.findall(text)
    for parts in parts_of(text):
        if tuple(map(len, parts)) == _SSN_PARTS:
            yield "-".join(parts)


def _numbers(text: str) -> Iterator[str]:
    """Each number with what stands beside it, and without: a year may follow it."""
    for match in chain(_DIGITS.finditer(text), _GROUPS.finditer(text)):
        parts = _PARTS.findall(match[0])
        if not all(map(_YEAR.fullmatch, parts)):  # no card begins so
            yield from map("".join, (parts, parts[:-1], parts[1:]))
        yield from parts
    yield from (one.replace(".", "") for one in _DOTTED.findall(text))
    yield from _GLUED.findall(text)
    for parts in parts_of(text):
        yield from _split(parts)


def _split(parts: Sequence[str]) -> Iterator[str]:
    """What may be an identity or a tax number among parts; some may be of others.

    So many that they are a list are not looked at.
    """
    if len(parts) > _LISTED:
        return
    for start in range(len(parts)):
        for count in _SPLIT:
            some = parts[start : start + count]
            if len(some) == count and min(map(len, some)) > 1:
                number = "".join(some)
                if len(number) in _SPLIT_DIGITS:
                    yield number


def _is_personal(number: str, *, taxed: bool) -> bool:
    """Whether the check digits say that it is an identity, a tax number, or a card."""
    if tckimlik.is_valid(number):
        return True
    if taxed and vkn.is_valid(number):
        return True
    return len(number) in _CARD and luhn.is_valid(number) and not isbn.is_valid(number)
