import io
import json
import shutil

import pytest

from evotr.cli.main import main
from evotr.experts import read_base
from tests.fakes.adapters import build_adapter
from tests.fakes.experts import CARD
from tests.fakes.tiny_model import build_model

WEIGHTS = "adapters.safetensors"


@pytest.fixture(scope="session")
def model(tmp_path_factory):
    return build_model(tmp_path_factory.mktemp("base") / "tiny")


@pytest.fixture(scope="session")
def adapter(tmp_path_factory, model):
    return build_adapter(tmp_path_factory.mktemp("adapter") / "made", model)


@pytest.fixture
def evotr(capsys, monkeypatch, model):
    """Run a command of ``evotr experts``: its exit code, output and errors."""
    monkeypatch.setenv("BASE_MODEL_PATH", str(model))
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words):
        with pytest.raises(SystemExit) as end:
            main(["experts", *words])
        out, err = capsys.readouterr()
        return end.value.code or 0, out, err

    return run


@pytest.fixture
def shelf(home, model):
    return home / "adapters" / read_base(model).fingerprint / "tr_chat"


def plain(answer):
    code, out, err = answer
    assert (code, err) == (0, "")
    return json.loads(out)


def test_from_import_to_removal(evotr, adapter, model):
    code, out, _ = evotr("import", "tr_chat", str(adapter), "--activation", "reply")
    assert code == 0
    assert "version 1001 of tr_chat (lora, rank 4, reply)" in out
    assert "`evotr experts use tr_chat 1001`" in out

    assert plain(evotr("versions", "tr_chat", "--json"))["serves"] is None
    assert "version 1001" in evotr("use", "tr_chat", "1001")[1]
    brought = plain(evotr("import", "tr_chat", str(adapter), "--use", "--json"))
    assert (brought["added"], brought["serves"]) == ("1002", "1002")

    state = plain(evotr("versions", "tr_chat", "--json"))
    assert state["base"] == read_base(model).fingerprint
    assert (state["active"], state["serves"]) == ("1002", "1002")
    assert [v["status"] for v in state["versions"]] == ["retired", "active"]
    card = state["versions"][0]["card"]
    assert (card["activation"], card["method"], card["rank"]) == ("reply", "lora", 4)
    assert card["data"] == f"mlx-lm: {adapter}"

    _, out, err = evotr("versions", "tr_chat")
    first, second = out.splitlines()[1:]
    assert "served before" in first
    assert second.startswith("*")
    assert "lora 4, always" in second
    assert err == ""

    code, _, err = evotr("remove", "tr_chat", "1002", "--yes")
    assert code == 2
    assert "evotr experts use tr_chat" in err
    assert plain(evotr("rollback", "tr_chat", "--json")) == {
        "expert": "tr_chat", "version": "1001", "overruled_by": None,
    }  # fmt: skip
    assert "is deleted" in evotr("remove", "tr_chat", "1002", "--yes")[1]
    assert "without trained weights" in evotr("use", "tr_chat", "base")[1]
    assert plain(evotr("remove", "tr_chat", "1001", "-y", "--json"))["removed"]
    assert plain(evotr("versions", "tr_chat", "--json"))["versions"] == []
    assert "no version for this base" in evotr("versions", "tr_chat")[1]


def test_list_and_show(evotr, adapter):
    evotr("import", "tr_chat", str(adapter), "--use")
    listed = plain(evotr("list", "--json"))
    experts = {expert["id"]: expert for expert in listed["experts"]}
    assert {"tr_chat", "python_coder"} <= experts.keys()
    assert experts["tr_chat"]["serves"]["version"] == "1001"
    assert not experts["tr_chat"]["pinned"]
    assert experts["python_coder"]["serves"] is None
    assert (listed["problem"], listed["broken"]) == (None, [])
    (line,) = [
        line for line in evotr("list")[1].splitlines() if line.startswith("tr_chat")
    ]
    assert "Turkish conversation" in line
    assert "1001" in line
    shown = plain(evotr("show", "tr_chat", "--json"))
    assert len(shown["exemplars"]) >= 24
    assert shown["language"] == "tr"
    _, out, _ = evotr("show", "python_coder")
    assert "readable Python" in out
    assert "its system prompt" in out
    assert "bundled" in out


def test_a_damaged_version_is_named_beside_what_serves(evotr, adapter, shelf):
    for _ in range(2):
        evotr("import", "tr_chat", str(adapter), "--use")
    (shelf / "1002" / WEIGHTS).write_bytes(b"short")
    code, out, err = evotr("list")
    assert code == 0
    assert "1001" in out
    assert str(shelf / "1002") in err
    assert WEIGHTS in err
    state = plain(evotr("versions", "tr_chat", "--json"))
    assert (state["active"], state["serves"]) == ("1002", "1001")
    (refused,) = state["refused"]
    assert refused["error"] == "AdapterDamaged"
    assert state["versions"][1]["problem"]["error"] == "AdapterDamaged"
    _, out, err = evotr("versions", "tr_chat")
    assert out.splitlines()[1].startswith("*")
    assert "refused" in out.splitlines()[2]
    assert err.count(str(shelf / "1002")) == 1


def test_a_pin_is_shown_and_overrules_the_choice(evotr, adapter, monkeypatch):
    evotr("import", "tr_chat", str(adapter))
    monkeypatch.setenv("ADAPTER_TR_PATH", str(adapter))
    shown = plain(evotr("show", "tr_chat", "--json"))
    assert shown["pinned"]
    assert shown["serves"]["version"] == "pinned"
    for language, said in (("en", "it answers"), ("tr", "o yanıt veriyor")):
        monkeypatch.setenv("EVOTR_LANGUAGE", language)
        out = evotr("versions", "tr_chat")[1]
        assert said in out
        assert "ADAPTER_TR_PATH" in out
        assert str(adapter) in out
        assert "*" not in out
    monkeypatch.setenv("EVOTR_LANGUAGE", "en")
    code, out, _ = evotr("use", "tr_chat", "1001")
    assert code == 0
    assert "ADAPTER_TR_PATH" in out
    chosen = plain(evotr("use", "tr_chat", "1001", "--json"))
    assert chosen["overruled_by"] == "ADAPTER_TR_PATH"


def test_a_broken_card_is_named_beside_the_others(evotr, home):
    (home / "experts").mkdir(parents=True)
    (home / "experts" / "law.toml").write_text("colour = 1")
    code, out, err = evotr("list")
    assert code == 0
    assert "tr_chat" in out
    assert "law.toml" in err
    assert "“colour”" in err
    (broken,) = plain(evotr("list", "--json"))["broken"]
    assert broken["error"] == "CardKeyUnknown"
    assert broken["file"] == str(home / "experts" / "law.toml")


@pytest.mark.parametrize(
    ("language", "listed", "shown"),
    [
        ("en", "in the place of the bundled ones: tr_chat", "of the bundled one"),
        ("tr", "programla gelenlerin yerini alıyor: tr_chat", "gelenin yerine"),
    ],
)
def test_a_card_in_a_bundled_ones_place_is_told(
    evotr, home, monkeypatch, language, listed, shown
):
    (home / "experts").mkdir(parents=True)
    own = CARD.replace('"law"', '"tr_chat"')
    (home / "experts" / "mine.toml").write_text(own, encoding="utf-8")
    monkeypatch.setenv("EVOTR_LANGUAGE", language)
    assert listed in evotr("list")[1]
    assert shown in evotr("show", "tr_chat")[1]
    experts = plain(evotr("list", "--json"))["experts"]
    replacing = [expert["id"] for expert in experts if expert["replaces_bundled"]]
    assert replacing == ["tr_chat"]


def test_a_base_that_cannot_be_read_does_not_hide_the_cards(
    evotr, model, tmp_path, monkeypatch
):
    broken = shutil.copytree(model, tmp_path / "broken")
    (broken / "model.safetensors").unlink()
    monkeypatch.setenv("BASE_MODEL_PATH", str(broken))
    code, out, err = evotr("list")
    assert code == 0
    assert "tr_chat" in out
    assert "model.safetensors" in err
    listed = plain(evotr("list", "--json"))
    assert listed["base"] is None
    assert listed["problem"]["error"] == "ModelDamaged"
    assert "Turkish conversation" in evotr("show", "tr_chat")[1]
    code, _, err = evotr("versions", "tr_chat")
    assert code == 2
    assert "model.safetensors" in err


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("show", "TR_CHAT"), "tr_chat"),
        (("versions", "turkce sohbet"), "tr_chat"),
        (("use", "pyton", "1001"), "python_coder"),
        (("use", "tr_chat", "1009"), "evotr experts versions tr_chat"),
        (("remove", "tr_chat", "1009"), "evotr experts versions tr_chat"),
        (("rollback", "tr_chat"), "evotr experts use"),
        (("import", "tr_chat", "nowhere"), "adapter_config.json"),
        (("import", "tr_chat", ""), "without its FOLDER"),
        (("import", "tr_chat", "."), "adapter_config.json lies in"),
        (("train", "tr_chat", "--held-out", "0.9"), "0–0.5 as --held-out"),
        (("import", "tr_chat", ".", "--activation", "now"), "reply|always"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(evotr, words, named):
    code, out, err = evotr(*words)
    assert (code, out) == (2, "")
    assert named in err


def test_the_base_gets_no_weights_but_general_does(evotr, adapter, home):
    code, out, err = evotr("import", "base", str(adapter), "--use")
    assert (code, out) == (2, "")
    assert "base" in err
    assert not list(home.glob("adapters/*/base"))
    assert evotr("import", "general", str(adapter), "--use")[0] == 0
    assert list(home.glob("adapters/*/general/ACTIVE"))


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("HAYIR\n", 1), ("", 1)])
def test_remove_asks_first(evotr, adapter, shelf, monkeypatch, answer, code):
    evotr("import", "tr_chat", str(adapter))
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))
    got, out, _ = evotr("remove", "tr_chat", "1001")
    assert got == code
    assert "Delete version 1001 of tr_chat? [y/N]" in out
    assert (shelf / "1001").exists() == bool(code)


def test_beside_json_the_question_is_no_part_of_the_output(evotr, adapter, monkeypatch):
    evotr("import", "tr_chat", str(adapter))
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    code, out, err = evotr("remove", "tr_chat", "1001", "--json")
    assert code == 1
    assert not json.loads(out)["removed"]
    assert "1001" in err


def test_it_speaks_turkish(evotr, monkeypatch):
    monkeypatch.setenv("EVOTR_LANGUAGE", "tr")
    assert "Türkçe sohbet" in evotr("list")[1]
    assert "diye bir uzman yok" in evotr("show", "x")[2]
