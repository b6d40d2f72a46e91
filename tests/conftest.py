"""Every test gets a home of its own and an environment without our settings."""

import gc
import os
import signal
from pathlib import Path

import pytest

# With PyTorch, on which some tests run: where this is not imported yet, whoever opens
# the assistant hides that for the rest of the process.
import transformers  # noqa: F401

from evotr.paths import BUNDLED_MODEL
from evotr.settings import Settings, env_name


def pytest_configure():
    """Ctrl-C reaches what tests start, also where a shell began them with ``&``."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish():
    """What is there before the first test stays: no collection looks at it again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch, tmp_path):
    for field in Settings.model_fields:
        monkeypatch.delenv(env_name(field), raising=False)
    for name in [name for name in os.environ if name.startswith("EVOTR_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("EVOTR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("EVOTR_LANGUAGE", "en")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def home(tmp_path) -> Path:
    return tmp_path / "home"


@pytest.fixture(scope="session")
def bundled_model() -> Path:
    return BUNDLED_MODEL
