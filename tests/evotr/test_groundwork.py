import signal
import sys
import time
from pathlib import Path

import pytest

from evotr.groundwork import Groundwork, groundwork_beside
from evotr.turn import Presence

# Says that it began; with a second argument it never ends by itself.
CHILD = """
import sys, time
with open(sys.argv[1], "a") as said:
    said.write("+")
if len(sys.argv) > 2:
    time.sleep(100_000)
"""


def until(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


class Ground:
    """A groundwork whose child is this file's."""

    def __init__(self, folder, linger_s=0.0):
        self.said = Path(folder) / "said"
        self.presence = Presence(linger_s)
        self.asked = 0
        self.wanted = True

    def work(self, *, endless=False):
        command = [sys.executable, "-c", CHILD, str(self.said)]
        command += ["endless"] * endless
        return Groundwork(self.presence, self._is_wanted, command)

    def _is_wanted(self):
        self.asked += 1
        return self.wanted

    def answer(self, work):
        with (
            self.presence.listening(work.make_way, work.await_quiet),
            self.presence.turn(),
        ):
            pass

    @property
    def begun(self):
        return len(self.said.read_text()) if self.said.exists() else 0


@pytest.fixture
def ground(tmp_path):
    return Ground(tmp_path)


def test_it_is_laid_once_behind_an_answer(ground):
    work = ground.work()
    ground.answer(work)
    until(lambda: work._over)
    assert work.child.returncode == 0
    set_once = work._alarm._timer
    ground.answer(work)
    assert work._alarm._timer is set_once
    work.close()
    assert (ground.begun, ground.asked) == (1, 1)


def test_nothing_is_begun_as_long_as_somebody_may_go_on(tmp_path):
    ground = Ground(tmp_path, linger_s=1000)
    work = ground.work()
    ground.answer(work)
    assert work._alarm._timer.interval == 1000
    work._begin()  # as if it were due: another turn was over a moment ago
    work.close()
    assert (ground.begun, ground.asked, work.child) == (0, 0, None)


def test_where_it_is_there_already_nothing_is_begun(ground):
    ground.wanted = False
    work = ground.work()
    ground.answer(work)
    until(lambda: ground.asked)
    work.close()
    assert (ground.begun, work.child) == (0, None)


def test_a_question_ends_it_and_the_next_quiet_moment_begins_it_anew(ground):
    work = ground.work(endless=True)
    ground.answer(work)
    until(lambda: ground.begun == 1)
    first = work.child
    with (
        ground.presence.listening(work.make_way, work.await_quiet),
        ground.presence.turn(),
    ):
        assert first.wait(60) == -signal.SIGKILL
        work._begin()  # it was about to: nothing is begun beside a turn
        assert work.child is first
    until(lambda: ground.begun == 2)
    assert work.child is not first
    work.close()


def test_the_end_of_the_program_does_not_wait_for_it(ground):
    work = ground.work(endless=True)
    ground.answer(work)
    until(lambda: ground.begun)
    work.close()  # it would sleep for a day
    assert work.child.returncode == -signal.SIGKILL
    ground.answer(work)
    assert ground.begun == 1


def test_what_cannot_be_started_harms_nobody(ground):
    work = Groundwork(ground.presence, lambda: True, ["/no/such/program"])
    work._begin()
    work.close()
    assert work.child is None


def test_without_an_answer_nothing_is_begun(ground, home):
    with groundwork_beside(ground.presence, ground._is_wanted, home):
        pass
    with ground.presence.turn():
        pass  # the context is over
    assert ground.asked == 0
