import json
from pathlib import Path

import pytest

from evotr import doctor
from evotr.cli.doctor import _sentences
from evotr.cli.main import main
from evotr.doctor import Check
from evotr.errors import ModelNotFound
from evotr.text import LANGUAGES, Catalog
from evotr.text.forms import filled
from tests.fakes.experts import CARD
from tests.fakes.model_files import tiny_model


@pytest.fixture
def model(tmp_path, monkeypatch):
    folder = tmp_path / "tiny"
    folder.mkdir()
    for name, content in tiny_model().items():
        (folder / name).write_bytes(content)
    monkeypatch.setenv("BASE_MODEL_PATH", str(folder))
    return folder


def run(capsys, *words):
    with pytest.raises(SystemExit) as end:
        main(words)
    return end.value.code or 0, capsys.readouterr().out


@pytest.mark.usefixtures("model")
def test_nothing_wrong_is_exit_code_0(capsys):
    code, out = run(capsys, "doctor", "--json")
    report = json.loads(out)
    assert code == 0
    assert report["healthy"]
    assert {check["status"] for check in report["checks"]} <= {"ok", "warn"}


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize(
    ("language", "named", "verdict"),
    [
        ("en", "in the place of the bundled ones: legal", "Nothing must be mended"),
        ("tr", "programla gelenlerin yerini alıyor: legal", "işaretli satırlara"),
    ],
)
def test_every_wrong_card_is_named_and_nothing_hides_it(
    capsys, home, monkeypatch, language, named, verdict
):
    (home / "experts").mkdir(parents=True)
    for name in ("first", "second"):
        (home / "experts" / f"{name}.toml").write_text("colour = 1")
    (home / "experts" / "mine.toml").write_text(
        CARD.replace('"law"', '"legal"'), encoding="utf-8"
    )
    monkeypatch.setenv("EVOTR_LANGUAGE", language)
    monkeypatch.setenv("COLUMNS", "400")
    code, words = run(capsys, "doctor")
    assert code == 0
    assert "first.toml" in words
    assert "second.toml" in words
    assert named in words
    assert verdict in words
    assert "Nothing is wrong" not in words
    assert "Her şey yolunda" not in words


def test_what_is_wrong_and_how_to_mend_it_in_the_users_language(
    capsys, model, monkeypatch
):
    (model / "tokenizer.json").unlink()
    monkeypatch.setenv("EVOTR_LANGUAGE", "tr")
    code, out = run(capsys, "doctor")
    words = " ".join(out.split())
    assert code == 1
    assert "✗ Model" in words
    assert "belirteçleyicisi yok" in words
    assert "evotr models pull" in words
    assert "Düzeltilmesi gereken bir şey var" in words


FINDINGS = [
    (check, finding)
    for check, findings in {
        "program": "ok rosetta",
        "packages": "ok missing",
        "settings": "file none wrong",
        "home": "ok low",
        "logs": "ok",
        "database": "ok old none wrong",
        "model": "ok bundled lost wrong",
        "embedder": "ok bundled",
        "router": "ok off keywords",
        "cards": "replaced",
        "recall": "ok off none behind words",
        "device": "ok slow silent broken",
        "memory": "ok tight small",
        "display": "ok none",
        "token": "ok none",
        "instance": "ok none unknown",
    }.items()
    for finding in findings.split()
]


class _Anything(dict):
    """Has a value for every placeholder."""

    def __missing__(self, key):
        return f"<{key}>"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("check", "finding"), FINDINGS)
def test_every_finding_has_a_sentence(language, check, finding):
    say = Catalog.load(language)
    assert filled(say.sentences[f"doctor.{check}.{finding}"], _Anything())
    assert say(f"doctor.{check}.name")


def test_every_sentence_is_of_a_finding_and_every_finding_is_in_the_code():
    keys = [key.split(".") for key in Catalog.load("en").sentences]
    told = {(k[1], k[2]) for k in keys if k[0] == "doctor" and len(k) == 3}
    assert told - {(check, "name") for check, _ in FINDINGS} == set(FINDINGS)
    source = Path(doctor.__file__).read_text()
    assert [f for _, f in FINDINGS if f'"{f}"' not in source] == []


def test_an_error_speaks_for_itself():
    say = Catalog.load("en")
    check = Check("model", "fail", "wrong", error=ModelNotFound(model="org/x"))
    assert "org/x" in _sentences(check, say)[0]
