"""The nights, without a widget."""

from dataclasses import replace

import pytest

from evotr.domain import NightProgress
from evotr.errors import NightNothingToUndo
from evotr.text import LANGUAGES
from tests.fakes.nights import full_night
from tests.fakes.office import FakeOffice
from ui.bridge import Opening
from ui.presenters import Desk, PresencePresenter
from ui.text import load
from ui.text.dates import minute_of, night_of


@pytest.fixture
def office():
    return FakeOffice()


@pytest.fixture
def closed_desk(qtbot, fake, office):
    desk = Desk(load("en"), Opening(fake.opened), find_nights=lambda: office)
    ended = []
    desk.closed.connect(lambda: ended.append(True))
    yield desk
    desk.close()
    qtbot.waitUntil(lambda: bool(ended), timeout=15_000)


@pytest.fixture
def nights(desk):
    return desk.nights


def after(qtbot, signal, ask):
    with qtbot.waitSignal(signal, timeout=10_000) as told:
        ask()
    return told.args


def test_how_things_stand_is_told(qtbot, nights, office, texts):
    (shown,) = after(qtbot, nights.stood, nights.refresh)
    assert (shown.on, shown.hindered) == (False, "")
    assert shown.lines[0] == texts("nights.off")
    assert texts("nights.doubts", count=1) in shown.lines
    assert not any("does not answer any more" in line for line in shown.lines)
    office.on, office.unmet = True, ("idle", "mains")
    office.damaged = ("general",)
    (shown,) = after(qtbot, nights.stood, nights.refresh)
    assert shown.on
    assert texts("nights.damaged", experts="General") in shown.lines
    assert "02:00-06:00" in shown.lines[0]
    # Who asks is at the computer; the mains speak against it all the same.
    assert shown.hindered == texts("night.now.mains")


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_the_first_night_nothing_is_told_of_a_last_one(
    qtbot, desk, nights, office, language
):
    desk.speak(language)
    texts, since = load(language), load(language)("night.status.fresh", count=2)
    told = [()]
    nights.stood.connect(lambda shown: told.append(shown.lines))
    nights.refresh()
    qtbot.waitUntil(lambda: since in told[-1], timeout=10_000)
    office.kept = ()
    nights.refresh()
    first = texts("night.status.first", count=2)
    # What was asked in the other state may be answered before.
    qtbot.waitUntil(lambda: first in told[-1], timeout=10_000)
    assert since not in told[-1]


@pytest.mark.parametrize(
    ("far", "said", "percent"),
    [
        (NightProgress(), "A night begins…", 0),
        (NightProgress(3, "harvest"), "Night 3: looking for lessons", 0),
        (
            NightProgress(3, "train", "tr_chat", 30, 120, 75.4),
            "Night 3: training (Turkish conversation), about 1 min 15 s more",
            52,
        ),
        (
            NightProgress(3, "build", paused=("cool", "mains")),
            "Night 3: making rows; it pauses: it is too hot, it is not plugged in",
            40,
        ),
    ],
)
def test_a_night_is_followed(nights, office, far, said, percent):
    heard, told = [], []
    nights.running_changed.connect(heard.append)
    nights.progressed.connect(lambda *at: told.append(at))
    office.progress = far
    nights.poll()
    nights.poll()
    assert (told, heard) == ([(said, percent)], [True])
    office.progress = None
    nights.poll()
    assert (told[-1], heard) == (("", 0), [True, False])


@pytest.mark.parametrize("language", LANGUAGES)
def test_experts_and_times_are_called_as_people_call_them(
    qtbot, desk, nights, office, language
):
    desk.speak(language)
    texts, told = load(language), []
    nights.progressed.connect(lambda sentence, _: told.append(sentence))
    office.progress = NightProgress(3, "build", "tr_chat")
    nights.poll()
    assert "tr_chat" not in told[-1]
    assert desk.chat.title_of("tr_chat") in told[-1]
    (heads,) = after(qtbot, nights.changed, nights.refresh)
    (report,) = after(qtbot, nights.reported, lambda: nights.show(heads[0].id))
    assert report.title.endswith(night_of(full_night().date, language))
    assert minute_of(full_night().began, language) in report.lines[0]
    assert not any("tr_chat" in part.head for part in report.parts)
    assert texts("nights.off") == nights._lines(nights._standing)[0]


def test_a_night_that_goes_on_is_read_again(qtbot, nights, office):
    office.kept = (replace(full_night(), state="left", step="train", ended=None),)
    (heads,) = after(qtbot, nights.changed, nights.refresh)
    office.progress = NightProgress()
    after(qtbot, nights.changed, nights.poll)
    office.kept = (replace(office.kept[0], state="running"),)
    office.progress = NightProgress(3, "train", "tr_chat", 1, 9)
    (again,) = after(qtbot, nights.changed, nights.poll)
    assert again[0].told != heads[0].told


def test_quitting_while_a_night_runs_asks_and_the_sign_shows_it(
    desk, nights, office, texts
):
    presence = PresencePresenter()
    nights.running_changed.connect(lambda runs: presence.set_night(runs=runs))
    assert desk.unfinished() == ()
    office.progress = NightProgress()
    nights.poll()
    assert desk.unfinished() == (texts("nights.quit"),)
    assert presence.presence == "night"


def test_a_night_is_begun_and_stopped(qtbot, nights, office, texts):
    assert after(qtbot, nights.running_changed, nights.run) == [True]
    assert after(qtbot, nights.told, nights.stop) == [texts("nights.stopping")]
    assert office.done == ["run", "stop"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("paused", [("idle",), ()])
def test_a_night_that_waits_is_had_to_go_on(
    qtbot, desk, nights, office, language, paused
):
    desk.speak(language)
    office.progress = NightProgress(3, "train", paused=paused, waits=True)
    nights.poll()
    assert nights.waits
    told = after(qtbot, nights.told, nights.run)
    assert told == [load(language)("nights.hastened")]
    assert office.done == ["run"]
    assert not nights.waits


def test_a_night_of_another_process_cannot_be_had_to_go_on(nights):
    nights.attach(None)
    nights.follow(NightProgress(3, "train", paused=("idle",), waits=True), lambda: None)
    assert not nights.waits


def test_a_night_is_kept_and_taken_back(qtbot, nights, office, texts):
    (head,) = after(qtbot, nights.changed, nights.refresh)[0]
    kept = after(qtbot, nights.told, lambda: nights.keep(head.id))
    assert kept == [texts("nights.kept")]
    (said,) = after(qtbot, nights.told, lambda: nights.undo(head.id))
    assert said == (
        f"{texts('night.rollback.done', number=3)} {texts('nights.waiting', count=3)}"
    )
    (said,) = after(qtbot, nights.told, lambda: nights.never(head.id))
    assert said.endswith(texts("night.rollback.never", count=3))
    assert office.done == ["keep", "undo", "never"]


def test_what_cannot_be_is_told(qtbot, nights, office):
    office.refuse = NightNothingToUndo(night=3)
    (error,) = after(qtbot, nights.failed, lambda: nights.undo("a" * 32))
    assert isinstance(error, NightNothingToUndo)


def test_nights_are_allowed_and_no_more(qtbot, nights, office, texts):
    for on, key in ((True, "nights.allowed"), (False, "nights.not_allowed")):
        said = after(qtbot, nights.told, lambda on=on: nights.allow(on=on))
        assert said == [texts(key)]
    assert office.done == ["allow True", "allow False"]


def test_without_nights_nothing_is_asked(nights, office):
    nights.attach(None)
    nights.refresh()
    nights.show("a" * 32)
    nights.run()
    nights.stop()
    nights.poll()
    assert (office.done, nights.running) == ([], False)
