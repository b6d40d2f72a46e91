import io
import json
import os
import shutil
import signal
import subprocess
import sys

import pytest
from rich.console import Console

from evotr.cli.context import Context
from evotr.cli.main import main
from evotr.cli.progress import show_progress
from evotr.models.download import DownloadProgress
from evotr.paths import PROGRAM
from evotr.settings import load_settings
from evotr.text import Catalog
from tests.fakes.hub import MODEL, FakeHub
from tests.fakes.model_files import safetensors, tiny_model
from tests.fakes.own_process import printed_by


@pytest.fixture
def hub(monkeypatch):
    with FakeHub(tiny_model()) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
        yield hub


@pytest.fixture
def evotr(capsys):
    """Run a command: its exit code, output and errors."""

    def run(*words):
        with pytest.raises(SystemExit) as end:
            main(words)
        out, err = capsys.readouterr()
        return end.value.code or 0, out, err

    return run


@pytest.fixture
def installed(home):
    folder = home / "models" / MODEL.replace("/", "--")
    folder.mkdir(parents=True)
    for name, content in tiny_model().items():
        (folder / name).write_bytes(content)
    return folder


@pytest.mark.usefixtures("hub")
def test_pull_use_list_info_remove(evotr):
    code, out, _ = evotr("models", "pull", MODEL)
    assert code == 0
    assert f"{MODEL}: 100%" in out
    assert f"evotr models use {MODEL}" in out.replace("\n", " ")

    assert evotr("models", "use", MODEL)[0] == 0
    assert load_settings().base_model_path == MODEL

    _, out, _ = evotr("models", "list", "--json")
    models = {model["id"]: model for model in json.loads(out)["models"]}
    assert set(models) == {"evotr-mini", MODEL}
    assert models[MODEL]["in_use"]
    assert not models["evotr-mini"]["in_use"]
    assert models[MODEL]["parameters"] == 128 * 512 + 512
    assert models[MODEL]["problem"] is None

    _, out, _ = evotr("models", "list")
    (line,) = [line for line in out.splitlines() if MODEL in line]
    assert line.startswith("*")
    assert "66.0 k" in line
    assert "4096" in line
    assert "ready" in line

    code, out, _ = evotr("models", "info")
    assert code == 0
    assert MODEL in out
    assert "qwen2" in out
    assert "mit" in out
    assert "temperature 0.7" in out

    code, _, err = evotr("models", "remove", MODEL, "--yes")
    assert code == 2
    assert "in use" in err


def test_pull_says_nothing_but_json_when_asked_to(hub, evotr):
    hub.files["model.safetensors"] = safetensors({"w": ("F32", (500_000,))})
    code, out, err = evotr("models", "pull", MODEL, "--json")
    assert (code, err) == (0, "")
    *progress, done = [json.loads(line) for line in out.splitlines()]
    assert {event["event"] for event in progress} == {"progress"}
    assert progress[-1]["done"] == progress[-1]["total"]
    assert 10 < len(progress) <= 101
    assert done["event"] == "done"
    assert done["model"]["id"] == MODEL


def test_pull_reports_a_refusal_in_the_users_language(hub, evotr, monkeypatch):
    hub.faults.status = (404, "RepoNotFound")
    code, out, _ = evotr("models", "pull", MODEL, "--json")
    assert code == 2
    assert json.loads(out)["error"] == "ModelNotFound"
    monkeypatch.setenv("EVOTR_LANGUAGE", "tr")
    monkeypatch.setenv("LC_ALL", "tr_TR.UTF-8")
    code, _, err = evotr("models", "pull", MODEL)
    assert code == 2
    assert "diye bir model yok" in err


def test_pull_takes_the_token_from_the_settings(hub, evotr, monkeypatch):
    hub.private_token = token = "hf_" + "t" * 5
    assert evotr("models", "pull", MODEL)[0] == 2
    monkeypatch.setenv("HF_TOKEN", token)
    code, out, err = evotr("models", "pull", MODEL)
    assert code == 0
    assert token not in out + err


@pytest.mark.parametrize(
    ("blow", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)]
)
def test_a_pull_cut_short_goes_on_where_it_stopped(hub, evotr, home, blow, code):
    weights = "model.safetensors"
    hub.files[weights] = safetensors({"w": ("F32", (500_000,))})
    hub.faults.stall[weights] = 1_500_000
    child = subprocess.Popen(
        [sys.executable, "-m", "evotr", "models", "pull", MODEL, "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(PROGRAM)},
    )
    with child:
        for line in child.stdout:
            if json.loads(line)["done"] >= 1_490_000:
                break
        assert hub.stalled.wait(30)
        child.send_signal(blow)
        errors = child.stderr.read()
    assert child.returncode == code
    told = f"evotr models pull {MODEL}" in errors.replace("\n", " ")
    assert told == (blow == signal.SIGINT)
    assert "Traceback" not in errors
    assert not (home / "models" / "test-org--tiny-model").exists()
    assert ids(evotr) == ["evotr-mini"]
    assert evotr("models", "use", MODEL)[0] == 2
    hub.faults.stall.clear()
    assert evotr("models", "pull", MODEL)[0] == 0
    assert ids(evotr) == ["evotr-mini", MODEL]
    first, *later = [r.headers["Range"] for r in hub.requests if r.cdn]
    assert first is None
    # A slow machine lets the hub's client ask once more before the blow.
    assert later
    assert all(int(r.removeprefix("bytes=").rstrip("-")) > 1_400_000 for r in later)


def ids(evotr):
    _, out, _ = evotr("models", "list", "--json")
    return [model["id"] for model in json.loads(out)["models"]]


def test_use_refuses_what_cannot_serve_and_keeps_the_choice(installed, evotr):
    assert evotr("models", "use", MODEL)[0] == 0
    (installed / "config.json").unlink()
    code, _, err = evotr("models", "use", str(installed))
    assert code == 2
    assert "config.json" in err
    code, _, err = evotr("models", "use", "org/other")
    assert code == 2
    assert "org/other" in err
    assert load_settings().base_model_path == MODEL


def test_use_takes_a_folder_by_its_full_path(installed, evotr, tmp_path, monkeypatch):
    shutil.copytree(installed, tmp_path / "own")
    monkeypatch.chdir(tmp_path)
    assert evotr("models", "use", "./own")[0] == 0
    assert load_settings().base_model_path == str(tmp_path / "own")


def test_a_folder_in_use_is_listed(installed, evotr, tmp_path):
    own = tmp_path / "own"
    shutil.copytree(installed, own)
    assert str(own) not in ids(evotr)
    assert evotr("models", "use", str(own))[0] == 0
    _, out, _ = evotr("models", "list", "--json")
    used = [model["id"] for model in json.loads(out)["models"] if model["in_use"]]
    assert used == [str(own)]
    _, out, _ = evotr("models", "list")
    (line,) = [line for line in out.splitlines() if line.startswith("*")]
    assert line.split()[1][:8] == str(own)[:8]


def test_use_tells_its_choice_as_json(installed, evotr, monkeypatch):
    code, out, _ = evotr("models", "use", MODEL, "--json")
    answer = json.loads(out)
    assert (code, answer["overruled_by"]) == (0, None)
    assert answer["model"]["id"] == MODEL
    assert answer["model"]["in_use"]
    monkeypatch.setenv("BASE_MODEL_PATH", str(installed.parent))
    code, out, _ = evotr("models", "use", MODEL, "--json")
    answer = json.loads(out)
    assert (code, answer["overruled_by"]) == (0, "BASE_MODEL_PATH")
    assert not answer["model"]["in_use"]


@pytest.mark.usefixtures("installed")
def test_use_refuses_as_json(evotr):
    code, out, _ = evotr("models", "use", "org/other", "--json")
    assert code == 2
    assert json.loads(out)["error"] == "ModelNotFound"


@pytest.mark.parametrize("name", ["", " ", "\t"])
def test_a_blank_name_chooses_nothing(installed, evotr, name):
    assert evotr("models", "use", MODEL)[0] == 0
    code, out, _ = evotr("models", "use", name, "--json")
    assert code == 2
    assert json.loads(out)["error"] == "ModelNotFound"
    assert load_settings().base_model_path == MODEL
    assert installed.exists()


@pytest.mark.usefixtures("installed")
def test_use_says_when_the_environment_overrules_it(evotr, monkeypatch):
    monkeypatch.setenv("BASE_MODEL_PATH", "/elsewhere")
    code, out, _ = evotr("models", "use", MODEL)
    assert code == 0
    assert "BASE_MODEL_PATH" in out
    monkeypatch.delenv("BASE_MODEL_PATH")
    assert load_settings().base_model_path == MODEL


@pytest.mark.parametrize(
    ("answer", "code"), [("y\n", 0), ("EVET\n", 0), ("n\n", 1), ("\n", 1), ("", 1)]
)
def test_remove_asks_first(installed, evotr, monkeypatch, answer, code):
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))
    assert evotr("models", "remove", MODEL)[0] == code
    assert installed.exists() == bool(code)


@pytest.mark.parametrize(
    "name", ["", " ", ".", "..", "/", "a/../b", "../models", "*", "org/other"]
)
def test_remove_refuses_what_is_no_model_before_it_asks(
    installed, evotr, monkeypatch, name
):
    monkeypatch.chdir(installed)
    before = sorted(installed.parent.parent.rglob("*"))
    for words in ([], ["--yes"], ["--yes", "--json"]):
        code, out, err = evotr("models", "remove", name, *words)
        assert code == 2
        assert "[y/N]" not in out + err
    assert json.loads(out)["error"] == "ModelNotFound"
    assert sorted(installed.parent.parent.rglob("*")) == before


def test_remove_tells_what_it_did_as_json(installed, evotr, monkeypatch):
    size = sum(file.stat().st_size for file in installed.iterdir())
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    code, out, err = evotr("models", "remove", MODEL, "--json")
    refused = {"model": MODEL, "removed": False, "freed_bytes": 0}
    assert (code, json.loads(out)) == (1, refused)
    assert "[y/N]" in err
    code, out, _ = evotr("models", "remove", MODEL, "--yes", "--json")
    done = {"model": MODEL, "removed": True, "freed_bytes": size}
    assert (code, json.loads(out)) == (0, done)
    assert not installed.exists()


@pytest.mark.usefixtures("installed")
def test_remove_asks_in_full(evotr, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert f"Delete {MODEL}? [y/N]" in evotr("models", "remove", MODEL)[1]


@pytest.mark.parametrize("command", [["list"], ["info"], ["use", "evotr-mini"]])
def test_what_needs_no_hub_does_not_wait_for_its_client(home, command):
    code = (
        "import sys\n"
        "from evotr.cli.main import main\n"
        "try: main(['models', *sys.argv[1:]])\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "names = ('huggingface_hub', 'httpx2', 'mlx', 'numpy', 'transformers')\n"
        "print([name for name in names if name in sys.modules])\n"
    )
    printed = printed_by(code, *command, EVOTR_HOME=str(home))
    assert printed.splitlines()[-1] == "[]"


def test_a_name_that_drives_terminals_is_shown_harmless(installed, evotr):
    installed.rename(installed.with_name("a\x1b]0;b\x07[c]"))
    for command in (["list"], ["info", str(installed.with_name("a\x1b]0;b\x07[c]"))]):
        _, out, _ = evotr("models", *command)
        assert "\x1b" not in out
        assert "[c]" in out


def test_a_damaged_model_is_listed_as_such(installed, evotr):
    (installed / "model.safetensors").write_bytes(b"x")
    _, out, _ = evotr("models", "list", "--json")
    model = json.loads(out)["models"][-1]
    assert not model["complete"]
    assert model["problem"]["error"] == "ModelDamaged"
    assert "model.safetensors" in model["problem"]["message"]
    _, out, _ = evotr("models", "info", MODEL)
    assert "damaged" in out


@pytest.mark.parametrize("name", ["org/gone", "/gone/folder"])
def test_a_choice_that_is_gone_does_not_hinder_listing(
    installed, evotr, monkeypatch, name
):
    monkeypatch.setenv("BASE_MODEL_PATH", name)
    _, out, _ = evotr("models", "list", "--json")
    models = json.loads(out)["models"]
    assert [m["in_use"] for m in models] == [False, False, True]
    gone = models[-1]
    assert (gone["id"], gone["complete"]) == (name, False)
    assert gone["problem"]["error"] == "ModelNotFound"
    assert "evotr models use evotr-mini" in gone["problem"]["hint"]
    pullable = "evotr models pull org/gone" in gone["problem"]["hint"]
    assert pullable == (name == "org/gone")  # nobody can pull a folder
    assert installed.exists()


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("language", "state"), [("tr", "bulunamadı"), ("en", "missing")]
)
def test_a_choice_that_is_gone_is_listed_with_what_to_do(
    evotr, monkeypatch, language, state
):
    monkeypatch.setenv("EVOTR_LANGUAGE", language)
    monkeypatch.setenv("BASE_MODEL_PATH", "org/gone")
    code, out, _ = evotr("models", "list")
    assert code == 0
    (line,) = [line for line in out.splitlines() if "org/gone  " in line]
    assert line.startswith("*")
    assert line.endswith(state)
    told = out.splitlines()[-1]
    assert "`evotr models pull org/gone`" in told
    assert "`evotr models use evotr-mini`" in told
    assert {"tr": "Ayarlar", "en": "settings"}[language] in told


def watched(console, *, as_json=False):
    context = Context(load_settings(), Catalog.load("en"), console, console)
    with show_progress(context, "org/x", as_json=as_json) as watch:
        for done in range(0, 1001, 5):
            watch(DownloadProgress("model.safetensors", done, 1000))


def test_a_terminal_gets_a_bar_with_speed_and_remaining_time():
    shown = io.StringIO()
    watched(Console(file=shown, force_terminal=True, width=120))
    assert "org/x" in shown.getvalue()
    assert "━" in shown.getvalue()
    assert "1.0/1.0 kB" in shown.getvalue()


def test_a_file_gets_a_line_at_each_tenth():
    shown = io.StringIO()
    watched(Console(file=shown, width=120))
    lines = shown.getvalue().splitlines()
    assert len(lines) == 11
    assert lines[0] == "org/x: 0% (0 B of 1.0 kB)"
    assert lines[-1] == "org/x: 100% (1.0 kB of 1.0 kB)"
