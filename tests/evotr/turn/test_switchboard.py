import threading
from concurrent.futures import Future

import pytest

from evotr.domain import RouteQuery
from evotr.errors import EngineClosed, JournalClosed, JournalLocked, RouterFailed
from tests.fakes.router import FakeRouter

QUERY = RouteQuery("kira")


def done(value):
    future = Future()
    future.set_result(value)
    return future


def test_it_is_opened_once_on_its_own_thread_and_asked_on_the_askers(open_board):
    router, built = FakeRouter({"kira": "law"}), []

    def build():
        built.append(threading.current_thread().name)
        return router

    board = open_board(build)
    board.preload()
    board.preload()
    assert board.route(QUERY).pick == "law"
    assert board.route(QUERY).pick == "law"
    (name,) = built
    assert name.startswith("evotr-router")
    assert set(router.threads) == {threading.current_thread().name}


def test_opening_does_not_keep_the_caller_waiting(open_board):
    gate = threading.Event()

    def build():
        gate.wait(10)
        return FakeRouter()

    board = open_board(build)
    board.preload()
    gate.set()
    assert board.route(QUERY).pick == "general"


def test_a_question_does_not_wait_forever(open_board):
    gate = threading.Event()

    def build():
        gate.wait(10)
        return FakeRouter()

    board = open_board(build, patience_s=0.01)
    with pytest.raises(RouterFailed) as caught:
        board.route(QUERY)
    assert caught.value.values["reason"] == "TimeoutError"
    gate.set()


@pytest.mark.parametrize("fault", [ImportError("no library"), ValueError("x" * 9)])
def test_what_breaks_in_it_has_our_name(open_board, fault):
    def build():
        raise fault

    board = open_board(build)
    board.preload()
    with pytest.raises(RouterFailed) as caught:
        board.route(QUERY)
    assert caught.value.values["reason"] == type(fault).__name__
    router = FakeRouter()
    router.fault = fault
    with pytest.raises(RouterFailed):
        open_board(lambda: router).route(QUERY)


def test_an_opening_that_broke_is_tried_again_at_the_next_question(open_board):
    ends = [AttributeError("half imported"), FakeRouter({"kira": "law"})]

    def build():
        end = ends.pop(0)
        if isinstance(end, Exception):
            raise end
        return end

    board = open_board(build)
    with pytest.raises(RouterFailed):
        board.route(QUERY)
    assert board.route(QUERY).pick == "law"
    assert board.route(QUERY).pick == "law"


def test_an_opening_that_cannot_be_is_not_tried_at_each_question(open_board):
    tried = []

    def build():
        tried.append(1)
        raise EngineClosed

    board = open_board(build)
    for _ in range(3):
        with pytest.raises(EngineClosed):
            board.route(QUERY)
    assert len(tried) == 1


def test_our_own_errors_stay_as_they_are(open_board):
    def build():
        raise JournalClosed(path="x")

    with pytest.raises(JournalClosed):
        open_board(build).route(QUERY)


def test_fitting_anew_takes_the_old_ones_place(open_board):
    routers = iter([FakeRouter(), FakeRouter({"kira": "law"})])
    board = open_board(lambda: next(routers))
    assert board.route(QUERY).pick == "general"
    assert board.refit(done("kept")).result(10) == "kept"
    assert board.route(QUERY).pick == "law"


def test_the_old_router_stays_where_the_new_one_fails(open_board):
    answers = iter([FakeRouter({"kira": "law"}), None])
    board = open_board(lambda: next(answers))
    assert board.route(QUERY).pick == "law"
    board.refit(done(1)).result(10)
    with pytest.raises(RouterFailed):
        board.refit(done(1)).result(10)  # the iterator is empty


def test_nothing_is_fitted_after_a_failure(open_board):
    built = []

    def build():
        built.append(1)
        return FakeRouter()

    failed = Future()
    failed.set_exception(EngineClosed())
    with pytest.raises(EngineClosed):
        open_board(build).refit(failed).result(10)
    assert built == []


def test_what_was_taught_is_gone_though_destroying_it_failed_in_the_end(open_board):
    taught = {"kira": "law"}
    board = open_board(lambda: FakeRouter(dict(taught)))
    assert board.route(QUERY).pick == "law"

    def destroy():
        taught.clear()
        failed = Future()
        failed.set_exception(JournalLocked(path="x"))
        return failed

    with pytest.raises(JournalLocked):
        board.unteach(destroy).result(10)
    assert board.route(QUERY).pick == "general"


def test_why_it_was_not_destroyed_is_told_before_why_nothing_was_fitted(open_board):
    def build():
        raise ValueError

    def destroy():
        raise EngineClosed

    with pytest.raises(EngineClosed):
        open_board(build).unteach(destroy).result(10)


def test_chores_are_done_there_and_their_errors_harm_nobody(open_board):
    board = open_board(FakeRouter)
    seen = []

    def fail():
        seen.append(threading.current_thread().name)
        raise EngineClosed

    board.later(fail)
    assert board.route(QUERY).pick == "general"  # queued behind the chore
    assert seen[0].startswith("evotr-router")


def test_a_closed_one_says_so_and_takes_no_chores(open_board):
    board = open_board(FakeRouter)
    board.close()
    board.preload()
    board.later(lambda: None)
    with pytest.raises(RouterFailed):
        board.route(QUERY)
