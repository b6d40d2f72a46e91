"""Thumbs, rewritten answers and typed corrections, and what is kept of them."""

import pytest

from evotr.domain import (
    Decision,
    LedgerFilter,
    Lesson,
    MemoryFilter,
    correction_topic,
    is_correction,
)
from evotr.errors import (
    AnswerExpected,
    ConversationInTrash,
    CorrectionUnchanged,
    MessageNotFound,
)
from evotr.journal.ledger import Remembering
from evotr.memory.episodes import episodes

QUESTION = "Avustralya'nın başkenti neresi?"
HOW = Remembering(
    "", lambda question, before: f"{before} {question}".strip(), "{} {}".format
)


@pytest.fixture
def answered(ask, reply):
    """Store a question and its answer; the answer."""

    def answered(question=QUESTION, answer="Sidney", **options):
        return reply(ask(question, **options), answer)

    return answered


def rows(journal, **wanted):
    return journal.ledger.page(LedgerFilter(**wanted)).result(10)


def corrections(journal):
    facts = journal.memories.page(MemoryFilter(kinds=("fact",))).result(10)
    return {fact.text: fact.valid_until is None for fact in reversed(facts)}


def test_a_liked_answer_is_a_row_once(journal, answered):
    answer = answered()
    taught = journal.ledger.thumb(answer.id, "up").result(10)
    again = journal.ledger.thumb(answer.id, "up").result(10)
    assert taught.row == again.row
    (row,) = rows(journal)
    assert (row.kind, row.question, row.right, row.wrong, row.state) == (
        "praise",
        QUESTION,
        "Sidney",
        "",
        "active",
    )
    assert row.sources == (answer.parent_id, answer.id)
    assert journal.ledger.thumbs(answer.conversation_id).result(10) == {answer.id: "up"}


def test_a_thumb_that_is_taken_back_takes_its_row_along(journal, answered):
    answer = answered()
    journal.ledger.thumb(answer.id, "up").result(10)
    journal.ledger.thumb(answer.id, None).result(10)
    assert [(row.state, row.reason) for row in rows(journal)] == [
        ("retracted", "withdrawn")
    ]
    assert journal.ledger.thumbs(answer.conversation_id).result(10) == {}
    journal.ledger.thumb(answer.id, "up").result(10)
    assert [row.state for row in rows(journal)] == ["retracted", "active"]


def test_a_disliked_answer_waits_for_the_right_one_and_teaches_nothing(
    journal, answered
):
    answer = answered()
    journal.ledger.thumb(answer.id, "up").result(10)
    assert journal.ledger.thumb(answer.id, "down").result(10).waiting
    assert [(row.state, row.reason) for row in rows(journal)] == [
        ("retracted", "disliked")
    ]
    (waiting,) = journal.ledger.questions().result(10)
    assert (waiting.question, waiting.answer.id) == (QUESTION, answer.id)
    journal.ledger.correct(answer.id, "Canberra", HOW).result(10)
    assert journal.ledger.questions().result(10) == ()


def test_a_disliked_correction_waits_for_a_better_one_too(journal, answered):
    """The user's words are no lesson to be liked, and can be wrong like any others."""
    answer = answered()
    version = journal.ledger.correct(answer.id, "Melbourne", HOW).result(10).version
    assert journal.ledger.thumb(version.id, "up").result(10).row is None
    assert journal.ledger.thumb(version.id, "down").result(10).waiting
    (open_,) = journal.ledger.questions().result(10)
    assert (open_.question, open_.answer.content) == (QUESTION, "Melbourne")
    journal.ledger.thumb(version.id, None).result(10)
    assert journal.ledger.questions().result(10) == ()
    journal.ledger.thumb(version.id, "down").result(10)
    better = journal.ledger.correct(version.id, "Canberra", HOW).result(10)
    assert journal.ledger.questions().result(10) == ()
    assert (better.row.wrong, better.row.right) == ("Sidney", "Canberra")
    states = {row.right: row.state for row in rows(journal)}
    assert states == {"Melbourne": "retracted", "Canberra": "active"}


def standing(journal):
    """The right answers that hold: those learned from, and those remembered."""
    held = {
        text.removeprefix(QUESTION).strip()
        for text, on in corrections(journal).items()
        if on
    }
    return {row.right for row in rows(journal, states=("active",))}, held


def test_a_disliked_correction_holds_no_more_until_that_is_taken_back(
    journal, answered
):
    version = journal.ledger.correct(answered().id, "Melbourne", HOW).result(10).version
    assert standing(journal) == ({"Melbourne"}, {"Melbourne"})
    for _ in range(2):  # said twice it is said once
        journal.ledger.thumb(version.id, "down").result(10)
        assert standing(journal) == (set(), set())
        assert [row.reason for row in rows(journal)] == ["disliked"]
    for value in (None, None):
        journal.ledger.thumb(version.id, value).result(10)
        assert standing(journal) == ({"Melbourne"}, {"Melbourne"})
    journal.ledger.thumb(version.id, "down").result(10)
    journal.ledger.thumb(version.id, "up").result(10)
    assert standing(journal) == ({"Melbourne"}, {"Melbourne"})
    assert len(rows(journal, fresh=True)) == 1  # the night looks at it as before


def test_what_a_disliked_correction_had_replaced_holds_again(journal, answered):
    answer = answered()
    journal.ledger.correct(answer.id, "Perth", HOW).result(10)
    second = journal.ledger.correct(answer.id, "Melbourne", HOW).result(10).version
    journal.ledger.thumb(second.id, "down").result(10)
    assert standing(journal) == ({"Perth"}, {"Perth"})
    journal.ledger.thumb(second.id, None).result(10)
    assert standing(journal) == ({"Melbourne"}, {"Melbourne"})


def test_a_disliked_correction_does_not_come_back_over_a_newer_one(journal, answered):
    version = journal.ledger.correct(answered().id, "Melbourne", HOW).result(10).version
    journal.ledger.thumb(version.id, "down").result(10)
    journal.ledger.correct(version.id, "Canberra", HOW).result(10)
    journal.ledger.thumb(version.id, None).result(10)
    assert standing(journal) == ({"Canberra"}, {"Canberra"})


def test_what_was_taken_back_by_hand_does_not_come_back_with_a_thumb(journal, answered):
    taught = journal.ledger.correct(answered().id, "Melbourne", HOW).result(10)
    journal.ledger.retract(taught.row.id).result(10)
    journal.ledger.thumb(taught.version.id, "down").result(10)
    journal.ledger.thumb(taught.version.id, None).result(10)
    assert standing(journal) == (set(), set())


def test_a_disliked_correction_is_again_what_it_was_decided_to_be(journal, answered):
    taught = journal.ledger.correct(answered().id, "Melbourne", HOW).result(10)
    decision = Decision(taught.row.id, "about_user", "memory_only")
    journal.ledger.decide([decision], "night").result(10)
    journal.ledger.thumb(taught.version.id, "down").result(10)
    assert standing(journal) == (set(), set())
    journal.ledger.thumb(taught.version.id, None).result(10)
    assert standing(journal) == (set(), {"Melbourne"})
    (row,) = rows(journal)
    assert (row.state, row.reason) == ("memory_only", "about_user")


@pytest.mark.parametrize("how", [HOW, None])
@pytest.mark.parametrize("consent", ["learn", "remember"])
def test_it_ends_where_only_one_of_them_keeps_it(journal, answered, how, consent):
    answer = answered()
    journal.set_consent(answer.conversation_id, consent).result(10)
    version = journal.ledger.correct(answer.id, "Melbourne", how).result(10).version
    before = standing(journal)
    assert before == (
        {"Melbourne"} if consent == "learn" else set(),
        {"Melbourne"} if how else set(),
    )
    journal.ledger.thumb(version.id, "down").result(10)
    assert standing(journal) == (set(), set())
    journal.ledger.thumb(version.id, None).result(10)
    assert standing(journal) == before


def test_a_correction_that_was_forgotten_waits_for_none(journal, answered):
    version = journal.ledger.correct(answered().id, "Melbourne", HOW).result(10).version
    journal.memories.forget_messages(version.id).result(60)
    assert not journal.ledger.thumb(version.id, "down").result(10).waiting


def test_an_answer_that_is_asked_for_again_and_liked_corrects_the_one_before(
    journal, ask, reply
):
    question = ask(QUESTION)
    first, second, third = (reply(question, text) for text in ("Perth", "Sidney", "C"))
    journal.ledger.thumb(first.id, "up").result(10)
    taught = journal.ledger.thumb(third.id, "up").result(10)
    assert (taught.row.kind, taught.row.wrong, taught.row.right) == (
        "retry",
        "Sidney",
        "C",
    )
    assert taught.row.sources == (question.id, second.id, third.id)


def test_versions_that_say_the_same_or_were_liked_were_not_wrong(journal, ask, reply):
    question = ask(QUESTION)
    liked, same, last = (reply(question, text) for text in ("A", "B", "B"))
    journal.ledger.thumb(liked.id, "up").result(10)
    assert journal.ledger.thumb(last.id, "up").result(10).row.kind == "praise"
    assert same.content == last.content


def test_a_rewritten_answer_is_a_version_a_row_and_a_memory(journal, answered):
    answer = answered()
    taught = journal.ledger.correct(answer.id, " Canberra ", HOW).result(10)
    shown = journal.transcript(answer.conversation_id).result(10).messages[-1]
    assert shown == taught.version
    assert (shown.content, shown.answer.corrects) == ("Canberra", answer.id)
    assert shown.versions == (answer.id, shown.id)
    (row,) = rows(journal)
    assert (row.kind, row.wrong, row.right) == ("edit", "Sidney", "Canberra")
    assert row.sources == (answer.parent_id, answer.id, shown.id)
    assert row.id == taught.memory.id
    assert taught.memory.text == f"{QUESTION} Canberra"
    assert taught.memory.topic == correction_topic(QUESTION)
    assert taught.memory.source.quote == "Canberra"
    assert is_correction(taught.memory)


def test_an_answer_in_the_middle_is_rewritten_without_leaving_the_branch(
    journal, ask, answered
):
    answer = answered()
    later = ask("Peki nüfusu?", answer.conversation_id)
    journal.ledger.correct(answer.id, "Canberra", HOW).result(10)
    shown = journal.transcript(answer.conversation_id).result(10).messages
    assert [one.id for one in shown] == [answer.parent_id, answer.id, later.id]


def test_a_rewritten_answer_may_be_rewritten_again(journal, answered):
    answer = answered()
    first = journal.ledger.correct(answer.id, "Melbourne", HOW).result(10)
    second = journal.ledger.correct(first.version.id, "Canberra", HOW).result(10)
    assert second.row.wrong == "Sidney"
    assert [(row.right, row.state, row.reason) for row in rows(journal)] == [
        ("Melbourne", "superseded", "newer"),
        ("Canberra", "active", ""),
    ]
    assert corrections(journal) == {
        f"{QUESTION} Melbourne": False,
        f"{QUESTION} Canberra": True,
    }


def test_the_same_words_are_no_correction(journal, answered):
    answer = answered()
    with pytest.raises(CorrectionUnchanged):
        journal.ledger.correct(answer.id, "Sidney ", HOW).result(10)
    assert rows(journal) == ()


def test_the_newest_correction_of_a_question_holds_whatever_conversation(
    journal, answered
):
    journal.ledger.correct(answered().id, "Melbourne", HOW).result(10)
    other = answered(QUESTION.upper().rstrip("?"), "Perth")
    journal.ledger.correct(other.id, "Canberra", HOW).result(10)
    assert [row.state for row in rows(journal)] == ["superseded", "active"]
    assert list(corrections(journal).values()) == [False, True]


def test_a_typed_correction_is_heard_once(journal, ask, answered):
    answer = answered()
    said = ask("Hayır, doğrusu Canberra", answer.conversation_id)
    heard = journal.ledger.hear(said.id, "Canberra", HOW).result(10)
    assert journal.ledger.hear(said.id, "Canberra", HOW).result(10) is None
    assert rows(journal) == (heard.row,)
    assert (heard.row.kind, heard.row.wrong) == ("correction", "Sidney")
    assert heard.row.message_id == answer.id
    assert heard.row.sources == (answer.parent_id, answer.id, said.id)
    assert heard.memory.source.message_id == said.id
    assert corrections(journal) == {f"{QUESTION} Canberra": True}


def test_nothing_is_heard_where_there_is_no_answer(journal, ask):
    first = ask("Hayır, doğrusu Canberra")
    assert journal.ledger.hear(first.id, "Canberra", HOW).result(10) is None
    second = ask("Hayır, doğrusu Canberra", first.conversation_id)
    assert journal.ledger.hear(second.id, "Canberra", HOW).result(10) is None


def test_the_wrong_answer_is_remembered_no_more(journal, ask, reply):
    question = ask(QUESTION)
    answer, again = reply(question, "Sidney"), reply(question, "Sidney")
    other = reply(question, "Perth")
    open_ = [one.id for one in journal.memories.to_remember().result(10)]
    assert open_ == [question.id, other.id]
    journal.ledger.correct(answer.id, "Canberra", HOW).result(10)
    journal.select_version(again.id).result(10)
    left = journal.memories.to_remember().result(10)
    assert [one.id for one in left] == [question.id]


@pytest.mark.parametrize(
    ("consent", "kept"), [("learn", (1, 1)), ("remember", (0, 1)), ("nothing", (0, 0))]
)
def test_no_more_is_kept_than_the_user_allows(journal, ask, answered, consent, kept):
    answer = answered()
    journal.set_consent(answer.conversation_id, consent).result(10)
    taught = journal.ledger.correct(answer.id, "Canberra", HOW).result(10)
    assert taught.consent == consent
    assert taught.version is not None
    assert (len(rows(journal)), len(corrections(journal))) == kept
    said = ask("Hayır, doğrusu Perth", answer.conversation_id, parent_id=answer.id)
    heard = journal.ledger.hear(said.id, "Perth", HOW).result(10)
    assert (heard.row is not None, heard.memory is not None) == (
        bool(kept[0]),
        bool(kept[1]),
    )
    down = journal.ledger.thumb(answer.id, "down").result(10)
    assert down.waiting == (consent == "learn")
    thumbs = journal.ledger.thumbs(answer.conversation_id).result(10)
    assert bool(thumbs) == (consent != "nothing")
    journal.ledger.thumb(answer.id, "up").result(10)
    praised = rows(journal, kinds=("praise",))
    assert bool(praised) == (consent == "learn")


def test_without_memory_the_ledger_learns_alone(journal, answered):
    taught = journal.ledger.correct(answered().id, "Canberra").result(10)
    assert taught.row.right == "Canberra"
    assert taught.memory is None
    assert corrections(journal) == {}


def test_a_question_that_leans_is_remembered_with_the_one_before(journal, answered):
    first = answered()
    second = answered("Nüfusu?", "5", conversation_id=first.conversation_id)
    taught = journal.ledger.correct(second.id, "450 bin", HOW).result(10)
    assert taught.row.question == "Nüfusu?"
    assert taught.memory.text == f"{QUESTION} Nüfusu? 450 bin"


@pytest.mark.parametrize("value", ["up", "down", None])
def test_only_answers_have_thumbs(journal, ask, value):
    with pytest.raises(AnswerExpected):
        journal.ledger.thumb(ask().id, value).result(10)
    with pytest.raises(MessageNotFound):
        journal.ledger.thumb("f" * 32, value).result(10)


@pytest.mark.parametrize("status", ["cancelled", "failed", "interrupted"])
def test_half_an_answer_teaches_nothing(journal, ask, reply, status):
    answer = reply(ask(QUESTION), "Sid", status)
    assert journal.ledger.thumb(answer.id, "up").result(10).row is None
    assert not journal.ledger.thumb(answer.id, "down").result(10).waiting


def test_an_answer_that_says_nothing_may_be_written_anew(journal, ask, reply):
    answer = reply(ask(QUESTION), "")
    taught = journal.ledger.correct(answer.id, "Canberra", HOW).result(10)
    assert (taught.row.wrong, taught.row.right) == ("", "Canberra")
    assert taught.memory is not None


def test_a_forgotten_question_teaches_nothing(journal, answered):
    answer = answered()
    journal.memories.forget_messages(answer.parent_id).result(60)
    taught = journal.ledger.correct(answer.id, "Canberra", HOW).result(10)
    assert (taught.row, taught.memory) == (None, None)
    assert journal.ledger.thumb(answer.id, "up").result(10).row is None


def test_what_lies_in_the_trash_is_not_taught_from(journal, answered):
    answer, other = answered(), answered("Soru?", "Cevap")
    journal.ledger.thumb(answer.id, "down").result(10)
    journal.ledger.correct(answer.id, "Canberra", HOW).result(10)
    journal.ledger.thumb(other.id, "down").result(10)
    journal.delete(answer.conversation_id).result(10)
    journal.delete(other.conversation_id).result(10)
    assert rows(journal) == ()
    assert journal.ledger.questions().result(10) == ()
    assert journal.ledger.counts().result(10).states == {}
    with pytest.raises(ConversationInTrash):
        journal.ledger.correct(answer.id, "Perth", HOW).result(10)
    journal.restore(answer.conversation_id).result(10)
    assert len(rows(journal)) == 1


def test_rows_without_words_are_left_out(journal):
    lessons = [
        Lesson(kind="edit", question="Soru?", right=" "),
        Lesson(kind="edit", question="\n", right="Cevap"),
        Lesson(kind="edit", question="Soru \ud83d?", right="Cevap"),
    ]
    (row,) = journal.ledger.add(lessons).result(10)
    assert row.question == "Soru \ufffd?"


@pytest.mark.parametrize("text", ["Bunu bilmiyorum.", "Sydney, of course."])
@pytest.mark.parametrize("taken", [True, False])
def test_a_bad_answer_is_remembered_no_more(journal, ask, reply, text, taken):
    question = ask("Başkentimiz neresi?")
    answer = reply(question, text)
    if taken:
        said = journal.memories.to_remember().result(10)
        items = list(episodes(said))
        ids = [message.id for message in said]
        journal.memories.add(items, remembered=ids).result(10)
    journal.ledger.thumb(answer.id, "down").result(10)
    # Taken back, it stays so: nobody has asked for it to be remembered.
    journal.ledger.thumb(answer.id, None).result(10)
    left = {m.id for m in journal.memories.to_remember().result(10)}
    known = {m.source.message_id for m in journal.memories.page().result(10)}
    assert left | known == {question.id}


def test_a_good_answer_is_remembered_as_before(journal, ask, reply):
    question = ask("Başkentimiz neresi?")
    answer = reply(question, "Ankara.")
    journal.ledger.thumb(answer.id, "up").result(10)
    left = [message.id for message in journal.memories.to_remember().result(10)]
    assert left == [question.id, answer.id]
