"""What must not lose anything: kills, interrupts, full disks, second instances."""

import json
import os
import random
import signal
import sqlite3
import subprocess

import pytest

from evotr.cli.render import printable
from tests.fakes.tiny_model import build_model

LONG = ["--set", "max_tokens=1500", "--set", "temperature=1", "--set", "seed=3"]


@pytest.fixture(scope="module")
def talkative(tmp_path_factory):
    """A random model that hardly ever ends its answer."""
    folder = tmp_path_factory.mktemp("models") / "talkative"
    return build_model(folder, max_position_embeddings=2048)


@pytest.fixture
def program(program, talkative):
    program.extra["BASE_MODEL_PATH"] = str(talkative)
    return program


def read_some(process, size):
    """Read from the answer while it streams."""
    seen = b""
    while len(seen) < size:
        piece = os.read(process.stdout.fileno(), 64)
        assert piece, process.stderr.read().decode()
        seen += piece
    return seen


shown = printable  # as the terminal shows it: without control characters


@pytest.mark.parametrize("size", [random.Random(7).randrange(20, 800), 40, 400])
def test_kill_9_while_streaming_loses_nothing_that_was_shown(program, size):
    with program.start(*LONG, "ask", "Tell me everything.") as process:
        seen = read_some(process, size)
        process.send_signal(signal.SIGKILL)
        process.wait()
    (conversation,) = program.json("conversations", "list")["conversations"]
    question, answer = program.json("conversations", "show", conversation["id"])[
        "messages"
    ]
    assert question["content"] == "Tell me everything."
    assert shown(answer["content"]).encode().startswith(seen)
    assert answer["status"] == "interrupted"
    # The next start takes over: the answer is marked, and the conversation goes on.
    program.json("--set", "max_tokens=3", "ask", "And?", "-c", conversation["id"])
    messages = program.json("conversations", "show", conversation["id"])["messages"]
    assert [m["status"] for m in messages] == [
        "complete",
        "interrupted",
        "complete",
        "complete",
    ]
    assert messages[1]["content"] == answer["content"]


@pytest.mark.parametrize("polite", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_stops_the_answer_and_keeps_it(program, polite):
    with program.start(*LONG, "ask", "Tell me everything.") as process:
        seen = read_some(process, 30)
        process.send_signal(polite)
        seen += process.stdout.read()
        errors = process.stderr.read()
    assert process.returncode == 128 + polite
    assert b"Traceback" not in errors
    (conversation,) = program.json("conversations", "list")["conversations"]
    answer = program.json("conversations", "show", conversation["id"])["messages"][1]
    assert answer["status"] == "cancelled"
    assert shown(answer["content"]).strip() == seen.decode().strip()


def test_a_second_instance_is_told_and_readers_are_not_disturbed(program):
    with program.start(*LONG, "ask", "Tell me everything.") as process:
        read_some(process, 30)
        process.send_signal(signal.SIGSTOP)  # alive and holding on
        second = program.run("ask", "me too", "--json")
        assert second.returncode == 2
        assert json.loads(second.stdout)["error"] == "InstanceRunning"
        assert str(process.pid) in json.loads(second.stdout)["message"]
        (listed,) = program.json("conversations", "list")["conversations"]
        messages = program.json("conversations", "show", listed["id"])["messages"]
        assert [m["status"] for m in messages] == ["complete", "streaming"]
        process.kill()


@pytest.mark.parametrize("words", [["ask", "hello"], ["conversations", "list"]])
def test_a_database_of_a_newer_version_is_left_alone(program, words):
    program.json("--set", "max_tokens=2", "ask", "first")
    path = program.home / "journal.db"
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = path.read_bytes()
    done = program.run(*words, "--json")
    assert json.loads(done.stdout)["error"] == "JournalTooNew"
    assert done.returncode == 1
    assert path.read_bytes() == before


def test_a_database_held_by_another_program_is_told(program):
    program.json("--set", "max_tokens=2", "ask", "first")
    connection = sqlite3.connect(program.home / "journal.db", isolation_level=None)
    connection.execute("PRAGMA locking_mode=EXCLUSIVE")
    connection.execute("BEGIN EXCLUSIVE")
    done = program.run("ask", "second", "--json")
    connection.close()
    assert json.loads(done.stdout)["error"] == "JournalLocked"
    program.json("--set", "max_tokens=2", "ask", "third")


def test_a_file_that_is_no_database_is_told_and_kept(program):
    (program.home / "journal.db").write_bytes(b"not a database at all\n" * 500)
    done = program.run("ask", "hello", "--json")
    assert json.loads(done.stdout)["error"] == "JournalDamaged"
    assert (program.home / "journal.db").read_bytes().startswith(b"not a database")


@pytest.mark.parametrize(
    ("break_it", "error"),
    [
        (lambda f: (f / "model.safetensors").unlink(), "ModelDamaged"),
        (lambda f: os.truncate(f / "model.safetensors", 5000), "ModelDamaged"),
        (lambda f: (f / "tokenizer.json").unlink(), "TokenizerMissing"),
        (lambda f: (f / "config.json").write_text("{"), "ModelDamaged"),
        (
            lambda f: (f / "config.json").write_text('{"model_type": "martian"}'),
            "ModelUnsupported",
        ),
    ],
)
def test_a_model_that_cannot_serve_is_named_and_the_words_are_kept(
    program, tmp_path, break_it, error
):
    folder = build_model(tmp_path / "broken")
    break_it(folder)
    done = program.run("--model", str(folder), "ask", "hello", "--json")
    assert done.returncode == 2, done.stderr.decode()
    assert json.loads(done.stdout)["error"] == error
    assert b"Traceback" not in done.stderr


def test_a_home_that_is_a_file_is_told(program):
    program.home.rmdir()
    program.home.write_text("a file")
    done = program.run("ask", "hello", "--json")
    assert json.loads(done.stdout)["error"] == "FolderIsFile"
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_errors_speak_the_language_of_the_settings_file(program):
    del program.extra["BASE_MODEL_PATH"]
    (program.home / "settings.toml").write_text('language = "tr"\n')
    environment = program.environment | {"EVOTR_LANGUAGE": ""}
    program.extra["EVOTR_LANGUAGE"] = environment["EVOTR_LANGUAGE"]
    done = program.run("conversations", "show", "ffffffff")
    assert "diye bir sohbet yok" in done.stderr.decode()


def test_doctor_examines_broken_settings(program):
    (program.home / "settings.toml").write_text("temprature = 1\n")
    report = program.json("doctor")
    (check,) = [c for c in report["checks"] if c["name"] == "settings"]
    assert check["status"] == "fail"
    assert "temperature" in check["hint"]


def test_a_foreign_ui_package_in_the_current_folder_is_not_run(program, tmp_path):
    (tmp_path / "ui").mkdir()
    (tmp_path / "ui" / "__main__.py").write_text("print('foreign')")
    (tmp_path / "ui" / "__init__.py").write_text("")
    program.extra["DISPLAY"] = ":99999"
    program.extra["QT_QPA_PLATFORM"] = "nonsense"
    with program.start(stdin=subprocess.DEVNULL) as process:
        out, _ = process.communicate(timeout=60)
    assert b"foreign" not in out
