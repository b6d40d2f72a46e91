"""The welcome, without a widget."""

import pytest
from PySide6.QtCore import QSettings

from evotr.errors import HubConnectionRefused
from evotr.models.offers import OFFERED
from evotr.settings import load_settings
from evotr.workshop import Workshop
from tests.fakes.hub import FakeHub
from tests.fakes.model_files import tiny_model
from tests.fakes.office import FakeOffice
from ui.bridge import Opening
from ui.presenters import Desk
from ui.presenters.first_run import FirstRun
from ui.presenters.guide import STEPS, GuidePresenter
from ui.presenters.panels import PanelsDesk
from ui.text import load

SMALL = OFFERED[0].id


@pytest.fixture
def office():
    return FakeOffice()


@pytest.fixture
def closed_desk(qtbot, fake, office, language):
    desk = Desk(load(language), Opening(fake.opened), find_nights=lambda: office)
    ended = []
    desk.closed.connect(lambda: ended.append(True))
    yield desk
    desk.close()
    qtbot.waitUntil(lambda: bool(ended), timeout=15_000)


@pytest.fixture
def first_run(home):
    home.mkdir()
    memory = QSettings(str(home / "window.ini"), QSettings.Format.IniFormat)
    return FirstRun(memory, home / "journal.db")


@pytest.fixture
def panels(desk, platform, home):
    settings = load_settings({"evotr_home": home})
    return PanelsDesk(desk, platform, lambda: Workshop(settings))


@pytest.fixture
def guide(desk, panels, first_run):
    return GuidePresenter(desk, panels, first_run, desk)


def follow(guide):
    steps = []
    guide.stepped.connect(steps.append)
    return steps


def test_it_goes_through_its_steps_and_is_over(guide, first_run):
    steps = follow(guide)
    guide.begin()
    guide.move(-1)  # there is nothing before the first
    for _ in STEPS:
        guide.move(1)
    assert steps == ["ask", *STEPS, None]
    assert not first_run.due
    guide.move(1)
    assert len(steps) == len(STEPS) + 2


def test_it_can_be_skipped_and_asked_for_again(guide, first_run):
    steps = follow(guide)
    guide.begin()
    assert first_run.due
    guide.end()
    assert not first_run.due
    guide.begin()
    assert steps == ["ask", None, "ask"]
    assert not first_run.due


def test_a_question_gets_its_answer_in_a_conversation_of_its_own(
    qtbot, guide, desk, next_turn
):
    guide.begin()
    guide.ask("Who are you?")
    turn = next_turn()
    turn.say("EVO-TR.")
    with qtbot.waitSignal(guide.answered, timeout=10_000):
        turn.finish()
    assert [entry.text for entry in desk.chat.entries] == ["Who are you?", "EVO-TR."]


@pytest.mark.parametrize("said", ["", "EVO"])
def test_an_answer_that_failed_is_not_called_the_first(
    qtbot, guide, desk, next_turn, said
):
    told = []
    guide.answered.connect(lambda: told.append(desk.chat.entries[-1].text))
    guide.begin()
    guide.ask("Who are you?")
    turn = next_turn()
    if said:
        turn.say(said)
    with qtbot.waitSignal(desk.chat.ended, timeout=10_000):
        turn.fail(HubConnectionRefused(host="hub"))
    guide.ask("And now?")
    turn = next_turn()
    turn.say("EVO-TR.")
    with qtbot.waitSignal(guide.answered, timeout=10_000):
        turn.finish()
    assert told == ["EVO-TR."]


@pytest.mark.parametrize("language", ["en", "tr"])
def test_models_are_offered_with_what_they_take_and_can(qtbot, guide, desk):
    with qtbot.waitSignal(guide.offered, timeout=20_000) as told:
        guide.begin()
    rows = told.args[0]
    assert [row.id for row in rows] == [one.id for one in OFFERED]
    assert sum(row.best for row in rows) == 1
    texts = desk.texts
    assert texts("guide.skill_plain") in rows[0].about
    assert texts("guide.takes", minutes=1) in rows[0].about
    free = texts("guide.not_free")
    assert [free in row.about for row in rows] == [not o.free for o in OFFERED]


@pytest.fixture
def hub(monkeypatch):
    with FakeHub(tiny_model(), repo=SMALL) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
        yield hub


def offered(qtbot, guide):
    with qtbot.waitSignal(guide.offered, timeout=20_000) as told:
        guide.begin()
    return told.args[0]


def test_a_model_is_downloaded_after_a_yes_and_answers_from_the_next_start_on(
    qtbot, guide, panels, hub, home, texts
):
    row = offered(qtbot, guide)[0]
    assert not row.here
    guide.move(2)
    assert hub.requests == []  # nothing is asked before the yes
    said = []
    guide.said.connect(said.append)
    with qtbot.waitSignal(panels.models.changed, timeout=20_000):
        guide.get(row)
    assert said == [
        texts("panels.pulled", model=SMALL),
        texts("panels.from_next_start"),
    ]
    assert load_settings({"evotr_home": home}).base_model_path == SMALL
    assert guide.step == "model"
    with qtbot.waitSignal(guide.offered, timeout=20_000) as told:
        panels.models.refresh()
    row = told.args[0][0]
    assert row.here
    assert texts("guide.is_here") in row.about


def test_without_a_network_one_sentence_says_so(qtbot, guide, monkeypatch, texts):
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setattr("evotr.models.hub.time.sleep", lambda _: None)
    row = offered(qtbot, guide)[0]
    with qtbot.waitSignal(guide.said, timeout=20_000) as told:
        guide.get(row)
    error = HubConnectionRefused(endpoint="http://127.0.0.1:9", model=SMALL)
    assert told.args[0].startswith(texts.error(error)[0][:20])


def test_nights_begin_after_a_yes_alone(qtbot, guide, office, texts):
    with qtbot.waitSignal(guide.nights_stand, timeout=10_000) as stood:
        guide.begin()
    assert stood.args == [False, "02:00-06:00"]
    for _ in range(3):
        guide.move(1)
    assert guide.step == "nights"
    assert office.done == []
    said = []
    guide.said.connect(said.append)
    with qtbot.waitSignal(guide.nights_stand, timeout=10_000) as stood:
        guide.allow_nights()
    assert office.done == ["allow True"]
    assert said == [texts("nights.allowed")]
    assert stood.args == [True, "02:00-06:00"]


def test_where_nothing_could_be_opened_the_reason_comes_first(guide, desk, first_run):
    guide.begin()
    desk.not_opened.emit("why", "what to do")
    assert guide.step is None
    assert first_run.due
    desk.opened.emit()  # at the second try
    assert guide.step == "ask"
