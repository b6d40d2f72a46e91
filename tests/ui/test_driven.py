"""The program on a real display, with keys and a pointer from outside."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from evotr.paths import PROGRAM
from tests.fakes.lesson import LENIENT, RIGHT

TOOLS = ("xvfb-run", "Xvfb", "openbox", "xdotool", "dbus-run-session")
MISSING = [tool for tool in TOOLS if shutil.which(tool) is None]


def driven(script, home, *, patience_s=280, **environment):
    """What a script saw that drives the program; the last line it printed."""
    screen = ["xvfb-run", "-a", "-s", "-screen 0 1280x900x24"]
    drive = Path(__file__).with_name(script)
    done = subprocess.run(
        [*screen, "dbus-run-session", "--", sys.executable, str(drive)],
        cwd=PROGRAM,
        env=os.environ
        | {
            "EVOTR_HOME": str(home),
            "PYTHONPATH": str(PROGRAM),
            "QT_QPA_PLATFORM": "xcb",
        }
        | environment,
        capture_output=True,
        text=True,
        timeout=patience_s,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.slow
@pytest.mark.skipif(bool(MISSING), reason=f"needs {', '.join(MISSING)}")
def test_the_quick_panel_in_a_persons_hands(tmp_path):
    assert driven("driven.py", tmp_path, EVOTR_LANGUAGE="tr") == {
        "rung": 0,
        "focus returned": True,
        "raised": 0,
        "left": 0,
    }


@pytest.mark.slow
@pytest.mark.skipif(bool(MISSING), reason=f"needs {', '.join(MISSING)}")
def test_a_new_user_gets_a_first_answer_in_under_a_minute(tmp_path, monkeypatch):
    monkeypatch.delenv("EVOTR_LANGUAGE")
    home = tmp_path / "new"
    seen = driven("driven_welcome.py", home, LANG="tr_TR.UTF-8", LC_ALL="")
    # Of the processor: other programs run here, too.
    assert seen["first answer"][1] < 60
    assert (seen["left"], seen["again"]) == (0, ["window"])
    settings = (home / "settings.toml").read_text("utf-8")
    assert settings.split() == ["language", "=", '"tr"']  # and nothing else was agreed


@pytest.mark.slow
@pytest.mark.skipif(bool(MISSING), reason=f"needs {', '.join(MISSING)}")
def test_a_wrong_answer_is_corrected_learned_and_taken_back(tmp_path):
    """The memory is off: what is answered afterwards comes from what was trained."""
    settings = LENIENT | {
        "EVOTR_LANGUAGE": "en",
        "EVOTR_MEMORY": "false",
        "EVOTR_TEMPERATURE": "0",
        # The disk of a machine that tests may be nearly full.
        "EVOTR_NIGHT_FREE_GB": "0",
        "EVOTR_NIGHT_ON_MAINS": "false",
        "EVOTR_NIGHT_COOL": "false",
    }
    seen = driven("driven_story.py", tmp_path / "new", patience_s=560, **settings)
    assert RIGHT not in {seen["wrong"], seen["before"]}
    assert seen["told"]  # in the report
    assert seen["pictures"] == ["general-learning-en", "general-answers-en", "time-en"]
    assert seen["after"] == RIGHT
    assert (seen["undone"], seen["again"]) == (seen["before"], seen["wrong"])
    assert seen["left"] == 0
