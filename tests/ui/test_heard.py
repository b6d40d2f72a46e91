"""What a screen reader hears of the program, over the accessibility bus."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from evotr.paths import PROGRAM
from evotr.text import LANGUAGES

TOOLS = ("xvfb-run", "Xvfb", "openbox", "xdotool", "dbus-run-session")
MISSING = [tool for tool in TOOLS if shutil.which(tool) is None]
BUS = Path("/usr/share/dbus-1/services/org.a11y.Bus.service")
if not BUS.exists():
    MISSING.append("at-spi2-core")


@pytest.mark.slow
@pytest.mark.skipif(bool(MISSING), reason=f"needs {', '.join(MISSING)}")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_face_is_heard(tmp_path, language):
    screen = ["xvfb-run", "-a", "-s", "-screen 0 1280x900x24"]
    drive = Path(__file__).with_name("heard.py")
    done = subprocess.run(
        [*screen, "dbus-run-session", "--", sys.executable, str(drive)],
        cwd=PROGRAM,
        env=os.environ
        | {
            "EVOTR_HOME": str(tmp_path),
            "EVOTR_LANGUAGE": language,
            "PYTHONPATH": str(PROGRAM),
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "QT_QPA_PLATFORM": "xcb",
        },
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    faces = json.loads(done.stdout.splitlines()[-1])
    assert len(faces) == 10
    for face, heard in faces.items():
        assert (face, heard["nameless"], heard["foreign"]) == (face, [], [])
        assert heard["heard"] >= 10, face
    assert "combo box" in faces["window"]["roles"]
    assert "check box" in faces["panel 7"]["roles"]
    assert "table" not in faces["panel 4"]["roles"]  # its first expert has no versions
    assert "table" in faces["versions"]["roles"]
    assert "progress bar" in faces["panel 6"]["roles"]
