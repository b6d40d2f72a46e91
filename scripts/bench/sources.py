"""What a bound on sources spares and costs: ``python -m scripts.bench.sources``.

Recall brings three memories for a question; of what is below the bound, and not the
best of them, nothing is told under the answer. Judged on questions that nothing was
fitted on (`scripts.fit_relevance`): which part of what answers is told still, and which
part of what does not is told no more.
"""

from collections import defaultdict
from typing import Final

from evotr.domain import RecallQuery
from evotr.embedding import open_embedder
from evotr.memory.encoder import for_memory
from evotr.memory.evaluation import opened
from evotr.memory.recall import Recall, Tuning
from evotr.memory.relevance import read_relevance
from evotr.paths import BUNDLED_RELEVANCE
from evotr.settings import load_settings
from scripts.fit_relevance import stores

_BOUNDS: Final = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
_PLACES: Final = 3


def main() -> None:
    """Print it for each group of questions, and for questions that nothing answers."""
    embedder = for_memory(open_embedder(load_settings()))
    tuning = Tuning(relevance=read_relevance(BUNDLED_RELEVANCE, embedder.fingerprint))
    right: dict[str, list[float]] = defaultdict(list)
    wrong: dict[str, list[float]] = defaultdict(list)
    for store in (store for store in stores(None) if not store.fitted):
        with opened(store.items, embedder) as (journal, index):
            recall = Recall(journal.memories, index, embedder, tuning)
            for asked in store.asked:
                case = asked.case
                query = RecallQuery(
                    case.question,
                    now=case.now,
                    k=_PLACES,
                    conversation=case.conversation,
                )
                found = recall.recall(query)
                best = max((one.score for one in found), default=0.0)
                for one in found:
                    kept = right if one.item.id in case.answers else wrong
                    kept[asked.group].append(1.0 if one.score == best else one.score)
    print("bound".ljust(10), *(f"{bound:11}" for bound in _BOUNDS))
    for group in sorted(right):
        told = [_share(right[group], bound) for bound in _BOUNDS]
        spared = [1 - _share(wrong[group], bound) for bound in _BOUNDS]
        pairs = (f"{a:.3f}/{b:.3f}" for a, b in zip(told, spared, strict=True))
        print(group.ljust(10), *pairs, len(right[group]), len(wrong[group]))


def _share(scores: list[float], bound: float) -> float:
    return sum(score >= bound for score in scores) / max(1, len(scores))


if __name__ == "__main__":
    main()
