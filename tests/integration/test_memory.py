"""Told in one conversation, known in the next, and forgotten from every file."""

import signal

import pytest


@pytest.fixture
def grep(home):
    """The files of the home that hold a word, in any case of its letters."""

    def grep(word):
        files = [path for path in home.rglob("*") if path.is_file()]
        needle = word.casefold().encode()
        return [path.name for path in files if needle in path.read_bytes().lower()]

    return grep


@pytest.mark.parametrize(
    ("told", "asked", "wish", "value"),
    [
        (
            "My dog's name is Trelm.",
            "What is my dog's name?",
            "Forget my dog's name.",
            "Trelm",
        ),
        ("Kızımın adı Zerun.", "Kızımın adı ne?", "Kızımın adını unut.", "Zerun"),
    ],
)
def test_what_is_told_once_is_known_until_it_is_forgotten(
    program, grep, told, asked, wish, value
):
    first = program.json("ask", told)
    second = program.json("ask", asked)
    assert second["conversation"] != first["conversation"]
    assert value in second["answer"]
    assert any(value in one["text"] for one in second["recalled"])
    assert grep(value)
    assert value not in program.json("ask", wish)["answer"]
    assert grep(value) == []
    assert value not in program.json("ask", asked)["answer"]


def test_a_wish_to_remember_is_obeyed(program):
    done = program.json("ask", "Remember that my cat's name is Vorlin.")
    assert "Vorlin" in done["answer"]
    assert "Vorlin" in program.json("ask", "What is my cat's name?")["answer"]


def test_a_turn_killed_before_it_was_taken_up_is_remembered_by_the_next(program):
    started = program.start("ask", "My dog's name is Trelm.")
    assert started.stdout.read(1)  # the first letter of the answer
    started.send_signal(signal.SIGKILL)
    started.communicate()
    second = program.json("ask", "Merhaba")
    assert "Trelm" not in second["answer"]
    third = program.json("ask", "What is my dog's name?")
    assert "Trelm" in third["answer"]


def test_a_memory_that_is_off_neither_recalls_nor_keeps(program):
    program.extra["EVOTR_MEMORY"] = "false"
    program.json("ask", "My dog's name is Trelm.")
    assert "Trelm" not in program.json("ask", "What is my dog's name?")["answer"]
    assert program.json("memory", "list")["memories"] == []


def test_a_broken_index_does_not_fail_a_turn(program, home):
    program.json("ask", "My dog's name is Trelm.")
    for file in (home / "chroma").rglob("*"):
        if file.is_file():
            file.write_bytes(b"broken")
    assert "Trelm" in program.json("ask", "What is my dog's name?")["answer"]
