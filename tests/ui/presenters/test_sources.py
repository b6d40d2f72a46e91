"""What an answer was given of the memory, as the window says it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from evotr.domain import (
    Doubt,
    MemoryItem,
    Recalled,
    Recollection,
    Source,
    correction_topic,
)
from evotr.errors import MemoryLate
from ui.presenters.answers import EXPLAINED
from ui.presenters.sources import Origin, origins_of
from ui.text import load
from ui.text.dates import day_of

PAGE = Recollection(
    MemoryItem(
        id="1",
        kind="document",
        text="Kurallar\nKahvaltı 8.30'da.",
        speaker="",
        source=Source(path="/ev/pansiyon.pdf", page=3, quote="Kahvaltı 8.30'da."),
        created=datetime(2026, 5, 4, 12, tzinfo=UTC),
    ),
    0.9,
)
SAID = Recollection(
    replace(PAGE.item, id="2", kind="fact", text="Çay sever", speaker="user",
            source=Source(conversation_id="c", message_id="m")),
    0.5,
)  # fmt: skip
CORRECTED = Recollection(
    replace(SAID.item, id="3", topic=correction_topic("Ne içer?")), 0.4
)
ORIGINS = (
    Origin("pansiyon.pdf, p. 3", "Kahvaltı 8.30'da."),
    Origin(f"you, {day_of(SAID.item.created, 'en')}", "Çay sever", "c", 2),
)


@pytest.mark.parametrize(
    ("language", "label"), [("en", "your correction"), ("tr", "düzeltmeniz")]
)
def test_a_correction_is_told_as_one(language, label):
    label = f"{label}, {day_of(CORRECTED.item.created, language)}"
    found = origins_of(load(language), Recalled((CORRECTED,)))
    assert found == (Origin(label, "Çay sever", "c"),)


def wait(qtbot, condition):
    qtbot.waitUntil(condition, timeout=10_000)


def answer(qtbot, chat, turn, recalled, said="8.30'da [1]."):
    turn.recall(recalled)
    turn.say(said)
    turn.finish()
    wait(qtbot, lambda: not chat.busy)


def test_sources_stand_under_an_answer_and_come_back_with_it(qtbot, desk, next_turn):
    chat = desk.chat
    chat.send("Kahvaltı?")
    answer(qtbot, chat, turn := next_turn(), Recalled((PAGE, SAID)))
    assert chat.entries[-1].sources == ORIGINS
    again = chat.conversation_id
    chat.show(None)
    chat.show(again)
    wait(qtbot, lambda: bool(chat.entries) and chat.entries[-1].sources == ORIGINS)
    assert [entry.sources for entry in chat.entries[:-1]] == [()]
    assert turn.started.answer_id == chat.entries[-1].key


def test_the_part_that_answers_is_shown():
    text = "Giriş cümlesi. " * 60 + "Kahvaltı 8.30'da."
    item = replace(PAGE.item, source=replace(PAGE.item.source, quote=text))
    one = Recollection(item, 0.9, "Kahvaltı 8.30'da.")
    assert origins_of(load("en"), Recalled((one,))) == ORIGINS[:1]


@pytest.mark.parametrize(
    ("answer", "numbers"),
    [
        ("Kahvaltı saati hafızamda yok, bilmiyorum.", []),
        ("Üzgünüm. Bunu bilmiyorum. Söyler misiniz?", []),
        ("I don't know that.", []),
        ("That is not in my memory.", []),
        ("I do not know when it is, but it is on page 3.", [1, 2]),
        ("Bunu bilmiyorum [2].", [1]),
        ("Kahvaltı 8.30'da, öğle yemeğini bilmiyorum.", [1, 2]),
        ("Breakfast is at 8.30; I don't know about lunch.", [1, 2]),
        ("Sekiz buçukta.", [1, 2]),
        ("", [1, 2]),
    ],
)
def test_an_answer_that_knows_nothing_has_no_source_but_what_it_cites(
    texts, answer, numbers
):
    found = origins_of(texts, Recalled((PAGE, SAID)), answer)
    assert [one.number for one in found] == numbers
    if numbers == [1]:
        assert found[0].conversation_id == "c"


@pytest.mark.parametrize("words", ["Bilmiyorum.", "I don't know that."])
def test_an_answer_in_own_words_has_them_as_its_source_whatever_they_say(texts, words):
    given = replace(CORRECTED, item=replace(CORRECTED.item, text=words))
    assert [one.number for one in origins_of(texts, Recalled((given,)), words)] == [1]


def test_what_was_far_off_is_a_source_only_where_it_is_cited(texts):
    far, near = replace(PAGE, near=False), SAID

    def sources(answer):
        found = origins_of(texts, Recalled((far, near)), answer)
        return [(one.number, one.conversation_id or "file") for one in found]

    assert sources("Çay.") == [(1, "c")]
    assert sources("8.30'da [1].") == [(1, "file"), (2, "c")]
    assert sources("Çay [2], 8.30'da [1].") == [(1, "c"), (2, "file")]
    assert sources("Bkz. [7] ve x[10].") == [(1, "c")]
    assert origins_of(texts, Recalled((far,)), "Merhaba!") == ()


THIRD = replace(CORRECTED, near=False)


@pytest.mark.parametrize("chunk", [1, 2, 3, 100])
def test_a_reader_meets_the_numbers_in_order_while_it_streams_and_ever_after(
    qtbot, desk, next_turn, chunk
):
    chat, said = desk.chat, "Çay [3, 2]. Kod: `x[3]`. Yine çay [3]."
    shown: list[str] = []
    chat.streamed.connect(shown.append)
    chat.send("Ne içer?")
    turn = next_turn()
    turn.recall(Recalled((replace(PAGE, near=False), SAID, THIRD)))
    turn.say(*(said[at : at + chunk] for at in range(0, len(said), chunk)))
    turn.finish()
    wait(qtbot, lambda: not chat.busy)
    expected = "Çay [1, 2]. Kod: `x[3]`. Yine çay [1]."
    assert "".join(shown) == expected
    with qtbot.waitSignal(chat.read, timeout=10_000):
        chat.reload()
    last = chat.entries[-1]
    assert (last.text, last.raw) == (expected, said)
    assert [one.number for one in last.sources] == [1, 2]
    assert "correction" in last.source(1).label
    assert last.source(2).label.startswith("you")


def test_an_answer_that_goes_on_numbers_on(qtbot, desk, next_turn):
    chat = desk.chat
    chat.send("Ne içer?")
    turn = next_turn()
    turn.recall(Recalled((PAGE, SAID, THIRD)))
    turn.say("Çay [3].")
    turn.finish("length")
    wait(qtbot, lambda: chat.resumable)
    chat.go_on(1)
    turn = next_turn()
    assert chat.entries[-1].text == "Çay [1]."
    turn.say(" Kahvaltı [1", "].")
    turn.finish()
    wait(qtbot, lambda: not chat.busy)
    assert chat.entries[-1].text == "Çay [1]. Kahvaltı [2]."
    assert chat.entries[-1].raw == "Çay [3]. Kahvaltı [1]."


def test_what_was_forgotten_leaves_the_others_their_numbers(texts):
    left = (replace(SAID, number=2), replace(THIRD, number=3))
    given = Recalled(left, forgotten=1)
    found = origins_of(texts, given, "8.30'da [1]. Çay [2], [3].")
    assert [one.number for one in found] == [2, 3]
    assert found[0].label.startswith("you")


@pytest.mark.parametrize(("left", "numbers"), [(2, [2, 3]), (1, [3]), (0, [])])
def test_what_was_forgotten_changes_no_number_that_was_read(
    qtbot, desk, fake, next_turn, left, numbers
):
    chat, given = desk.chat, (PAGE, SAID, THIRD)
    chat.send("Ne içer?")
    answer(qtbot, chat, turn := next_turn(), Recalled(given), "Çay [3], süt [2].")
    shown = "Çay [1], süt [2]."
    assert chat.entries[-1].text == shown
    key = turn.started.answer_id
    fake.reasons[key], fake.forgotten[key] = given[:left], len(given) - left
    chat.reload()

    def told():
        return [one.number for one in chat.entries[-1].sources]

    wait(qtbot, lambda: told() == numbers)
    assert chat.entries[-1].text == shown


def test_an_answer_all_of_whose_sources_are_forgotten_is_read_as_it_was(
    desk, qtbot, fake
):
    old = fake.add("old", "Ne içer?", "Çay [3], süt [2].")
    key = fake.transcript(old).result(10).messages[-1].id
    fake.forgotten[key] = 3
    desk.chat.show(old)
    shown = "Çay [1], süt [2]."
    wait(qtbot, lambda: [entry.text for entry in desk.chat.entries[1:]] == [shown])
    assert desk.chat.entries[1].sources == ()


def test_a_correction_that_only_numbers_otherwise_is_none(qtbot, desk, fake, next_turn):
    chat = desk.chat
    chat.send("Ne içer?")
    turn = next_turn()
    turn.recall(Recalled((PAGE, SAID)))
    turn.say("Çay [2].")
    turn.finish()
    wait(qtbot, lambda: not chat.busy)
    assert chat.entries[-1].text == "Çay [1]."
    said: list[str] = []
    keep = fake.correct
    fake.correct = lambda key, text: said.append(text) or keep(key, text)
    teaching = desk.teaching(chat)
    teaching.correct(1, "Çay [1].")
    teaching.correct(1, "Kahve [1].")
    assert said == ["Çay [2].", "Kahve [1]."]


@pytest.mark.parametrize("older", [1, EXPLAINED + 2])
def test_old_answers_keep_the_numbers_they_had_when_they_were_new(
    qtbot, desk, fake, older
):
    many = ["Ne içer?", "Çay [3], süt [1]."] * (older + EXPLAINED)
    old = fake.add("old", *many)
    answers = fake.transcript(old).result(10).messages[1::2]
    fake.reasons = {message.id: (PAGE, SAID, THIRD) for message in answers}
    desk.chat.show(old)
    said = {"Çay [1], süt [2]."}
    wait(qtbot, lambda: {each.text for each in desk.chat.entries[1::2]} == said)
    first = desk.chat.entries[1]
    assert "correction" in first.source(1).label
    fake.reasons = {}  # and what was forgotten since is told of none
    desk.chat.reload()
    wait(qtbot, lambda: not any(entry.sources for entry in desk.chat.entries))


def test_sources_of_old_answers_are_asked_for(qtbot, desk, fake):
    many = [f"{n}" for n in range(2 * EXPLAINED + 4)]
    old = fake.add("old", *many)
    answers = fake.transcript(old).result(10).messages[1::2]
    fake.reasons = {message.id: (PAGE,) for message in answers}
    desk.chat.show(old)
    wait(qtbot, lambda: any(entry.sources for entry in desk.chat.entries))
    shown = [bool(entry.sources) for entry in desk.chat.entries[1::2]]
    assert shown == [False, False] + [True] * EXPLAINED


def test_sources_are_worked_out_once_as_long_as_they_are_the_same(
    qtbot, desk, fake, next_turn, monkeypatch
):
    worked = []

    def noted(texts, given, answer=""):
        worked.append((texts.language, given.items))
        return origins_of(texts, given, answer)

    monkeypatch.setattr("ui.presenters.answers.origins_of", noted)
    chat = desk.chat
    for _ in range(2):
        chat.send("Ne içer?")
        answer(qtbot, chat, turn := next_turn(), Recalled((PAGE, SAID)))
    shown, found = chat.entries[1].text, chat.entries[1].sources
    assert worked == [("en", (PAGE, SAID))] * 2
    desk.speak("tr")
    assert worked == [("en", (PAGE, SAID))] * 2 + [("tr", (PAGE, SAID))] * 2
    assert [one.label for one in chat.entries[1].sources] != [x.label for x in found]
    fake.reasons[turn.started.answer_id] = (SAID,)
    chat.reload()
    wait(qtbot, lambda: len(chat.entries[3].sources) == 1)
    assert len(worked) == 5
    assert (chat.entries[1].text, len(chat.entries[1].sources)) == (shown, len(found))


def test_what_was_forgotten_is_no_source_any_more(qtbot, desk, fake, next_turn):
    chat = desk.chat
    chat.send("Kahvaltı?")
    answer(qtbot, chat, turn := next_turn(), Recalled((PAGE,)))
    fake.reasons[turn.started.answer_id] = ()
    chat.send("Unut: kahvaltı")
    turn = next_turn()
    turn.finish()
    wait(qtbot, lambda: not any(entry.sources for entry in chat.entries))


def test_a_memory_that_gave_nothing_is_said_quietly(qtbot, desk, next_turn, texts):
    told = []
    desk.chat.failed.connect(told.append)
    late = MemoryLate(seconds=5)
    desk.chat.send("Kahvaltı?")
    answer(qtbot, desk.chat, next_turn(), Recalled((), late))
    with qtbot.waitSignal(desk.conversations.changed, timeout=10_000):
        desk.conversations.refresh()
    assert desk.chat.entries[-1].aside == texts.error(late)[0]
    assert told == []


def test_what_may_contradict_is_asked_until_the_user_goes_on(qtbot, desk, next_turn):
    chat = desk.chat
    other = replace(SAID.item, text="Kahve sever")
    chat.send("Kahvaltı?")
    asked = (Doubt(SAID.item, (other,)),)
    answer(qtbot, chat, next_turn(), Recalled((PAGE,), asked=asked))
    first = chat.entries[-1]
    assert "Çay sever Kahve sever" in first.aside
    assert first.sources == ORIGINS[:1]
    chat.send("Peki")
    next_turn().finish()
    wait(qtbot, lambda: not any(entry.aside for entry in chat.entries))


@pytest.mark.parametrize(
    ("language", "label"),
    [("en", "pansiyon.pdf, p. 3"), ("tr", "pansiyon.pdf, s. 3")],
)
def test_a_page_in_both_languages(language, label):
    (origin,) = origins_of(load(language), Recalled((PAGE,)))
    assert origin.label == label


@pytest.mark.parametrize("name", ["a\nb\u202e.txt", "ö" * 200 + ".pdf"])
def test_a_wild_name_stays_on_its_line(texts, name):
    item = replace(PAGE.item, source=Source(path=f"/ev/{name}"), text="uzun " * 400)
    (origin,) = origins_of(texts, Recalled((Recollection(item, 1),)))
    assert origin.label.isprintable()
    assert len(origin.label) <= 60
    assert origin.label[-4:] == name[-4:]
    assert len(origin.quote) <= 400
