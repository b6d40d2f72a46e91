"""What each part of the router adds, and the classic rule that it is measured against.

The classic router: 0.3 x keyword + 0.7 x closest exemplar, the best expert if that is
0.5 or more, else the base. It is implemented here alone.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from typing_extensions import override

from evotr.domain import GENERAL, Message, Route, RouteQuery, Router
from evotr.embedding import Embedder
from evotr.paths import PROGRAM
from evotr.router.design import learn_basis
from evotr.router.evaluation import Row, evaluate
from evotr.router.features import Features, Floats
from evotr.router.ground import Labels, Scales
from evotr.router.heads import Neighbours
from evotr.router.judging import (
    EVERYDAY,
    TURKISH_CHAT,
    limited,
    shares_of,
    softmax,
    topic_of,
)
from evotr.router.levels import Levels
from evotr.router.lines import learn_line
from evotr.router.opening import Knowledge, open_router

__all__ = ["print_parts"]

_EIGHT = frozenset(
    [
        "tr_chat",
        "python_coder",
        "medical",
        "legal",
        "finance",
        "science",
        "history",
        "general",
    ]
)
_PROBES = PROGRAM / "data" / "probes" / "router.jsonl"
_CLASSIC, _LEAST = (0.3, 0.7), 0.5


@dataclass(frozen=True, slots=True)
class _Shares(Router):
    """Answers by shares that were worked out beforehand."""

    experts: tuple[str, ...]
    by_text: dict[str, Floats]

    @override
    def route(self, query: RouteQuery) -> Route:
        shares = self.by_text[query.text]
        order = np.argsort(-shares, kind="stable")
        ranking = tuple((self.experts[at], float(shares[at])) for at in order)
        ranking = tuple(each for each in ranking if each[0] in _EIGHT)
        first = ranking[0]
        experts = () if first[0] == GENERAL else ((first[0], 1.0),)
        return Route(experts, min(first[1], 1.0), "semantic", ranking=ranking)


@dataclass(frozen=True, slots=True)
class _Table:
    """Exemplars and questions, looked at and embedded, in English and as they are."""

    experts: tuple[str, ...]
    owners: tuple[str, ...]
    taught: Sequence[Features]
    asked: Sequence[Features]
    glossed: tuple[Floats, Floats]
    plain: tuple[Floats, Floats]

    def classic(self) -> Floats:
        """Keywords and the closest exemplar, with fixed weights and threshold."""
        near = self.closest()
        said = np.array(
            [[float(e in f.hits.words) for e in self.experts] for f in self.asked]
        )
        found: Floats = _CLASSIC[0] * said + _CLASSIC[1] * near
        found[:, self.experts.index(GENERAL)] = _LEAST
        return found.astype(np.float32)

    def closest(self) -> Floats:
        """The cosine of each expert's closest exemplar."""
        cosines = self.plain[1] @ self.plain[0].T
        return np.stack(
            [
                cosines[:, [o == expert for o in self.owners]].max(axis=1)
                for expert in self.experts
            ],
            axis=1,
        ).astype(np.float32)

    def flat(self) -> Floats:
        """One logistic regression over all experts, on the plain embeddings."""
        labels = self._labels(self.experts, split=False)
        basis = learn_basis(self.taught, self.plain[0])
        scales = Scales(grams=0, dense=0)
        rows = basis.rows(self.taught, self.plain[0], scales)
        line = learn_line(rows, labels, len(self.experts))
        scores = line.scores(basis.rows(self.asked, self.plain[1], scales))
        return np.array([softmax(row[:-1]) for row in scores.tolist()])

    def by_topic(
        self, vectors: tuple[Floats, Floats], scales: Scales, *, vote: bool
    ) -> Floats:
        """Topics, then everyday Turkish or not, on the features that ``scales`` let."""
        topics = tuple(sorted({topic_of(expert) for expert in self.experts}))
        labels = self._labels(topics, split=True)
        basis = learn_basis(self.taught, vectors[0])
        line = learn_line(
            basis.rows(self.taught, vectors[0], scales), labels, len(topics)
        )
        scores = line.scores(basis.rows(self.asked, vectors[1], scales))
        votes = None
        if vote:
            near = Neighbours(
                Levels.of(vectors[0]), labels.topics, basis.mean, len(topics)
            )
            votes = near.vote(near.cosines(vectors[1])[1])
        rows = [
            shares_of(self.experts, topics, row, None if votes is None else votes[at])
            for at, row in enumerate(scores.tolist())
        ]
        return np.array([limited(self.experts, row, _EIGHT) for row in rows])

    def _labels(self, names: Sequence[str], *, split: bool) -> Labels:
        kinds = [topic_of(owner) if split else owner for owner in self.owners]
        turkish = [
            int(owner == TURKISH_CHAT) if topic_of(owner) == EVERYDAY else -1
            for owner in self.owners
        ]
        return Labels(
            np.array([names.index(kind) for kind in kinds], np.int32),
            np.array(turkish, np.int32),
            np.ones(len(kinds), np.float32),
        )


def print_parts(knowledge: Knowledge, embedder: Embedder) -> None:
    """A table in Markdown, on the development set with the eight experts."""
    rows = _rows()
    alone = [replace(row, query=RouteQuery(row.query.text)) for row in rows]
    router = open_router(knowledge, embedder)
    table = _look(knowledge, embedder, [row.query.text for row in rows])
    only = Scales(grams=0, dense=0)
    parts: list[tuple[str, Floats]] = [
        ("0.3 keyword + 0.7 closest exemplar, from 0.5 on", table.classic()),
        ("closest exemplar", table.closest()),
        ("head on the embedding", table.flat()),
        ("topic × language", table.by_topic(table.plain, only, vote=False)),
        ("Turkish glossed", table.by_topic(table.glossed, only, vote=False)),
        (
            "grams, keywords, language",
            table.by_topic(table.glossed, Scales(), vote=False),
        ),
        ("vote of the closest", table.by_topic(table.glossed, Scales(), vote=True)),
    ]
    texts = [row.query.text for row in rows]
    print("| part | all | tr | traps | top 2 | ECE | none | right |")
    print("|---|---|---|---|---|---|---|---|")
    for name, shares in parts:
        answers = dict(zip(texts, shares, strict=True))
        _print(name, _Shares(table.experts, answers), alone)
    limited_router = router.among(_EIGHT)
    words = replace(limited_router, embedder=None)
    _print("judges, thresholds (the router, no context)", limited_router, alone)
    _print("context (the router)", limited_router, rows)
    _print("words alone (no encoder)", words, rows)


def _print(name: str, router: Router, rows: Sequence[Row]) -> None:
    found = evaluate(router, rows)
    figures = [
        found.accuracy,
        found.by_lang["tr"],
        found.by_kind["trap"],
        found.top2,
        found.ece,
        found.auroc_none,
        found.auroc_right,
    ]
    print(f"| {name} | " + " | ".join(f"{figure:.3f}" for figure in figures) + " |")


def _look(knowledge: Knowledge, embedder: Embedder, texts: Sequence[str]) -> _Table:
    router = open_router(knowledge, embedder)
    look = router.extractor.look
    good = [each for each in knowledge.exemplars if not each.negative]
    taught = [look(each.text) for each in good]
    asked = [look(text) for text in texts]
    return _Table(
        router.model.experts,
        tuple(each.expert for each in good),
        taught,
        asked,
        (
            embedder.encode([each.embedded for each in taught]),
            embedder.encode([each.embedded for each in asked]),
        ),
        (
            embedder.encode([each.reading.text for each in taught]),
            embedder.encode([each.reading.text for each in asked]),
        ),
    )


def _rows() -> list[Row]:
    found = []
    for line in _PROBES.read_text("utf-8").splitlines():
        row = json.loads(line)
        history = tuple(Message(**said) for said in row.get("history", ()))
        query = RouteQuery(row["text"], history, row.get("previous"))
        fair = frozenset(row["accept"])
        found.append(Row(query, row["expert"], fair, row["lang"], row["kind"]))
    return found
