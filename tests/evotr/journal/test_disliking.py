"""The user's own corrections that turn out bad, in whichever order that is said."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from evotr.domain import Answer, Decision, LedgerFilter, MemoryFilter, SamplingParams
from evotr.journal.ledger import Remembering
from evotr.memory.episodes import episodes

QUESTION = "Avustralya'nın başkenti neresi?"
HOW = Remembering("", lambda question, _: question, "{} {}".format)
CONSENTS = pytest.mark.parametrize("consent", ["learn", "remember"])


@pytest.fixture
def mark(journal):
    """Mark corrections bad, or take that back."""

    def mark(*taught, bad=True):
        for one in taught:
            value = "down" if bad else None
            journal.ledger.thumb(one.version.id, value).result(10)

    return mark


@pytest.fixture
def look(journal):
    """Let a night look at all rows that hold, and find them sound."""

    def look():
        active = LedgerFilter(states=("active",), fresh=True)
        rows = journal.ledger.page(active).result(10)
        sound = [Decision(row.id, "sound", "active") for row in rows]
        journal.ledger.decide(sound, "night").result(10)

    return look


@pytest.fixture
def holding(journal):
    """The right answers that hold: those learned from, and those remembered."""

    def holding():
        active = LedgerFilter(states=("active",))
        rows = journal.ledger.page(active).result(10)
        facts = journal.memories.page(MemoryFilter(kinds=("fact",))).result(10)
        held = [fact.source.quote for fact in facts if fact.valid_until is None]
        return sorted(row.right for row in rows), sorted(held)

    return holding


@pytest.fixture
def only(holding):
    """Whether these answers hold, and no others, as far as ``consent`` allows."""

    def only(*right, consent="learn"):
        learned = list(right) if consent == "learn" else []
        return holding() == (learned, list(right))

    return only


def destroy(journal, *taught):
    for one in taught:
        conversation = one.version.conversation_id
        journal.delete(conversation).result(10)
        journal.purge(conversation).result(60)


def test_a_correction_is_bad_no_more_and_closes_what_a_night_took_up(
    corrected, mark, look, only
):
    corrected("Perth")
    newer = corrected("Melbourne")
    look()
    mark(newer)
    look()
    assert only("Perth")
    mark(newer, bad=False)
    assert only("Melbourne")
    mark(newer)
    assert only("Perth")


def test_a_correction_is_bad_no_more_and_closes_what_came_back_before_it(
    corrected, mark, only
):
    older, newer = corrected("Perth"), corrected("Melbourne")
    mark(older, newer)
    assert only()
    mark(older, bad=False)
    assert only("Perth")
    mark(newer, bad=False)
    assert only("Melbourne")


def test_a_correction_is_bad_no_more_and_closes_what_was_upheld_meanwhile(
    journal, corrected, mark, only
):
    older, newer = corrected("Perth"), corrected("Melbourne")
    mark(newer)
    journal.ledger.uphold(older.row.id).result(10)
    assert only("Perth")
    mark(newer, bad=False)
    assert only("Melbourne")


@CONSENTS
def test_an_older_correction_comes_back_under_the_newer_one(
    corrected, mark, only, consent
):
    older, newer = (
        corrected("Perth", consent=consent),
        corrected("Melbourne", consent=consent),
    )
    mark(older, newer)
    mark(newer, older, bad=False)
    assert only("Melbourne", consent=consent)
    mark(newer)
    assert only("Perth", consent=consent)


@CONSENTS
def test_the_same_words_of_two_conversations_hold_together_or_not_at_all(
    corrected, mark, only, holding, consent
):
    corrected("Perth", consent=consent)
    first, again = (
        corrected("Melbourne", consent=consent),
        corrected("melbourne ", consent=consent),
    )
    mark(first)
    assert only("Perth", consent=consent)
    mark(again)
    mark(first, bad=False)
    assert only("Perth", consent=consent)  # the other answer still says that it is bad
    mark(again, bad=False)
    learned = ["Melbourne", "melbourne"] if consent == "learn" else []
    assert holding() == (learned, ["melbourne"])


@CONSENTS
def test_what_comes_back_under_a_newer_one_holds_when_that_goes(
    journal, corrected, mark, only, consent
):
    older, middle = (
        corrected("Darwin", consent=consent),
        corrected("Melbourne", consent=consent),
    )
    mark(middle)
    newest = corrected("Canberra", consent=consent)
    mark(middle, bad=False)
    assert only("Canberra", consent=consent)
    destroy(journal, newest)
    assert only("Melbourne", consent=consent)
    mark(middle)
    assert only("Darwin", consent=consent)
    mark(older)
    assert only(consent=consent)


@CONSENTS
@pytest.mark.parametrize("go", ["bad", "destroyed"])
def test_a_bad_correction_does_not_hold_again_when_the_newer_one_goes(
    journal, corrected, mark, only, consent, go
):
    oldest, older = (
        corrected("Darwin", consent=consent),
        corrected("Perth", consent=consent),
    )
    newer = corrected("Melbourne", consent=consent)
    ended = journal.memories.find(older.memory.id).result(10).valid_until
    mark(oldest, older)
    assert journal.memories.find(older.memory.id).result(10).valid_until == ended
    assert only("Melbourne", consent=consent)
    if go == "bad":
        mark(newer)
    else:
        destroy(journal, newer)
    assert only(consent=consent)
    mark(older, bad=False)
    assert only("Perth", consent=consent)


def test_a_correction_that_was_retracted_does_not_hold_again_either(
    journal, corrected, mark, only
):
    older, newer = corrected("Perth"), corrected("Melbourne")
    journal.ledger.retract(older.row.id).result(10)
    mark(newer)
    assert only()


@pytest.fixture
def given(journal, ask):
    """Give a correction again in a conversation of its own; the answer."""

    def given(taught):
        question = ask(QUESTION)
        answer = Answer("", "", SamplingParams(), corrects=taught.version.id)
        begun = journal.begin_answer(question.id, answer).result(10)
        journal.append_chunk(begun.id, taught.version.content)
        return journal.finish_answer(begun.id, "complete").result(10)

    return given


@CONSENTS
def test_marks_count_while_the_correction_lies_in_the_trash(
    journal, corrected, given, only, consent
):
    taught = corrected("Melbourne", consent=consent)
    answer, lies = given(taught), taught.version.conversation_id
    for value, held in (("down", ()), (None, ("Melbourne",))):
        journal.delete(lies).result(10)
        journal.ledger.thumb(answer.id, value).result(10)
        journal.restore(lies).result(10)
        assert only(*held, consent=consent)


def test_what_a_correction_in_the_trash_had_replaced_follows_its_marks(
    journal, corrected, given, only
):
    corrected("Perth")
    taught = corrected("Melbourne")
    answer, lies = given(taught), taught.version.conversation_id
    journal.delete(lies).result(10)
    journal.ledger.thumb(answer.id, "down").result(10)
    assert only("Perth")
    journal.ledger.thumb(answer.id, None).result(10)
    assert only()
    journal.restore(lies).result(10)
    assert only("Melbourne")


@CONSENTS
def test_what_comes_out_of_the_trash_does_not_hold_beside_a_newer_one(
    journal, corrected, mark, only, consent
):
    lies = corrected("Perth", consent=consent).version.conversation_id
    journal.delete(lies).result(10)
    newer = corrected("Melbourne", consent=consent)
    journal.restore(lies).result(10)
    assert only("Melbourne", consent=consent)
    mark(newer)
    assert only("Perth", consent=consent)


@pytest.fixture
def typed(journal, ask, reply):
    """Type a correction after an answer; the message, with an answer that gives it."""

    def typed(text, right):
        question = ask(QUESTION)
        said = ask(text, reply(question, "Sidney").conversation_id)
        journal.ledger.hear(said.id, right, HOW).result(10)
        again = Answer("", "", SamplingParams(), corrects=said.id)
        begun = journal.begin_answer(ask(QUESTION).id, again).result(10)
        journal.append_chunk(begun.id, right)
        return said, journal.finish_answer(begun.id, "complete").result(10)

    return typed


TYPED = pytest.mark.parametrize(
    ("text", "right"),
    [("Hayır, doğrusu Melbourne", "Melbourne"), ("No, it is Perth.", "Perth")],
)


@TYPED
@pytest.mark.parametrize("trashed", [False, True])
def test_the_message_of_a_bad_correction_is_remembered_no_more_until_it_is_good(
    journal, typed, text, right, trashed
):
    said, answer = typed(text, right)
    items = list(episodes([said]))
    journal.memories.add(items, remembered=[said.id]).result(10)
    for value, held in (("down", False), (None, True), ("down", False), ("up", True)):
        if trashed:
            journal.delete(said.conversation_id).result(10)
        journal.ledger.thumb(answer.id, value).result(10)
        if trashed:
            journal.restore(said.conversation_id).result(10)
        (episode,) = journal.memories.get([one.id for one in items]).result(10)
        assert (episode.valid_until is None) == held
        left = [message.id for message in journal.memories.to_remember().result(10)]
        assert said.id not in left


@TYPED
def test_the_message_of_a_bad_correction_is_taken_up_only_when_it_is_good(
    journal, typed, text, right
):
    said, answer = typed(text, right)
    for value, waits in ((None, True), ("down", False), (None, True)):
        journal.ledger.thumb(answer.id, value).result(10)
        late = datetime.now(UTC) + timedelta(days=1)
        for left in (journal.memories.to_remember(), journal.memories.to_learn(late)):
            assert (said.id in {one.id for one in left.result(10)}) == waits


def test_the_message_comes_back_also_where_the_row_was_retracted_by_hand(
    journal, typed, only
):
    said, answer = typed("Hayır, doğrusu Melbourne", "Melbourne")
    items = list(episodes([said]))
    journal.memories.add(items, remembered=[said.id]).result(10)
    (row,) = journal.ledger.page().result(10)
    journal.ledger.retract(row.id).result(10)
    journal.ledger.thumb(answer.id, "down").result(10)
    journal.ledger.thumb(answer.id, None).result(10)
    assert only()
    (episode,) = journal.memories.get([one.id for one in items]).result(10)
    assert episode.valid_until is None


def test_what_was_said_before_is_the_older_one_also_where_it_came_later(
    journal, corrected, mark, holding
):
    newer = corrected("Melbourne")
    mark(newer)
    before = newer.memory.created - timedelta(days=1)
    source = replace(newer.memory.source, quote="Perth")
    older = replace(
        newer.memory, id="perth", source=source, created=before, valid_from=before
    )
    journal.memories.add([older]).result(10)  # as a snapshot brings it
    assert holding() == ([], ["Perth"])
    mark(newer, bad=False)
    assert holding() == (["Melbourne"], ["Melbourne"])


@pytest.fixture
def liked(journal, ask, reply):
    """A model's answer to the question that the user likes; it and its row."""

    def liked(text):
        answer = reply(ask(QUESTION), text)
        return answer, journal.ledger.thumb(answer.id, "up").result(10).row

    return liked


def states(journal, *rows):
    known = journal.ledger.get([row.id for row in rows]).result(10)
    return [next(one.state for one in known if one.id == row.id) for row in rows]


def test_a_liked_answer_that_says_the_same_goes_and_comes_with_it(
    journal, corrected, mark, liked
):
    """As it goes where the correction is retracted."""
    _, same = liked("canberra ")
    _, other = liked("Melbourne")
    taught = corrected("Canberra")
    rows = (same, other, taught.row)
    assert states(journal, *rows) == ["active", "superseded", "active"]
    mark(taught)
    assert states(journal, *rows) == ["retracted", "active", "retracted"]
    mark(taught, bad=False)
    assert states(journal, *rows) == ["active", "superseded", "active"]
    assert [same.kind, taught.row.kind] == ["praise", "edit"]


def test_it_comes_back_under_a_newer_correction(journal, corrected, mark, liked):
    _, same = liked("Canberra")
    taught = corrected("Canberra")
    mark(taught)
    newer = corrected("Perth")
    mark(taught, bad=False)
    rows = (same, taught.row, newer.row)
    assert states(journal, *rows) == ["superseded", "superseded", "active"]


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("thumb", ["down", None])
def test_it_does_not_come_back_where_it_is_liked_no_more(
    journal, corrected, mark, liked, first, thumb
):
    answer, same = liked("Canberra")
    taught = corrected("Canberra")
    if first:
        journal.ledger.thumb(answer.id, thumb).result(10)
    mark(taught)
    if not first:
        journal.ledger.thumb(answer.id, thumb).result(10)
    mark(taught, bad=False)
    assert states(journal, same, taught.row) == ["retracted", "active"]


def test_nor_where_it_was_liked_anew(journal, corrected, mark, liked):
    answer, same = liked("Canberra")
    taught = corrected("Canberra")
    mark(taught)
    journal.ledger.thumb(answer.id, None).result(10)
    again = journal.ledger.thumb(answer.id, "up").result(10).row
    mark(taught, bad=False)
    assert again.id != same.id
    assert states(journal, same, again) == ["retracted", "active"]


def test_what_comes_back_is_not_taken_for_what_a_user_kept(journal, corrected, mark):
    taught = corrected("Perth")
    mark(taught)
    mark(taught, bad=False)
    row = journal.ledger.find(taught.row.id).result(10)
    assert (row.state, row.reason) == ("active", "sound")
