"""Commands that route, with a small router; commands of memory, with an encoder."""

import io
import shutil
import time
from datetime import UTC, datetime

import pytest

from evotr import wiring
from evotr.cli.main import main
from evotr.domain import Answer, MemoryItem, SamplingParams, Source
from evotr.experts import open_registry, opening
from evotr.paths import BUNDLED_MODEL
from evotr.settings import Settings
from tests.fakes.adapters import build_adapter
from tests.fakes.embedder import WordEmbedder
from tests.fakes.migrated import open_migrated
from tests.fakes.nightly import Nightly
from tests.fakes.school import build_school

MAY = datetime(2026, 5, 3, 9, 30, tzinfo=UTC)


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


@pytest.fixture
def memory(capsys, monkeypatch):
    """Run a command of memory: its exit code, output and errors."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    monkeypatch.setattr(wiring, "open_embedder", lambda _, **__: WordEmbedder())

    def run(*words, text=None):
        if text is not None:
            monkeypatch.setattr("sys.stdin", io.StringIO(text))
        with pytest.raises(SystemExit) as end:
            main(["memory", *map(str, words)])
        out, err = capsys.readouterr()
        return end.value.code or 0, out, err

    yield run
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def stored(home):
    """The journal of the home, beside the commands."""
    home.mkdir(exist_ok=True)
    journal = open_migrated(home / "journal.db", home / "backups")
    yield journal
    journal.close()


@pytest.fixture
def remember(stored):
    """Store a memory; its id."""

    def remember(text, kind="fact", source=None, **fields):
        fields = {"id": "", "speaker": "user", "created": MAY, **fields}
        item = MemoryItem(kind=kind, text=text, source=source or Source(), **fields)
        return stored.memories.add([item]).result(10)[0]

    return remember


@pytest.fixture
def command(capsys):
    """Run a command that needs no model: its exit code, output and errors."""

    def command(*words):
        with pytest.raises(SystemExit) as end:
            main(words)
        out, err = capsys.readouterr()
        return end.value.code or 0, out, err

    return command


@pytest.fixture
def answered(stored):
    """Store a question and its answer; the answer."""

    def answered(question="What is the capital of Australia?", answer="Sydney"):
        asked = stored.add_user_message(None, question).result(10)
        made = Answer("evotr-mini", "", SamplingParams())
        begun = stored.begin_answer(asked.id, made).result(10)
        stored.append_chunk(begun.id, answer)
        return stored.finish_answer(begun.id, "complete").result(10)

    return answered


@pytest.fixture(scope="session")
def an_adapter(tmp_path_factory):
    """An adapter for the bundled model."""
    return build_adapter(tmp_path_factory.mktemp("adapter") / "one", BUNDLED_MODEL)


@pytest.fixture
def nightly(stored, home, an_adapter):
    """Nights that learn in the home of the commands."""
    registry = open_registry(Settings(evotr_home=home), BUNDLED_MODEL)
    return Nightly(stored, registry, an_adapter)
