"""What is seen of a night while it runs."""

import io
import json

import pytest
from rich.console import Console

from evotr.cli.context import Context
from evotr.cli.night_progress import show_progress
from evotr.night.events import TrainingPaused, TrainingStarted, TrainingValidated
from evotr.night.progress import (
    NightBegan,
    NightEnded,
    NightPaused,
    NightStepBegan,
    NightStepEnded,
    NightTrains,
)
from evotr.settings import Settings
from evotr.text import Catalog
from tests.fakes.nights import night

STARTED = TrainingStarted(
    step=0, steps=40, rows=300, held_out=8, too_long=0, parameters=1000
)
EVENTS = (
    NightBegan(night(state="running")),
    NightStepBegan("screen"),
    NightStepEnded("screen", "", 0.5, {"decided": {"sound": 3}}),
    NightStepBegan("train", "history"),
    NightTrains("history", STARTED),
    NightTrains("history", TrainingValidated(step=20, loss=0.5)),
    NightTrains("history", TrainingPaused(step=21)),
    NightPaused(("idle",)),
    NightStepEnded("train", "history", 12.5, {}),
    NightStepBegan("judge", "history"),
    NightEnded(night()),
)


@pytest.fixture
def watched():
    """What is written to the output and to the errors of a night's events."""

    def watched(language, *, terminal=False, events=EVENTS):
        out, err = io.StringIO(), io.StringIO()
        consoles = [
            Console(file=file, width=100, force_terminal=terminal)
            for file in (out, err)
        ]
        context = Context(Settings(), Catalog.load(language), *consoles)
        with show_progress(context, as_json=False) as tell:
            for event in events:
                tell(event)
        return out.getvalue(), err.getvalue()

    return watched


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["Night 3", "… screening", "… training (history)", "loss 0.500"]),
        ("tr", ["3. gece", "… ayıklama", "… eğitim (history)", "kayıp 0,500"]),
    ],
)
def test_steps_and_trainings_are_told_beside_the_output(watched, language, said):
    out, err = watched(language)
    assert out == ""
    assert [words for words in said if words not in err] == []
    assert err.index(said[1]) < err.index(said[2]) < err.index(said[3])


def test_a_terminal_gets_a_bar(watched):
    out, err = watched("en", terminal=True)
    assert out == ""
    assert "40" in err
    assert "━" in err


def test_a_night_that_ends_in_its_training_closes_the_bar(watched):
    _, err = watched("en", terminal=True, events=EVENTS[:6])
    assert err.endswith("\x1b[?25h")  # the cursor is shown again


def test_a_night_that_goes_on_says_so(watched):
    _, err = watched("en", events=(NightBegan(night(), resumed=True),))
    assert "Night 3 goes on where it was." in err


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            [
                "… pauses: it is not plugged in",
                "… goes on\n",
                "… goes on, and waits for nothing any more: you asked for a night",
            ],
        ),
        (
            "tr",
            [
                "… ara verdi: prize takılı değil",
                "… sürüyor\n",
                "… sürüyor, artık hiçbir şeyi beklemiyor: bir gece istediniz",
            ],
        ),
    ],
)
@pytest.mark.parametrize("terminal", [True, False])
def test_what_holds_a_night_up_is_told_and_that_it_goes_on(
    watched, language, said, terminal
):
    asked = NightPaused((), asked=True)
    paused = (NightPaused(("mains",)), NightPaused(()), asked)
    _, err = watched(language, terminal=terminal, events=(*EVENTS[:5], *paused))
    assert -1 < err.find(said[0]) < err.find(said[1]) < err.find(said[2])


def test_with_json_every_event_but_the_last_is_an_object(capsys):
    nowhere = Console(file=io.StringIO())
    context = Context(Settings(), Catalog.load("en"), nowhere, nowhere)
    with show_progress(context, as_json=True) as tell:
        for event in EVENTS:
            tell(event)
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [event["event"] for event in told] == [
        "began",
        "step",
        "step_done",
        "step",
        *["training"] * 3,
        "paused",
        "step_done",
        "step",
    ]
    assert told[0] == {
        "event": "began",
        "number": 3,
        "night": "a" * 32,
        "resumed": False,
    }
    assert told[2]["found"] == {"decided": {"sound": 3}}
    assert told[4]["training"]["event"] == "started"
    assert told[7] == {"event": "paused", "unmet": ["idle"]}
