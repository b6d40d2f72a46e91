"""Futures come to the thread that asked."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor

from evotr.errors import EngineClosed, EvotrError
from ui.bridge import Inbox


def test_results_arrive_on_the_main_thread(qtbot):
    inbox, seen = Inbox(), []
    with ThreadPoolExecutor(1) as worker:
        inbox.expect(
            worker.submit(threading.get_ident),
            lambda worker_id: seen.append((worker_id, threading.get_ident())),
            seen.append,
        )
    qtbot.waitUntil(lambda: bool(seen))
    worker_id, here = seen[0]
    assert here == threading.get_ident() != worker_id


def test_a_future_that_is_done_is_delivered_later_not_at_once(qtbot):
    inbox, seen = Inbox(), []
    future: Future[int] = Future()
    future.set_result(3)
    inbox.expect(future, seen.append, seen.append)
    assert seen == []
    qtbot.waitUntil(lambda: seen == [3])


def test_errors_go_to_the_other_callback(qtbot):
    inbox, good, bad = Inbox(), [], []
    error = EngineClosed()
    future: Future[int] = Future()
    inbox.expect(future, good.append, bad.append)
    future.set_exception(error)
    qtbot.waitUntil(lambda: bad == [error])
    assert good == []


def test_an_unforeseen_fault_becomes_an_error_that_can_be_shown(qtbot, caplog):
    inbox, bad = Inbox(), []
    future: Future[int] = Future()
    future.set_exception(ValueError("odd"))
    inbox.expect(future, bad.append, bad.append)
    qtbot.waitUntil(lambda: bool(bad))
    assert type(bad[0]) is EvotrError
    assert bad[0].values["reason"] == "ValueError: odd"
    assert "odd" in caplog.text


def test_a_cancelled_future_calls_nobody(qtbot):
    inbox, seen = Inbox(), []
    future: Future[int] = Future()
    inbox.expect(future, seen.append, seen.append)
    future.cancel()
    after: Future[int] = Future()
    inbox.expect(after, seen.append, seen.append)
    after.set_result(1)
    qtbot.waitUntil(lambda: seen == [1])
