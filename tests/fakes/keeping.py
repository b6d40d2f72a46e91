"""The real assistant with things in it that panels are about."""

from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from typing_extensions import override

from evotr.assistant import Assistant, Profile
from evotr.domain import (
    Decision,
    Lesson,
    MemoryItem,
    SamplingParams,
    Source,
    TurnStarted,
)
from evotr.journal import Journal
from tests.fakes.engine import FakeEngine
from tests.fakes.experts import registry
from tests.fakes.migrated import open_migrated

FACT = "Kedinin adı Boncuk."
SAID = "Kedimin adı Boncuk, üç yaşında."
FILED = "Çay 95 derecede demlenir."
_NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class Forgetful(Assistant):
    """Forgets in the journal alone: the memory itself would need its encoder."""

    @override
    def forget(self, *memory_ids: str) -> Future[Any]:
        return self.memories.forget(*memory_ids, sources=True)


@contextmanager
def kept(folder: Path, *, forgetful: bool = True) -> Iterator[Assistant]:
    """An assistant with a fact, what it comes from, a document's piece, and lessons."""
    journal = open_migrated(folder / "journal.db", folder / "backups")
    engine = FakeEngine(lambda _: "Bilmiyorum.")
    profile = Profile("evotr-mini", "", SamplingParams())
    kind = Forgetful if forgetful else Assistant
    assistant = kind(journal, engine, profile, registry(folder))
    try:
        _fill(journal, assistant)
        yield assistant
    finally:
        engine.close()
        journal.close()


def _fill(journal: Journal, assistant: Assistant) -> None:
    talk = _ask(assistant, SAID)
    source = Source(talk.conversation_id, talk.user_message_id, quote=SAID)
    journal.memories.add(
        [
            MemoryItem("a" * 32, "fact", FACT, "user", source, _NOW),
            MemoryItem(
                "b" * 32,
                "document",
                FILED,
                "",
                Source(path="/belge/çay.txt", page=2),
                _NOW - timedelta(days=1),
                trust="document",
            ),
        ]
    ).result(10)


def _ask(assistant: Assistant, words: str) -> TurnStarted:
    started = next(event for event in list(assistant.send(words)))
    assert isinstance(started, TurnStarted)
    return started


def teach(assistant: Assistant) -> tuple[str, str]:
    """Two bad answers, and a row in doubt; the answers' ids."""
    answers = []
    for words in ("Başkent neresi?", "Kaç ay var?"):
        started = _ask(assistant, words)
        assistant.thumb(started.answer_id, "down").result(10)
        answers.append(started.answer_id)
    row = Lesson(kind="edit", question="Saat kaç?", right="Beş.", wrong="On.")
    (stored,) = assistant.ledger.add([row]).result(10)
    _doubt(assistant, stored.id)
    return answers[0], answers[1]


def _doubt(assistant: Assistant, row_id: str) -> None:
    decision = Decision(row_id, "time_bound", state="quarantined")
    assistant.ledger.decide([decision], "night").result(10)
