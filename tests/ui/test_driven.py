"""The program on a real display, with keys and a pointer from outside."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from evotr.paths import PROGRAM

TOOLS = ("xvfb-run", "Xvfb", "openbox", "xdotool", "dbus-run-session")
MISSING = [tool for tool in TOOLS if shutil.which(tool) is None]


@pytest.mark.slow
@pytest.mark.skipif(bool(MISSING), reason=f"needs {', '.join(MISSING)}")
def test_the_quick_panel_in_a_persons_hands(tmp_path):
    screen = ["xvfb-run", "-a", "-s", "-screen 0 1280x900x24"]
    drive = Path(__file__).with_name("driven.py")
    done = subprocess.run(
        [*screen, "dbus-run-session", "--", sys.executable, str(drive)],
        cwd=PROGRAM,
        env=os.environ
        | {
            "EVOTR_HOME": str(tmp_path),
            "EVOTR_LANGUAGE": "tr",
            "PYTHONPATH": str(PROGRAM),
            "QT_QPA_PLATFORM": "xcb",
        },
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "rung": 0,
        "focus returned": True,
        "raised": 0,
        "left": 0,
    }
