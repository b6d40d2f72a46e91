"""How well recall finds what answers a question, beside plain ways of searching."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np

from evotr.domain import (
    MemoryFilter,
    MemoryItem,
    RecallQuery,
    Recollection,
    Source,
)
from evotr.embedding import Embedder
from evotr.errors import FileNotReadable
from evotr.journal import Journal
from evotr.memory.encoder import for_memory
from evotr.memory.index import MemoryIndex
from evotr.memory.recall import Recall, Tuning
from evotr.memory.relevance import read_relevance
from evotr.paths import BUNDLED_RELEVANCE

__all__ = ["DATASETS", "Case", "Dataset", "evaluate", "opened"]

_FOUND: Final = 10
_FEW: Final = 5
_EVERY: Final = 4
# As reciprocal rank fusion is usually done.
_RRF: Final = 60
_EPOCH: Final = datetime(2020, 1, 1, tzinfo=UTC)
_TURN: Final = re.compile(r"D\d+:\d+")
_SESSION: Final = re.compile(r"session_\d+")


@dataclass(frozen=True, slots=True)
class Case:
    """A question, and the memories that answer it.

    Attributes:
        question: As it is asked.
        answers: Ids of memories; those that are not there count as not found.
        conversation: Where to search, None for everywhere.
        now: When it is asked.
    """

    question: str
    answers: frozenset[str]
    conversation: str | None = None
    now: datetime = _EPOCH


@dataclass(frozen=True, slots=True)
class Dataset:
    """Memories, questions to them, and questions that no memory answers."""

    items: tuple[MemoryItem, ...]
    cases: tuple[Case, ...]
    nothing: tuple[Case, ...] = ()


Figures = dict[str, float]
"""``recall_at_1``, ``recall_at_5``, ``recall_at_10`` (the part of the answers that is
found, averaged over the questions) and ``mrr`` (of the first one, within ten)."""


def evaluate(
    name: str, file: Path, embedder: Embedder, tuning: Tuning | None = None
) -> dict[str, Any]:
    """The `Figures` of recall on a data set, and of others under their names.

    ``name`` is one of `DATASETS`. The others are ``dense`` (the cosine of the whole
    question), ``bm25`` (the journal's index of words) and ``rrf`` (their ranks fused).
    It works in a journal of its own and leaves nothing behind; recall shows the best in
    any case.

    Where there are questions without an answer, further figures say how well they are
    told from the others: ``auroc``, by the relevance of the best memory; and where what
    is not relevant enough is not shown, ``recall_at_10_judged``, and
    ``shown_for_nothing``, the share of such questions that still bring something.

    Raises:
        FileNotReadable: The file is none, or not of this data set.
    """
    try:
        data = DATASETS[name](file.read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise FileNotReadable(file=file, reason=str(error)) from error
    embedder = for_memory(embedder)
    with opened(data.items, embedder) as (journal, index):
        return _compared(data, journal, index, embedder, tuning or Tuning())


@contextmanager
def opened(
    items: Iterable[MemoryItem], embedder: Embedder
) -> Iterator[tuple[Journal, MemoryIndex]]:
    """A journal that holds ``items``, and their index, for as long as they are used."""
    with TemporaryDirectory() as folder, ExitStack() as stack:
        journal = Journal.open(Path(folder, "journal.db"), Path(folder, "backups"))
        stack.callback(journal.close)
        journal.memories.add(items).result()
        index = MemoryIndex(journal.memories, embedder, Path(folder, "index"))
        stack.callback(index.close)
        index.refresh().result()
        yield journal, index


def _compared(
    data: Dataset,
    journal: Journal,
    index: MemoryIndex,
    embedder: Embedder,
    tuning: Tuning,
) -> dict[str, Any]:
    relevance = read_relevance(BUNDLED_RELEVANCE, embedder.fingerprint)
    tuning = replace(tuning, relevance=relevance.lenient())
    ours = _Ours(Recall(journal.memories, index, embedder, tuning))

    def dense(case: Case) -> list[str]:
        table = index.table
        rows = np.flatnonzero(table.chosen("", case.conversation, ()))
        vector = embedder.encode([case.question])[0]
        cosines = index.vectors.cosines(table.slots(rows), vector)
        best = np.argsort(-cosines, kind="stable")[:_RRF]
        return [table.ids[row] for row in rows[best]]

    def bm25(case: Case) -> list[str]:
        wanted = MemoryFilter(conversation=case.conversation)
        found = journal.memories.search(case.question, wanted, limit=_RRF).result()
        return [memory_id for memory_id, _ in found]

    def rrf(case: Case) -> list[str]:
        scores: dict[str, float] = {}
        for listed in (dense(case), bm25(case)):
            for rank, memory_id in enumerate(listed, 1):
                scores[memory_id] = scores.get(memory_id, 0.0) + 1 / (_RRF + rank)
        return sorted(scores, key=lambda memory_id: -scores[memory_id])

    others = {"dense": dense, "bm25": bm25, "rrf": rrf}
    report: dict[str, Any] = {
        "questions": len(data.cases),
        "memories": len(data.items),
        **_figures(data.cases, ours.search),
        **{way: _figures(data.cases, search) for way, search in others.items()},
    }
    return report | ours.told(data, relevance.vectors.least)


class _Ours:
    """Recall, and how sure it is of what it finds."""

    def __init__(self, recall: Recall) -> None:
        self._recall = recall
        self._found: dict[Case, list[Recollection]] = {}

    def search(self, case: Case) -> list[str]:
        """The ids, the best first."""
        if case not in self._found:
            query = RecallQuery(
                case.question, now=case.now, k=_FOUND, conversation=case.conversation
            )
            self._found[case] = self._recall.recall(query)
        return [found.item.id for found in self._found[case]]

    def told(self, data: Dataset, least: float) -> Figures:
        """How well questions without an answer are told from the others."""
        if not data.nothing:
            return {}
        sure = [self._surest(case) for case in data.cases]
        unsure = [self._surest(case) for case in data.nothing]
        judged = _figures(data.cases, lambda case: self._judged(case, least))
        return {
            "auroc": round(_auroc(sure, unsure), 4),
            "recall_at_10_judged": judged["recall_at_10"],
            "shown_for_nothing": round(float(np.mean(np.array(unsure) >= least)), 4),
        }

    def _surest(self, case: Case) -> float:
        self.search(case)
        return max((found.score for found in self._found[case]), default=0.0)

    def _judged(self, case: Case, least: float) -> list[str]:
        return self.search(case) if self._surest(case) >= least else []


def _auroc(above: Sequence[float], below: Sequence[float]) -> float:
    """How often one of ``above`` is above one of ``below``; a tie is a half."""
    low = np.sort(below)
    sides = (np.searchsorted(low, above, side=side) for side in ("left", "right"))
    return float(np.mean([side.mean() for side in sides]) / len(low))


def _figures(cases: Sequence[Case], search: Callable[[Case], list[str]]) -> Figures:
    sums = {"recall_at_1": 0.0, "recall_at_5": 0.0, "recall_at_10": 0.0, "mrr": 0.0}
    for case in cases:
        hits = [found in case.answers for found in search(case)[:_FOUND]]
        for key, places in (("1", 1), ("5", _FEW), ("10", _FOUND)):
            share = sum(hits[:places]) / max(1, len(case.answers))
            sums[f"recall_at_{key}"] += share
        if any(hits):
            sums["mrr"] += 1 / (hits.index(True) + 1)
    number = max(1, len(cases))
    return {key: round(value / number, 4) for key, value in sums.items()}


def _dialogues(text: str) -> Dataset:
    """LoCoMo: talks of two people over months, questions with the turns they rest on.

    Questions of its fifth category have no answer, and are left out like those without
    evidence. A few of those of the talk before, with other names, have none either.
    """
    items: list[MemoryItem] = []
    cases: list[Case] = []
    nothing: list[Case] = []
    samples = json.loads(text)
    for place, sample in enumerate(samples):
        talk = str(sample["sample_id"])
        said = list(_turns(talk, sample["conversation"]))
        items += said
        known = {item.id for item in said}
        now = said[-1].created + timedelta(days=1)
        for asked in sample["qa"]:
            if asked["category"] == _FEW or not asked["evidence"]:
                continue
            named = _TURN.findall(" ".join(asked["evidence"]).replace("D:", "D"))
            answers = {f"{talk}/{turn}" for turn in named}
            cases.append(Case(asked["question"], frozenset(answers & known), talk, now))
        if place:
            strange = _renamed(samples[place - 1], sample["conversation"])
            nothing += [Case(question, frozenset(), talk, now) for question in strange]
    return Dataset(tuple(items), tuple(cases), tuple(nothing))


def _renamed(other: Mapping[str, Any], conversation: Mapping[str, Any]) -> list[str]:
    """Some questions of ``other``, asked about who speaks in ``conversation``."""
    names = {
        other["conversation"].get(key, ""): conversation.get(key, "")
        for key in ("speaker_a", "speaker_b")
    }
    asked = [row["question"] for row in other["qa"] if row["category"] != _FEW]
    known = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")
    return [
        known.sub(lambda name: names[name[0]], question) for question in asked[::_EVERY]
    ]


def _turns(talk: str, conversation: Mapping[str, Any]) -> Iterator[MemoryItem]:
    sessions = filter(_SESSION.fullmatch, conversation)
    for session in sorted(sessions, key=lambda name: int(name.split("_")[1])):
        time = datetime.strptime(
            conversation[f"{session}_date_time"], "%I:%M %p on %d %B, %Y"
        ).replace(tzinfo=UTC)
        for at, turn in enumerate(conversation[session]):
            yield MemoryItem(
                f"{talk}/{turn['dia_id']}",
                "episode",
                turn["text"],
                turn["speaker"],
                Source(conversation_id=talk),
                time + timedelta(seconds=at),
            )


def _chats(text: str) -> Dataset:
    """Lines like those of data/probes/recall_said.jsonl: chats with an assistant.

    All are searched together.
    """
    items: list[MemoryItem] = []
    cases: list[Case] = []
    nothing: list[Case] = []
    for line in text.splitlines():
        row = json.loads(line)
        talk = row["conversation"]
        begun = datetime.fromisoformat(row["day"]).replace(tzinfo=UTC)
        now = begun + timedelta(days=30)
        items += [
            MemoryItem(
                f"{talk}/{at}",
                "episode",
                said,
                "assistant" if at % 2 else "user",
                Source(conversation_id=talk),
                begun + timedelta(minutes=at),
            )
            for at, said in enumerate(row["turns"])
        ]
        for asked in row["questions"]:
            answers = frozenset(f"{talk}/{at}" for at in asked["turns"])
            cases.append(Case(asked["text"], answers, now=now))
        nothing += [Case(asked, frozenset(), now=now) for asked in row["unseen"]]
    return Dataset(tuple(items), tuple(cases), tuple(nothing))


def _passages(text: str, key: str = "questions") -> Dataset:
    """Lines like those of data/probes/recall_tr.jsonl: passages with their questions.

    ``key`` may be ``"plain"``: the questions as typed without Turkish letters.
    """
    items: list[MemoryItem] = []
    cases: list[Case] = []
    for line in text.splitlines():
        row = json.loads(line)
        items.append(
            MemoryItem(row["id"], "document", row["passage"], "", Source(), _EPOCH)
        )
        cases += [Case(asked, frozenset({row["id"]})) for asked in row[key]]
    return Dataset(tuple(items), tuple(cases))


def _plain_passages(text: str) -> Dataset:
    return _passages(text, "plain")


DATASETS: Final[Mapping[str, Callable[[str], Dataset]]] = {
    "chats": _chats,
    "locomo": _dialogues,
    "passages": _passages,
    "passages-plain": _plain_passages,
}
"""Readers of data sets by their names."""
