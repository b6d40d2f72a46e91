"""The nights as a window keeps them: over the real journal and registry."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from evotr.domain import (
    Answer,
    Lesson,
    NightProgress,
    SamplingParams,
    ServedExpert,
)
from evotr.errors import (
    ConversationNotFound,
    ConversationNotInTrash,
    NightNothingToUndo,
)
from evotr.night.beside import NightsBeside
from evotr.night.events import TrainingSaved, TrainingStep
from evotr.night.office import NightOffice
from evotr.night.progress import NightBegan, NightStepBegan, NightTrains, further
from evotr.settings import Settings, examine_settings
from tests.fakes.beats import Beats
from tests.fakes.clock import FakeSystem
from tests.fakes.nights import full_night


@pytest.fixture
def settings(home):
    home.mkdir()
    return Settings(evotr_home=home, language="en")


@pytest.fixture
def system():
    return FakeSystem()


@pytest.fixture
def beside(parts, system):
    nights = NightsBeside(parts, system)
    yield nights
    nights.close()


@pytest.fixture
def office(parts, beside, system):
    return NightOffice(parts, beside, system)


@pytest.fixture
def taught(parts, nightly, beside, system):
    """An office over a night that learned a lesson."""
    night = nightly.learn("tr_chat", [nightly.teach("Soru?", "Yanıt")])
    parts = replace(parts, journal=nightly.journal, registry=nightly.registry)
    return NightOffice(parts, beside, system), night


def test_a_night_is_made_now_and_told(parts, office, beside):
    lesson = Lesson(kind="edit", question="2+2?", right="4", wrong="5")
    parts.journal.ledger.add([lesson]).result()
    assert office.progress is None
    office.run()
    Beats(beside.clock).idle()
    assert office.progress is None
    (head,) = office.nights()
    told = office.report(head.id)
    assert (head.number, told.number) == (1, 1)
    assert any("by you" in line for line in told.lines)
    standing = office.standing()
    assert standing.last.id == head.id
    assert (standing.running, standing.fresh) == (None, 0)


def test_nights_are_off_until_they_are_allowed(office, settings, system):
    assert office.standing().next is None
    office.allow(on=True)
    system.mains = False
    standing = office.standing()
    assert standing.next is not None
    assert "mains" in standing.unmet
    office.allow(on=False)
    assert office.standing().next is None
    assert not examine_settings({"evotr_home": settings.evotr_home})[0].night


def test_a_night_is_taken_back_once(taught, nightly):
    office, night = taught
    assert office.report(night.id).in_force
    taken = office.undo(night.id)
    assert (taken.number, taken.waiting, taken.serves) == (1, 1, {"tr_chat": "base"})
    assert nightly.serving("tr_chat") is None
    told = office.report(night.id)
    assert (told.in_force, told.lessons) == (False, 1)
    with pytest.raises(NightNothingToUndo):
        office.undo(night.id)


def test_a_version_that_is_deleted_is_not_told_as_serving(taught, nightly):
    office, night = taught
    nightly.registry.use("tr_chat", "base")
    nightly.registry.remove("tr_chat", "0001")
    told = office.report(night.id)
    assert not told.in_force
    (head,) = office.nights()
    assert "deleted since" in head.told
    with pytest.raises(NightNothingToUndo):
        office.undo(night.id)
    for _ in range(2):  # a second time does and says the same
        assert office.never(night.id).never == 1
    (row,) = nightly.journal.ledger.page(limit=None).result(10)
    assert row.state == "retracted"


def test_its_lessons_are_never_learned_again_also_when_it_was_taken_back(
    taught, nightly
):
    office, night = taught
    office.undo(night.id)
    assert office.never(night.id).never == 1
    (row,) = nightly.journal.ledger.page(limit=None).result(10)
    assert row.state == "retracted"


def test_lessons_in_the_trash_can_be_refused_too(taught, nightly):
    office, _ = taught
    said = nightly.journal.add_user_message(None, "Neden?").result(10)
    named = {"conversation_id": said.conversation_id}
    night = nightly.learn("python_coder", [nightly.teach("Neden?", "Çünkü", **named)])
    nightly.journal.delete(said.conversation_id).result(10)
    told = office.report(night.id)
    assert told.lessons == 1
    assert not any("Çünkü" in line for part in told.parts for line in part.lines)
    assert office.never(night.id).never == 1


def test_never_takes_back_too(taught, nightly):
    office, night = taught
    taken = office.never(night.id)
    assert (taken.serves, taken.never) == ({"tr_chat": "base"}, 1)
    assert nightly.serving("tr_chat") is None


def test_a_night_is_kept(taught):
    office, night = taught
    office.keep(night.id)
    assert office.report(night.id).kept


def test_a_night_that_nobody_runs_is_not_under_way(parts, office):
    parts.journal.nights.begin("user", datetime.now(UTC).date()).result()
    standing = office.standing()
    assert standing.running is None
    assert standing.last.state == "unclean"


def test_stopping_none_is_no_fault(office, beside):
    office.stop()
    beside.close()
    office.run()
    assert office.nights() == ()


def test_events_say_how_far_a_night_is():
    far = further(NightProgress(), NightBegan(full_night()))
    assert far == NightProgress(3)
    far = further(far, NightStepBegan("train", "tr_chat"))
    step = TrainingStep(
        step=5,
        steps=20,
        loss=1.0,
        gradient=1.0,
        learning_rate=0.1,
        tokens_per_s=1,
        trained_per_s=1,
        peak_bytes=1,
        left_s=9.0,
    )
    far = further(far, NightTrains("tr_chat", step))
    assert far == NightProgress(3, "train", "tr_chat", 5, 20, 9.0)
    assert further(far, NightTrains("tr_chat", TrainingSaved(step=5))) == far
    assert further(far, NightStepBegan("judge", "tr_chat")).total == 0


@pytest.fixture
def in_trash(nightly, taught):  # noqa: ARG001 — the night before
    """A conversation of the trash that the second night learned of."""
    asked = nightly.journal.add_user_message(None, "Nerede?").result(10)
    named = {"conversation_id": asked.conversation_id, "sources": (asked.id,)}
    other = nightly.teach("Kim?", "Ben")
    nightly.learn("tr_chat", [other, nightly.teach("Nerede?", "Burada", **named)])
    return nightly.journal.delete(asked.conversation_id).result(10)


def test_what_would_go_with_the_trash_is_counted(taught, in_trash, nightly):
    office, _ = taught
    other = nightly.journal.add_user_message(None, "Merhaba").result(10)
    leaving = office.leaving((in_trash.id, other.conversation_id))
    assert (leaving.conversations, leaving.messages, leaving.lessons) == (2, 2, 1)
    assert leaving.versions == (("tr_chat", "0002"),)


def test_answers_elsewhere_are_told_once_and_remembered_no_more(
    taught, in_trash, nightly
):
    office, _ = taught
    journal = nightly.journal
    by = (ServedExpert("tr_chat", 1.0, "0002"),)
    made = Answer("tiny", "", SamplingParams(), experts=by)
    answers = []
    for _ in range(2):
        asked = journal.add_user_message(None, "Ya şimdi?").result(10)
        begun = journal.begin_answer(asked.id, made).result(10)
        journal.append_chunk(begun.id, "Burada").result(10)
        answers.append(journal.finish_answer(begun.id, "complete").result(10))
    goes = answers[0].conversation_id
    leaving = office.leaving((in_trash.id, goes))
    first, last = (
        journal.find_conversation(each.conversation_id).result(10).updated_at
        for each in answers
    )
    assert leaving.elsewhere == (("Ya şimdi?", last, 1),)
    both = (("Ya şimdi?", last, 1), ("Ya şimdi?", first, 1))
    assert office.leaving((in_trash.id,)).elsewhere == both
    journal.delete(goes).result(10)
    assert office.destroy((in_trash.id, goes)).answers == 1


def test_a_conversation_of_the_trash_is_destroyed_with_what_was_trained_on_it(
    taught, in_trash, nightly
):
    office, _ = taught
    unlearned = []
    office._parts = replace(office._parts, unlearn=lambda: unlearned.append(1))
    gone = office.destroy((in_trash.id,))
    assert unlearned == [1]
    assert (gone.conversations, gone.experts, gone.busy) == (1, ("tr_chat",), False)
    assert nightly.serving("tr_chat") == "0001"
    with pytest.raises(ConversationNotFound):
        nightly.journal.find_conversation(in_trash.id).result(10)


def test_what_was_taken_out_of_the_trash_stays(taught, in_trash, nightly):
    office, _ = taught
    nightly.journal.restore(in_trash.id).result(10)
    with pytest.raises(ConversationNotInTrash):
        office.destroy((in_trash.id,))
    assert nightly.serving("tr_chat") == "0002"
