"""What was corrected is recalled at once, whatever else is remembered."""

from dataclasses import asdict
from datetime import UTC, datetime

import pytest

from evotr.domain import (
    Answer,
    LedgerRow,
    Lesson,
    LessonCopy,
    MemoryItem,
    Message,
    RecallQuery,
    SamplingParams,
    Source,
    correction_topic,
    is_correction,
)
from evotr.memory.corrections import corrections, remembering
from tests.fakes.migrated import open_migrated

SAID = datetime(2026, 5, 1, tzinfo=UTC)
QUESTION = "Avustralya'nın başkenti neresi?"


@pytest.fixture
def memories(tmp_path):
    journal = open_migrated(tmp_path / "journal.db", tmp_path / "backups")
    yield journal.memories
    journal.close()


def corrected(question=QUESTION, right="Canberra", **fields):
    fields = {"trust": "user", "source": Source("c1", "m1", quote=right), **fields}
    return MemoryItem(
        id="",
        kind="fact",
        text=f"{question} {right}",
        speaker="user",
        created=SAID,
        valid_from=SAID,
        topic=correction_topic(question),
        **fields,
    )


def found(memories, text, **asked):
    query = RecallQuery(text, **asked)
    items = [one.item for one in corrections(memories, query, text)]
    assert all(map(is_correction, items))
    return [item.source.quote for item in items]


@pytest.mark.parametrize(
    "text",
    [
        QUESTION,
        "avustralya’nın  baskenti neresi",
        QUESTION.upper(),
    ],
)
def test_the_same_question_has_its_correction(memories, text):
    memories.add([corrected()]).result(10)
    assert found(memories, text) == ["Canberra"]
    assert found(memories, text, exclude=frozenset({"m1"})) == ["Canberra"]


def test_of_two_spellings_the_very_one_is_recalled(memories):
    told = {"Kürt ne demek?": "Bir halk", "Kurt ne demek?": "Bir hayvan"}
    memories.add([corrected(*one) for one in told.items()]).result(10)
    assert {text: found(memories, text) for text in told} == {
        text: [right] for text, right in told.items()
    }


@pytest.mark.parametrize(
    ("question", "asked", "recalled"),
    [
        ("Türkiye'nin başkenti neresi?", "Turkiye'nin baskenti neresi", True),
        ("Turkiye'nin baskenti neresi?", "Türkiye'nin başkenti neresi", True),
        ("Türkiye'nin başkenti neresi?", "Türkiye'nin baskenti neresi", True),
        ("How much is 2⁵?", "How much is 25?", False),
    ],
)
@pytest.mark.parametrize("known", [True, False])
def test_what_is_typed_without_letters_is_recalled(
    tmp_path, question, asked, recalled, known
):
    journal = open_migrated(tmp_path / "other.db", tmp_path / "backups")
    item = corrected(question, "Öyle")
    (memory_id,) = journal.memories.add([item]).result(10)
    if known:
        lesson = Lesson(kind="edit", question=question, right="Öyle")
        copy = _row(lesson, memory_id)
        journal.copies.merge_lessons([copy], anyway=False).result(10)
    assert found(journal.memories, asked) == (["Öyle"] if recalled else [])
    journal.close()


def _row(lesson, row_id):
    fields = {"id": row_id, "created": SAID, "sha256": "", "split": "train"}
    return LessonCopy(LedgerRow(**asdict(lesson), **fields))


def test_other_questions_workspaces_and_kinds_have_none(memories):
    memories.add([corrected()]).result(10)
    assert found(memories, "Avusturya'nın başkenti neresi?") == []
    assert found(memories, QUESTION, workspace="iş") == []
    assert found(memories, QUESTION, kinds=("document",)) == []
    assert found(memories, QUESTION, conversation="c2") == []
    assert found(memories, QUESTION, now=datetime(2026, 4, 1, tzinfo=UTC)) == []


def test_nobody_else_corrects(memories):
    memories.add([corrected(trust="document")]).result(10)
    assert found(memories, QUESTION) == []


def test_a_question_is_worded_with_the_one_before_where_it_leans():
    how = remembering("")
    assert how.meaning("Nüfusu?", QUESTION) == f"{QUESTION} Nüfusu?"
    assert how.meaning(QUESTION, "Merhaba") == QUESTION
    assert how.telling("Bana bir\nşiir yaz", "Gül") == "Bana bir şiir yaz Gül"
    assert RecallQuery("x", (Message("user", "y"),)).history


def test_what_was_edited_away_corrects_nothing(tmp_path):
    journal = open_migrated(tmp_path / "other.db", tmp_path / "backups")
    asked = journal.add_user_message(None, QUESTION).result(10)
    made = Answer("evotr-mini", "", SamplingParams())
    answer = journal.begin_answer(asked.id, made).result(10)
    journal.append_chunk(answer.id, "Sidney")
    journal.finish_answer(answer.id, "complete").result(10)
    typed = journal.add_user_message(asked.conversation_id, "Hayır, doğrusu Perth")
    journal.ledger.hear(typed.result(10).id, "Perth", remembering("")).result(10)
    assert found(journal.memories, QUESTION) == ["Perth"]
    journal.edit_user_message(typed.result(10).id, "Teşekkürler").result(10)
    assert found(journal.memories, QUESTION) == []
    journal.ledger.correct(answer.id, "Canberra", remembering("")).result(10)
    assert found(journal.memories, QUESTION) == ["Canberra"]
    journal.close()
