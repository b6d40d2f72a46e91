"""From scores to shares of experts, and what their judges look at, text by text.

In plain Python: for a dozen numbers numpy's calls cost more than the sums.
"""

import math
from collections.abc import Sequence
from functools import lru_cache

from evotr.domain import GENERAL
from evotr.router.features import Features

__all__ = [
    "EVERYDAY",
    "NOISE",
    "TURKISH_CHAT",
    "agreement_of",
    "limited",
    "none_figures",
    "plainly_put",
    "right_figures",
    "shares_of",
    "sigmoid",
    "softmax",
    "spoken_for",
    "topic_of",
    "with_none",
]

NOISE = "noise"
"""The source of exemplars that no expert is for; they are the base's."""

TURKISH_CHAT = "tr_chat"
EVERYDAY = "everyday"
"""The one topic of general and tr_chat: what is talked of does not tell them apart."""

_SHARPNESS = 1.5  # of the logistic regression's shares, which its penalty blunts
_VOTE = 1.0  # of the closest exemplars, beside the head's shares
_LEFT_OUT = 0.05  # of the shares of experts that may not answer: goes to the everyday
_WORDS = 20
_FEW = 8
_UNTOLD = 3


def topic_of(expert: str) -> str:
    """The topic that an expert stands for."""
    return EVERYDAY if expert in {GENERAL, TURKISH_CHAT} else expert


def sigmoid(value: float) -> float:
    """The logistic function; as a tangent it cannot overflow."""
    return 0.5 + 0.5 * math.tanh(0.5 * value)


def softmax(scores: Sequence[float], sharpness: float = 1.0) -> list[float]:
    """Shares of a whole."""
    top = max(scores)
    return _whole([math.exp(sharpness * (score - top)) for score in scores])


def _whole(parts: Sequence[float]) -> list[float]:
    total = sum(parts)
    return [part / total for part in parts]


def shares_of(
    experts: tuple[str, ...],
    topics: tuple[str, ...],
    scores: Sequence[float],
    votes: Sequence[float] | None,
) -> list[float]:
    """Shares of ``experts`` by scores (topics + 1) and votes (topics)."""
    by_topic = softmax(scores[:-1], _SHARPNESS)
    if votes is not None:
        pairs = zip(by_topic, votes, strict=True)
        by_topic = _whole([(share + 1e-9) * vote**_VOTE for share, vote in pairs])
    shares = [by_topic[column] for column in _columns(experts, topics)]
    if GENERAL in experts and TURKISH_CHAT in experts:
        turkish = sigmoid(scores[-1])
        shares[experts.index(TURKISH_CHAT)] *= turkish
        shares[experts.index(GENERAL)] *= 1 - turkish
    return shares


@lru_cache(maxsize=4)
def _columns(experts: tuple[str, ...], topics: tuple[str, ...]) -> tuple[int, ...]:
    """Each expert's topic, as its index."""
    return tuple(topics.index(topic_of(expert)) for expert in experts)


def with_none(
    experts: Sequence[str], shares: Sequence[float], none: float
) -> list[float]:
    """``shares`` where with the probability ``none`` no expert fits."""
    left = [share * (1 - none) for share in shares]
    left[experts.index(GENERAL)] += none
    return left


def limited(
    experts: tuple[str, ...], shares: Sequence[float], among: frozenset[str]
) -> list[float]:
    """``shares`` where only the experts ``among`` may answer, and the base.

    Some of what the others would have got is the base's (or everyday Turkish's): a
    question for an expert that is not there is not one for the next best.
    """
    kept, everyday = _masks(experts, among)
    left = [share if stays else 0.0 for share, stays in zip(shares, kept, strict=True)]
    if all(kept):
        return left
    freed = _LEFT_OUT * (sum(shares) - sum(left))
    chat = [
        share + 1e-9 if talks else 0.0
        for share, talks in zip(left, everyday, strict=True)
    ]
    rate = freed / sum(chat)
    pairs = zip(left, chat, strict=True)
    return _whole([share + rate * part for share, part in pairs])


@lru_cache(maxsize=16)
def _masks(
    experts: tuple[str, ...], among: frozenset[str]
) -> tuple[tuple[bool, ...], tuple[bool, ...]]:
    """Which experts may answer, and which of these are everyday."""
    kept = tuple(expert in among or expert == GENERAL for expert in experts)
    pairs = zip(experts, kept, strict=True)
    return kept, tuple(stays and topic_of(each) == EVERYDAY for each, stays in pairs)


def none_figures(
    looked: Features, nearest: float, familiar: float, general: float
) -> tuple[float, ...]:
    """What tells a text that no expert is for.

    ``nearest`` is the cosine of the closest exemplar, ``familiar`` the share of known
    grams, ``general`` the base's share.
    """
    foreign, noise = looked.language.foreign, looked.hits.noise
    return nearest, familiar, foreign, noise, _words(looked), general


def agreement_of(scores: Sequence[float], votes: Sequence[float] | None) -> float:
    """How far the head and the closest exemplars mean the same topic: 0 … 1."""
    if votes is None:
        return 0.0
    return sum(map(min, softmax(scores[:-1], _SHARPNESS), _whole(votes)))


def right_figures(
    looked: Features,
    experts: Sequence[str],
    shares: Sequence[float],
    nearest: float,
    agreement: float,
) -> tuple[float, ...]:
    """What tells whether the first of ``shares`` is right."""
    first = max(shares)
    pick = shares.index(first)
    # The base may have no rival.
    second = max((*shares[:pick], *shares[pick + 1 :]), default=0.0)
    topic = topic_of(experts[pick])
    said = spoken_for(looked)
    return (
        math.log(first + 1e-4) - math.log(1 - first + 1e-3),
        math.log(first / (second + 1e-4)),
        nearest,
        agreement,
        _words(looked),
        looked.language.turkish,
        topic == EVERYDAY,
        topic in said,
        bool(said - {topic, EVERYDAY}),
    )


def spoken_for(looked: Features) -> set[str]:
    """The topics that a keyword or a sign speaks for, and no guard against."""
    named = {*looked.hits.words, *looked.hits.signs} - looked.hits.guarded
    return {topic_of(expert) for expert in named}


def plainly_put(looked: Features) -> bool:
    """Whether words alone may decide: few of them, of one field, and no known trap.

    The words that no card and no list has may well say the opposite.
    """
    many = len(looked.reading.words)
    named = sum(len(stems) for stems in looked.hits.words.values())
    return (
        many <= _FEW
        and many - named - looked.language.listed <= _UNTOLD
        and not looked.hits.guarded
        and len(spoken_for(looked) - {EVERYDAY}) <= 1
    )


def _words(looked: Features) -> float:
    return min(len(looked.reading.words), _WORDS) / _WORDS
