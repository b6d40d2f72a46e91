"""Lessons that are destroyed while a night is under way: it goes on where it can."""

import threading
from dataclasses import replace

import pytest

from evotr.domain import GENERAL, Lesson
from evotr.errors import AdapterMissing
from evotr.experts import BASE
from evotr.night import watch
from evotr.night.leftovers import settle_leftovers
from evotr.night.night import NightRun
from evotr.night.progress import NightStepBegan, NightTrains
from evotr.night.standing import as_it_stands
from evotr.night.takeback import sweep
from evotr.night.watch import Watch
from tests.fakes.engine import FakeEngine
from tests.fakes.tiny_night import NAMES, knowing, lessons

WORD = NAMES[0]  # only the first lesson, and the message that it is of, say it
LAWS = [
    Lesson(
        kind="edit",
        question=f"Who wrote the law of {town}?",
        right=f"{town}man wrote it.",
        expert="legal",
        expert_by_user=True,
    )
    for town in ("Baden", "Rodan", "Timur")
]


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"night_least_corrections": 2})


class Taught:
    """A message with one lesson of it, among others; it can be destroyed, once."""

    def __init__(self, parts):
        self._parts, self.gone = parts, False
        self.said = parts.journal.add_user_message(None, f"{WORD}!").result(10)
        first, *others = lessons()
        named = {"conversation_id": self.said.conversation_id}
        heard = replace(first, sources=(self.said.id,), **named)
        self.row, *_ = parts.journal.ledger.add([heard, *others]).result(60)

    def destroy(self):
        """As a wish to forget does, and the look that comes within a minute.

        Whether the night is told to stop.
        """
        if self.gone:
            return False
        self.gone, parts = True, self._parts
        roots, paths = parts.registry.roots, parts.settings.paths
        parts.journal.memories.forget_messages(self.said.id).result(60)
        sweep(parts.journal, roots)
        return settle_leftovers(parts.journal, roots, paths)


@pytest.fixture
def taught(parts):
    return Taught(parts)


def left_in(folder):
    files = [file for file in folder.rglob("*") if file.is_file()]
    return [file for file in files if WORD.encode() in file.read_bytes()]


def served(parts):
    version = parts.registry.serve(GENERAL).version
    return version and version.version


def outcomes(night):
    return {one.expert: one.outcome for one in night.report.experts}


def test_a_night_goes_on_where_the_expert_that_learned_from_it_is_through(
    parts, taught
):
    paths, held = parts.settings.paths, []
    parts.registry.use("legal", BASE)  # from now on it learns for itself
    parts.journal.ledger.add(LAWS).result(60)

    def tell(event):
        if isinstance(event, NightTrains) and event.expert == "legal":
            if not taught.gone:
                held.extend((left_in(paths.nights), served(parts)))
            assert not taught.destroy()
            held.append(served(parts))

    night = NightRun(parts, tell).run("user")
    assert held[:2] == [[], "0001"]  # what is through has no rows
    assert set(held[2:]) == {None}  # what saw it answers no more
    assert (night.state, night.report.end) == ("finished", None)
    assert set(outcomes(night)) == {GENERAL, "legal"}
    assert outcomes(night)[GENERAL] == "promoted"
    told = as_it_stands(parts.settings, parts.journal.nights.find(night.id).result(10))
    general = next(one for one in told.report.experts if one.expert == GENERAL)
    assert general.deleted
    assert taught.row.id not in {lesson.row_id for lesson in general.learned}
    assert parts.journal.nights.wishes().result(10) == ()
    assert parts.registry.versions(GENERAL) == ()
    parts.journal.close()
    assert left_in(paths.home) == []


@pytest.mark.parametrize("step", ["train", "scale", "judge"])
def test_a_night_is_stopped_where_an_expert_is_at_work_on_it(parts, taught, step):
    stopped = []

    def tell(event):
        if isinstance(event, NightStepBegan) and event.step == step:
            stopped.append(taught.destroy())

    night = NightRun(parts, tell).run("user")
    assert stopped[0]
    # Where it does not hear of it in time, it finds that by itself.
    assert taught.row.id not in {
        lesson.row_id for one in night.report.experts for lesson in one.learned
    }
    paths = parts.settings.paths
    parts.journal.close()
    assert left_in(paths.home) == []


def test_its_report_says_that_something_was_forgotten(parts, taught, monkeypatch):
    heard, stop = threading.Event(), Watch.stop

    def stopped(watch, *why):
        stop(watch, *why)
        heard.set()

    def tell(event):
        if isinstance(event, NightStepBegan) and event.step == "train":
            assert taught.destroy()
            assert heard.wait(60)

    monkeypatch.setattr(Watch, "stop", stopped)
    monkeypatch.setattr(watch, "_BEAT_S", 0.0)
    night = NightRun(parts, tell).run("user")
    assert (night.state, night.report.end) == ("stopped", "forgotten")


def test_rows_are_made_anew_where_they_were_being_made(parts, taught):
    trained = []

    def tell(event):
        match event:
            case NightStepBegan(step="build"):
                taught.destroy()
            case NightStepBegan(step="train"):
                trained.append(left_in(parts.settings.paths.nights))

    night = NightRun(parts, tell).run("user")
    assert (night.state, outcomes(night)) == ("finished", {GENERAL: "promoted"})
    assert trained == [[]]
    (one,) = night.report.experts
    assert len(one.learned) == len(NAMES) - 1
    found = parts.journal.nights.results("build", GENERAL).result(10)[night.id]
    assert taught.row.id not in str(found)


def reading(request):
    """What has no folder cannot answer."""
    for one in request.adapters:
        if not one.adapter.path.exists():
            return AdapterMissing(path=one.adapter.path, reason="gone")
    return knowing(request)


@pytest.mark.parametrize("step", ["train", "scale", "promote"])
def test_what_served_may_go_while_the_next_one_is_compared_with_it(parts, taught, step):
    """As it saw what was taken back before, and is destroyed now."""
    assert NightRun(parts).run("user").state == "finished"
    assert served(parts) == "0001"
    parts.journal.ledger.retract(taught.row.id).result(10)

    def tell(event):
        if isinstance(event, NightStepBegan) and event.step == step:
            taught.destroy()

    now = replace(parts, engine=FakeEngine(reading))
    night = NightRun(now, tell).run("user")
    assert taught.gone
    assert (night.state, outcomes(night)) == ("finished", {GENERAL: "promoted"})
    (one,) = night.report.experts
    assert one.before is None
    assert served(parts) == one.version != "0001"
    paths = parts.settings.paths
    parts.journal.close()
    assert left_in(paths.home) == []
