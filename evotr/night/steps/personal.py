"""Secrets and personal numbers: they stay in memory, and never reach the weights."""

import re
from functools import cache
from typing import Any, Final, Literal

from detect_secrets.core.scan import scan_line
from detect_secrets.settings import transient_settings

from evotr.domain import fold
from evotr.night.steps.numbers import has_address, has_number
from evotr.night.steps.parted import BETWEEN, plain
from evotr.night.steps.patterns import any_pattern, one_pattern, worded
from evotr.night.steps.prose import unquoted

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
    r"|AIza[A-Za-z0-9_-]{30,}|glpat-[A-Za-z0-9_-]{16,}|github_pat_\w{20,}"
    r"|[srp]k_(?:live|test)_[A-Za-z0-9]{16,}"
    # Who has the address of one may write there.
    r"|discord(?:app)?\.com/api/(?:v\d+/)?webhooks/\d{10,20}/[A-Za-z0-9_-]{20,}"
    r"|webhook\.office\.com/webhookb2/[A-Za-z0-9@/-]{40,})"
)
# What no key looks like is not worth looking at: this is most of a night's time.
_LONG: Final = re.compile(r"(?=[^\s]*\d)[\w./+=:-]{16,}|://[^\s/]+:[^\s/]+@|-----BEGIN")
_VALUE: Final = re.compile(r"(?=[^\s]*[\d@#$%&*_!-])[^\s]{4,}")

_CODE: Final = re.compile(r"(?=(?:\D*\d){3})[\w#*-]{3,16}|\d(?:[ -]?\d){2,11}")
_LONE: Final = re.compile(r"\S{4,40}")
_WORDS: Final = re.compile(r"\S{2,40}(?: [^\s.,;:!?]{1,40}){0,23}")
Kind = Literal["secret", "personal_number"]
_APART: Final = "\n" * 4  # so that no number goes on in another text
# BitLocker's: eight times six digits, each of which can be divided by eleven.
_RECOVERY: Final = re.compile(rf"(?<!\d)\d{{6}}(?:{BETWEEN}\d{{6}}){{7}}(?!\d)")
_SIX: Final = re.compile(r"\d{6}")
_ELEVEN: Final = 11


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
def _code() -> re.Pattern[str]:
    """A word for a code that opens something, with its digits behind it."""
    between = r"(?:\s+\w+){0,2}?\s*(?::|=|\bis\b|\bwas\b|\bolarak\b|,|\s)\s*"
    return re.compile(
        rf"\b{worded('code_words')}{between}(?:\d[ -]?){{3,8}}(?![\w.,]*\w)"
    )


def personal(question: str, *answers: str) -> Kind | None:
    """What a question and answers to it hold that is nobody else's business."""
    texts = [question, *answers]
    if any(_has_key(text) for text in texts):
        return "secret"
    tellers = (_tells_password, _tells_code, _tells_bank)
    if any(told(question, answers) for told in tellers):
        return "secret"
    if has_number(_APART.join(texts)) or has_address(question, answers):
        return "personal_number"
    return None


def _has_key(text: str) -> bool:
    if _KEYS.search(text) or _has_recovery_key(plain(text)):
        return True
    lines = [line for line in text.splitlines() if _LONG.search(line)]
    if not lines:
        return False
    plugins: list[dict[str, Any]] = [{"name": name} for name in _PLUGINS]
    with transient_settings({"plugins_used": plugins}):
        return any(next(scan_line(line), None) for line in lines)


def _has_recovery_key(text: str) -> bool:
    for found in _RECOVERY.finditer(text):
        dashed = found[0].count("-") >= len(_SIX.findall(found[0])) - 1
        if dashed or all(int(one) % _ELEVEN == 0 for one in _SIX.findall(found[0])):
            return True
    return False


def _tells_password(question: str, answers: tuple[str, ...]) -> bool:
    """Whether a password is told: its word with a value, or asked for and given."""
    if any(_told().search(fold(text)) for text in (question, *answers)):
        return True
    given = [answer.strip(" .\"'“”\n") for answer in answers]
    folded = fold(question)
    if one_pattern("password_asked").search(folded) and any(
        map(_WORDS.fullmatch, given[:1])
    ):
        return True
    if not _asked().search(folded):
        return False
    return any(_LONE.fullmatch(one) and _VALUE.fullmatch(one) for one in given)


def _tells_code(question: str, answers: tuple[str, ...]) -> bool:
    """Whether a code that opens something is told, or a name with its password."""
    asked, given = fold(question), [fold(one).strip(" .\"'“”\n") for one in answers]
    if one_pattern("code_known").search(asked):
        return False
    if any(_code().search(text) for text in (asked, *given)):
        return True
    if any(one_pattern("login_plain").fullmatch(one) for one in given):
        return True
    if one_pattern("login_asked").search(asked):
        told = one_pattern("login_told")
        return any(told.fullmatch(one) for one in given)
    if not one_pattern("code_words").search(asked):
        return False
    return any(_CODE.fullmatch(one) for one in given)


def _tells_bank(question: str, answers: tuple[str, ...]) -> bool:
    """Whether it is asked, or told, by what a bank knows somebody."""
    asked = fold(unquoted(question).replace("’", "'"))
    if any_pattern("bank_asked").search(asked):
        return True
    told = (fold(answer.replace("’", "'")) for answer in (question, *answers))
    return any(any_pattern("bank_told").search(text) for text in told)
