"""Work beside the main thread."""

import pytest

from ui.bridge import Errands


@pytest.fixture
def errands():
    errands = Errands()
    yield errands
    errands.close()


def test_the_answer_comes_on_the_main_thread(qtbot, errands):
    done = []
    errands.run(lambda: 2 + 2, done.append, done.append)
    qtbot.waitUntil(lambda: done == [4])


def test_after_the_end_nothing_is_begun(errands):
    begun = []
    errands.close()
    errands.run(lambda: begun.append(1), begun.append, begun.append)
    assert begun == []
