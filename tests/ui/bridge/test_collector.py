"""Rubbish goes on the main thread, whoever makes it."""

import gc
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from ui.bridge import Collector


class Circle(QWidget):
    """A window that only the collector finds, and on which thread that was."""

    def __init__(self, ended):
        super().__init__()
        self.itself = self
        self.destroyed.connect(
            lambda: ended.append(threading.get_ident()),
            Qt.ConnectionType.DirectConnection,
        )


@pytest.fixture
def by_itself(qapp):
    """Python's own collector, as it is before there is ours."""
    assert qapp is QApplication.instance()
    gc.collect()
    gc.enable()
    yield
    gc.disable()


def made_elsewhere():
    """So many objects from another thread that a collection is due."""
    with ThreadPoolExecutor(1) as worker:
        return worker.submit(lambda: [[] for _ in range(50_000)]).result()


@pytest.mark.usefixtures("by_itself")
def test_a_window_ends_on_the_main_thread(qtbot):
    ended, collector = [], Collector()
    Circle(ended)
    kept = made_elsewhere()
    assert (ended, len(kept)) == ([], 50_000)
    qtbot.waitUntil(lambda: bool(ended))
    assert ended == [threading.get_ident()]
    collector.deleteLater()


@pytest.mark.usefixtures("qapp")
def test_it_looks_through_what_is_due_and_no_more():
    collector = Collector()
    gc.collect()
    ended = []
    Circle(ended)
    collector.look()
    assert ended == []
    kept = made_elsewhere()
    collector.look()
    assert (ended, len(kept)) == ([threading.get_ident()], 50_000)
    collector.deleteLater()


@pytest.mark.usefixtures("qapp")
def test_among_everything_it_looks_when_it_is_calm(monkeypatch):
    collector, looked = Collector(), []
    monkeypatch.setattr(gc, "get_count", lambda: (0, 11, 101))
    monkeypatch.setattr(gc, "collect", looked.append)
    collector.calm = lambda: False
    collector.look()
    collector.calm = lambda: True
    collector.look()
    assert looked == [1, 2]
    collector.deleteLater()


@pytest.mark.usefixtures("qapp")
def test_what_is_kept_is_not_looked_through_again():
    collector = Collector()
    before = gc.get_freeze_count()
    collector.keep()
    assert gc.get_freeze_count() > before
    gc.unfreeze()
    collector.deleteLater()
