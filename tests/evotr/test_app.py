import time

import pytest

from evotr.app import (
    _able,
    _chosen,
    _engine_config,
    _Model,
    open_assistant,
    open_desktop,
    open_night,
)
from evotr.domain import (
    Answer,
    Decision,
    Lesson,
    SamplingParams,
    ServedExpert,
    TokenChunk,
)
from evotr.errors import LedgerRowSecret
from evotr.experts import open_registry
from evotr.journal import Journal
from evotr.machine import memory_bytes
from evotr.models import ModelLibrary
from evotr.paths import BUNDLED_MODEL
from evotr.router.files import GROUND, VECTORS
from evotr.settings import load_settings
from tests.fakes.adapters import build_adapter
from tests.fakes.engine import FakeEngine
from tests.fakes.nightly import Nightly
from ui.text import load


@pytest.fixture
def config(home, bundled_model):
    def config_():
        library = ModelLibrary(home / "models", bundled_model)
        return _engine_config(load_settings(), _chosen(library, ""))

    return config_


def test_experts_get_a_share_of_the_machines_memory(config):
    assert 2**28 < memory_bytes() < 2**46
    assert config().adapter_bytes == memory_bytes() // 16


def test_a_setting_bounds_what_experts_get(config, monkeypatch):
    monkeypatch.setenv("EVOTR_EXPERT_MEMORY_MB", "7")
    assert config().adapter_bytes == 7_000_000


@pytest.mark.parametrize(
    ("wanted", "able", "found"),
    [
        ("auto", True, True),
        ("auto", False, False),
        ("on", False, True),
        ("off", True, False),
    ],
)
def test_the_model_reads_and_sums_up_where_it_can(
    home, monkeypatch, wanted, able, found
):
    monkeypatch.setenv("EVOTR_MEMORY_MODEL", wanted)
    engine = FakeEngine()
    model = _Model("m", home, able=able)
    assert (_able(load_settings(), model, engine) is not None) is found


def test_the_bundled_model_is_not_able_to(home):
    assert _chosen(ModelLibrary(home / "models", BUNDLED_MODEL), "").able is False


def test_the_bundled_model_is_told_memories_where_it_reads_them(home):
    library = ModelLibrary(home / "models", BUNDLED_MODEL)
    assert _chosen(library, "").memories == "opening"
    assert _chosen(library, "no/such").memories == "answer"


@pytest.fixture
def nightly(tmp_path):
    """A home in which two nights taught "history"."""
    settings = load_settings()
    journal = Journal.open(settings.paths.journal, settings.paths.backups)
    registry = open_registry(settings, BUNDLED_MODEL)
    adapter = build_adapter(tmp_path / "adapter", BUNDLED_MODEL)
    made = Nightly(journal, registry, adapter)
    made.learn("history", [made.teach("Soru?", "Yanıt")])
    asked = journal.add_user_message(None, "Söz").result(10)
    made.learn("history", [made.teach("Söz?", "Söz", sources=(asked.id,))])
    made.said = asked
    yield made
    journal.close()


def test_what_saw_the_forgotten_is_deleted_before_anything_is_served(nightly):
    nightly.journal.memories.forget_messages(nightly.said.id).result(60)
    assert nightly.serving("history") == "1002"
    nightly.journal.close()
    with open_assistant(load_settings()):
        assert nightly.serving("history") == "1001"


def test_what_the_program_died_with_twice_serves_no_more(nightly):
    experts = (ServedExpert("history", 1.0, "1002"),)
    for _ in range(2):
        asked = nightly.journal.add_user_message(None, "Soru?").result(10)
        made = Answer("evotr-mini", "", SamplingParams(), experts=experts)
        nightly.journal.begin_answer(asked.id, made).result(10)
    nightly.journal.close()
    with open_night(load_settings()) as parts:
        (newest, _) = parts.journal.nights.page().result(10)
        assert (newest.number, newest.undone_why) == (2, "crashed")
        assert parts.registry.active("history") == "1001"


def test_what_the_router_was_taught_goes_where_it_is_not_open_too(home, monkeypatch):
    monkeypatch.setenv("EVOTR_EXPERT", "general")
    with open_assistant(load_settings()) as assistant:
        heads = load_settings().paths.router / VECTORS
        heads.parent.mkdir(parents=True, exist_ok=True)
        began, *_ = assistant.send("Kira?")
        kept = assistant.correct_route(began.answer_id, "general").result(10)
        heads.write_bytes(b"Kira?")
        assistant.unteach_route(kept.id).result(60)
        assert not heads.exists()
        assert assistant.taught_routes().result(10) == ()
    assert home.is_dir()


@pytest.mark.parametrize("question", ["Merhaba", "Hello"])
def test_in_the_quiet_behind_a_first_answer_corrections_are_made_quick(home, question):
    ground = home / "cache" / "router" / GROUND
    with open_assistant(load_settings()) as assistant:
        assistant.presence.linger_s = 0  # who has read it says nothing more
        *_, end = assistant.send(question)
        assert end.reason == "stop"
        deadline = time.monotonic() + 120
        while not ground.is_file():
            assert time.monotonic() < deadline
            time.sleep(0.05)
    with open_assistant(load_settings()) as assistant:
        began, *_ = assistant.send(question)
        before = ground.stat().st_mtime_ns
        assistant.correct_route(began.answer_id, "medical").result(60)
        assert ground.stat().st_mtime_ns == before  # it was of these cards


def test_an_end_soon_after_an_answer_begins_nothing(home):
    with open_assistant(load_settings()) as assistant:
        *_, end = assistant.send("Merhaba")
        assert end.reason == "stop"
    assert not (home / "cache" / "router" / GROUND).exists()


def test_a_window_keeps_nothing_that_no_night_trains_on(home):
    secret = Lesson(
        kind="praise", question="What is the wifi password?", right="mavi42"
    )
    with open_assistant(load_settings()) as assistant:
        (row,) = assistant.ledger.add([secret]).result(10)
        asked = [Decision(row.id, "echo", "quarantined")]
        assistant.ledger.decide(asked, "program").result(10)
        with pytest.raises(LedgerRowSecret):
            assistant.uphold(row.id).result(60)
    assert home.is_dir()


def test_a_window_gets_the_nights_beside_the_assistant(home):
    with open_desktop(load_settings()) as desktop:
        assert desktop.nights.nights() == ()
        assert desktop.nights.progress is None
        assert desktop.assistant.conversations().result(10) == ()
    assert home.is_dir()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("her şeyi unut", "“Bellek” panelinde"),
        ("forget everything", "In the panel “Memory”"),
    ],
)
def test_a_window_answers_in_its_own_words_and_a_terminal_in_its(home, words, told):
    assert not home.exists()

    def said(assistant):
        events = list(assistant.send(words))
        return "".join(e.text for e in events if isinstance(e, TokenChunk))

    with open_desktop(load_settings(), load) as desktop:
        answer = said(desktop.assistant)
        assert told in answer
        assert "evotr memory" not in answer
    with open_assistant(load_settings()) as assistant:
        assert "`evotr memory forget --everything`" in said(assistant)
