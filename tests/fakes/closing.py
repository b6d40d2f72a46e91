"""A program that has the home open and closes it at an awkward moment."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from evotr.instance import hold_instance
from evotr.journal import journal
from evotr.journal.nights import Nights
from evotr.paths import Paths

__all__ = ["closing_at_a_wish"]


@contextmanager
def closing_at_a_wish(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """It closes when somebody wishes for a night, just before the wish is there."""
    with ExitStack() as opened:
        opened.enter_context(hold_instance(paths.lock))

        class Late(Nights):
            def wish(self, *asked):
                opened.close()
                return super().wish(*asked)

        monkeypatch.setattr(journal, "Nights", Late)
        yield
