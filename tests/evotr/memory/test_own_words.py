"""When a question is answered in the user's own words, and when the model is asked."""

from dataclasses import replace

import pytest

from evotr.domain import Answer, Decision, RecallQuery, SamplingParams
from evotr.memory.corrections import remembering
from evotr.memory.own_words import own_words
from tests.fakes.migrated import open_migrated

QUESTION, RIGHT = "Başkentimiz neresi?", "Başkentimiz Ankara'dır."
MODEL = Answer("mini", "", SamplingParams())
HOW = remembering("")


@pytest.fixture
def journal(tmp_path):
    journal = open_migrated(tmp_path / "journal.db", tmp_path / "backups")
    yield journal
    journal.close()


@pytest.fixture
def say(journal):
    """Say something, and have it answered; the ids of both and the conversation."""

    def say(text, answer="Bunu bilmiyorum.", conversation=None):
        asked = journal.add_user_message(conversation, text).result(10)
        begun = journal.begin_answer(asked.id, MODEL).result(10)
        journal.append_chunk(begun.id, answer)
        journal.finish_answer(begun.id, "complete", reason="stop").result(10)
        return asked, begun

    return say


@pytest.fixture
def correct(journal, say):
    def correct(question, right, conversation=None):
        _, answer = say(question, conversation=conversation)
        return journal.ledger.correct(answer.id, right, HOW).result(10)

    return correct


@pytest.fixture
def ask(journal):
    """What the user is answered in their own words; None: the model is asked."""

    def ask(text, conversation=None, **options):
        asked = journal.add_user_message(conversation, text).result(10)
        branch = journal.branch(asked.id).result(10)
        query = RecallQuery(text, history=branch.messages[:-1], **options)
        known = own_words(journal, query, branch)
        return None if known is None else known.item.source.quote

    return ask


@pytest.mark.parametrize(
    ("question", "right", "again"),
    [
        (QUESTION, RIGHT, QUESTION),
        (QUESTION, RIGHT, "başkentimiz neresi"),
        (QUESTION, RIGHT, "BAŞKENTİMİZ  NERESİ?"),
        (QUESTION, RIGHT, "baskentimiz neresi"),
        ("Who wrote Hamlet?", "Shakespeare did.\n\nIn 1600.", "who wrote hamlet"),
        ("Merhaba", "Merhaba Işıl!", "merhaba"),
        ("Is there life on Mars?", "Nobody knows.", "Is there life on Mars?"),
    ],
)
def test_the_same_question_has_the_users_answer(correct, ask, question, right, again):
    correct(question, right)
    assert ask(again) == right


@pytest.mark.parametrize(
    ("question", "other"),
    [(QUESTION, "Başkentiniz neresi?"), ("What is C++?", "What is C?")],
)
def test_another_question_has_not(correct, ask, question, other):
    correct(question, "Öyle.")
    assert ask(other) is None


def test_what_was_typed_after_the_answer_counts_as_well(journal, say, ask):
    asked, _ = say("What is the capital of Australia?", "Sydney")
    typed, _ = say("No, it is Canberra.", "Thanks.", asked.conversation_id)
    journal.ledger.hear(typed.id, "Canberra", HOW).result(10)
    assert ask("What is the capital of Australia?") == "Canberra"


@pytest.mark.parametrize(
    "question", [QUESTION, "Kara delik nedir?", "Who wrote it up?"]
)
def test_in_the_middle_of_a_conversation_too(correct, say, ask, question):
    correct(question, "Öyle.")
    first, _ = say("Merhaba")
    pointing = "it" in question.split()
    assert ask(question, first.conversation_id) == (None if pointing else "Öyle.")


@pytest.mark.parametrize(
    ("question", "alone"),
    [
        ("Avustralya'nın başkenti neresi?", True),
        ("What causes the rain in spring?", True),
        # These are about what was said, and that is another thing each time.
        ("Daha kısa yaz lütfen", False),
        ("Onun başkenti hangi şehirdir?", False),
        ("Peki Fransa'nın başkenti neresi?", False),
        ("And what is the capital of France?", False),
        ("Which one of them is the largest planet?", False),
        ("Translate to English please", False),
    ],
)
def test_what_was_corrected_in_a_conversation_must_stand_alone(
    correct, say, ask, question, alone
):
    first, _ = say("Bir şiir yaz.")
    correct(question, "Öyle.", first.conversation_id)
    assert ask(question) == ("Öyle." if alone else None)
    other, _ = say("Bir masal anlat.")
    assert ask(question, other.conversation_id) == ("Öyle." if alone else None)


def test_the_last_word_holds(correct, ask):
    correct(QUESTION, "İstanbul")
    correct(QUESTION, RIGHT)
    assert ask(QUESTION) == RIGHT


PAIRS = [
    # A question with its letters, and one without them, or with others.
    ("Kürt ne demek?", "Kurt ne demek?"),
    ("What is a résumé?", "What is a resume?"),
]
MARKED = [
    ("Açı ne demek?", "Acı ne demek?"),
    ("sıkıldım ne demek?", "sikildim ne olacak?"),
    ("Türkiye'nin başkenti neresi?", "Türkiye'nin baskenti neresi?"),
    ("2⁵ kaç eder?", "25 kaç eder?"),
    ("2⁵ kaç eder?", "25 kac eder?"),
    ("How much is 2⁵?", "How much is 25?"),
]


@pytest.mark.parametrize(("marked", "plain"), PAIRS)
@pytest.mark.parametrize("order", [1, -1])
def test_each_spelling_has_its_own_answer(correct, ask, marked, plain, order):
    told = {marked: "Bir halkın adı", plain: "Yabani bir köpekgil"}
    for question in list(told)[::order]:
        correct(question, told[question])
    for question in (marked, plain, marked.capitalize(), plain.lower()):
        assert (
            ask(question)
            == told[marked if "ü" in question or "é" in question else plain]
        )


@pytest.mark.parametrize(("marked", "plain"), PAIRS)
@pytest.mark.parametrize(
    "right", ["Bir halkın adı", "Kurt yabani bir hayvandır.", "A resume is a list."]
)
def test_what_is_typed_plainly_has_the_answer_and_not_the_other_way_round(
    journal, correct, ask, marked, plain, right
):
    known = correct(marked, right)
    assert ask(plain) == right
    journal.ledger.retract(known.row.id).result(10)
    assert ask(plain) is None
    correct(plain, right)
    assert ask(plain) == right
    assert ask(marked) is None


@pytest.mark.parametrize(("one", "other"), MARKED)
def test_what_is_spelled_otherwise_with_letters_of_its_own_has_none(
    correct, ask, one, other
):
    correct(one, "Öyle.")
    assert ask(one) == "Öyle."
    assert ask(other) is None
    correct(other, "Böyle.")
    assert (ask(one), ask(other)) == ("Öyle.", "Böyle.")


def test_of_two_that_it_may_be_neither_is_said(journal, correct, ask):
    correct("Kar yağışı ne demek?", "Buz")
    correct("Kâr yagışı ne demek?", "Para")
    assert ask("kar yagisi ne demek") is None
    gone = correct("Kâr yagışı ne demek?", "Kazanç").memory
    journal.delete(gone.source.conversation_id).result(10)
    assert ask("kar yagisi ne demek") == "Buz"  # none but this one is there
    journal.memories.forget_messages(gone.source.message_id).result(60)
    assert ask("kar yagisi ne demek") is None  # it does again


@pytest.mark.parametrize(("marked", "plain"), PAIRS)
def test_what_lies_in_the_trash_or_is_forgotten_is_no_other_one(
    journal, correct, ask, marked, plain
):
    correct(marked, "Bir halkın adı")
    item = correct(plain, "Yabani bir köpekgil").memory
    journal.delete(item.source.conversation_id).result(10)
    assert ask(plain) == "Bir halkın adı"
    journal.restore(item.source.conversation_id).result(10)
    assert ask(plain) == "Yabani bir köpekgil"
    journal.memories.forget(item.id).result(60)
    assert ask(plain) == ask(marked) == "Bir halkın adı"


@pytest.mark.parametrize("kind", ["doubted", "liked"])
def test_a_plain_question_with_a_lesson_of_its_own_has_no_other_ones_answer(
    journal, correct, say, ask, kind
):
    (marked, plain), *_ = PAIRS
    correct(marked, "Bir halkın adı")
    if kind == "liked":
        journal.ledger.thumb(say(plain)[1].id, "up").result(10)
    else:
        row = correct(plain, "Yabani").row
        doubt = Decision(row.id, "uniform", "quarantined")
        journal.ledger.decide([doubt], "night").result(10)
    assert ask(plain) is None
    assert ask(marked) == "Bir halkın adı"


@pytest.mark.parametrize(("marked", "plain"), PAIRS)
def test_what_is_bad_for_the_plain_question_still_is_right_for_its_own(
    journal, correct, ask, marked, plain
):
    known = correct(marked, "Bir halkın adı")
    asked = journal.add_user_message(None, plain).result(10)
    own = replace(MODEL, model="", corrects=known.version.id)
    given = journal.begin_answer(asked.id, own).result(10)
    journal.append_chunk(given.id, "Bir halkın adı")
    journal.finish_answer(given.id, "complete", reason="stop").result(10)
    assert ask(plain) == "Bir halkın adı"
    journal.ledger.thumb(given.id, "down").result(10)
    assert (ask(plain), ask(marked)) == (None, "Bir halkın adı")
    journal.ledger.thumb(given.id, None).result(10)
    assert ask(plain) == "Bir halkın adı"
    journal.ledger.correct(given.id, "Yabani bir köpekgil", HOW).result(10)
    assert (ask(plain), ask(marked)) == ("Yabani bir köpekgil", "Bir halkın adı")


@pytest.mark.parametrize("state", ["retracted", "quarantined", "memory_only"])
def test_what_was_taken_back_is_said_no_more(journal, correct, ask, state):
    row = correct(QUESTION, RIGHT).row
    journal.ledger.decide([Decision(row.id, "by_hand", state)], "user").result(10)
    assert ask(QUESTION) == (RIGHT if state == "memory_only" else None)


def test_a_memory_that_was_rewritten_is_for_the_model_to_tell(journal, correct, ask):
    item = correct("What is the capital of Australia?", "Sydney").memory
    assert ask("What is the capital of Australia?") == "Sydney"
    for text in ("The capital of Australia is Canberra.", "It is not Sydney."):
        journal.memories.update(replace(item, text=text)).result(10)
        assert ask("What is the capital of Australia?") is None


def test_what_is_forgotten_or_in_the_trash_is_not_said(journal, correct, ask):
    item = correct(QUESTION, RIGHT).memory
    journal.delete(item.source.conversation_id).result(10)
    assert ask(QUESTION) is None
    journal.restore(item.source.conversation_id).result(10)
    assert ask(QUESTION) == RIGHT
    journal.memories.forget(item.id).result(10)
    assert ask(QUESTION) is None


def test_where_nothing_is_recalled_nothing_is_said(correct, ask):
    correct(QUESTION, RIGHT)
    assert ask(QUESTION, k=0) is None
    assert ask(QUESTION, workspace="iş") is None


def test_a_correction_from_another_home_stands_where_it_asks_alone(correct, tmp_path):
    known = correct(QUESTION, RIGHT).memory
    hello = correct("Merhaba", "Merhaba Işıl!").memory
    there = open_migrated(tmp_path / "there.db", tmp_path / "backups")
    try:
        there.memories.add([known, hello]).result(10)
        for text, right in ((QUESTION, RIGHT), ("Merhaba", None)):
            asked = there.add_user_message(None, text).result(10)
            branch = there.branch(asked.id).result(10)
            found = own_words(there, RecallQuery(text), branch)
            assert (found and found.item.source.quote) == right
    finally:
        there.close()
