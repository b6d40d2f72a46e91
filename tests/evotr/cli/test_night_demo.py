"""The demo's command and its look; what it shows is tested with the nights."""

import io
import json

import pytest
from rich.console import Console

from evotr.cli import night_demo
from evotr.cli.context import Context
from evotr.cli.night_demo_views import print_end, print_shown, print_title
from evotr.domain import ExpertNight, GroupResult, NightReason
from evotr.errors import JournalClosed
from evotr.night.demo.shown import Shown
from evotr.settings import load_settings
from evotr.text import LANGUAGES, Catalog

PARTS = ["learn", "gate", "chain", "forget", "kill", "jump"]
GOOD = ExpertNight(
    expert="general",
    outcome="promoted",
    version="0001",
    groups={"anchor": GroupResult(300, 0.96, 0.95, -0.02, 0.01)},
)
BAD = ExpertNight(
    expert="general", outcome="rejected", reasons=(NightReason("not_finite"),)
)
SHA = "0123456789abcdef" * 4
SHOWN = [
    Shown(
        part="learn",
        good=True,
        told={
            "lessons": 8,
            "wordings": 24,
            "wordings_before": 0.0,
            "wordings_after": 12.5,
        },
        nights={"1": GOOD},
        seconds=61,
        steps=200,
    ),
    Shown(
        part="gate",
        good=False,
        told={
            "good_promoted": 1,
            "bad_nights": 1,
            "bad_refused": 1,
            "bad_promoted": 0,
        },
        nights={"broken": BAD},
    ),
    Shown(
        part="chain",
        good=True,
        told={"nights": 2, "lessons": 8, "chain_recalls": [87.5, 75.0], "least": 60.0},
    ),
    Shown(
        part="forget",
        good=True,
        told={"deleted": 1, "saw": SHA, "rebuilt": SHA, "never": SHA},
        nights={"saw": GOOD},
    ),
    Shown(
        part="kill",
        good=True,
        told={"step": 20, "deaths": 1, "weights": SHA, "calm": SHA},
    ),
    Shown(
        part="jump",
        good=True,
        told={"before": 1, "caught_up": 1, "dates": ["2026-11-21"], "beats": 12},
    ),
]


@pytest.fixture(params=LANGUAGES)
def said(request):
    """All that is printed of ``SHOWN``, in one language."""
    out = io.StringIO()
    console = Console(file=out, width=100)
    say = Catalog.load(request.param)
    context = Context(load_settings(), say, console, console)
    for number, shown in enumerate(SHOWN, 1):
        print_title(context, shown.part, number)
        print_shown(context, shown)
    print_end(context, SHOWN)
    return say, out.getvalue()


def test_every_part_is_told_as_it_is(said):
    say, text = said
    for number, part in enumerate(PARTS, 1):
        assert f"{number}. {say(f'night.demo.title.{part}')}" in text
    assert SHA[:16] + "…" in text
    assert SHA[:17] not in text
    assert "88, 75" in text
    assert say("judging.group.anchor") in text
    assert say("judging.reason.not_finite") in text
    assert say("night.demo.fault.broken") in text


def test_the_end_names_what_was_not_shown(said):
    say, text = said
    end = text[text.rindex(SHOWN[-1].told["dates"][0]) :]
    assert say("night.demo.title.gate") in end
    assert say("night.demo.title.kill") not in end
    assert "ttft_ratio" in end
    assert say("night.demo.all") not in text


@pytest.fixture
def closed(monkeypatch, tmp_path):
    """No home can be opened; the folder of the demo's homes."""

    def open_night(_settings):
        raise JournalClosed

    monkeypatch.setattr(night_demo, "open_night", open_night)
    monkeypatch.setattr(night_demo.tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_what_cannot_be_shown_is_told_and_nothing_stays(command, closed):
    code, out, _ = command("night", "demo")
    say = Catalog.load("en")
    assert code == 1
    assert out.count("NOT shown") == len(PARTS)
    assert say.error(JournalClosed())[0] in out
    assert list(closed.glob("evotr-night-*")) == []


def test_json_is_one_object(command, closed):
    code, out, _ = command("night", "demo", "--json", "--keep")
    told = json.loads(out)
    assert (code, told["failed"]) == (1, PARTS)
    assert told["parts"]["jump"]["error"] == "JournalClosed"
    assert "unseen_after" in told["not_measured"]
    (kept,) = closed.glob("evotr-night-*")
    assert told["folder"] == str(kept)
