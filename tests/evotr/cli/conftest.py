"""Commands that route, with a small router that has words alone."""

import io
import shutil

import pytest

from evotr import wiring
from evotr.cli.main import main
from evotr.experts import opening
from evotr.settings import Settings
from tests.fakes.school import build_school


@pytest.fixture(scope="session")
def school(tmp_path_factory):
    """Cards, data, and the heads that were fitted on them."""
    folder = tmp_path_factory.mktemp("school")
    cards, data = build_school(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wiring, "BUNDLED_EXPERTS", cards)
        patch.setattr(wiring, "BUNDLED_ROUTER", data)
        settings = Settings(evotr_home=folder / "home", embedder="bge-m3")
        wiring.open_router(settings)
    return cards, data, settings.paths.router


@pytest.fixture
def schooled(capsys, monkeypatch, school, home):
    """Run a command: its exit code, output and errors."""
    cards, data, heads = school
    for module in (wiring, opening):
        monkeypatch.setattr(module, "BUNDLED_EXPERTS", cards)
    monkeypatch.setattr(wiring, "BUNDLED_ROUTER", data)
    monkeypatch.setenv("EVOTR_EMBEDDER", "bge-m3")  # it is not here: words alone
    monkeypatch.setenv("COLUMNS", "200")
    shutil.copytree(heads, Settings(evotr_home=home).paths.router)

    def run(*words, text=None):
        if text is not None:
            monkeypatch.setattr("sys.stdin", io.StringIO(text))
        with pytest.raises(SystemExit) as end:
            main(words)
        out, err = capsys.readouterr()
        return end.value.code or 0, out, err

    return run
