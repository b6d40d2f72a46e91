"""The demo on a tiny base, in tiny sizes."""

import re
import sys
from contextlib import contextmanager
from dataclasses import replace

import pytest

from evotr.night.demo.lessons import read_taught
from evotr.night.demo.spoiling import BAD
from evotr.night.demo.world import Sizes, World
from evotr.paths import PROGRAM
from tests.fakes.tiny_night import LENIENT, ignorant, tiny_parts

DAYS = (8, 4, 5)
_WORD = re.compile(r"\w+")
PROCESS = PROGRAM / "tests" / "fakes" / "tiny_night_process.py"


def name_of(one):
    """The invented name that a lesson is about."""
    words = _WORD.findall(one.question)
    return next(w for w in words if w[0].isupper() and w in _WORD.findall(one.right))


class Pupil:
    """With an adapter it knows the answers of ``taught``, without one none.

    A version that serves knows those of its night and of the ones before it alone.
    """

    def __init__(self, taught):
        self.answers = {name_of(one): one.right for one in taught}

    def __call__(self, request):
        asked = _WORD.findall(request.messages[-1].content)
        known = list(self.answers) if request.adapters else []
        version = request.adapters[0].adapter.path.name if known else ""
        if version.isdigit():  # a candidate has another name
            known = known[: sum(DAYS[: int(version)])]
        name = next((name for name in known if name in asked), None)
        return self.answers[name] if name else ignorant(request)


@pytest.fixture
def taught():
    return read_taught()


@pytest.fixture
def make_world(tmp_path, shallow_base):
    """A world whose homes answer as ``answers`` does; ``deaf`` ones learn nothing."""

    def make(answers, deaf=()):
        @contextmanager
        def open_home(settings):
            heard = settings.paths.home.name not in deaf
            with tiny_parts(
                settings, shallow_base, answers if heard else Pupil(())
            ) as parts:
                yield parts

        return World(
            folder=tmp_path / "homes",
            open_home=open_home,
            command=(sys.executable, "-P", str(PROCESS), str(shallow_base)),
            sizes=replace(
                Sizes(),
                days=DAYS,
                real=LENIENT,
                spoiled={},
                short={**LENIENT, "night_turns": 8},  # enough rows for a scope
                spoiled_steps=dict.fromkeys(BAD, 3),
            ),
        )

    return make
