"""What the user says of answers, without a widget."""

import pytest

from evotr.domain import Routed, ServedExpert
from evotr.errors import JournalLocked


def wait(qtbot, condition):
    qtbot.waitUntil(condition, timeout=10_000)


@pytest.fixture
def chat(qtbot, desk, fake):
    """A conversation of two questions and answers."""
    desk.select(fake.add("t", "bir?", "1", "iki?", "2"))
    wait(qtbot, lambda: len(desk.chat.entries) == 4)
    return desk.chat


@pytest.fixture
def teaching(desk, chat):
    return desk.teaching(chat)


def thumbs(fake, chat):
    return fake.thumbs(chat.conversation_id).result(10)


def test_a_thumb_is_kept_shown_and_taken_back(qtbot, chat, teaching, fake):
    seen: list[tuple[int, object]] = []
    chat.thumbed.connect(lambda place, thumb: seen.append((place, thumb)))
    teaching.thumb(1, "up")
    wait(qtbot, lambda: seen == [(1, "up")])
    assert thumbs(fake, chat) == {chat.entries[1].key: "up"}
    teaching.thumb(1, "up")
    wait(qtbot, lambda: seen == [(1, "up"), (1, None)])
    assert thumbs(fake, chat) == {}


def test_thumbs_come_back_with_the_conversation(qtbot, desk, chat, teaching):
    teaching.thumb(3, "up")
    wait(qtbot, lambda: chat.entries[3].thumb == "up")
    front = chat.conversation_id
    desk.select("")
    desk.select(front)
    wait(qtbot, lambda: len(chat.entries) == 4)
    assert [entry.thumb for entry in chat.entries] == [None, None, None, "up"]


def test_a_bad_answer_asks_for_the_right_one(qtbot, teaching):
    with qtbot.waitSignal(teaching.right_wanted, timeout=10_000) as wanted:
        teaching.thumb(1, "down")
    assert wanted.args == [1]


def test_a_question_has_no_thumb(chat, teaching, fake):
    teaching.thumb(0, "up")
    teaching.correct(0, "başka")
    teaching.thumb(9, "up")
    assert thumbs(fake, chat) == {}


def test_a_correction_is_shown_as_a_version_that_is_the_users(
    qtbot, chat, teaching, texts
):
    told: list[str] = []
    teaching.told.connect(told.append)
    teaching.correct(3, " Doğrusu ")
    wait(qtbot, lambda: chat.entries[3].text == "Doğrusu")
    assert chat.entries[3].place == (2, 2)
    assert chat.entries[3].chip == texts("transcript.correction")
    assert told == [texts("taught.kept")]


@pytest.mark.parametrize("text", ["2", " \u200b"])
def test_a_correction_that_says_nothing_new_comes_back(qtbot, chat, teaching, text):
    told: list[object] = []
    chat.failed.connect(told.append)
    refused: list[tuple[str, ...]] = []
    teaching.refused.connect(lambda *what: refused.append(what))
    said = (chat.conversation_id, chat.entries[3].key, text)
    teaching.correct(3, text)
    wait(qtbot, lambda: refused == [said])
    assert len(told) == 1
    assert chat.entries[3].text == "2"


@pytest.mark.parametrize("text", ["Doğrusu ığüşöç", "It is not Rome"])
def test_a_correction_while_the_answer_is_written_comes_back(
    qtbot, chat, teaching, next_turn, text
):
    refused: list[tuple[str, ...]] = []
    teaching.refused.connect(lambda *what: refused.append(what))
    chat.send("üç?")
    turn = next_turn()
    wait(qtbot, lambda: bool(chat.entries[5].key))
    teaching.correct(5, text)
    assert refused == [(chat.conversation_id, chat.entries[5].key, text)]
    turn.finish()
    wait(qtbot, lambda: not chat.busy)


def test_where_nothing_may_be_kept_a_thumb_is_not(qtbot, chat, teaching, fake, texts):
    told: list[str] = []
    teaching.told.connect(told.append)
    chat.set_consent("nothing")
    wait(qtbot, lambda: chat.consent == "nothing")
    teaching.thumb(1, "up")
    wait(qtbot, lambda: told == [texts("taught.nothing")])
    assert chat.entries[1].thumb is None
    assert thumbs(fake, chat) == {}


def test_another_expert_answers_and_the_router_learns_it(
    qtbot, chat, teaching, fake, next_turn, texts
):
    told: list[tuple[str, str]] = []
    teaching.routed.connect(lambda *what: told.append(what))
    teaching.answer_by(3, "tr_chat")
    turn = next_turn()
    turn.route(Routed((ServedExpert("tr_chat"),)))
    turn.say("İki.")
    turn.finish()
    wait(qtbot, lambda: not chat.busy)
    assert fake.asked_of == [(("tr_chat", 1.0),)]
    wait(qtbot, lambda: len(told) == 1)
    (kept,) = fake.taught
    assert (kept.exemplar.text, kept.exemplar.expert) == ("iki?", "tr_chat")
    assert told == [(texts("taught.routed", expert="Turkish conversation"), kept.id)]
    assert [e.text for e in chat.entries] == ["bir?", "1", "iki?", "İki."]


def test_what_the_router_learned_is_taken_back(
    qtbot, chat, teaching, fake, next_turn, texts
):
    said: list[str] = []
    teaching.told.connect(said.append)
    with qtbot.waitSignal(teaching.routed, timeout=10_000) as routed:
        teaching.answer_by(3, "tr_chat")
        next_turn().finish()
    wait(qtbot, lambda: not chat.busy)
    teaching.unteach(routed.args[1])
    wait(qtbot, lambda: said == [texts("taught.unrouted")])
    assert fake.taught == []


def test_the_base_answers_without_experts(chat, teaching, fake, next_turn):
    teaching.answer_by(1, "general")
    next_turn().finish()
    assert fake.asked_of == [()]
    assert [e.text for e in chat.entries][:1] == ["bir?"]


@pytest.mark.parametrize("consent", ["remember", "nothing"])
def test_the_router_learns_only_where_that_may_be(
    qtbot, chat, teaching, fake, next_turn, consent
):
    chat.set_consent(consent)
    wait(qtbot, lambda: chat.consent == consent)
    teaching.answer_by(3, "tr_chat")
    next_turn().finish()
    wait(qtbot, lambda: not chat.busy)
    assert fake.taught == []
    assert len(fake.asked_of) == 1


def test_what_could_not_be_kept_is_told(qtbot, chat, teaching, fake):
    fake.refuse = JournalLocked(path="/x")
    with qtbot.waitSignal(chat.failed, timeout=10_000) as failed:
        teaching.thumb(1, "up")
    assert isinstance(failed.args[0], JournalLocked)
    assert chat.entries[1].thumb is None


def test_why_is_shown_when_asked_and_hidden_again(qtbot, desk, fake, texts):
    chat = desk.chat
    desk.select(fake.add("t", "q", "a"))
    wait(qtbot, lambda: len(chat.entries) == 2)
    chat.toggle(1, 0)
    assert chat.entries[1].details == (texts("provenance.model", model="evotr-mini"),)
    assert [key for key, _ in chat.entries[1].choices] == ["python_coder", "tr_chat"]
    chat.toggle(1, 0)
    assert chat.entries[1].details == ()
