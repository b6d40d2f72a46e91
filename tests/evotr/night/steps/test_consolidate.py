from concurrent.futures import Future

import pytest

from evotr.memory.service import Habits, MemoryService
from evotr.night.steps import consolidate
from tests.evotr.night.steps.test_screen import Enough, ending_after


@pytest.fixture
def memory(journal, tmp_path):
    memory = MemoryService(journal, lambda: None, tmp_path / "index", Habits())
    yield memory
    memory.close()


def test_what_was_said_is_taken_up_and_a_second_time_nothing(journal, memory, answer):
    answer("Kedimin adı Pamuk.", "Ne güzel bir ad!")
    assert consolidate.run(memory) == {"remembered": 2, "fault": None}
    assert consolidate.run(memory) == {"remembered": 0, "fault": None}
    assert journal.memories.count().result(10) == 2


def test_a_memory_that_fails_spoils_no_night(journal, tmp_path):
    memory = MemoryService(journal, lambda: None, tmp_path / "index", Habits())
    memory.close()
    found = consolidate.run(memory)
    assert (found["remembered"], found["fault"]["fault"]) == (0, "MemoryFailed")


class Endless:
    """A memory whose index is never whole."""

    def __init__(self, journal):
        self.journal = journal

    def preload(self):
        pass

    def refresh(self):
        return Future()


def test_an_end_is_heard_while_the_memory_works(journal):
    with pytest.raises(Enough):
        consolidate.run(Endless(journal), ending_after(2))
