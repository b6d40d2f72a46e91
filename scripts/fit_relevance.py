"""Fit who judges whether a memory answers: ``python -m scripts.fit_relevance [FILE]``.

Chats, passages and questions that nothing answers are those of data/probes; FILE may
hold dialogues as `evotr.memory.evaluation` reads them, of which every second question
is fitted on. Writes data/memory/relevance.json, and prints how well it judges.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from typing_extensions import override

from evotr.domain import RecallQuery, Source
from evotr.embedding import Embedder, open_embedder
from evotr.journal import Journal
from evotr.memory.evaluation import DATASETS, Case, Dataset, opened
from evotr.memory.index import MemoryIndex
from evotr.memory.recall import Recall
from evotr.memory.relevance import Judge
from evotr.paths import BUNDLED_RELEVANCE, PROGRAM
from evotr.settings import load_settings

__all__ = ["main"]

_PROBES = PROGRAM / "data" / "probes"
_LOSS = 0.03  # of what would be found among ten
_PLACES = 10


@dataclass(frozen=True)
class Row:
    """What was found for a question: its best's features, and the part of answers."""

    group: str
    answerable: bool
    features: NDArray[np.float32]
    found: float


class Blind(Embedder):
    """What there is where no encoder can serve."""

    fingerprint, dimensions = "none", 1

    @override
    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Nothing is near anything."""
        return np.zeros((len(texts), 1), np.float32)


def _sets(dialogues: Path | None) -> Iterator[tuple[str, Dataset]]:
    """Stores with questions: alone, all together, and with a part left out."""
    chats, passages = (
        DATASETS[name]((_PROBES / file).read_text(encoding="utf-8"))
        for name, file in (
            ("chats", "recall_said.jsonl"),
            ("passages", "recall_tr.jsonl"),
        )
    )
    lines = (_PROBES / "recall_none.jsonl").read_text(encoding="utf-8").splitlines()
    none = [Case(json.loads(line)["text"], frozenset()) for line in lines]
    none = [replace(case, now=chats.cases[-1].now) for case in none]
    nothing = (*chats.nothing, *none)
    yield "chats", replace(chats, nothing=nothing)
    yield "passages", replace(passages, nothing=tuple(none))
    both = (*chats.items, *passages.items), (*chats.cases, *passages.cases[::2])
    yield "both", Dataset(*both, nothing)
    talks = {item.source.conversation_id or "" for item in chats.items}
    for at, talk in enumerate(sorted(talks)):
        yield "chat", _alone(chats, talk, none[at % 5 :: 5])
    yield "tiny", _tiny(chats, none)
    if dialogues is not None:
        data = DATASETS["locomo"](dialogues.read_text(encoding="utf-8"))
        talks = {item.source.conversation_id or "" for item in data.items}
        strange = [
            replace(case, conversation=talk)
            for case, talk in product(none[::8], sorted(talks))
        ]
        nothing = (*data.nothing[::2], *strange)
        yield "dialogues", Dataset(data.items, data.cases[::3], nothing)


def _alone(chats: Dataset, talk: str, none: Iterable[Case]) -> Dataset:
    """One chat, with the questions to it, and some to others of its language."""
    own = [case for case in chats.cases if _talks(case) == {talk}]
    others = [case for case in chats.cases[::4] if _talks(case) != {talk}]
    others = [replace(case, answers=frozenset()) for case in others]
    items = [item for item in chats.items if item.source.conversation_id == talk]
    return Dataset(tuple(items), tuple(own), (*others, *none))


def _tiny(chats: Dataset, none: Sequence[Case]) -> Dataset:
    """Every question beside its answer alone, or that and two turns more."""
    known = {item.id: item for item in chats.items}
    items, cases, nothing = [], [], []
    for at, case in enumerate(chats.cases):
        talk = f"tiny-{at}"
        said = sorted(case.answers)[:1] + list(known)[2 * at : 2 * at + 2] * (at % 2)
        source = Source(conversation_id=talk)
        items += [
            replace(known[one], id=f"{talk}/{one}", source=source) for one in said
        ]
        answers = frozenset({f"{talk}/{said[0]}"})
        cases.append(Case(case.question, answers, talk, case.now))
        others = (none[at], none[at + 40], chats.cases[at - 9], chats.cases[at - 21])
        nothing += [Case(one.question, frozenset(), talk, case.now) for one in others]
    return Dataset(tuple(items), tuple(cases), tuple(nothing))


def _talks(case: Case) -> set[str]:
    return {answer.split("/")[0] for answer in case.answers}


def _rows(group: str, data: Dataset, embedder: Embedder) -> Iterator[Row]:
    if embedder.dimensions == 1:
        with TemporaryDirectory() as folder:
            journal = Journal.open(Path(folder, "journal.db"), Path(folder, "backups"))
            with closing(journal), closing(_empty(journal, embedder, folder)) as index:
                journal.memories.add(data.items).result()
                yield from _asked(
                    group, data, Recall(journal.memories, index, embedder)
                )
    else:
        with opened(data.items, embedder) as (journal, index):
            yield from _asked(group, data, Recall(journal.memories, index, embedder))


def _empty(journal: Journal, embedder: Embedder, folder: str) -> MemoryIndex:
    """The index as it is where there are no vectors: nothing was read into it."""
    return MemoryIndex(journal.memories, embedder, Path(folder, "index"))


def _asked(group: str, data: Dataset, recall: Recall) -> Iterator[Row]:
    for case in (*data.cases, *data.nothing):
        query = RecallQuery(
            case.question, now=case.now, k=_PLACES, conversation=case.conversation
        )
        found = recall.found(query)
        if found is None or not found.items:
            continue  # nothing is shown, and nothing is to be judged
        order = np.argsort(-found.signals.scores, kind="stable")
        hits = [found.items[at].id in case.answers for at in order[:_PLACES]]
        share = sum(hits) / max(1, len(case.answers))
        features = found.signals.features()[order[0]]
        yield Row(group, bool(case.answers), features, share)


def _fitted(rows: Sequence[Row]) -> Judge:
    """A judge, fitted so that every group counts alike, with or without an answer."""
    features = np.array([row.features for row in rows], np.float64)
    answerable = np.array([row.answerable for row in rows])
    kinds = [(row.group, row.answerable) for row in rows]
    sizes = Counter(kinds)
    share = np.array([len(rows) / len(sizes) / sizes[kind] for kind in kinds])
    middle, spread = features.mean(axis=0), features.std(axis=0) + 1e-9
    model = LogisticRegression(C=0.5, max_iter=3_000)
    model.fit((features - middle) / spread, answerable, sample_weight=share)
    weights = model.coef_[0] / spread
    bias = float(model.intercept_[0] - weights @ middle)
    judge = Judge(tuple(np.round(weights, 4).tolist()), round(bias, 4), 0.0)
    return replace(judge, least=round(_least(rows, _judged(rows, judge)), 4))


def _judged(rows: Sequence[Row], judge: Judge) -> NDArray[np.float64]:
    features = np.array([row.features for row in rows], np.float64)
    logits = features @ np.asarray(judge.weights) + judge.bias
    return np.asarray(1 / (1 + np.exp(-logits)))


def _least(rows: Sequence[Row], relevance: NDArray[np.float64]) -> float:
    """Where so little of what would be found is below that it may be lost.

    Chats and dialogues count alike: documents are recognized far more easily.
    """
    groups = {row.group for row in rows} & {"chats", "dialogues"}
    whole = {
        group: sum(row.found for row in rows if row.group == group) for group in groups
    }
    shares = np.array(
        [row.found / whole[row.group] if row.group in groups else 0.0 for row in rows]
    )
    order = np.argsort(relevance)
    lost = np.cumsum(shares[order])
    return float(relevance[order[np.searchsorted(lost, _LOSS * len(groups))]])


def _told(rows: Sequence[Row], judge: Judge) -> None:
    relevance = _judged(rows, judge)
    for kind in sorted({(row.group, row.answerable) for row in rows}):
        chosen = [r.group == kind[0] and r.answerable == kind[1] for r in rows]
        kept = relevance[chosen] >= judge.least
        found = np.array([row.found for row in rows])[chosen]
        what = "answerable" if kind[1] else "nothing   "
        line = f"{kind[0]:10} {what} {len(kept):5}  shown {kept.mean():.3f}"
        if kind[1]:
            line += f"  recall@10 {found.mean():.3f} → {(found * kept).mean():.3f}"
        print(line)


def main() -> None:
    """Fit, write and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("dialogues", nargs="?", type=Path)
    options = parser.parse_args()
    embedder = open_embedder(load_settings())
    judges = {}
    for name, reader in ((embedder.fingerprint, embedder), ("words", Blind())):
        file = None if name == "words" else options.dialogues
        rows = [r for g, d in _sets(file) for r in _rows(g, d, reader)]
        fitted = [r for r in rows if r.group != "dialogues"]
        fitted += [r for r in rows if r.group == "dialogues"][::2]
        judges[name] = _fitted(fitted)
        if name == "words":
            # What shares no word is not found; of what does, none is dropped.
            judges[name] = replace(judges[name], least=0.0)
        print(name)
        _told(rows, judges[name])
    text = json.dumps({name: asdict(judge) for name, judge in judges.items()}, indent=2)
    BUNDLED_RELEVANCE.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
