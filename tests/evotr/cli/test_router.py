"""The router's commands, with a small router that has words alone."""

import json

import pytest

from evotr import wiring
from tests.fakes.school import EXPERTS

PYTHON = "Write a Python function that reverses a list."
LAW = "Kiracı depozitoyu geri alabilir mi?"
KEYS = {"expert", "confidence", "experts", "stage", "why", "ms"}


@pytest.fixture
def rows(tmp_path):
    def rows(*lines):
        file = tmp_path / "rows.jsonl"
        texts = (x if isinstance(x, str) else json.dumps(x) for x in lines)
        file.write_text("\n".join(texts), encoding="utf-8")
        return str(file)

    return rows


def test_who_would_answer(schooled, home):
    code, out, _ = schooled("route", LAW)
    assert code == 0
    assert out.startswith("legal, ")
    assert not (home / "journal.db").exists()


def test_why(schooled):
    code, out, _ = schooled("route", PYTHON, "--explain")
    assert code == 0
    assert "python" in out.splitlines()[2]
    assert "*  python_coder" in out
    code, out, _ = schooled("--set", "language=tr", "route", PYTHON, "--explain")
    assert "Sözcüklerinden seçildi" in out


def test_as_json(schooled):
    code, out, _ = schooled("route", PYTHON, "--json")
    found = json.loads(out)
    assert code == 0
    assert found.keys() >= KEYS
    assert found["expert"] == "python_coder"
    assert found["experts"] == [["python_coder", 1.0]]
    assert "python" in found["why"]["keywords"]
    assert 0 < found["confidence"] <= 1
    found = json.loads(schooled("route", PYTHON, "--json", "--explain")[1])
    assert {expert for expert, _ in found["ranking"]} == set(EXPERTS)


def test_a_question_from_standard_input(schooled):
    found = json.loads(schooled("route", "-", "--json", text=LAW)[1])
    assert found["expert"] == "legal"


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["route"], "ArgumentMissing"),
        (["route", ""], "EmptyMessage"),
        (["route", " \u200b\n"], "EmptyMessage"),
        (["route", "a", "--jsonl"], "ArgumentUnexpected"),
        (["router", "exemplars", "add", "a"], "ArgumentMissing"),
        (["router", "exemplars", "add", "", "-e", "legal"], "EmptyMessage"),
        (["router", "exemplars", "add", "a", "-e", "leagl"], "ExpertNotFound"),
        (["router", "exemplars", "remove", "beef"], "ExemplarNotFound"),
        (["router", "evaluate", "nowhere.jsonl"], "FileNotReadable"),
        (["router", "evaluate", "x", "--experts", "leagl"], "ExpertNotFound"),
        (["router", "evaluate", "x", "--experts", ""], "ExpertNotFound"),
    ],
)
def test_what_cannot_be_is_one_sentence(schooled, words, error):
    code, out, _ = schooled(*words, "--json")
    assert code == 2
    assert json.loads(out)["error"] == error
    code, out, err = schooled(*words)
    assert (code, out) == (2, "")
    assert "Traceback" not in err


def test_the_nearest_expert_is_named(schooled):
    _, _, err = schooled("router", "evaluate", "x", "--experts", "legal,pyton_coder")
    assert "python_coder" in err


def test_a_line_of_json_for_each_line(schooled):
    lines = [
        json.dumps({"text": PYTHON}),
        "no json",
        "",
        json.dumps({"text": "", "history": [], "previous": None}),
        '{"txt": 1}',
        json.dumps({"text": LAW, "history": ["a", "b"], "previous": "nobody"}),
        "[]",
    ]
    code, out, err = schooled("route", "--jsonl", text="\n".join(lines))
    found = [json.loads(line) for line in out.splitlines()]
    assert code == 2
    assert err == ""
    assert [each.get("expert") for each in found] == [
        "python_coder",
        None,
        "general",
        None,
        "legal",
        None,
    ]
    assert [each["line"] for each in found if "error" in each] == [2, 5, 7]
    assert all(each.keys() >= KEYS for each in found if "error" not in each)


def test_lines_without_a_fault_end_well(schooled):
    code, out, _ = schooled("route", "--jsonl", text=json.dumps({"text": LAW}) + "\n")
    assert (code, len(out.splitlines())) == (0, 1)
    assert schooled("route", "--jsonl", text="")[:2] == (0, "")


def test_odd_text_is_no_error(schooled):
    odd = ["🎉🎉", "?!…", "\ud800", "\0", "مرحبا", "x" * 200_000]
    lines = "\n".join(json.dumps({"text": text}) for text in odd)
    code, out, _ = schooled("route", "--jsonl", text=lines)
    assert code == 0
    assert len(out.splitlines()) == len(odd)


def test_the_router_is_judged(schooled, rows):
    file = rows(
        {"text": LAW, "expert": "legal", "accept": ["legal"], "lang": "tr"},
        {"text": PYTHON, "expert": "python_coder", "lang": "en"},
        {"text": "asdf", "expert": "base", "accept": ["base"], "lang": "mixed"},
    )
    code, out, _ = schooled("router", "evaluate", file, "--json")
    report = json.loads(out)
    assert code == 0
    assert report["rows"] == 3
    assert report["by_lang"].keys() == {"tr", "en", "mixed"}
    assert {"accuracy", "macro_f1", "top2", "ece", "auroc_none", "auroc_right"} <= (
        report.keys()
    )
    code, out, _ = schooled("router", "evaluate", file)
    assert code == 0
    assert "Accuracy" in out
    assert "python_coder" in out


def test_only_some_may_be_picked(schooled, rows):
    file = rows(
        {"text": LAW, "expert": "legal", "accept": ["legal"]},
        {"text": PYTHON, "expert": "python_coder", "accept": ["python_coder"]},
    )
    words = ("router", "evaluate", file, "--json", "--experts")
    assert json.loads(schooled(*words, "legal, python_coder")[1])["accuracy"] == 1
    report = json.loads(schooled(*words, "tr_chat,python_coder")[1])
    assert report["accuracy"] == 0.5
    assert "legal" not in report["confusion"]["legal"]
    code, out, _ = schooled(*words, "tr_chat")
    assert (code, json.loads(out)["error"]) == (2, "RouteRowsMissing")


def test_bad_rows_are_named_by_line(schooled, rows):
    file = rows({"text": "a", "expert": "legal"}, "no json", {"text": "b"})
    code, out, err = schooled("router", "evaluate", file)
    assert (code, out) == (2, "")
    assert "Line 2" in err
    assert "Line 3" in err


def test_what_is_taught_is_learned_listed_and_taken_back(schooled):
    odd = "Zümrüdüanka fiyakası nerede?"
    words = ("router", "exemplars")
    code, out, _ = schooled(*words, "add", odd, "--expert", "legal", "--json")
    added = json.loads(out)
    assert code == 0
    assert (added["text"], added["expert"], added["source"]) == (odd, "legal", "user")
    (listed,) = json.loads(schooled(*words, "list", "--json")[1])["exemplars"]
    assert listed["id"] == added["id"]
    assert odd in schooled(*words, "list")[1]
    assert json.loads(schooled("route", odd, "--json")[1])["expert"] == "legal"
    code, out, _ = schooled(*words, "remove", added["id"][:6])
    assert code == 0
    assert added["id"][:8] in out
    assert json.loads(schooled(*words, "list", "--json")[1])["exemplars"] == []
    (kept,) = json.loads(schooled(*words, "list", "--all", "--json")[1])["exemplars"]
    assert kept["state"] == "removed"


def test_nothing_taught_yet(schooled):
    assert "nothing yet" in schooled("router", "exemplars", "list")[1]


def test_a_wrong_card_is_told_and_the_others_route(schooled, home):
    (home / "experts").mkdir()
    (home / "experts" / "mine.toml").write_text(
        'id = "mine"\n[titles]\nen = "Mine"\n[purposes]\nen = "Mine"\n'
    )
    code, out, err = schooled("route", LAW)
    assert code == 0
    assert out.startswith("legal")
    assert "mine.toml" in err


def test_a_broken_data_file_is_named(schooled, monkeypatch, tmp_path):
    monkeypatch.setattr(wiring, "BUNDLED_ROUTER", tmp_path / "none")
    code, _, err = schooled("route", LAW)
    assert code == 1
    assert "Traceback" not in err
    assert "none" in err
