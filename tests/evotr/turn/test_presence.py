import pytest

from evotr.assistant import Assistant
from evotr.domain import Priority, SamplingParams
from evotr.journal import Journal
from evotr.turn import Presence, Profile
from tests.fakes.engine import FakeEngine
from tests.fakes.experts import registry


def test_who_waits_is_here_and_who_listens_is_told_first():
    presence, told = Presence(linger_s=0), []
    assert not presence.here()
    with presence.listening(lambda: told.append(presence.here())):
        with presence.turn(), presence.turn():
            assert presence.here()
        assert not presence.here()
    with presence.turn():
        assert told == [True, True]


def test_who_listens_is_told_when_the_last_turn_is_over():
    presence, told = Presence(), []

    def over():
        told.append(presence.here())

    with presence.listening(lambda: None, over):
        with presence.turn():
            with presence.turn():
                pass
            assert told == []
        assert told == [True]
        with pytest.raises(KeyError), presence.turn():
            raise KeyError
        assert told == [True, True]
    with presence.turn():
        pass
    assert told == [True, True]


def test_somebody_who_has_read_goes_on_typing():
    presence = Presence(linger_s=1000)
    with presence.turn():
        pass
    assert presence.here()


def test_a_turn_is_somebody_unless_it_comes_behind_everything(tmp_path):
    journal = Journal.open(tmp_path / "journal.db", tmp_path / "backups")
    profile = Profile("fake", "", SamplingParams())
    assistant = Assistant(journal, FakeEngine(), profile, registry(tmp_path))
    seen = {}
    for priority in (Priority.BACKGROUND, Priority.INTERACTIVE):
        turn = assistant.send("Merhaba", priority=priority)
        seen[priority] = {assistant.presence.here() for _ in turn}
    assert seen == {Priority.BACKGROUND: {False}, Priority.INTERACTIVE: {True}}
    journal.close()
