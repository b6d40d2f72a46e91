"""Waiting for the index, at the command line."""

import io
from concurrent.futures import Future
from pathlib import Path

import pytest
from rich.console import Console

from evotr.cli.context import Context
from evotr.cli.memory_index import bring_up, counting, watched
from evotr.memory.service import MemoryService
from evotr.settings import Settings
from evotr.text import Catalog
from tests.fakes.embedder import WordEmbedder


@pytest.fixture
def context(home):
    """An invocation whose errors are kept; ``terminal`` says where they go to."""

    def context(*, terminal=False):
        errors = Console(file=io.StringIO(), force_terminal=terminal, width=100)
        say = Catalog.load("en")
        return Context(Settings(evotr_home=home), say, Console(), errors)

    return context


@pytest.fixture
def slow(stored):
    """A memory whose encoder waits until it may go on."""
    may: Future[None] = Future()
    encoder = WordEmbedder(before=lambda _: may.result(30))
    memory = MemoryService(stored, lambda: encoder, Path("index"))
    yield memory, may
    if not may.done():
        may.set_result(None)
    memory.close()


def test_what_takes_too_long_is_left_for_another_time(context, slow, remember):
    memory, may = slow
    remember("Kedimin adı Pamuk.")
    remember("It sleeps a lot.")
    told = context()
    assert bring_up(told, memory, most_s=0.1) is False
    assert told.errors.file.getvalue().startswith("0 of 2 memories can be found by")
    may.set_result(None)
    told = context()
    assert bring_up(told, memory) is True
    assert told.errors.file.getvalue() == ""


def test_a_failure_of_the_work_is_raised(context, stored):
    memory = MemoryService(stored, lambda: None, Path("index"))
    work: Future[None] = Future()
    work.set_exception(OSError("full"))
    with pytest.raises(OSError, match="full"):
        watched(context(), memory, work)
    memory.close()


def test_a_bar_is_for_terminals(context):
    for terminal in (False, True):
        told = context(terminal=terminal)
        with counting(told, "memory.index.bar") as bar:
            bar(3, 7)
        assert ("3/7" in told.errors.file.getvalue()) == terminal
