"""``evotr experts train`` from the command line, with a real child on a tiny model."""

import io
import json
import os
import shutil
import signal
import subprocess
import sys
from functools import partial

import pytest

from evotr.cli.main import main
from evotr.domain import Adapter
from evotr.night.plan import TrainPlan
from evotr.night.rows import write_rows
from evotr.night.train import prepare_run
from evotr.paths import PROGRAM
from tests.evotr.night.conftest import make_rows
from tests.fakes.tiny_model import build_model

QUICK = ("--rank", "4", "--batch", "4", "--learning-rate", "0.005")


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    return build_model(tmp_path_factory.mktemp("base") / "model")


@pytest.fixture
def data(tmp_path):
    write_rows(tmp_path / "rows.jsonl", make_rows(24))
    return str(tmp_path / "rows.jsonl")


def begin(home, base, *words):
    """A process of ``evotr experts``."""
    environment = {
        **os.environ,
        "EVOTR_HOME": str(home),
        "EVOTR_LANGUAGE": "en",
        "BASE_MODEL_PATH": str(base),
        "DEVICE": "cpu",
        "PYTHONPATH": str(PROGRAM),
    }
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "evotr", "experts", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=PROGRAM,
        env=environment,
    )


@pytest.fixture
def command(home, base):
    return partial(begin, home, base)


@pytest.fixture(scope="module")
def trained(base, tmp_path_factory):
    """A home with a version that was trained, and what its training told."""
    folder = tmp_path_factory.mktemp("trained")
    write_rows(folder / "rows.jsonl", make_rows(24))
    words = ("train", "tr_chat", "--data", str(folder / "rows.jsonl"), *QUICK)
    told = finish(begin(folder / "home", base, *words, "--epochs", "3", "--json"))
    return folder / "home", told


@pytest.fixture
def served(trained, home):
    """The test's home has that version, and it serves."""
    shutil.copytree(trained[0], home)


@pytest.fixture
def spoken(capsys, monkeypatch, base):
    """Run a command of ``evotr experts`` in this process, in a language."""
    monkeypatch.setenv("BASE_MODEL_PATH", str(base))
    monkeypatch.setenv("DEVICE", "cpu")
    monkeypatch.setenv("COLUMNS", "200")

    def run(language, *words):
        monkeypatch.setenv("EVOTR_LANGUAGE", language)
        monkeypatch.setattr("sys.stdin", io.StringIO(""))
        with pytest.raises(SystemExit) as end:
            main(["experts", *words])
        out, err = capsys.readouterr()
        return end.value.code or 0, out, err

    return run


def finish(process):
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def child_of(process):
    found = subprocess.run(
        [shutil.which("pgrep"), "-P", str(process.pid)],
        capture_output=True,
        text=True,
        check=True,
    )
    return int(found.stdout.split()[0])


def left(home):
    """The folders of runs."""
    return list(home.glob("training/[!.]*"))


def events(out):
    return [json.loads(line) for line in out.splitlines()]


def test_better_weights_serve_at_once(trained):
    home, (code, out, err) = trained
    assert (code, err) == (0, "")
    told = events(out)
    assert [e["event"] for e in told[:2]] == ["started", "validated"]
    done = told[-1]
    assert (done["version"], done["better"], done["used"]) == ("1001", True, True)
    assert done["result"]["best_loss"] < done["result"]["base_loss"]
    assert not left(home)


@pytest.mark.usefixtures("served")
def test_worse_weights_do_not_serve(spoken, data):
    words = ("train", "tr_chat", "--data", data, *QUICK, "--steps", "1", "--json")
    code, out, _ = spoken("en", *words)
    done = events(out)[-1]
    assert (code, done["better"], done["used"]) == (0, False, False)
    assert done["result"]["compared"]["served"] < done["result"]["best_loss"]
    _, out, _ = spoken("en", "versions", "tr_chat", "--json")
    found = {v["version"]: v["status"] for v in json.loads(out)["versions"]}
    assert found == {"1001": "active", "1002": "candidate"}


def test_ctrl_c_stops_with_a_checkpoint_and_a_second_one_does_not_wait(
    command, data, home
):
    process = command("train", "tr_chat", "--data", data, *QUICK, "--steps", "5000")
    for line in process.stdout:
        if line.startswith("Step 10:"):
            process.send_signal(signal.SIGINT)
            break
    code, _, err = finish(process)
    assert code == 130
    (run,) = left(home)
    assert f"evotr experts train --resume {run.name}" in err
    assert (run / "checkpoint.safetensors").exists()

    process = command("train", "--resume", run.name, "--json")
    first = json.loads(process.stdout.readline())
    assert first["event"] == "started"
    assert first["step"] >= 10
    child = child_of(process)
    os.kill(child, signal.SIGSTOP)  # it cannot hear that it should stop
    process.send_signal(signal.SIGINT)
    assert "Ctrl-C again" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    code, out, err = finish(process)
    assert code == 130
    assert f"evotr experts train --resume {run.name}" in err
    assert events(out)[-1] == {"event": "stopped", "run": run.name, "step": None}
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


@pytest.mark.usefixtures("served")
def test_what_the_user_chooses_meanwhile_is_not_displaced(command, spoken, data):
    assert spoken("en", "use", "tr_chat", "base")[0] == 0
    process = command("train", "tr_chat", "--data", data, *QUICK, "--steps", "12")
    assert process.stdout.readline().startswith("Conversations trained on")
    process.send_signal(signal.SIGSTOP)  # whatever its child does meanwhile
    assert spoken("en", "use", "tr_chat", "1001")[0] == 0
    process.send_signal(signal.SIGCONT)
    code, out, _ = finish(process)
    assert code == 0
    assert "measured against what it answers with now" in out
    assert "What served so far" in out
    assert "is no better" in out
    state = json.loads(spoken("en", "versions", "tr_chat", "--json")[1])
    assert (state["active"], len(state["versions"])) == ("1001", 2)


@pytest.fixture
def kept_run(base, home):
    """A run that was left before its first step."""
    notes = {"data": "rows.jsonl", "map": "", "held-out": "0.1"}
    plan = TrainPlan(
        base=base,
        expert="tr_chat",
        rank=4,
        steps=6,
        learning_rate=5e-3,
        warmup_steps=0,
        compare=(Adapter("served", home / "adapters" / "gone"),),
        notes=notes,
    )
    prepare_run(home / "training" / "kalan", plan, make_rows(9), make_rows(3, seed=1))
    return home / "training" / "kalan"


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("python_coder",), "ID"),
        (("--data", "other.jsonl"), "--data"),
        (("--rank", "8"), "--rank"),
        (("--batch", "3"), "--batch"),
        (("--method", "dora"), "--method"),
        (("--held-out", "0.2"), "--held-out"),
        (("--map", "messages=m"), "--map"),
    ],
)
def test_a_run_goes_on_only_as_it_was_begun(spoken, kept_run, words, option):
    for language, told in (("en", "was begun with"), ("tr", "ile başlatıldı")):
        code, out, err = spoken(language, "train", "--resume", "kalan", *words)
        assert (code, out) == (2, "")
        assert told in err
        assert option in err
    assert kept_run.exists()


def test_a_run_goes_on_as_it_was_begun_and_without_a_rival_that_is_gone(
    spoken, kept_run
):
    words = ("tr_chat", "--rank", "4", "--steps", "6", "--data", "rows.jsonl")
    code, out, err = spoken("en", "train", "--resume", "kalan", *words, "--no-use")
    assert (code, err) == (0, "")
    assert "measured against what it answers with now" in out
    assert "step 0 of 6" in out
    assert "evotr experts use tr_chat 1001" in out
    assert not kept_run.exists()


@pytest.mark.parametrize(
    ("language", "none", "state", "gone"),
    [
        ("en", "No training was left", "left", "is deleted"),
        ("tr", "Bırakılmış eğitim yok", "bırakıldı", "silindi"),
    ],
)
def test_runs_are_listed_and_deleted(spoken, kept_run, language, none, state, gone):
    code, out, _ = spoken(language, "runs")
    assert code == 0
    (line,) = [line for line in out.splitlines() if line.startswith("kalan")]
    assert "tr_chat" in line
    assert state in line
    (run,) = json.loads(spoken(language, "runs", "--json")[1])["runs"]
    assert (run["name"], run["data"], run["state"]) == ("kalan", "rows.jsonl", "left")
    assert spoken(language, "runs", "--remove", "x", "--yes")[0] == 2
    assert spoken(language, "runs", "--remove", "kalan")[0] == 1  # nobody says yes
    assert gone in spoken(language, "runs", "--remove", "kalan", "--yes")[1]
    assert not kept_run.exists()
    assert none in spoken(language, "runs")[1]


def test_a_training_that_diverged_leaves_no_rows(spoken, data, home):
    words = ("train", "tr_chat", "--data", data, "--rank", "4")
    code, _, err = spoken("tr", *words, "--learning-rate", "1e30")
    assert code == 1
    assert "sonlu" in err
    assert not left(home)


def test_a_run_that_could_not_be_written_is_named(spoken, kept_run):
    (kept_run / "checkpoint.safetensors").mkdir()  # the system refuses, as when full
    code, _, err = spoken("en", "train", "--resume", "kalan")
    assert code != 0
    assert "evotr experts train --resume kalan" in err
    assert "evotr experts runs --remove kalan" in err
    _, out, err = spoken("tr", "train", "--resume", "kalan", "--json")
    *_, way_back, error = events(out)
    assert way_back == {"event": "left", "run": "kalan"}
    assert error["error"] in {"FolderIsFile", "FolderNotWritable", "RunDamaged"}
    assert err == ""


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("train",), "ID"),
        (("train", "tr_chat"), "--data"),
        (("train", "nobody", "--data", "{rows}"), "nobody"),
        (("train", "tr_chat", "--data", "/nowhere.jsonl"), "/nowhere.jsonl"),
        (("train", "tr_chat", "--data", "{bad}"), "bad.jsonl"),
        (("train", "base", "--data", "{rows}"), "base"),
        (("train", "tr_chat", "--data", "{rows}", "--rank", "0"), "--rank"),
        (("train", "tr_chat", "--data", "{rows}", "--rank", "99999"), "1–"),
        (("train", "tr_chat", "--data", "{rows}", "--map", "x"), "--map"),
        (("train", "--resume", "nothing"), "nothing"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_2(
    spoken, data, home, tmp_path, words, told
):
    bad = tmp_path / "bad.jsonl"
    good = (tmp_path / "rows.jsonl").read_text("utf-8").splitlines()[0]
    bad.write_text(f"{good}\n{{}}\n", "utf-8")
    words = [word.format(rows=data, bad=bad) for word in words]
    for language in ("en", "tr"):
        code, out, err = spoken(language, *words)
        assert (code, out) == (2, "")
        assert told in err
        assert len(err.splitlines()) <= 2
        assert "Traceback" not in err
    assert not left(home)


def test_rows_that_do_not_fit_are_told_and_nothing_is_left(spoken, data, home):
    words = ("train", "tr_chat", "--data", data, "--max-tokens", "9")
    code, out, err = spoken("tr", *words)
    assert (code, out) == (2, "")
    assert "rows.jsonl" in err
    assert len(err.splitlines()) <= 2
    assert not left(home)
