"""From scores to shares of experts, and what their judges look at. Rows of texts."""

from collections.abc import Collection, Sequence

import numpy as np

from evotr.domain import GENERAL
from evotr.router.features import Features, Floats
from evotr.router.heads import sigmoid, softmax

__all__ = [
    "EVERYDAY",
    "NOISE",
    "TURKISH_CHAT",
    "agreement_of",
    "limited",
    "none_figures",
    "right_figures",
    "shares_of",
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


def topic_of(expert: str) -> str:
    """The topic that an expert stands for."""
    return EVERYDAY if expert in {GENERAL, TURKISH_CHAT} else expert


def shares_of(
    experts: Sequence[str], topics: Sequence[str], scores: Floats, votes: Floats | None
) -> Floats:
    """Shares of ``experts`` by scores (n, topics + 1) and votes (n, topics)."""
    logs = np.log(softmax(scores[:, :-1] * _SHARPNESS) + 1e-9)
    if votes is not None:
        logs = logs + _VOTE * votes
    by_topic = softmax(logs)
    shares = np.stack(
        [by_topic[:, topics.index(topic_of(expert))] for expert in experts], axis=1
    )
    if GENERAL in experts and TURKISH_CHAT in experts:
        turkish = sigmoid(scores[:, -1])
        shares[:, experts.index(TURKISH_CHAT)] *= turkish
        shares[:, experts.index(GENERAL)] *= 1 - turkish
    return shares


def with_none(experts: Sequence[str], shares: Floats, none: Floats) -> Floats:
    """``shares`` where with the probability ``none`` (n) no expert fits."""
    shares = shares * (1 - none[:, None])
    shares[:, experts.index(GENERAL)] += none
    return shares


def limited(experts: Sequence[str], shares: Floats, among: Collection[str]) -> Floats:
    """``shares`` where only the experts ``among`` may answer, and the base.

    Some of what the others would have got is the base's (or everyday Turkish's): a
    question for an expert that is not there is not one for the next best.
    """
    kept = np.array([expert in among or expert == GENERAL for expert in experts])
    if kept.all():
        return shares
    everyday = np.array([topic_of(expert) == EVERYDAY for expert in experts]) & kept
    left = shares[:, ~kept].sum(axis=1, keepdims=True) * _LEFT_OUT
    shares = shares * kept
    chat = shares * everyday + 1e-9 * everyday
    shares = shares + left * chat / chat.sum(axis=1, keepdims=True)
    found: Floats = shares / shares.sum(axis=1, keepdims=True)
    return found


def none_figures(
    looked: Sequence[Features], nearest: Floats, familiar: Floats, general: Floats
) -> Floats:
    """What tells a text that no expert is for, (n, 6).

    ``nearest`` is the cosine of the closest exemplar, ``familiar`` the share of known
    grams, ``general`` the base's share.
    """
    foreign = [features.language.foreign for features in looked]
    noise = [float(features.hits.noise) for features in looked]
    return np.stack(
        [
            nearest,
            familiar,
            np.array(foreign),
            np.array(noise),
            _words(looked),
            general,
        ],
        axis=1,
    ).astype(np.float32)


def agreement_of(scores: Floats, votes: Floats | None) -> Floats:
    """How far the head and the closest exemplars mean the same topic, (n): 0 … 1."""
    if votes is None:
        return np.zeros(len(scores), np.float32)
    head = softmax(scores[:, :-1] * _SHARPNESS)
    agreement: Floats = np.minimum(head, softmax(votes)).sum(axis=1)
    return agreement


def right_figures(
    looked: Sequence[Features],
    experts: Sequence[str],
    shares: Floats,
    nearest: Floats,
    agreement: Floats,
) -> Floats:
    """What tells whether the first of ``shares`` is right, (n, 9)."""
    alone = np.zeros((len(shares), 1), np.float32)  # the base may have no rival
    ordered = np.sort(np.hstack([shares, alone]), axis=1)[:, ::-1]
    first, second = ordered[:, 0], ordered[:, 1]
    picks = [experts[column] for column in shares.argmax(axis=1)]
    turkish = [features.language.turkish for features in looked]
    everyday = [float(topic_of(pick) == EVERYDAY) for pick in picks]
    named = [_named(each, pick) for each, pick in zip(looked, picks, strict=True)]
    return np.column_stack(
        [
            np.log(first + 1e-4) - np.log(1 - first + 1e-3),
            np.log(first / (second + 1e-4)),
            nearest,
            agreement,
            _words(looked),
            np.array(turkish),
            np.array(everyday),
            np.array(named),
        ]
    ).astype(np.float32)


def _named(looked: Features, pick: str) -> tuple[float, float]:
    """Whether a keyword of ``pick`` was said, and whether one of somebody else was."""
    said = {
        topic_of(expert)
        for expert in {*looked.hits.words, *looked.hits.signs} - looked.hits.guarded
    }
    topic = topic_of(pick)
    return float(topic in said), float(bool(said - {topic, EVERYDAY}))


def _words(looked: Sequence[Features]) -> Floats:
    return np.array(
        [min(len(f.reading.words), _WORDS) / _WORDS for f in looked], np.float32
    )
