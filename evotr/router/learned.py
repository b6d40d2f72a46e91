"""The router in use: keyword stage, semantic stage, context and gating in turn."""

import time
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from operator import itemgetter

import numpy as np
from typing_extensions import override

from evotr.domain import GENERAL, Explanation, Route, RouteQuery, Router, Stage
from evotr.embedding import Embedder
from evotr.router.context import Context
from evotr.router.features import Extractor, Features
from evotr.router.gating import Gate
from evotr.router.judging import EVERYDAY, plainly_put, topic_of
from evotr.router.model import Model, Opinion, Panel
from evotr.router.nothing import TRANSLATION, in_third_language, nothing_said

__all__ = ["LearnedRouter"]

_UNSURE = 0.2  # the confidence in a text that asks nothing, at most
_KEYWORDS_TOLD = 5
_SHARE = itemgetter(1)


@dataclass(frozen=True, slots=True)
class LearnedRouter(Router):
    """Routes by what was fitted. Any thread may call it; it changes nothing.

    ``embedder`` is None where there is none: the keyword stage alone decides.
    ``candidates`` are the experts that may answer; the base is one of them. ``ready``
    is whether a correction finds what it starts from, or has to make it.
    """

    model: Model
    extractor: Extractor
    context: Context
    embedder: Embedder | None
    candidates: frozenset[str]
    gate: Gate = field(default_factory=Gate)
    ready: bool = True

    def among(self, experts: Collection[str]) -> "LearnedRouter":
        """This router, where only ``experts`` and the base may answer."""
        return replace(self, candidates=frozenset(experts) | {GENERAL})

    @override
    def route(self, query: RouteQuery) -> Route:
        start = time.perf_counter()
        looked = self.extractor.look(query.text)
        route = self._route(looked, self._previous(query))
        return replace(route, ms=(time.perf_counter() - start) * 1000)

    def _previous(self, query: RouteQuery) -> str | None:
        """Who gave the answer before; guessed from the question where nobody says."""
        if query.previous is not None or not query.history:
            return query.previous
        asked = [said.content for said in query.history if said.role == "user"]
        return self.route(RouteQuery(asked[-1])).pick if asked else None

    def _route(self, looked: Features, previous: str | None) -> Route:
        empty = nothing_said(looked)
        leaning = self._leans(looked, previous)
        opinion, panel, stage = self._opinion(looked, sure=not leaning)
        alone = opinion.leading
        if empty and self._translates(looked):
            empty = self.model.experts[alone] != TRANSLATION
        if leaning and previous is not None:
            raised = self.context.raised(
                looked,
                self.model.experts,
                np.array(opinion.shares),
                previous,
                0.0 if empty else self._small_talk(opinion, previous),
            )
            shares = raised.tolist()
            opinion = self.model.reconsidered(panel, looked, opinion, shares)
        kept = leaning and opinion.leading != alone
        if previous is not None and self.context.thanks(looked.reading):
            empty, kept, leaning = True, False, False
        if kept or (leaning and empty):
            stage = "context"
        elif empty:
            return self._fallback(self.model.nobody(opinion), looked, _UNSURE)
        elif opinion.confidence < panel.base_below:
            return self._fallback(opinion, looked, opinion.confidence)
        return self._decided(opinion, looked, stage)

    def _translates(self, looked: Features) -> bool:
        """Whether a third language asks for a translation: "Übersetze ins …"."""
        wanted = TRANSLATION in looked.hits.signs and TRANSLATION in self.candidates
        return wanted and in_third_language(looked)

    def _leans(self, looked: Features, previous: str | None) -> bool:
        """Whether the question may go on with what was said before."""
        if previous is None or in_third_language(looked):
            return False
        return self.context.odds(looked.reading) > 0

    def _small_talk(self, opinion: Opinion, previous: str) -> float:
        """How much nearer an everyday exemplar is than the closest of ``previous``."""
        cosines, experts = opinion.cosines, self.model.experts
        if cosines is None or previous not in experts:
            return 0.0
        everyday = (each for each in experts if topic_of(each) == EVERYDAY)
        near = max(cosines[self.model.of(e)].max(initial=-1) for e in everyday)
        return float(near - cosines[self.model.of(previous)].max(initial=-1))

    def _opinion(self, looked: Features, *, sure: bool) -> tuple[Opinion, Panel, Stage]:
        """By words alone where they are sure enough, else by words and meaning."""
        embedder, whole = self.embedder, self.model.whole
        deaf = embedder is None or whole is None
        # Where words may not decide, nobody asks what they say.
        if deaf or (sure and plainly_put(looked)):
            words = self.model.by_words(looked, self.candidates)
            if deaf or words.confidence >= self.model.keyword_from:
                return words, self.model.keyword, "keyword"
        assert embedder is not None
        assert whole is not None
        vector = embedder.encode([looked.embedded])[0]
        opinion = self.model.by_meaning(looked, vector, self.candidates)
        return opinion, whole, "semantic"

    def _decided(self, opinion: Opinion, looked: Features, stage: Stage) -> Route:
        ranking = self._ranking(opinion)
        return Route(
            experts=self.gate.choose(ranking),
            confidence=opinion.confidence,
            stage=stage,
            why=self._why(opinion, looked, ranking[0][0]),
            ranking=ranking,
        )

    def _fallback(self, opinion: Opinion, looked: Features, confidence: float) -> Route:
        return Route(
            experts=(),
            confidence=min(confidence, opinion.confidence),
            stage="fallback",
            why=self._why(opinion, looked, GENERAL),
            ranking=self._ranking(opinion),
        )

    def _ranking(self, opinion: Opinion) -> tuple[tuple[str, float], ...]:
        """The candidates by calibrated probability: the judge's for the first one."""
        among, confidence = self.candidates, opinion.confidence
        pairs = zip(self.model.experts, opinion.shares, strict=True)
        ordered = [pair for pair in pairs if pair[0] in among]
        ordered.sort(key=_SHARE, reverse=True)
        first, share = ordered[0]
        rest = (1 - confidence) / max(1 - share, 1e-6)
        behind = [(name, min(confidence, part * rest)) for name, part in ordered[1:]]
        return ((first, confidence), *behind)

    def _why(self, opinion: Opinion, looked: Features, pick: str) -> Explanation:
        keywords = looked.hits.words.get(pick, ())[:_KEYWORDS_TOLD]
        if opinion.cosines is None:
            return Explanation(keywords)
        theirs = self.model.of(pick)
        if not len(theirs):
            return Explanation(keywords)
        closest = int(theirs[opinion.cosines[theirs].argmax()])
        example = self.model.exemplars[closest][0]
        return Explanation(keywords, example, float(opinion.cosines[closest]))
