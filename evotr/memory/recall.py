"""Finding the memories that a question needs."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final, Protocol

import numpy as np

from evotr.domain import MemoryFilter, MemoryItem, RecallQuery, Recollection
from evotr.embedding import Embedder
from evotr.journal.memories import Memories
from evotr.memory.candidates import Candidate, Candidates, Hints, candidates
from evotr.memory.corrections import corrections
from evotr.memory.fusion import Floats, Weights, closeness
from evotr.memory.index import MemoryIndex
from evotr.memory.lanes import asks_assistant, picked
from evotr.memory.no_answer import holds_no_answer
from evotr.memory.relevance import Relevance
from evotr.memory.signals import Signals, Weighed, read_signals
from evotr.memory.sourcing import with_sources
from evotr.memory.time_words import Span, spans_in, without_moments
from evotr.memory.words import (
    asks_something,
    asks_what_was_said,
    content_words,
    meant,
    names_in,
    without_names,
)

__all__ = ["Found", "Recall", "Reranker", "Tuning"]

_LISTED: Final = 200
"""So many memories the words may bring in."""

_READ: Final = 48
"""So many are read and weighed by their wording."""

_NO_NAMES: Final = frozenset({"", "user", "assistant"})


class Reranker(Protocol):
    """Reads a question and texts together; slow, and right more often."""

    def scores(self, question: str, texts: Sequence[str]) -> Floats:
        """How well each text answers, 0 … 1."""
        ...


@dataclass(frozen=True, slots=True)
class Tuning:
    """How recall decides.

    Attributes:
        weights: What each kind of score counts for.
        relevance: Who judges whether anything is relevant, and how much; without it
            the best is shown in any case, and scores are those of the ranking.
        reranked: What a `Reranker`'s word counts for.
    """

    weights: Weights = field(default_factory=Weights)
    relevance: Relevance | None = None
    reranked: float = 1.0


@dataclass(frozen=True, slots=True)
class Found:
    """What fits a question best, in the order of the candidates, and how it fits."""

    items: tuple[MemoryItem, ...]
    signals: Signals
    of_time: bool = False
    """Whether a time alone is asked for: these were said then, and answer."""


class Recall:
    """Searches the memories by meaning and by words. Any thread may call it.

    Where the index of vectors is not ready, or fails, words alone decide.

    Args:
        memories: The truth, with its index of words.
        index: The vectors.
        embedder: For the question; the same as the index's.
        tuning: How it decides.
        reranker: Who has the last word, if anybody.
    """

    def __init__(
        self,
        memories: Memories,
        index: MemoryIndex,
        embedder: Embedder,
        tuning: Tuning | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        self._memories, self._index, self._embedder = memories, index, embedder
        self._tuning, self._reranker = tuning or Tuning(), reranker

    def recall(self, query: RecallQuery) -> list[Recollection]:
        """The memories that ``query`` needs, the best first; none if none fits.

        What the user said to a wrong answer to just this question comes before all.

        Raises:
            JournalError: And its kin: the journal cannot be read.
        """
        known = corrections(self._memories, query, meant(query))
        ids = {one.item.id for one in known}
        others = (one for one in self._relevant(query) if one.item.id not in ids)
        return [*known, *others][: max(0, query.k)]

    def _relevant(self, query: RecallQuery) -> list[Recollection]:
        found = self.found(query)
        if found is None:
            return []
        scores = found.signals.scores
        if self._tuning.relevance is not None:
            judge = self._tuning.relevance.judge(found.signals)
            scores = judge.relevances(found.signals)
            least = 0.0 if query.anyway or found.of_time else judge.least
            if scores.max(initial=0.0) < least:
                return []
        ranked = [
            Recollection(item, float(score))
            for item, score in zip(found.items, scores, strict=True)
        ]
        ranked.sort(key=lambda one: -one.score)
        best = picked(ranked, query.k, own=asks_assistant(meant(query)))
        return [*with_sources(query.text, best)]

    def found(self, query: RecallQuery) -> Found | None:
        """What may answer ``query``, before it is judged; None: nothing is asked.

        Raises:
            JournalError: And its kin: the journal cannot be read.
        """
        if not asks_something(query.text) or query.k <= 0:
            return None
        now = query.now or datetime.now(UTC)
        spans = spans_in(meant(query), now)
        text = without_moments(meant(query), now)
        then = spans if asks_what_was_said(text) else ()
        searching = self._memories.search(
            " ".join(content_words(text)), _wanted(query), limit=_LISTED
        )
        with self._index.lock:
            speakers = self._index.table.speakers()
        named = names_in(text, (who for who in speakers if who not in _NO_NAMES))
        vector = self._embedder.encode([without_names(text, named.words)])[0]
        hints = Hints(named.speakers, spans, now, bool(then))
        # As many more as may be left out: what is said now is close to the question.
        found = candidates(
            self._index,
            query,
            vector,
            dict(searching.result()),
            (hints, self._tuning.weights, _READ + len(query.exclude)),
        )
        items = [
            item
            for item in self._fitting(query, now, found.best)
            if not then or any(_said_in(item, span) for span in then)
            if query.anyway or not holds_no_answer(item, text)
        ]
        weighed = self._weighed(text, items[:_READ], found, named.speakers)
        signals = replace(read_signals(text, weighed), timely=_timely(weighed, spans))
        return Found(tuple(weighed.items), signals, bool(then))

    def _fitting(
        self, query: RecallQuery, now: datetime, found: Sequence[Candidate]
    ) -> list[MemoryItem]:
        """Those of ``found`` that may be shown, in order."""
        read = self._memories.get if query.anyway else self._memories.standing
        return [
            item
            for item in read(one.id for one in found).result()
            if _holds(item, now) and item.source.message_id not in query.exclude
        ]

    def _weighed(
        self,
        text: str,
        items: Sequence[MemoryItem],
        found: Candidates,
        speakers: frozenset[str],
    ) -> Weighed:
        """Weigh the items by what they say, too."""
        weights = self._tuning.weights
        known = {one.id: one for one in found.best}
        best = [known[item.id] for item in items]
        said = [content_words(item.text) for item in items]
        close = closeness(content_words(text), said)
        scores = np.array([one.score for one in best], np.float32)
        scores += weights.wording * close
        scores += [weights.pinned * item.pinned for item in items]
        if self._reranker is not None and items:
            reread = self._reranker.scores(text, [item.text for item in items])
            # Whether anything answers is judged by scores as they are without it.
            scores += self._tuning.reranked * (reread - reread.mean())
        # Below 0 the less certain one would count more.
        scores -= np.abs(scores) * [1 - item.confidence for item in items]
        return Weighed(
            items=items,
            said=said,
            scores=scores,
            cosines=np.array([one.cosine for one in best], np.float32),
            lexical=np.array([one.lexical for one in best], np.float32),
            speakers=speakers,
            scope=found.scope,
        )


def _wanted(query: RecallQuery) -> MemoryFilter:
    return MemoryFilter(
        kinds=query.kinds,
        workspace=query.workspace,
        conversation=query.conversation,
    )


def _holds(item: MemoryItem, now: datetime) -> bool:
    begun = item.valid_from is None or item.valid_from <= now
    return begun and (item.valid_until is None or item.valid_until > now)


def _timely(found: Weighed, spans: Sequence[Span]) -> bool:
    if not found.items:
        return False
    best = found.items[int(np.argmax(found.scores))]
    return any(_said_in(best, span) for span in spans)


def _said_in(item: MemoryItem, span: Span) -> bool:
    return span.start <= item.created < span.end
