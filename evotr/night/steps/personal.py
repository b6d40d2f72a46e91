"""Secrets and personal numbers: they stay in memory, and never reach the weights."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any, Final, Literal

from detect_secrets.core.scan import scan_line
from detect_secrets.settings import transient_settings
from phonenumbers import PhoneNumberMatcher
from stdnum import iban, luhn
from stdnum.tr import tckimlik, vkn
from stdnum.us import ssn

from evotr.domain import fold
from evotr.night.steps.patterns import any_pattern, worded

__all__ = ["personal"]

# Keys by their shape; not by their entropy, which words of any language have too.
_PLUGINS: Final = (
    "ArtifactoryDetector",
    "AWSKeyDetector",
    "AzureStorageKeyDetector",
    "BasicAuthDetector",
    "DiscordBotTokenDetector",
    "GitHubTokenDetector",
    "GitLabTokenDetector",
    "JwtTokenDetector",
    "MailchimpDetector",
    "NpmDetector",
    "OpenAIDetector",
    "PrivateKeyDetector",
    "PypiTokenDetector",
    "SendGridDetector",
    "SlackDetector",
    "SquareOAuthDetector",
    "StripeDetector",
    "TelegramBotTokenDetector",
    "TwilioKeyDetector",
)
_KEYS: Final = re.compile(
    r"\b(?:sk-(?:proj-|ant-)?[A-Za-z0-9_-]{20,}|hf_[A-Za-z0-9]{20,}"
    r"|AIza[A-Za-z0-9_-]{30,}|glpat-[A-Za-z0-9_-]{16,}|github_pat_\w{20,})"
)
# What no key looks like is not worth looking at: this is most of a night's time.
_LONG: Final = re.compile(r"(?=[^\s]*\d)[\w./+=:-]{16,}|://[^\s/]+:[^\s/]+@|-----BEGIN")
_REGION: Final = "TR"
_DIGITS: Final = re.compile(
    r"(?<![\w.,/])\+?\d(?:[ -]?\d){8,18}(?![\w/]|[.,]\d)"
    r"|(?<![\w.,/])\d{3,4}(?:\.\d{2,4}){2,4}(?![\w/]|[.,]\d)"
)
_PARTS: Final = re.compile(r"\d+")
_IBAN: Final = re.compile(
    r"\b[A-Z]{2}[ -]?\d{2}(?:[ -]?[A-Z0-9]){11,30}", re.IGNORECASE
)
_IBAN_SIGNS: Final = range(15, 35)
_SSN: Final = re.compile(r"(?<!\d)\d{3}-\d{2}-\d{4}(?!\d)")
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PUBLIC_MAIL: Final = re.compile(r"@(?:example|ornek|test|domain)\.", re.IGNORECASE)
_CARD: Final = range(13, 20)
_TAX: Final = re.compile(r"\b(?:vkn|vergi (?:no|numara|kimlik)\w*|tax (?:id|number))\b")
_PLATE: Final = re.compile(r"\bplaka\w*|\b(?:license|number) plate\b")
_PLATE_NUMBER: Final = re.compile(r"\b\d{2} ?[a-z]{1,3} ?\d{2,4}\b")
_VALUE: Final = re.compile(r"(?=[^\s]*[\d@#$%&*_!-])[^\s]{4,}")

_LONE: Final = re.compile(r"\S{4,40}")
_WORDS: Final = re.compile(r"\S{2,40}(?: [^\s.,;:!?]{1,40}){0,23}")
Kind = Literal["secret", "personal_number"]


@cache
def _told() -> re.Pattern[str]:
    """A word for a password with its value behind it, as one tells it."""
    return re.compile(
        worded("password_words")
        + r"(?:\s+\w+){0,3}?\s*(?::|=|\bis\b|\bwas\b|\bolarak\b|,|\s)\s*[\"'“”]?"
        + r"(?P<code>(?=\S*\d)\S{4,})"
    )


@cache
def _asked() -> re.Pattern[str]:
    return re.compile(rf"\b{worded('password_words')}")


@cache
def _wanted() -> re.Pattern[str]:
    """A question that nothing but a password answers."""
    return re.compile(worded("password_asked"))


def personal(question: str, *answers: str) -> Kind | None:
    """What a question and answers to it hold that is nobody else's business."""
    texts = [question, *answers]
    if any(_has_key(text) for text in texts) or _tells_password(question, answers):
        return "secret"
    whole = "\n".join(texts)
    return "personal_number" if _has_number(whole) else None


def _has_key(text: str) -> bool:
    if _KEYS.search(text):
        return True
    lines = [line for line in text.splitlines() if _LONG.search(line)]
    if not lines:
        return False
    plugins: list[dict[str, Any]] = [{"name": name} for name in _PLUGINS]
    with transient_settings({"plugins_used": plugins}):
        return any(next(scan_line(line), None) for line in lines)


def _tells_password(question: str, answers: tuple[str, ...]) -> bool:
    """Whether a password is told: its word with a value, or asked for and given."""
    if any(_told().search(fold(text)) for text in (question, *answers)):
        return True
    given = [answer.strip(" .\"'“”\n") for answer in answers]
    folded = fold(question)
    if _wanted().search(folded) and any(map(_WORDS.fullmatch, given[:1])):
        return True
    if not _asked().search(folded):
        return False
    return any(_LONE.fullmatch(one) and _VALUE.fullmatch(one) for one in given)


def _has_number(text: str) -> bool:
    text = unicodedata.normalize("NFKC", text)  # digits of full width are digits
    folded = fold(text)
    return (
        any(_is_personal(number, folded) for number in _numbers(text))
        or any(map(_has_iban, _IBAN.findall(text)))
        or any_pattern("papers").search(folded) is not None
        or any(map(ssn.is_valid, _SSN.findall(text)))
        or any(not _PUBLIC_MAIL.search(mail) for mail in _MAIL.findall(text))
        or any(True for _ in PhoneNumberMatcher(text, _REGION))
        or any_pattern("address").search(folded) is not None
        or bool(_PLATE.search(folded) and _PLATE_NUMBER.search(folded))
    )


def _has_iban(found: str) -> bool:
    """Whether it begins with one; the words behind it may look like more of it."""
    signs = re.sub(r"[ -]", "", found)
    return any(iban.is_valid(signs[:count]) for count in _IBAN_SIGNS)


def _numbers(text: str) -> Iterator[str]:
    """Each number with what stands beside it, and without: a year may follow it."""
    for match in _DIGITS.finditer(text):
        parts = _PARTS.findall(match[0])
        yield from map("".join, (parts, parts[:-1], parts[1:]))
        yield from parts


def _is_personal(number: str, folded: str) -> bool:
    """Whether the check digits say that it is an identity, a tax number, or a card."""
    if tckimlik.is_valid(number):
        return True
    if vkn.is_valid(number) and _TAX.search(folded):
        return True
    return len(number) in _CARD and luhn.is_valid(number)
