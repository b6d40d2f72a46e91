import pytest

from evotr.domain import Answer, SamplingParams
from evotr.journal import Journal
from evotr.journal.wording import (
    LONGEST_TITLE,
    branch_title,
    named_by,
    storable,
    title_from,
)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Merhaba", "Merhaba"),
        ("\n \n  bir   iki\t üç \nikinci satır", "bir iki üç"),
        ("a\0b\x1bc", "a b c"),
        ("👩‍👩‍👧 aile", "👩‍👩‍👧 aile"),
        ("x" * 200_000, "x" * LONGEST_TITLE),
        ("y" * 60 + " z", "y" * 60),
        ("kelime " * 20, "kelime kelime kelime kelime kelime kelime kelime kelime"),
        ("", ""),
        ("\n\0\n", ""),
    ],
)
def test_a_title_is_the_first_words(text, title):
    assert title_from(text) == title


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("düz 😀 \0", "düz 😀 \0"),
        ("\ud83d\ude00", "😀"),
        ("\ude00\ud83d", "\ufffd\ufffd"),
        ("a\udc80", "a\ufffd"),
    ],
)
def test_only_what_is_no_character_is_replaced(text, stored):
    assert storable(text) == stored


EXACT = {
    "empty": "",
    "blank": " \t\r\n",
    "nul": "bir\0iki\0",
    "emoji": "👩‍👩‍👧‍👦🇹🇷👍🏽",
    "turkish": "İıŞşĞğÇçÖöÜü",
    "decomposed": "I\u0307stanbul e\u0301",
    "quotes": "'; DROP TABLE messages; --\"",
    "long": "uzun söz 😀\n" * 20_000,
}


@pytest.mark.parametrize("name", EXACT)
def test_text_comes_back_exactly(journal, ask, path, backups, name):
    text = EXACT[name]
    asked = ask(text)
    record = Answer("m", text, SamplingParams())
    answer = journal.begin_answer(asked.id, record).result(10)
    for start in range(0, len(text), 5_000):
        journal.append_chunk(answer.id, text[start : start + 5_000])
    journal.finish_answer(answer.id, "complete").result(10)
    other = Journal.open(path, backups, recover=False)
    try:
        read = other.transcript(asked.conversation_id).result(10)
    finally:
        other.close()
    assert [message.content for message in read.messages] == [text, text]
    assert read.messages[1].answer == record


def test_surrogates_become_what_they_can(journal, ask):
    lone, pair = "a\ud800b\udc00", "\ud83d\ude00"
    asked = ask(lone + pair)
    assert asked.content == "a\ufffdb\ufffd😀"
    named = journal.rename(asked.conversation_id, "t\udfff").result(10)
    assert named.title == "t\ufffd"
    assert journal.search("\ud800").result(10) == ()


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("Kira", "Dal: Kira"),
        ("Dal: Kira", "Dal 3: Kira"),
        ("Dal 2: Kira", "Dal 3: Kira"),
        ("Kira (dal)", "Dal: Kira"),
        ("Kira (dal 2)", "Dal: Kira"),
        ("Branch: Kira", "Dal: Branch: Kira"),
    ],
)
def test_the_mark_of_a_branch_stands_first(title, wanted):
    taken = {title, "Dal 2: Kira"} | ({"Dal: Kira"} if title[:3] == "Dal" else set())
    assert branch_title(title, "Dal", taken) == wanted


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("Kira", True),
        ("Dal: Kira", True),
        ("Branch 12: Kira", True),
        ("Dal: Branch: Kira", True),
        ("Kira (dal)", True),
        ("Kira (branch 2)", True),
        ("Kira kaç?", False),
        ("Evin kirası: Kira", False),
        ("", False),
    ],
)
def test_what_names_a_conversation_names_its_branches(title, named):
    assert named_by(title, "Kira\nkaç?") is named
