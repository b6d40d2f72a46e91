"""Who answers in a chat, and in one question, with the real router and engine."""

import json
import sqlite3
from contextlib import closing

import pytest

from tests.fakes.adapters import build_adapter
from tests.fakes.tensors import change_tensors
from tests.fakes.tiny_model import build_model

LAW = "Kiracı depozitoyu geri alabilir mi?"
PYTHON = "Write a Python function that reverses a list."


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return build_model(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture
def evotr(schooled, monkeypatch, tiny):
    monkeypatch.setenv("BASE_MODEL_PATH", str(tiny))
    monkeypatch.setenv("EVOTR_MAX_TOKENS", "3")
    return schooled


def rows(home, query):
    with closing(sqlite3.connect(home / "journal.db")) as database:
        return database.execute(query).fetchall()


def chat(evotr, *lines):
    code, out, err = evotr("chat", text="\n".join(lines) + "\n")
    assert (code, err) == (0, "")
    return out


def test_a_question_is_routed_and_says_how(evotr):
    code, out, _ = evotr("ask", LAW, "--json")
    found = json.loads(out)
    assert code == 0
    assert [expert["id"] for expert in found["experts"]] == ["legal"]
    assert found["route"]["expert"] == "legal"
    assert found["route"]["stage"] == "keyword"
    assert found["fault"] is None
    shown = json.loads(
        evotr("conversations", "show", found["conversation"], "--json")[1]
    )
    assert shown["messages"][1]["answer"]["route"]["stage"] == "keyword"


@pytest.mark.parametrize("who", ["base", "general"])
def test_the_base_can_be_asked_for(evotr, who):
    found = json.loads(evotr("ask", LAW, "--json", "--expert", who)[1])
    assert (found["experts"], found["route"]["stage"]) == ([], "pinned")


def test_without_the_router_the_base_answers_and_says_why(evotr, monkeypatch, tmp_path):
    monkeypatch.setattr("evotr.wiring.BUNDLED_ROUTER", tmp_path / "none")
    code, out, _ = evotr("ask", LAW, "--json")
    found = json.loads(out)
    assert (code, found["experts"], found["route"]) == (0, [], None)
    assert found["fault"]["error"] == "RouterFailed"
    _, _, err = evotr("ask", LAW)
    assert "router does not work" in err


def test_a_switched_off_router_is_not_asked(evotr, monkeypatch):
    monkeypatch.setenv("EVOTR_EXPERT", "tr_chat")
    found = json.loads(evotr("ask", LAW, "--json")[1])
    assert [expert["id"] for expert in found["experts"]] == ["tr_chat"]
    route = found["route"]
    assert (route["expert"], route["stage"]) == ("tr_chat", "standing")
    assert (route["runner_up"], route["ms"]) == (None, 0.0)


def test_a_chat_says_who_answers(evotr):
    assert "legal answers" in chat(evotr, LAW)


def test_a_pin_holds_for_its_conversation_from_the_first_message_on(evotr, home):
    out = chat(evotr, "/expert python_coder", LAW, "/new", LAW)
    assert "from now on: python_coder" in out
    answers = "SELECT experts FROM answers ORDER BY rowid"
    pinned, routed = (json.loads(row[0])[0][0] for row in rows(home, answers))
    assert (pinned, routed) == ("python_coder", "legal")
    pins = "SELECT pinned FROM conversations ORDER BY seq"
    assert rows(home, pins) == [("python_coder",), (None,)]


def test_a_pin_is_shown_on_opening_and_can_be_lifted(evotr, home):
    chat(evotr, LAW, "/expert base")
    assert rows(home, "SELECT pinned FROM conversations") == [("base",)]
    out = chat(evotr, "/expert auto", PYTHON)
    assert "from now on: base" in out
    assert "the router picks from now on" in out
    assert "python_coder answers" in out


def test_a_correction_is_learned_and_answered_anew(evotr, home):
    out = chat(evotr, "Bugün hava güzel", "/reroute legal", "/new", "Bugün hava güzel")
    assert "belongs to legal" in out
    assert "legal answers" in out
    experts = [json.loads(row[0]) for row in rows(home, "SELECT experts FROM answers")]
    assert [bool(each) and each[0][0] for each in experts[-2:]] == ["legal", "legal"]
    taught = "SELECT expert, role FROM exemplars JOIN messages ON source = messages.id"
    assert rows(home, taught) == [("legal", "assistant")]


def test_a_correction_needs_an_answer_and_an_expert(evotr):
    out = chat(evotr, "/reroute legal", LAW, "/reroute")
    assert out.count("/reroute ID") == 2
    _, _, err = evotr("chat", text="/reroute leagl\n/expert leagl\n")
    assert err.count("legal") == 2


def test_a_destroyed_conversation_leaves_nothing_in_what_was_fitted(evotr, home):
    chat(evotr, "Zümrüdüanka miras bıraktı", "/reroute legal")
    (heads,) = (home / "cache" / "router").glob("heads*")
    assert heads.is_file()
    (talk,) = (row[0] for row in rows(home, "SELECT id FROM conversations"))
    assert evotr("conversations", "delete", talk)[0] == 0
    assert evotr("conversations", "purge", talk, "--yes")[0] == 0
    assert not heads.exists()
    assert rows(home, "SELECT * FROM exemplars") == []


@pytest.fixture
def huge(tiny, tmp_path, monkeypatch):
    """Weights whose numbers pass every check of their file, and break an answer."""
    folder = build_adapter(tmp_path / "huge", tiny)
    change_tensors(
        folder / "adapters.safetensors",
        lambda tensors: [array.fill(1e14) for array in tensors.values()],
    )
    monkeypatch.setenv("ADAPTER_TR_PATH", str(folder))
    return str(folder)


def test_weights_that_break_an_answer_are_named_and_do_not_answer(evotr, huge):
    code, out, _ = evotr("ask", LAW, "--json", "--expert", "tr_chat")
    found = json.loads(out)
    assert (code, found["reason"]) == (0, "length")
    assert found["experts"] == [{"id": "tr_chat", "weight": 1.0, "version": None}]
    (refused,) = found["refused"]
    assert refused["error"] == "AdapterOverflowed"
    assert huge in refused["message"]
    shown = evotr("conversations", "show", found["conversation"], "--json")[1]
    answer = json.loads(shown)["messages"][1]["answer"]
    assert answer["experts"][0]["version"] is None


def test_a_chat_names_refused_weights_once(evotr, huge):
    lines = ("/expert tr_chat", LAW, PYTHON, LAW)
    code, _, err = evotr("chat", text="\n".join(lines) + "\n")
    assert code == 0
    assert err.count(huge) == 1


def test_the_last_answer_may_be_liked_or_not(evotr, home, answered):
    assert "no answer yet" in chat(evotr, "/up")
    answered()
    out = chat(evotr, "/up", "/kötü")
    assert "Noted as a good answer" in out
    assert "Noted as a bad answer" in out
    assert rows(home, "SELECT thumb FROM feedback") == [("down",)]
    assert rows(home, "SELECT kind FROM ledger") == [("praise",)]


def test_the_last_answer_may_be_written_anew(evotr, home):
    out = chat(evotr, "/correct x", LAW, "/correct", "/correct Evet, alabilir.")
    assert "no answer yet" in out
    assert "/correct TEXT" in out
    assert "It is remembered from now on" in out
    assert rows(home, 'SELECT kind, "right" FROM ledger') == [
        ("edit", "Evet, alabilir.")
    ]
    facts = "SELECT text FROM memories WHERE kind = 'fact'"
    assert rows(home, facts) == [(f"{LAW} Evet, alabilir.",)]
