"""The program as a process: quick to import, whole to the end."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

HEAVY = ("torch", "mlx", "mlx_lm", "sqlalchemy", "alembic", "huggingface_hub")

SCRIPT = """
import os, signal, sys
from contextlib import contextmanager
from evotr.errors import JournalLocked
from evotr.settings import load_settings
from tests.fakes.assistant import FakeAssistant
from ui.app import main

@contextmanager
def opened():
    print("opening", flush=True)
    if "--refuse" in sys.argv:
        os.kill(os.getpid(), signal.SIGINT)
        raise JournalLocked(path="/x")
    with FakeAssistant().opened() as fake:
        hit = signal.SIGHUP if "--hup" in sys.argv else signal.SIGTERM
        os.kill(os.getpid(), hit)
        yield fake
    print("closed", flush=True)

sys.exit(main(opened, load_settings(), sys.argv))
"""


@pytest.fixture
def run(tmp_path):
    def start(*arguments, **environment):
        names = {"EVOTR_HOME": str(tmp_path), "PYTHONPATH": str(ROOT), **environment}
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=os.environ | names,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return start


def test_the_window_imports_nothing_heavy(run):
    code = f"print([m for m in {HEAVY} if m in sys.modules])"
    done = run("-c", f"import sys, ui.program, ui.app; {code}")
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


@pytest.mark.parametrize("words", [(), ("--hup",)])  # its terminal was closed
def test_a_signal_closes_everything_in_order(run, tmp_path, words):
    done = run("-c", SCRIPT, *words)
    assert done.stdout.split() == ["opening", "closed"]
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "window.ini").is_file()


def test_an_assistant_that_does_not_open_leaves_no_traceback(run):
    done = run("-c", SCRIPT, "--refuse")
    assert (done.stdout.split(), done.returncode) == (["opening"], 0)
    assert done.stderr == ""


WRONG = """
import signal
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel
from ui.__main__ import run
from ui.app import Application

application = Application(sys.argv)

def look():
    seen = [label.text() for label in QApplication.allWidgets()
            if isinstance(label, QLabel) and label.isVisible()]
    if any("EVOTR_LANGUAG" in text for text in seen):
        print("\\n".join(seen))
        signal.raise_signal(signal.SIGTERM)

timer = QTimer()
timer.timeout.connect(look)
timer.start(20)
sys.exit(run(sys.argv))
"""


@pytest.mark.parametrize(
    ("language", "title", "sentence"),
    [
        ("en", "EVO-TR could not be opened", "There is no setting named"),
        ("tr", "EVO-TR açılamadı", "adında bir ayar yok"),
    ],
)
def test_a_wrong_setting_is_told_in_the_window(run, language, title, sentence):
    wrong = {"EVOTR_LANGUAG": "tr", "EVOTR_SEED": "x", "EVOTR_LANGUAGE": language}
    done = run("-c", WRONG, QT_QPA_PLATFORM="offscreen", **wrong)
    assert (done.returncode, done.stderr) == (0, "")
    assert title in done.stdout
    assert sentence in done.stdout
    assert "EVOTR_LANGUAGE" in done.stdout


SECOND = """
import subprocess
import sys
from PySide6.QtCore import QTimer
from evotr.settings import load_settings
from tests.fakes.assistant import FakeAssistant
from ui.app import Application, main
from ui.widgets.window import MainWindow
from ui.widgets.quick import QuickPanel

application = Application(sys.argv)
asked = "--quick" if "--quick" in sys.argv else ""
sys.argv = sys.argv[:1]
second = None

def look():
    global second
    shown = {type(w) for w in application.topLevelWidgets() if w.isVisible()}
    if second is None and application.activeWindow() is not None:
        for widget in application.topLevelWidgets():
            widget.hide()
        second = subprocess.Popen([sys.executable, "-m", "ui", *asked.split()])
    elif second is not None and second.poll() is not None:
        wanted = QuickPanel if asked else MainWindow
        if wanted in shown:
            print("shown", second.returncode, MainWindow in shown, flush=True)
            application.leave()
            timer.stop()

timer = QTimer()
timer.timeout.connect(look)
timer.start(20)
sys.exit(main(FakeAssistant().opened, load_settings(), sys.argv))
"""


@pytest.mark.parametrize(
    ("asked", "told"), [([], "shown 0 True"), (["--quick"], "shown 0 False")]
)
def test_a_second_program_brings_the_first_one_forward(run, asked, told):
    done = run("-c", SECOND, *asked, QT_QPA_PLATFORM="offscreen")
    said = [line for line in done.stderr.splitlines() if "plugin does not" not in line]
    assert (done.stdout.strip(), said, done.returncode) == (told, [], 0)
