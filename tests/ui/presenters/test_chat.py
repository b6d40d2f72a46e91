"""The conversation in front, without a widget."""

import queue
from dataclasses import replace
from functools import partial

import pytest

from evotr.errors import DiskFull, EmptyMessage, GenerationBroken, MessageTooLong
from evotr.text import LANGUAGES
from tests.fakes.assistant import FREE
from ui.bridge import Opening
from ui.presenters import Desk, Entry
from ui.text import load


def wait(qtbot, condition):
    qtbot.waitUntil(condition, timeout=10_000)


@pytest.fixture
def chat(desk):
    return desk.chat


@pytest.fixture
def page(chat):
    """What a view that follows `changed` and `streamed` shows."""
    shown = list(chat.entries)

    def splice(keep, entries):
        shown[keep:] = entries

    def stream(text):
        last = shown[-1]
        shown[-1] = Entry(last.role, last.text + text, last.state)

    chat.changed.connect(splice)
    chat.streamed.connect(stream)
    return shown


def test_many_chunks_arrive_whole_and_in_order(qtbot, chat, page, next_turn):
    chat.send("Kaça kadar sayarsın?")
    turn = next_turn()
    chunks = [f"{number} ışık\n" for number in range(2000)]
    turn.say(*chunks)
    wait(qtbot, lambda: page[-1].text == "".join(chunks))
    assert page[-1].state == "streaming"
    turn.finish()
    wait(qtbot, lambda: not chat.busy)
    assert [entry.text for entry in page] == ["Kaça kadar sayarsın?", "".join(chunks)]
    assert page[-1] == Entry("assistant", "".join(chunks))


def test_words_are_shown_before_anything_is_stored(chat, page, next_turn):
    chat.send("hello")
    assert [entry.text for entry in page] == ["hello", ""]
    assert chat.busy
    next_turn().finish()


def test_a_new_conversation_gets_its_id_when_it_is_stored(qtbot, chat, next_turn):
    with qtbot.waitSignal(chat.stored, timeout=10_000) as stored:
        chat.send("hello")
    assert chat.conversation_id == stored.args[0]
    next_turn().finish()


def test_stop_keeps_what_was_said(qtbot, chat, page, next_turn, texts):
    chat.send("hello")
    turn = next_turn()
    turn.say("as far as th")
    wait(qtbot, lambda: page[-1].text == "as far as th")
    chat.stop()
    wait(qtbot, lambda: not chat.busy)
    assert turn.cancelled
    note = texts("transcript.cancelled")
    assert page[-1] == Entry("assistant", "as far as th", "cancelled", note)


def test_a_failure_keeps_what_was_said_and_says_why(
    qtbot, desk, chat, page, next_turn, texts
):
    chat.send("hello")
    turn = next_turn()
    turn.say("half")
    error = GenerationBroken(path="/models/x")
    turn.fail(error)
    with qtbot.waitSignal(desk.conversations.changed, timeout=10_000):
        wait(qtbot, lambda: not chat.busy)
    sentence, hint = texts.error(error)
    assert page[-1] == Entry("assistant", "half", "failed", sentence, hint)


@pytest.mark.parametrize("language", LANGUAGES)
def test_why_an_answer_failed_is_told_after_a_restart(
    qtbot, chat, fake, next_turn, language
):
    error = MessageTooLong(tokens=109_177, limit=768)
    chat.send("uzun")
    next_turn().fail(error)
    wait(qtbot, lambda: not chat.busy)
    asked, texts = chat.conversation_id, load(language)
    desk = Desk(texts, Opening(fake.restarted().opened))
    with qtbot.waitSignal(desk.opened, timeout=10_000):
        desk.open()
    desk.select(asked)
    wait(qtbot, lambda: len(desk.chat.entries) == 2)
    told = desk.chat.entries[-1]
    assert (told.note, told.hint) == texts.error(error)
    assert told.state == "failed"
    other = "tr" if language == "en" else "en"
    desk.speak(other)
    assert desk.chat.entries[-1].note == load(other).error(error)[0]
    with qtbot.waitSignal(desk.closed, timeout=15_000):
        desk.close()


@pytest.mark.parametrize("model", ["the same", "another"])
def test_what_was_too_long_is_so_for_the_same_model_alone(
    qtbot, chat, fake, next_turn, model, monkeypatch
):
    chat.send("uzun")
    next_turn().fail(MessageTooLong(tokens=109_177, limit=768))
    wait(qtbot, lambda: not chat.busy)
    assert chat.entries[-1].hopeless
    again = fake.restarted()
    if model == "another":
        status = replace(again.status(), model="larger")
        monkeypatch.setattr(again, "status", lambda: status)
    desk = Desk(load("tr"), Opening(again.opened))
    with qtbot.waitSignal(desk.opened, timeout=10_000):
        desk.open()
    desk.select(chat.conversation_id)
    wait(qtbot, lambda: len(desk.chat.entries) == 2)
    assert desk.chat.entries[-1].hopeless == (model == "the same")
    with qtbot.waitSignal(desk.closed, timeout=15_000):
        desk.close()


def test_a_turn_that_breaks_its_promise_ends_as_failed(
    qtbot, chat, page, next_turn, caplog
):
    chat.send("hello")
    next_turn().break_down(ZeroDivisionError("by nobody"))
    wait(qtbot, lambda: not chat.busy)
    assert page[-1].state == "failed"
    assert "by nobody" in page[-1].note
    assert "unforeseen fault" in caplog.text


def test_words_that_could_not_be_stored_come_back(qtbot, fake, chat, page):
    fake.refuse = DiskFull(path="/x", needed="1", free="0")
    refused: list[str] = []
    chat.refused.connect(refused.append)
    with qtbot.waitSignal(chat.failed, timeout=10_000):
        chat.send("precious words")
    wait(qtbot, lambda: refused == ["precious words"])
    assert page == []
    assert not chat.busy


def test_an_empty_message_is_refused_at_once(qtbot, chat):
    with qtbot.waitSignal(chat.failed, timeout=10_000) as failed:
        chat.send("  \n")
    assert isinstance(failed.args[0], EmptyMessage)


def test_words_wait_while_it_answers_and_are_sent_one_after_the_other(
    qtbot, chat, page, fake, next_turn
):
    queued: list[tuple[str, ...]] = []
    chat.queued.connect(queued.append)
    chat.send("bir")
    turn = next_turn()
    chat.send("iki")
    chat.send("üç")
    assert queued[-1] == ("iki", "üç")
    assert fake.turns.empty()
    turn.say("1")
    turn.finish()
    wait(qtbot, lambda: not fake.turns.empty())
    second = next_turn()
    wait(qtbot, lambda: queued[-1] == ("üç",))
    assert chat.busy
    second.say("2")
    second.finish()
    wait(qtbot, lambda: not fake.turns.empty())
    third = next_turn()
    third.finish()
    wait(qtbot, lambda: not chat.busy)
    assert [e.text for e in page] == ["bir", "1", "iki", "2", "üç", ""]
    assert queued[-1] == ()
    stored = fake.transcript(chat.conversation_id).result(10).messages
    assert [m.content for m in stored] == ["bir", "1", "iki", "2", "üç", ""]


def test_what_waits_can_be_taken_back(chat, next_turn):
    refused: list[str] = []
    chat.refused.connect(refused.append)
    chat.send("bir")
    chat.send("iki")
    chat.send("üç")
    chat.take_back(0)
    assert (chat.waiting, refused) == (("üç",), ["iki"])
    chat.take_back(0)
    next_turn().finish()


@pytest.mark.parametrize("end", ["stop", "fail"])
def test_what_waits_comes_back_when_the_answer_does_not_end_well(
    qtbot, chat, fake, next_turn, end
):
    refused: list[str] = []
    chat.refused.connect(refused.append)
    chat.send("bir")
    turn = next_turn()
    chat.send("iki")
    if end == "stop":
        chat.stop()
    else:
        turn.fail(GenerationBroken(path="/m"))
    wait(qtbot, lambda: not chat.busy)
    assert refused == ["iki"]
    assert fake.turns.empty()


@pytest.mark.parametrize("end", ["stop", "fail"])
def test_several_that_wait_stay_several_and_are_sent_when_wanted(
    qtbot, chat, fake, next_turn, end
):
    refused: list[str] = []
    chat.refused.connect(refused.append)
    chat.send("bir")
    turn = next_turn()
    for words in ("iki", "üç", "dört"):
        chat.send(words)
    if end == "stop":
        chat.stop()
    else:
        turn.fail(GenerationBroken(path="/m"))
    wait(qtbot, lambda: not chat.busy)
    assert (refused, chat.waiting) == ([], ("iki", "üç", "dört"))
    assert fake.turns.empty()
    chat.take_back(1)
    assert (refused, chat.waiting) == (["üç"], ("iki", "dört"))
    chat.send_waiting()
    assert chat.waiting == ("dört",)
    next_turn().finish()
    wait(qtbot, lambda: not fake.turns.empty())
    next_turn().finish()
    wait(qtbot, lambda: not chat.busy)
    said = [entry.text for entry in chat.entries if entry.role == "user"]
    assert said == ["bir", "iki", "dört"]
    assert kept(fake) == []


@pytest.mark.parametrize("words", [("iki", "üç", "dört"), ("two", "two", "four")])
def test_what_is_sent_after_a_stop_comes_after_what_waits(
    qtbot, chat, fake, next_turn, words
):
    chat.send("bir")
    next_turn()
    for each in words[:2]:
        chat.send(each)
    chat.stop()
    wait(qtbot, lambda: not chat.busy)
    chat.send(words[2])
    assert chat.busy
    assert chat.waiting == words[1:]
    chat.send("son")
    for _ in range(4):
        wait(qtbot, lambda: not fake.turns.empty())
        next_turn().finish()
    wait(qtbot, lambda: not chat.busy)
    said = [entry.text for entry in chat.entries if entry.role == "user"]
    assert said == ["bir", *words, "son"]
    wait(qtbot, lambda: kept(fake) == [])


def test_where_the_first_that_waits_is_refused_the_others_wait_on(
    qtbot, chat, fake, next_turn, monkeypatch
):
    refused: list[str] = []
    chat.refused.connect(refused.append)
    chat.send("bir")
    next_turn()
    for each in ("iki", "üç"):
        chat.send(each)
    chat.stop()
    wait(qtbot, lambda: not chat.busy)
    with monkeypatch.context() as patch:
        patch.setattr(fake, "send", partial(_refuse, DiskFull(path="/x")))
        chat.send("dört")
    assert not chat.busy
    assert (refused, chat.waiting) == (["iki"], ("üç", "dört"))
    wait(qtbot, lambda: [text for _, text in kept(fake)] == ["üç", "dört"])


def _refuse(error, *_args, **_more):
    raise error


def test_what_waits_since_a_stop_is_there_after_a_restart(
    qtbot, desk, fake, chat, next_turn
):
    chat.send("bir")
    next_turn()
    for words in ("iki", "üç"):
        chat.send(words)
    chat.stop()
    wait(qtbot, lambda: not chat.busy)
    asked = chat.conversation_id
    desk.select(fake.add("other", "q", "a"))
    assert chat.waiting == ()
    desk.select(asked)
    wait(qtbot, lambda: chat.waiting == ("iki", "üç"))
    wait(qtbot, lambda: len(kept(fake)) == 2)
    with qtbot.waitSignal(desk.closed, timeout=10_000):
        desk.close()
    again = fake.restarted()
    again.waiting.rows = [(*row[:3], True) for row in fake.waiting.rows]
    assert len(again.waiting.rows) == 2
    other = Desk(load("tr"), Opening(again.opened))
    with qtbot.waitSignal(other.opened, timeout=10_000):
        other.open()
    other.select(asked)
    wait(qtbot, lambda: other.chat.waiting == ("iki", "üç"))
    with qtbot.waitSignal(other.closed, timeout=15_000):
        other.close()


@pytest.mark.parametrize("words", ["ya Muğla'nın?", "and of Ankara?"])
@pytest.mark.parametrize("end", ["take_back", "stop"])
def test_what_waits_is_kept_until_its_writer_has_it(
    qtbot, fake, chat, next_turn, words, end
):
    refused: list[tuple[str, list[str]]] = []

    def take(back):
        refused.append((back, stored()))

    def stored():
        fake.thumbs("").result(10)  # all that was asked for before is done
        return [text for _, text in kept(fake)]

    chat.refused.connect(take)
    chat.send("bir")
    turn = next_turn()
    chat.send(words)
    if end == "stop":
        chat.stop()
    else:
        chat.take_back(0)
    wait(qtbot, lambda: refused == [(words, [words])])
    assert stored() == []
    turn.finish()
    wait(qtbot, lambda: not chat.busy)


def test_what_waits_elsewhere_is_sent_there(qtbot, desk, fake, chat, next_turn):
    other = fake.add("other", "q", "a")
    chat.send("bir")
    turn = next_turn()
    chat.send("iki")
    wait(qtbot, lambda: chat.conversation_id is not None)
    asked = chat.conversation_id
    desk.select(other)
    turn.finish()
    wait(qtbot, lambda: not fake.turns.empty())
    second = next_turn()
    assert not chat.busy
    second.say("2")
    second.finish()
    wait(qtbot, lambda: not chat.running)
    stored = fake.transcript(asked).result(10).messages
    assert [m.content for m in stored] == ["bir", "", "iki", "2"]
    assert chat.conversation_id == other


def test_what_waited_elsewhere_comes_back_with_its_conversation(
    qtbot, desk, fake, chat, next_turn
):
    refused: list[str] = []
    chat.refused.connect(refused.append)
    chat.send("bir")
    turn = next_turn()
    chat.send("iki")
    wait(qtbot, lambda: chat.conversation_id is not None)
    asked = chat.conversation_id
    desk.select(fake.add("other", "q", "a"))
    turn.fail(GenerationBroken(path="/m"))
    wait(qtbot, lambda: not chat.running)
    assert refused == []
    desk.select(asked)
    wait(qtbot, lambda: refused == ["iki"])
    desk.select("")
    desk.select(asked)
    wait(qtbot, lambda: bool(chat.entries))
    assert refused == ["iki"]  # once
    assert fake.waiting.rows == []


@pytest.mark.parametrize("words", [("iki", "üç"), ("Ankara?", "İzmir?", "Iğdır?")])
def test_several_that_waited_elsewhere_come_back_with_their_conversation(
    qtbot, desk, fake, chat, next_turn, words
):
    chat.send("bir")
    turn = next_turn()
    for each in words:
        chat.send(each)
    wait(qtbot, lambda: chat.conversation_id is not None)
    asked = chat.conversation_id
    desk.select("")
    turn.fail(GenerationBroken(path="/m"))
    wait(qtbot, lambda: not chat.running)
    assert chat.waiting == ()
    desk.select(asked)
    wait(qtbot, lambda: chat.waiting == words)
    wait(qtbot, lambda: kept(fake) == [(asked, each) for each in words])


def test_what_comes_back_is_added_to_what_rests_already(qtbot, fake, chat, next_turn):
    chat.send("bir")
    turn = next_turn()
    for words in ("iki", "üç"):
        chat.send(words)
    chat.stop()
    wait(qtbot, lambda: not chat.busy)
    turn.finish()
    asked = chat.conversation_id
    fake.waiting.keep("of another program", asked, ["dört", "beş"]).result(10)
    fake.waiting.give_back("of another program").result(10)
    chat.show(asked)
    all_of_them = ("iki", "üç", "dört", "beş")
    wait(qtbot, lambda: chat.waiting == all_of_them)
    wait(qtbot, lambda: kept(fake) == [(asked, each) for each in all_of_them])
    for number in (3, 2, 1, 0):  # each is kept once, and goes with its taking back
        chat.take_back(number)
    wait(qtbot, lambda: kept(fake) == [])


def kept(fake):
    """What waits to be sent, as the next start would find it."""
    return [(row[1], row[2]) for row in fake.waiting.rows]


def test_what_waits_is_kept_until_it_is_sent(qtbot, fake, chat, next_turn):
    chat.send("bir")
    chat.send("ıki")
    chat.send("three\nlines\n")
    wait(qtbot, lambda: [words for _, words in kept(fake)] == ["ıki", "three\nlines\n"])
    turn = next_turn()
    wait(qtbot, lambda: chat.conversation_id is not None)
    asked = chat.conversation_id
    wait(qtbot, lambda: {row[0] for row in kept(fake)} == {asked})
    turn.finish()
    wait(qtbot, lambda: not fake.turns.empty())
    turn = next_turn()
    wait(qtbot, lambda: kept(fake) == [(asked, "three\nlines\n")])
    chat.take_back(0)
    wait(qtbot, lambda: kept(fake) == [])
    turn.finish()
    wait(qtbot, lambda: not chat.busy)


def test_what_waits_at_the_end_is_there_at_the_next_start(
    qtbot, desk, fake, chat, next_turn
):
    refused: list[str] = []
    chat.refused.connect(refused.append)
    chat.send("bir")
    turn = next_turn()
    chat.send("iki")
    wait(qtbot, lambda: chat.conversation_id is not None)
    wait(qtbot, lambda: len(kept(fake)) == 1)
    with qtbot.waitSignal(desk.closed, timeout=10_000):
        desk.close()
    assert turn.cancelled
    assert refused == []
    assert kept(fake) == [(chat.conversation_id, "iki")]


@pytest.mark.parametrize("words", ["ya Muğla'nın?", "and of Ankara?"])
def test_what_waited_when_the_program_died_is_given_back(
    qtbot, desk, fake, chat, words
):
    refused: list[str] = []
    chat.refused.connect(refused.append)
    left, other = fake.add("left", "q", "a"), fake.add("other", "q", "a")
    fake.waiting.keep("q1", left, [words]).result(10)
    fake.waiting.give_back("q1").result(10)
    # Who has left before they are there finds them later.
    gate = queue.Queue()
    fake.hold_storage(gate)
    desk.select(left)
    desk.select(other)
    gate.put(None)
    wait(qtbot, lambda: len(chat.entries) == 2 and kept(fake) == [(left, words)])
    assert refused == []
    desk.select(left)
    wait(qtbot, lambda: refused == [words])
    assert kept(fake) == []


def test_a_failed_answer_is_told_with_what_can_be_done(qtbot, chat, next_turn):
    broke: list[object] = []
    chat.broke.connect(lambda _, error: broke.append(error))
    chat.send("bir")
    error = GenerationBroken(path="/m")
    next_turn().fail(error)
    wait(qtbot, lambda: broke == [error])


def test_another_conversation_can_be_read_while_one_answers(
    qtbot, desk, fake, chat, page, next_turn
):
    other = fake.add("other", "q", "a")
    chat.send("long one?")
    turn = next_turn()
    turn.say("first ")
    wait(qtbot, lambda: page[-1].text == "first ")
    asked = chat.conversation_id
    desk.select(other)
    wait(qtbot, lambda: [e.text for e in page] == ["q", "a"])
    assert not chat.busy
    turn.say("second")
    desk.select(asked)
    wait(qtbot, lambda: page and page[-1].text == "first second")
    assert chat.busy
    turn.finish()
    wait(qtbot, lambda: not chat.busy)
    assert [e.text for e in page] == ["long one?", "first second"]


def test_a_transcript_that_arrives_late_is_not_shown(qtbot, desk, fake, chat):
    first, second = fake.add("1", "first"), fake.add("2", "second")
    gate: queue.Queue[None] = queue.Queue()
    fake.hold_storage(gate)
    desk.select(first)
    desk.select(second)
    seen: list[str] = []
    chat.changed.connect(lambda _, entries: seen.extend(e.text for e in entries))
    gate.put(None)
    wait(qtbot, lambda: bool(seen))
    assert seen == ["second"]


def test_an_answer_whose_end_was_never_stored_is_shown_as_interrupted(
    qtbot, desk, fake, page, texts
):
    left = fake.add("left", "q")
    fake.leave(left, "half")
    desk.select(left)
    wait(qtbot, lambda: len(page) == 2)
    note = texts("transcript.interrupted")
    assert page[-1] == Entry("assistant", "half", "interrupted", note)


def test_an_answer_that_was_cut_off_before_a_word_is_asked_for_again(
    qtbot, desk, fake, page, next_turn, texts
):
    left = fake.add("left", "Orada mısın?")
    fake.leave(left, "")
    desk.select(left)
    wait(qtbot, lambda: len(page) == 2)
    note = texts("transcript.interrupted")
    assert page[-1] == Entry("assistant", "", "interrupted", note)
    desk.chat.regenerate()
    turn = next_turn()
    turn.say("Evet.")
    turn.finish()
    wait(qtbot, lambda: not desk.chat.busy)
    assert [e.text for e in page] == ["Orada mısın?", "Evet."]


def test_regenerate_takes_the_place_of_the_last_answer(
    qtbot, desk, fake, chat, page, next_turn
):
    desk.select(fake.add("t", "q", "old"))
    wait(qtbot, lambda: len(page) == 2)
    chat.regenerate()
    turn = next_turn()
    assert [(e.text, e.state) for e in page] == [("q", "complete"), ("", "streaming")]
    turn.say("new")
    turn.finish()
    wait(qtbot, lambda: not chat.busy)
    assert [e.text for e in page] == ["q", "new"]


def test_edit_replaces_the_last_of_two_equal_questions(
    qtbot, desk, fake, chat, page, next_turn
):
    desk.select(fake.add("t", "same", "one", "same", "two"))
    wait(qtbot, lambda: len(page) == 4)
    chat.edit("other")
    turn = next_turn()
    turn.finish()
    wait(qtbot, lambda: not chat.busy)
    assert [e.text for e in page] == ["same", "one", "other", ""]


def test_an_earlier_question_is_asked_otherwise(
    qtbot, desk, fake, chat, page, next_turn
):
    desk.select(fake.add("t", "bir", "1", "iki", "2"))
    wait(qtbot, lambda: len(page) == 4)
    chat.edit("başka", 0)
    turn = next_turn()
    turn.say("3")
    turn.finish()
    wait(qtbot, lambda: not chat.busy)
    wait(qtbot, lambda: page[0].place == (2, 2))
    assert [e.text for e in page] == ["başka", "3"]
    chat.step(0, -1)
    wait(qtbot, lambda: [e.text for e in page] == ["bir", "1", "iki", "2"])
    assert page[0].place == (1, 2)
    chat.step(0, -1)  # there is none before
    chat.step(0, 1)
    wait(qtbot, lambda: [e.text for e in page] == ["başka", "3"])


def test_versions_of_one_text_have_ids_of_their_own(qtbot, desk, fake, chat, next_turn):
    desk.select(fake.add("t", "q", "same"))
    wait(qtbot, lambda: len(chat.entries) == 2)
    first = chat.entries[1].key
    chat.regenerate()
    turn = next_turn()
    turn.say("same")
    turn.finish()
    wait(qtbot, lambda: chat.entries[1].place == (2, 2))
    assert chat.entries[1].key != first
    chat.step(1, -1)
    wait(qtbot, lambda: chat.entries[1].key == first)


def test_uncounted_the_context_is_measured_by_the_last_answer(
    qtbot, desk, fake, chat, next_turn
):
    measured: list[int] = []
    chat.measured.connect(measured.append)
    chat.send("q")
    next_turn().finish()
    wait(qtbot, lambda: not chat.busy and chat.tokens == 15)
    asked = chat.conversation_id
    desk.select(fake.add("t", "q", "never measured"))
    wait(qtbot, lambda: chat.tokens == 0)
    desk.select(asked)
    wait(qtbot, lambda: measured == [15, 0, 15])


def test_answers_that_no_model_gave_do_not_empty_the_measure(qtbot, chat, next_turn):
    chat.send("q")
    next_turn().finish()
    wait(qtbot, lambda: not chat.busy and chat.tokens == 15)
    measured: list[int] = []
    chat.measured.connect(measured.append)
    chat.send("remember that")
    next_turn().finish(usage=FREE)
    wait(qtbot, lambda: not chat.busy and len(chat.entries) == 4)
    with qtbot.waitSignal(chat.read, timeout=10_000):
        chat.reload()
    assert (chat.tokens, measured) == (15, [])


def test_the_context_is_what_the_next_message_carries_along(
    qtbot, desk, fake, chat, next_turn
):
    fake.counts = True
    desk.select(fake.add("t", "one two", "three four five six"))
    wait(qtbot, lambda: chat.tokens == 6)
    desk.teaching(chat).correct(1, "seven")
    wait(qtbot, lambda: chat.entries[-1].text == "seven")
    wait(qtbot, lambda: chat.tokens == 3)
    chat.step(1, -1)
    wait(qtbot, lambda: chat.tokens == 6)
    chat.edit("one")
    turn = next_turn()
    turn.say("two")
    turn.finish()
    wait(qtbot, lambda: chat.tokens == 2)
    desk.select("")
    wait(qtbot, lambda: chat.tokens == 0)


def test_a_system_prompt_of_its_own_is_weighed_at_once(qtbot, desk, fake, chat):
    fake.counts = True
    desk.select(fake.add("t", "one two", "three"))
    wait(qtbot, lambda: chat.tokens == 3)
    chat.set_own_prompt("be brief")
    wait(qtbot, lambda: chat.tokens == 5)


def test_an_unloaded_model_keeps_its_context(desk, fake):
    told: list[int] = []
    desk.status.context_changed.connect(told.append)
    for tokens in (4096, 0, 4096, 8192):
        fake.context_tokens = tokens
        desk.status.poll()
    assert told == [4096, 8192]
