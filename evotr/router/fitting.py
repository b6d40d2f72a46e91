"""Fitting the heads and their judges on exemplars, in about a second.

The heads learn from the exemplars of the cards and of the user's corrections. The
judges learn how far the heads are to be believed: on exemplars that were held out with
all that are like them, and on rows written apart from all exemplars.
"""

import itertools
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from evotr.domain import GENERAL, Exemplar
from evotr.router.design import learn_basis
from evotr.router.features import Floats
from evotr.router.ground import Basis, Ground, Labels, Scales, Seen
from evotr.router.heads import Familiar, Head, Judge, Neighbours, familiar_with
from evotr.router.judging import (
    EVERYDAY,
    NOISE,
    TURKISH_CHAT,
    agreement_of,
    none_figures,
    plainly_put,
    right_figures,
    shares_of,
    topic_of,
    with_none,
)
from evotr.router.levels import Levels
from evotr.router.lines import Line, learn_line
from evotr.router.model import Model, Panel
from evotr.router.nothing import nothing_said
from evotr.router.thresholds import LEAST, Tried, base_below, keyword_from

__all__ = ["NEGATIVE", "Lessons", "fit", "lay_ground"]


_SCALES = Scales()
NEGATIVE = 0.3
"""What a negative weighs, whose own topic is a guess."""
_FOLDS = 5
_CLUSTERS = 150  # of exemplars that are like each other
_APART = 32  # a row written apart from the exemplars weighs as much as so many of them


@dataclass(frozen=True, slots=True)
class Lessons:
    """What is learned from, each with what was seen of its text.

    ``apart`` are texts written apart from the exemplars, ``accept`` the experts that
    are right for each, ``noise`` whether it is one that no expert is for.
    """

    exemplars: Sequence[Exemplar]
    seen: Seen
    negatives: Sequence[Exemplar]
    negatives_seen: Seen
    accept: Sequence[frozenset[str]]
    apart: Seen
    noise: Sequence[bool]


@contextmanager
def _quiet() -> Iterator[None]:
    """A fit that stops a little early is as good; few texts make few clusters."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield


def fit(experts: Sequence[str], lessons: Lessons) -> tuple[Model, Ground]:
    """Fit everything for ``experts``, GENERAL among them."""
    course = _prepare(tuple(sorted(experts)), lessons)
    keyword, tried = _panel(course, with_meaning=False)
    whole = _panel(course, with_meaning=True)[0] if course.neighbours else None
    looked = (*lessons.seen.looked, *lessons.apart.looked)
    plain = np.array([plainly_put(each) for each in looked], bool)
    model = Model(
        experts=course.experts,
        topics=course.topics,
        exemplars=tuple((e.text, e.expert) for e in lessons.exemplars),
        familiar=course.familiar,
        keyword=keyword,
        keyword_from=keyword_from(tried.at(plain)) if whole else LEAST,
        whole=whole,
        neighbours=course.neighbours,
    )
    return model, _ground(course)


def lay_ground(experts: Sequence[str], lessons: Lessons) -> Ground:
    """What `fit` gives beside the heads, for who has the heads: a part of its time."""
    return _ground(_prepare(tuple(sorted(experts)), lessons, judged=False))


@dataclass(frozen=True, slots=True)
class _Course:
    """The lessons in numbers.

    ``own`` is how familiar each exemplar is to the others, ``folds`` keep exemplars
    that are like each other together (all zeros where nothing is to be judged).
    """

    experts: tuple[str, ...]
    topics: tuple[str, ...]
    lessons: Lessons
    basis: Basis
    labels: Labels
    folds: NDArray[np.int32]
    familiar: Familiar
    own: Floats
    neighbours: Neighbours | None
    rows: Floats
    negatives: Floats
    apart: Floats

    def width(self, *, with_meaning: bool) -> int:
        """How many of the rows' columns a stage sees: the embedding is the last."""
        whole: int = self.rows.shape[1]
        return whole if with_meaning else whole - len(self.basis.mean)


def _ground(course: _Course) -> Ground:
    rows, labels = [course.rows], [course.labels, course.labels]
    if len(course.negatives) and len(course.topics) > 1:
        rows.append(course.negatives)
        for at, with_meaning in enumerate((False, course.neighbours is not None)):
            width = course.width(with_meaning=with_meaning)
            extra = _negatives(course, course.rows[:, :width])
            labels[at] = labels[at].joined(extra[1]) if extra else labels[at]
    return Ground(course.basis, np.vstack(rows), *labels)


def _prepare(
    experts: tuple[str, ...], lessons: Lessons, *, judged: bool = True
) -> _Course:
    topics = tuple(sorted({topic_of(expert) for expert in experts}))
    basis = learn_basis(lessons.seen.looked, lessons.seen.vectors)
    labels = _labels(topics, lessons.exemplars)
    neighbours = None
    if lessons.seen.vectors is not None:
        near = Levels.of(lessons.seen.vectors)
        neighbours = Neighbours(near, labels.topics, basis.mean, len(topics))
    rows = basis.rows(lessons.seen.looked, lessons.seen.vectors, _SCALES)
    familiar, own = familiar_with([each.grams for each in lessons.seen.looked])
    negatives, apart = (
        basis.rows(seen.looked, seen.vectors, _SCALES) if seen.looked else rows[:0]
        for seen in (lessons.negatives_seen, lessons.apart)
    )
    return _Course(
        experts,
        topics,
        lessons,
        basis,
        labels,
        _folds(rows) if judged else np.zeros(len(rows), np.int32),
        familiar,
        own,
        neighbours,
        rows,
        negatives,
        apart,
    )


def _folds(rows: Floats) -> NDArray[np.int32]:
    with _quiet():
        clusters: NDArray[np.int32] = KMeans(
            min(_CLUSTERS, len(rows)), n_init=1, max_iter=8, random_state=0
        ).fit_predict(rows)
    return clusters % _FOLDS


def _labels(topics: Sequence[str], exemplars: Sequence[Exemplar]) -> Labels:
    turkish = [
        -1 if topic_of(each.expert) != EVERYDAY else int(each.expert == TURKISH_CHAT)
        for each in exemplars
    ]
    return Labels(
        np.array([topics.index(topic_of(each.expert)) for each in exemplars], np.int32),
        np.array(turkish, np.int32),
        np.ones(len(exemplars), np.float32),
    )


def _panel(course: _Course, *, with_meaning: bool) -> tuple[Panel, Tried]:
    """Fit one stage's head and judges; what the head picked on unlearned texts."""
    width = course.width(with_meaning=with_meaning)
    rows = course.rows[:, :width]
    extra = _negatives(course, rows)
    line = _line(course, rows, extra, np.ones(len(rows), bool))
    scores = [np.zeros((len(rows), len(course.topics) + 1), np.float32)]
    for fold in range(_FOLDS):
        out = course.folds == fold
        scores[0][out] = _line(course, rows, extra, ~out).scores(rows[out])
    scores.append(line.scores(course.apart[:, :width]))
    votes, nearest = _neighbourhood(course, with_meaning=with_meaning)
    found = np.vstack(scores)
    pairs = [
        (row, None if votes is None else votes[at].tolist())
        for at, row in enumerate(found.tolist())
    ]
    shares = [shares_of(course.experts, course.topics, *pair) for pair in pairs]
    near = [*zip(nearest.tolist(), itertools.starmap(agreement_of, pairs), strict=True)]
    return _judged(course, shares, near, line.unfolded(course.basis, _SCALES))


def _line(
    course: _Course,
    rows: Floats,
    extra: tuple[Floats, Labels] | None,
    kept: NDArray[np.bool_],
) -> Line:
    labels, learned = course.labels.at(kept), rows[kept]
    if extra is not None:
        more, theirs = extra
        learned = np.vstack([learned, more])
        labels = labels.joined(theirs)
    return learn_line(learned, labels, len(course.topics))


def _negatives(course: _Course, rows: Floats) -> tuple[Floats, Labels] | None:
    """The negatives' rows; each one's topic is guessed: the likeliest other one."""
    negatives = course.lessons.negatives
    if not negatives or len(course.topics) == 1:
        return None
    more = course.negatives[:, : rows.shape[1]]
    first = _line(course, rows, None, np.ones(len(rows), bool))
    scores = first.scores(more)[:, :-1]
    for row, each in enumerate(negatives):
        scores[row, course.topics.index(topic_of(each.expert))] = -np.inf
    labels = Labels(
        scores.argmax(1).astype(np.int32),
        np.full(len(negatives), -1, np.int32),
        np.full(len(negatives), NEGATIVE, np.float32),
    )
    return more, labels


def _neighbourhood(
    course: _Course, *, with_meaning: bool
) -> tuple[Floats | None, Floats]:
    """Votes and closest cosines of the exemplars (by other folds), then of the rest."""
    apart = course.lessons.apart.vectors
    near = course.neighbours
    total = len(course.folds) + len(course.lessons.apart.looked)
    if not with_meaning or near is None or apart is None:
        return None, np.zeros(total, np.float32)
    plain, centred = near.cosines(near.near.vectors)
    votes, nearest = [], np.zeros(total, np.float32)
    held_out = np.zeros((len(course.folds), near.kinds), np.float32)
    for fold in range(_FOLDS):
        out = course.folds == fold
        held_out[out] = near.vote(centred[out], ~out)
        nearest[: len(out)][out] = plain[out][:, ~out].max(1, initial=0)
    votes.append(held_out)
    if len(apart):
        plain, centred = near.cosines(apart)
        votes.append(near.vote(centred))
        nearest[len(held_out) :] = plain.max(1)
    return np.vstack(votes), nearest


def _judged(
    course: _Course,
    shares: Sequence[list[float]],
    near: Sequence[tuple[float, float]],
    head: Head,
) -> tuple[Panel, Tried]:
    """Fit the judges on what the head thinks of texts that it has not learned."""
    lessons, experts = course.lessons, course.experts
    looked = [*lessons.seen.looked, *lessons.apart.looked]
    accept = [frozenset({each.expert}) for each in lessons.exemplars]
    accept += lessons.accept
    weights = np.ones(len(looked), np.float32)
    weights[len(lessons.exemplars) :] = _APART
    # No judge is asked about those, and they would be all that it learns.
    weights[[nothing_said(each) for each in looked]] = 0
    noise = [each.source == NOISE for each in lessons.exemplars]
    known = [course.familiar.share(each.grams) for each in lessons.apart.looked]
    general = experts.index(GENERAL)
    figures = [
        none_figures(each, nearest, familiar, row[general])
        for each, (nearest, _), familiar, row in zip(
            looked, near, [*course.own.tolist(), *known], shares, strict=True
        )
    ]
    nobody = np.array([*noise, *lessons.noise], bool)
    none = _judge_of(figures, nobody, weights)
    shares = [
        with_none(experts, row, none.probability(figure))
        for row, figure in zip(shares, figures, strict=True)
    ]
    picks = [experts[row.index(max(row))] for row in shares]
    right = np.array([pick in fair for pick, fair in zip(picks, accept, strict=True)])
    figures = [
        right_figures(each, experts, row, *close)
        for each, row, close in zip(looked, shares, near, strict=True)
    ]
    judge = _judge_of(figures, right, weights)
    tried = Tried(
        np.array([judge.probability(figure) for figure in figures], np.float32),
        right,
        np.array([GENERAL in fair for fair in accept]),
        weights,
    )
    return Panel(head, none, judge, base_below(tried)), tried


def _judge_of(
    figures: Sequence[tuple[float, ...]], answers: NDArray[np.bool_], weights: Floats
) -> Judge:
    """A logistic regression of yes on ``figures``; the share of yes if all agree."""
    if answers.all() or not answers.any():
        sure = 4.0 if answers.all() else -4.0
        return Judge((0.0,) * len(figures[0]), sure)
    model = LogisticRegression(C=10.0, max_iter=500)
    with _quiet():
        model.fit(np.array(figures, np.float32), answers, sample_weight=weights)
    return Judge(tuple(model.coef_[0].tolist()), float(model.intercept_[0]))
