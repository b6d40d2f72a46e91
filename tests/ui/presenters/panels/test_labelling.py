"""Answers that wait for their right one, without a widget."""

from concurrent.futures import Future

import pytest

from evotr.domain import LedgerFilter
from evotr.errors import EmptyMessage, LedgerRowSecret
from tests.fakes.keeping import teach


@pytest.fixture
def labelling(qtbot, panels):
    teach(panels.desk.assistant)
    with qtbot.waitSignal(panels.labelling.changed, timeout=10_000):
        panels.labelling.refresh()
    return panels.labelling


def after(qtbot, labelling, ask):
    with qtbot.waitSignal(labelling.changed, timeout=10_000) as told:
        ask()
    return told.args


def rows(panels, state):
    wanted = LedgerFilter(states=(state,))
    return panels.desk.assistant.ledger.page(wanted).result(10)


def test_bad_answers_first_then_what_is_in_doubt(labelling, texts):
    assert [case.kind for case in labelling.cases] == ["answer", "answer", "row"]
    first = labelling.case
    assert (first.question, first.wrong) == ("Başkent neresi?", "Bilmiyorum.")
    doubted = labelling.cases[-1]
    assert (doubted.right, doubted.answer_id) == ("Beş.", "")
    assert doubted.doubt == texts("ledger.reason.time_bound")


def test_the_right_answer_is_learned_and_the_next_is_asked(qtbot, panels, labelling):
    case, number, of = after(qtbot, labelling, lambda: labelling.give("Ankara."))
    assert (case.question, number, of) == ("Kaç ay var?", 1, 2)
    learned = {row.question: row.right for row in rows(panels, "active")}
    assert learned["Başkent neresi?"] == "Ankara."


@pytest.mark.parametrize("language", ["tr", "en"])
def test_the_conversation_in_front_shows_it_at_once(qtbot, panels, labelling):
    desk = panels.desk
    asked = desk.assistant.transcript
    answer_id = labelling.case.answer_id
    (talk,) = [
        head.id
        for head in desk.assistant.conversations().result(10)
        if answer_id in {m.id for m in asked(head.id).result(10).messages}
    ]
    beside = desk.another_chat()
    for chat in (desk.chat, beside):
        chat.show(talk)
        qtbot.waitUntil(
            lambda chat=chat: [e.thumb for e in chat.entries] == [None, "down"]
        )
    labelling.give("Başkent Ankara'dır.")
    for chat in (desk.chat, beside):
        qtbot.waitUntil(
            lambda chat=chat: chat.entries[-1].text == "Başkent Ankara'dır."
        )
        answer = chat.entries[-1]
        assert (answer.place, answer.thumb) == ((2, 2), None)
        assert answer.chip == desk.texts("transcript.correction")


@pytest.mark.parametrize("by", ["panel", "answer"])
def test_what_is_corrected_stands_on_top_of_the_list(qtbot, panels, labelling, by):
    desk = panels.desk
    newer, older, *_ = (h.id for h in desk.assistant.conversations().result(10))

    def on_top():
        return desk.conversations.rows[0].id if desk.conversations.rows else ""

    desk.conversations.refresh()
    qtbot.waitUntil(lambda: on_top() == newer, timeout=10_000)
    assert labelling.case.question == "Başkent neresi?"  # of the older one
    if by == "panel":
        labelling.give("Ankara.")
    else:
        desk.select(older)
        question = labelling.case.question
        qtbot.waitUntil(
            lambda: [e.text for e in desk.chat.entries][:1] == [question],
            timeout=10_000,
        )
        desk.teaching(desk.chat).correct(1, "Ankara.")
    qtbot.waitUntil(lambda: on_top() == older, timeout=10_000)


def test_nothing_visible_is_refused_and_the_case_stays(qtbot, labelling):
    with qtbot.waitSignal(labelling.failed) as failed:
        labelling.give(" \n")
    assert isinstance(failed.args[0], EmptyMessage)
    assert labelling.case.question == "Başkent neresi?"


def test_later_goes_round(labelling):
    asked = []
    labelling.changed.connect(lambda _, *at: asked.append(at))
    for by in (1, 1, 1, -1):
        labelling.step(by)
    assert asked == [(2, 3), (3, 3), (1, 3), (3, 3)]


def test_a_row_in_doubt_is_kept(qtbot, panels, labelling):
    labelling.step(-1)
    after(qtbot, labelling, labelling.keep)
    assert [row.right for row in rows(panels, "active")] == ["Beş."]
    assert len(labelling.cases) == 2


def test_what_may_not_be_kept_stays_asked_about(qtbot, panels, labelling):
    refused = Future()
    refused.set_exception(LedgerRowSecret(row="0"))
    panels.desk.assistant.uphold = lambda _: refused
    labelling.step(-1)
    with qtbot.waitSignal(labelling.failed) as failed:
        labelling.keep()
    assert isinstance(failed.args[0], LedgerRowSecret)
    assert len(rows(panels, "quarantined")) == 1


def test_what_is_dropped_is_not_asked_again(qtbot, panels, labelling):
    labelling.step(-1)
    after(qtbot, labelling, labelling.drop)
    after(qtbot, labelling, labelling.drop)
    after(qtbot, labelling, labelling.drop)
    assert (labelling.cases, labelling.case) == ((), None)
    assert rows(panels, "active") == ()
    labelling.step(1)
    labelling.drop()
    labelling.keep()
    labelling.give("x")


@pytest.mark.parametrize("language", ["tr", "en"])
def test_a_correction_that_is_bad_asks_and_waits_as_an_answer_does(
    qtbot, panels, labelling
):
    desk = panels.desk
    taught = desk.assistant.correct(labelling.case.answer_id, "Bursa.").result(10)
    desk.chat.show(taught.version.conversation_id)
    qtbot.waitUntil(lambda: [e.text for e in desk.chat.entries][1:] == ["Bursa."])
    teaching = desk.teaching(desk.chat)
    with qtbot.waitSignal(teaching.right_wanted, timeout=10_000) as wanted:
        teaching.thumb(1, "down")
    assert wanted.args == [1]
    after(qtbot, labelling, labelling.refresh)
    wrong = {case.question: case.wrong for case in labelling.cases}
    assert wrong["Başkent neresi?"] == "Bursa."
    labelling.step(list(wrong).index("Başkent neresi?"))
    after(qtbot, labelling, lambda: labelling.give("Ankara."))
    assert "Başkent neresi?" not in [case.question for case in labelling.cases]
    learned = {row.question: row.right for row in rows(panels, "active")}
    assert learned["Başkent neresi?"] == "Ankara."
