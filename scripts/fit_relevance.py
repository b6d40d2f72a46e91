"""Fit who judges whether a memory answers: ``python -m scripts.fit_relevance [FILE]``.

What is fitted on (data/probes/recall_fit*.jsonl, every second pair of questions to
passages, some of the router's calibration) is not what is judged by (recall_said.jsonl,
recall_none.jsonl, the other pairs). FILE may hold dialogues as
`evotr.memory.evaluation` reads them: every second one is fitted on. Writes
data/memory/relevance.json, and prints how well it judges. Turkish questions are asked
a second time as typed without Turkish letters ("plain").
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from typing_extensions import override

from evotr.domain import MemoryItem, RecallQuery, Source, fold
from evotr.embedding import Embedder, open_embedder
from evotr.journal import Journal
from evotr.memory.encoder import for_memory
from evotr.memory.evaluation import DATASETS, Case, opened
from evotr.memory.index import MemoryIndex
from evotr.memory.recall import Recall
from evotr.memory.relevance import Judge
from evotr.memory.signals import FEATURES
from evotr.paths import BUNDLED_RELEVANCE, BUNDLED_ROUTER, PROGRAM
from evotr.settings import load_settings

__all__ = ["Store", "main", "stores"]

_PROBES: Final = PROGRAM / "data" / "probes"
_PLACES: Final = 10
_LOSS: Final = 0.025
"""Of what would be found among ten, so much may be lost by what is fitted on."""

_FOLDS: Final = 10
"""Who sets the threshold by a question has not been fitted on it: what is lost would
look like less than it is."""

_WEIGHED: Final = ("chats", "dialogues", "passages")
"""Where that is counted, each group alike."""


@dataclass(frozen=True)
class Asked:
    """A question put to a store, and what it is counted as."""

    group: str
    language: str
    kind: str
    case: Case


@dataclass(frozen=True)
class Store:
    """Memories, the questions to them, and whether these are fitted on."""

    items: tuple[MemoryItem, ...]
    asked: tuple[Asked, ...]
    fitted: bool


@dataclass(frozen=True)
class Row:
    """What was found for a question: its best's features, and the part of answers.

    ``features`` are None where nothing was found or nothing is asked.
    """

    asked: Asked
    fitted: bool
    features: NDArray[np.float32] | None
    found: float


class Blind(Embedder):
    """What there is where no encoder can serve."""

    fingerprint, dimensions = "none", 1

    @override
    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Nothing is near anything."""
        return np.zeros((len(texts), 1), np.float32)


def _lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def stores(dialogues: Path | None) -> Iterator[Store]:
    """What is fitted on, and what is judged by; ``dialogues`` is a file of some."""
    more = _lines(BUNDLED_ROUTER / "calibration.jsonl")[::3]
    more = [row | {"kind": "task"} for row in more if row["lang"] in {"tr", "en"}]
    for fitted, chats, nothing in (
        (True, "recall_fit.jsonl", "recall_fit_none.jsonl"),
        (False, "recall_said.jsonl", "recall_none.jsonl"),
    ):
        none = _lines(_PROBES / nothing) + more * fitted
        yield from _chats(_PROBES / chats, none, fitted=fitted)
        yield _passages(none, fitted=fitted)
    if dialogues is not None:
        yield from _dialogues(dialogues)


def _chats(file: Path, none: list[dict[str, Any]], *, fitted: bool) -> Iterator[Store]:
    """All chats together and one by one; and questions beside three turns at most."""
    data = DATASETS["chats"](file.read_text(encoding="utf-8"))
    language = {row["conversation"]: row["lang"] for row in _lines(file)}
    now = data.cases[-1].now
    said = [
        Asked("chats", language[talk], "said", case)
        for case in data.cases
        for talk in {next(iter(case.answers)).split("/")[0]}
    ]
    unseen = [(row["lang"], text) for row in _lines(file) for text in row["unseen"]]
    strange = [
        Asked("chats", lang, "near", Case(text, frozenset(), now=now))
        for lang, text in unseen
    ]
    strange += [
        Asked(
            "chats", row["lang"], row["kind"], Case(row["text"], frozenset(), now=now)
        )
        for row in none
    ]
    together = [*said, *strange]
    together += [_plain(one) for one in together if one.language == "tr"]
    alone = [
        replace(one, group="one", case=replace(one.case, conversation=talk))
        for at, talk in enumerate(sorted(language))
        for one in _to_one(said, strange, talk, language[talk], at)
    ]
    yield Store(data.items, (*together, *alone), fitted)
    yield _tiny({item.id: item for item in data.items}, said, strange, fitted=fitted)


def _to_one(
    said: Sequence[Asked], strange: Sequence[Asked], talk: str, language: str, at: int
) -> Iterator[Asked]:
    """Questions to one talk, and some of its language that it does not answer."""
    others = [one for one in strange if one.language == language][at % 7 :: 7]
    for one in said:
        if all(answer.startswith(f"{talk}/") for answer in one.case.answers):
            yield one
        elif one.language == language:
            others.append(_unanswered(one))
    yield from others[::2]


def _tiny(
    known: dict[str, MemoryItem],
    said: Sequence[Asked],
    strange: Sequence[Asked],
    *,
    fitted: bool,
) -> Store:
    """Every question beside its answer alone, or that and two turns more."""
    items: list[MemoryItem] = []
    asked: list[Asked] = []
    for at, one in enumerate(said):
        talk = f"tiny-{at}"
        turns = sorted(one.case.answers)[:1]
        more = [key for key in list(known)[7 * at :][:2] if key not in turns]
        source = Source(conversation_id=talk)
        items += [
            replace(known[key], id=f"{talk}/{key}", source=source)
            for key in turns + more * (at % 2)
        ]
        here = frozenset({f"{talk}/{turns[0]}"})
        alike = [other for other in strange if other.language == one.language]
        others = [other for other in said if other.language == one.language]
        for other in (
            replace(one, case=replace(one.case, answers=here)),
            alike[3 * at % len(alike)],
            alike[(5 * at + 1) % len(alike)],
            _unanswered(others[(others.index(one) + 7) % len(others)]),
        ):
            case = replace(other.case, conversation=talk)
            asked.append(replace(other, group="tiny", case=case))
    return Store(tuple(items), tuple(asked), fitted)


def _passages(none: list[dict[str, Any]], *, fitted: bool) -> Store:
    text = (_PROBES / "recall_tr.jsonl").read_text(encoding="utf-8")
    data, plain = DATASETS["passages"](text), DATASETS["passages-plain"](text)
    asked = [
        Asked("passages", language, "said", case)
        for language, cases in (("tr", data.cases), ("plain", plain.cases))
        for at, case in enumerate(cases)
        if (at // 2) % 2 != fitted
    ]
    nothing = [
        Asked("passages", row["lang"], row["kind"], Case(row["text"], frozenset()))
        for row in none
    ]
    nothing += [_plain(one) for one in nothing if one.language == "tr"]
    return Store(data.items, (*asked, *nothing), fitted)


def _dialogues(file: Path) -> Iterator[Store]:
    data = DATASETS["locomo"](file.read_text(encoding="utf-8"))
    talks = sorted({item.source.conversation_id or "" for item in data.items})
    now = {case.conversation: case.now for case in data.cases}
    for fitted, some in ((True, talks[::2]), (False, talks[1::2])):
        none = _lines(_PROBES / f"recall_{'fit_' * fitted}none.jsonl")
        none = [row for row in none if row["lang"] == "en"]
        asked = [
            Asked("dialogues", "en", kind, case)
            for kind, cases in (("said", data.cases), ("strange", data.nothing))
            for case in cases
            if case.conversation in some and (case.answers or kind == "strange")
        ]
        asked += [
            Asked(
                "dialogues",
                "en",
                row["kind"],
                Case(row["text"], frozenset(), talk, now[talk]),
            )
            for at, talk in enumerate(some)
            for row in none[at % 4 :: 4]
        ]
        items = [item for item in data.items if item.source.conversation_id in some]
        yield Store(tuple(items), tuple(asked), fitted)


def _plain(one: Asked) -> Asked:
    case = replace(one.case, question=fold(one.case.question))
    return replace(one, language="plain", case=case)


def _unanswered(one: Asked) -> Asked:
    return replace(one, kind="other", case=replace(one.case, answers=frozenset()))


def _rows(stores: Iterable[Store], embedder: Embedder) -> Iterator[Row]:
    for store in stores:
        with _opened(store, embedder) as recall:
            for asked in store.asked:
                yield _row(asked, recall, fitted=store.fitted)


@contextmanager
def _opened(store: Store, embedder: Embedder) -> Iterator[Recall]:
    if embedder.dimensions > 1:
        with opened(store.items, embedder) as (journal, index):
            yield Recall(journal.memories, index, embedder)
        return
    # As it is where there are no vectors: nothing is read into the index.
    with TemporaryDirectory() as folder:
        journal = Journal.open(Path(folder, "journal.db"), Path(folder, "backups"))
        index = MemoryIndex(journal.memories, embedder, Path(folder, "index"))
        with closing(journal), closing(index):
            journal.memories.add(store.items).result()
            yield Recall(journal.memories, index, embedder)


def _row(asked: Asked, recall: Recall, *, fitted: bool) -> Row:
    case = asked.case
    query = RecallQuery(
        case.question, now=case.now, k=_PLACES, conversation=case.conversation
    )
    found = recall.found(query)
    if found is None or not found.items:
        return Row(asked, fitted, None, 0.0)
    order = np.argsort(-found.signals.scores, kind="stable")
    hits = sum(found.items[at].id in case.answers for at in order[:_PLACES])
    features = found.signals.features()[order[0]]
    return Row(asked, fitted, features, hits / max(1, len(case.answers)))


def _fitted(rows: Sequence[Row]) -> Judge:
    """A judge whose threshold loses `_LOSS` of what would be found."""
    questions = (fold(row.asked.case.question).encode() for row in rows)
    folds = [crc32(question) % _FOLDS for question in questions]
    relevance = np.zeros(len(rows))
    for one in sorted(set(folds)):
        judge = _judge([r for r, own in zip(rows, folds, strict=True) if own != one])
        here = [at for at, own in enumerate(folds) if own == one]
        relevance[here] = _judged([rows[at] for at in here], judge)
    return replace(_judge(rows), least=round(_least(rows, relevance), 4))


def _judge(rows: Sequence[Row]) -> Judge:
    """Fitted so that every group counts alike, with or without an answer."""
    features = np.array([row.features for row in rows], np.float64)
    answerable = np.array([bool(row.asked.case.answers) for row in rows])
    kinds = [(row.asked.group, bool(row.asked.case.answers)) for row in rows]
    sizes = Counter(kinds)
    share = np.array([len(rows) / len(sizes) / sizes[kind] for kind in kinds])
    middle, spread = features.mean(axis=0), features.std(axis=0) + 1e-9
    model = LogisticRegression(C=0.3, max_iter=3_000)
    model.fit((features - middle) / spread, answerable, sample_weight=share)
    weights = model.coef_[0] / spread
    bias = float(model.intercept_[0] - weights @ middle)
    named = dict(zip(FEATURES, np.round(weights, 4).tolist(), strict=True))
    return Judge(named, round(bias, 4), 0.0)


def _judged(rows: Sequence[Row], judge: Judge) -> NDArray[np.float64]:
    """How relevant the best is; 0 where nothing was found."""
    weights = np.array([judge.weights[name] for name in FEATURES])
    return np.array(
        [
            0.0
            if row.features is None
            else 1 / (1 + np.exp(-(row.features @ weights + judge.bias)))
            for row in rows
        ]
    )


def _least(rows: Sequence[Row], relevance: NDArray[np.float64]) -> float:
    """Where so little of what would be found is below that it may be lost."""
    groups = {row.asked.group for row in rows}.intersection(_WEIGHED)
    whole = {
        group: sum(row.found for row in rows if row.asked.group == group)
        for group in groups
    }
    shares = np.array(
        [
            row.found / whole[row.asked.group] if row.asked.group in groups else 0.0
            for row in rows
        ]
    )
    order = np.argsort(relevance)
    lost = np.cumsum(shares[order])
    return float(relevance[order[np.searchsorted(lost, _LOSS * len(groups))]])


def _told(rows: Sequence[Row], judge: Judge) -> None:
    relevance = _judged(rows, judge)
    shown = relevance >= judge.least
    found = np.array([row.found for row in rows])
    for group, language in sorted({(r.asked.group, r.asked.language) for r in rows}):
        here = [(r.asked.group, r.asked.language) == (group, language) for r in rows]
        answered = np.array([bool(row.asked.case.answers) for row in rows])
        own, none = answered & here, ~answered & here
        line = f"{group:10} {language:6} nothing for {1 - shown[none].mean():.3f}"
        if own.any():
            kept = found[own] * shown[own]
            line += f"  recall@10 {found[own].mean():.3f} → {kept.mean():.3f}"
        kinds = np.array([row.asked.kind for row in rows])
        for kind in dict.fromkeys(kinds[none]):
            some = none & (kinds == kind)
            line += f"  {kind} {1 - shown[some].mean():.2f}"
        print(line)


def main() -> None:
    """Fit, write and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("dialogues", nargs="?", type=Path)
    options = parser.parse_args()
    embedder = for_memory(open_embedder(load_settings()))
    name = embedder.fingerprint.rsplit("-", 1)[0]  # without the glossary's digest
    rows = [*_rows(stores(options.dialogues), embedder)]
    judges = {name: _fitted([r for r in rows if r.fitted and r.features is not None])}
    _told([row for row in rows if not row.fitted], judges[name])
    blind = (store for store in stores(None) if store.fitted)
    words = [row for row in _rows(blind, Blind()) if row.features is not None]
    # What shares no word is not found; of what does, none is dropped.
    judges["words"] = replace(_fitted(words), least=0.0)
    text = json.dumps({name: asdict(judge) for name, judge in judges.items()}, indent=2)
    BUNDLED_RELEVANCE.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
