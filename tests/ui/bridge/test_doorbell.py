"""One program for each home."""

import os
import signal
import subprocess
import sys

import pytest
from PySide6.QtCore import QProcess

from evotr.paths import PROGRAM
from ui.bridge import Doorbell

pytestmark = pytest.mark.usefixtures("qapp")

RING = "import sys; from pathlib import Path; from ui.bridge import Doorbell; "
RING += "print(Doorbell(Path(sys.argv[1])).ring(sys.argv[2]))"


def told_elsewhere(qtbot, *arguments):
    """What a program of another process prints."""
    process = QProcess()
    process.setWorkingDirectory(str(PROGRAM))
    with qtbot.waitSignal(process.finished, timeout=20_000):
        process.start(sys.executable, ["-c", *arguments])
    return process.readAllStandardOutput().data().decode().strip()


def ring_elsewhere(qtbot, home, wish):
    """What a program of another process hears when it rings."""
    return told_elsewhere(qtbot, RING, str(home), wish)


def test_nobody_is_there_at_first(tmp_path):
    assert not Doorbell(tmp_path).ring("window")


@pytest.mark.parametrize("wish", ["window", "quick"])
def test_the_first_hears_what_the_second_was_started_for(qtbot, tmp_path, wish):
    first = Doorbell(tmp_path)
    assert first.listen()
    rung = []
    first.rung.connect(rung.append)
    assert ring_elsewhere(qtbot, tmp_path, wish) == "True"
    assert rung == [wish]
    first.close()
    assert ring_elsewhere(qtbot, tmp_path, wish) == "False"


PROGRAM_ITSELF = """
import sys
from ui.__main__ import run
print(run(sys.argv), *{"PySide6.QtWidgets", "ui.widgets"} & sys.modules.keys())
"""


@pytest.mark.parametrize(
    ("asked", "wish"), [(["--quick"], "quick"), ([], "window"), (["a.md"], "window")]
)
def test_who_asks_for_the_panel_does_not_wait_for_widgets(qtbot, home, asked, wish):
    first = Doorbell(home)
    assert first.listen()
    rung = []
    first.rung.connect(rung.append)
    assert told_elsewhere(qtbot, PROGRAM_ITSELF, *asked) == "0"
    assert rung == [wish]
    first.close()


def test_another_home_is_another_house(tmp_path):
    first = Doorbell(tmp_path)
    assert first.listen()
    assert not Doorbell(tmp_path / "other").ring("window")
    first.close()


def test_what_is_no_wish_is_answered_and_changes_nothing(qtbot, tmp_path):
    first = Doorbell(tmp_path)
    assert first.listen()
    rung = []
    first.rung.connect(rung.append)
    assert ring_elsewhere(qtbot, tmp_path, "everything") == "True"
    assert rung == []
    first.close()


KILLED = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from ui.bridge import Doorbell
application = QCoreApplication([])
bell = Doorbell(Path(sys.argv[1]))
print(bell.listen(), flush=True)
application.exec()
"""


def test_a_killed_program_does_not_keep_the_door(qtbot, tmp_path):
    killed = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROGRAM,
    )
    assert killed.stdout.readline().strip() == "True"
    os.kill(killed.pid, signal.SIGKILL)
    killed.communicate()
    after = Doorbell(tmp_path)
    assert not after.ring("window")
    assert after.listen()
    assert ring_elsewhere(qtbot, tmp_path, "window") == "True"
    after.close()
