"""The router's commands, with a small router that has words alone."""

import json

import pytest

from evotr import wiring
from evotr.cli.codes import INTERRUPTED
from evotr.journal import transactions
from evotr.settings import Settings
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


@pytest.mark.parametrize("text", ["", " \u200b\n", "😀", "?!"])
def test_what_asks_nothing_is_for_the_base_and_not_sure(schooled, text):
    code, out, _ = schooled("route", text, "--json")
    found = json.loads(out)
    assert (code, found["expert"], found["experts"]) == (0, "general", [])
    assert found["confidence"] < 0.5


def test_a_question_from_standard_input(schooled):
    found = json.loads(schooled("route", "-", "--json", text=LAW)[1])
    assert found["expert"] == "legal"


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["route"], "ArgumentMissing"),
        (["route", "a", "--jsonl"], "ArgumentUnexpected"),
        (["router", "exemplars", "add", "a"], "ArgumentMissing"),
        (["router", "exemplars", "add", "", "-e", "legal"], "EmptyMessage"),
        (["router", "exemplars", "add", "a", "-e", "leagl"], "ExpertNotFound"),
        (["router", "exemplars", "add", "???", "-e", "legal"], "ExemplarWordless"),
        (["router", "exemplars", "add", "🎉", "-e", "legal"], "ExemplarWordless"),
        (["router", "exemplars", "remove", "beef"], "ExemplarNotFound"),
        (["router", "evaluate", "nowhere.jsonl"], "FileNotReadable"),
        (["router", "evaluate", "x", "--experts", "leagl"], "ExpertNotFound"),
        (["router", "evaluate", "x", "--experts", ""], "ExpertUnheard"),
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
        json.dumps({"text": LAW, "history": ["a", "b"], "previous": "legal"}),
        json.dumps({"text": LAW, "previous": "nobody"}),
        "[]",
    ]
    code, out, err = schooled("route", "--jsonl", text="\ufeff" + "\n".join(lines))
    found = [json.loads(line) for line in out.splitlines()]
    assert code == 2
    assert "Traceback" not in err
    assert [each.get("expert") for each in found] == [
        "python_coder",
        None,
        "general",
        None,
        "legal",
        None,
        None,
    ]
    assert [each["line"] for each in found if "error" in each] == [2, 5, 7, 8]
    assert "nobody" in found[5]["message"]
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
    assert json.loads(schooled(*words, "list", "--all", "--json")[1])["exemplars"] == []


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


def holding(home, text):
    """The files below ``home`` that hold ``text``, in any UTF."""
    forms = [text.encode(code) for code in ("utf-8", "utf-16le", "utf-32le")]
    return [
        path.name
        for path in home.rglob("*")
        if path.is_file() and any(form in path.read_bytes() for form in forms)
    ]


def test_what_is_taken_back_is_in_no_file_and_fits_nothing_anew(schooled, home):
    words = ("router", "exemplars")
    odd = "Zümrüdüanka fiyakası nerede?"
    added = json.loads(schooled(*words, "add", odd, "-e", "legal", "--json")[1])
    state = Settings(evotr_home=home).paths.router
    base = (state / "base.npz").stat().st_mtime_ns
    (state / "tmpleft.new").write_bytes(b"what a killed process left")
    assert (state / "heads.npz").exists()
    removed = json.loads(schooled(*words, "remove", added["id"], "--json")[1])
    assert removed["state"] == "removed"
    assert holding(home, "Zümrüdüanka") == []
    kept = [file.name for file in state.iterdir() if file.stat().st_size]
    assert sorted(kept) == ["base.npz", "ground.npz"]
    assert (state / "base.npz").stat().st_mtime_ns == base
    assert json.loads(schooled("route", odd, "--json")[1])["confidence"] < 0.99


def test_killed_while_it_is_taken_back_it_is_taught_whole_or_gone(
    schooled, home, monkeypatch
):
    words = ("router", "exemplars")
    odd = "Zümrüdüanka fiyakası nerede?"
    added = json.loads(schooled(*words, "add", odd, "-e", "legal", "--json")[1])

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(transactions, "scrub", killed)
        assert schooled(*words, "remove", added["id"])[0] == INTERRUPTED
    assert json.loads(schooled(*words, "list", "--all", "--json")[1])["exemplars"] == []
    assert holding(home, "Zümrüdüanka") == []


@pytest.mark.parametrize("meanwhile", [True, False])
def test_what_another_process_destroys_behind_the_reading_is_not_kept(
    schooled, home, monkeypatch, meanwhile
):
    schooled("router", "exemplars", "add", "Nerede bu kanun?", "-e", "legal")
    state = Settings(evotr_home=home).paths.router
    (state / "heads.npz").unlink()
    read = wiring._taught_by_user

    def destroyed(settings):
        taught = read(settings)
        assert taught
        if meanwhile:
            wiring.forget_heads(settings)
        return taught

    monkeypatch.setattr(wiring, "_taught_by_user", destroyed)
    assert schooled("route", LAW)[0] == 0
    assert (state / "heads.npz").exists() == (not meanwhile)


@pytest.mark.parametrize(
    ("language", "said"), [("tr", "kurulu değil"), ("en", "not installed")]
)
def test_without_the_encoder_one_sentence_says_so(schooled, language, said):
    code, out, err = schooled("--set", f"language={language}", "route", LAW)
    assert code == 0
    assert out.startswith("legal")
    assert said in err
    assert "Embedder" not in err


def test_a_ranking_for_each_line(schooled):
    line = json.dumps({"text": LAW})
    found = json.loads(schooled("route", "--jsonl", "--explain", text=line)[1])
    assert {expert for expert, _ in found["ranking"]} == set(EXPERTS)
