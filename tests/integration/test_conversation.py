"""A newcomer's first conversation, on the bundled model, as a real process."""

import json

import pytest


def test_three_lines_get_three_sensible_answers(program):
    done = program.run(text="Merhaba\nMy name is Zorvak.\nWhat is my name?\n")
    assert done.returncode == 0, done.stderr.decode()
    answers = done.stdout.decode().strip().splitlines()
    assert len(answers) == 3
    assert "Merhaba" in answers[0] or "Selam" in answers[0]
    assert "Zorvak" in answers[2]


def test_the_conversation_is_there_when_it_is_opened_again(program):
    first = program.json("ask", "My dog's name is Trelm.")
    again = program.json(
        "ask", "What is my dog's name?", "--conversation", first["conversation"][:8]
    )
    assert again["conversation"] == first["conversation"]
    assert "Trelm" in again["answer"]
    shown = program.json("conversations", "show", first["conversation"])
    assert [m["role"] for m in shown["messages"]] == ["user", "assistant"] * 2
    assert shown["messages"][3]["content"] == again["answer"]
    assert shown["messages"][3]["answer"]["usage"]["completion_tokens"] > 0


def test_search_delete_and_restore(program):
    asked = program.json("ask", "Çalışma saatim İstanbul'da dokuz.")
    for query in ("calisma", "ISTANBUL", "saati"):
        hits = program.json("conversations", "search", query)["hits"]
        assert [h["conversation"]["id"] for h in hits] == [asked["conversation"]]
    program.json("conversations", "delete", asked["conversation"][:8])
    assert program.json("conversations", "list")["conversations"] == []
    trash = program.json("conversations", "list", "--trash")["conversations"]
    assert [c["id"] for c in trash] == [asked["conversation"]]
    program.json("conversations", "restore", asked["conversation"])
    assert program.json("conversations", "search", "saat")["hits"]


def test_export_as_markdown_and_json(program):
    asked = program.json("ask", "Merhaba")
    text = program.run("conversations", "export", asked["conversation"]).stdout.decode()
    assert "Merhaba" in text
    assert asked["answer"] in text
    done = program.run(
        "conversations", "export", asked["conversation"], "--format", "json"
    )
    assert json.loads(done.stdout)["messages"][1]["content"] == asked["answer"]


@pytest.mark.parametrize(
    ("words", "text", "error"),
    [
        (["ask", ""], "", "EmptyMessage"),
        (["ask", " \u200b\n"], "", "EmptyMessage"),
        (["ask", "-"], "\0\0", "EmptyMessage"),
        (["ask", "-"], "uzun " * 40_000, "MessageTooLong"),
        (["--model", "/no/such/model", "ask", "hi"], "", "ModelNotFound"),
        (["--model", "no-org/no-model", "ask", "hi"], "", "ModelNotFound"),
        (["--set", "temprature=1", "ask", "hi"], "", "UnknownSetting"),
        (["--set", "temperature=hot", "ask", "hi"], "", "SettingMalformed"),
        (["ask", "hi", "--conversation", "ffffffff"], "", "ConversationNotFound"),
        (["conversations", "show", "fff"], "", "ConversationNotFound"),
        (["conversations", "shwo"], "", "CommandUnknown"),
        (["ask", "hi", "--nope"], "", "OptionUnknown"),
        (["--home", "", "conversations", "list"], "", "InvalidSetting"),
        (["--set", "log_dir=~nobody-here/x", "ask", "hi"], "", "SettingNotFolder"),
        (["conversations", "show", "ffffffff"], "", "ConversationNotFound"),
        (["conversations", "delete", "ffffffff"], "", "ConversationNotFound"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(program, words, text, error):
    done = program.run(*words, "--json", text=text)
    assert done.returncode == 2, done.stderr.decode()
    told = json.loads(done.stdout)
    assert told["error"] == error
    assert told["message"]
    assert told["hint"]
    plain = program.run(*words, text=text)
    assert plain.returncode == 2
    assert b"Traceback" not in plain.stderr
    assert told["message"] in " ".join(plain.stderr.decode().split())


@pytest.mark.parametrize(
    "text", ["🎉🎉👩‍👩‍👧", "a\0b", "\udcff broken bytes", "uzun " * 60]
)
def test_odd_messages_are_answered_and_kept(program, text):
    done = program.run("ask", "-", "--json", text=text)
    assert done.returncode == 0, done.stderr.decode()
    told = json.loads(done.stdout)
    shown = program.json("conversations", "show", told["conversation"])
    expected = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    assert shown["messages"][0]["content"] == expected


def test_one_bad_line_does_not_end_the_others(program):
    done = program.run(text="Merhaba\n\u200b\nTeşekkürler\n")
    assert done.returncode == 2
    assert len(done.stdout.decode().strip().splitlines()) == 2
    assert b"empty" in done.stderr


def test_blank_lines_are_passed_over(program):
    done = program.run(text="\nMerhaba\n \t\r\n\nTeşekkürler\n\n")
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(done.stdout.decode().strip().splitlines()) == 2


def test_errors_are_told_in_turkish_too(program):
    program.extra["EVOTR_LANGUAGE"] = "tr"
    done = program.run("ask", "")
    assert done.returncode == 2
    assert "Mesaj boş." in done.stderr.decode()


def test_closed_streams_are_not_an_error_of_ours(program):
    closed = program.run_in_shell("conversations list --json >&-")
    assert (closed.returncode, closed.stderr) == (0, b"")
    full = program.run_in_shell("conversations list --json >/dev/full")
    assert full.returncode == 1
    assert b"Traceback" not in full.stderr
    full = program.run_in_shell("ask merhaba >/dev/full")
    assert full.returncode == 1
    told = full.stderr.decode().splitlines()
    assert told[0] == "The disk of the standard output is full."
    unheard = program.run_in_shell("ask <&-")
    assert unheard.returncode == 2
    assert b"Traceback" not in unheard.stderr


def test_a_question_into_the_trash_is_told_how_to_get_out(program):
    asked = program.json("ask", "Merhaba")
    program.json("conversations", "delete", asked["conversation"])
    done = program.run("ask", "hi", "-c", asked["conversation"], "--json")
    assert json.loads(done.stdout)["error"] == "ConversationInTrash"
    assert asked["conversation"] in json.loads(done.stdout)["hint"]


def test_words_are_kept_when_the_model_is_missing(program):
    done = program.run("--model", "/no/such/model", "ask", "Keep this")
    assert done.returncode == 2
    assert program.json("conversations", "search", "keep")["hits"]
