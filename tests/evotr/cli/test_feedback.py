"""What is said of answers on the command line."""

import json

import pytest


def test_a_thumb_up_is_a_row(command, answered, stored):
    answer = answered()
    code, out, err = command("feedback", answer.id[:8], "--up", "--json")
    said = json.loads(out)
    (row,) = stored.ledger.page().result(10)
    assert (code, err) == (0, "")
    assert (said["message"], said["thumb"], said["row"]) == (answer.id, "up", row.id)
    assert command("feedback", answer.id, "--up")[1].startswith("Noted as a good")


def test_a_thumb_down_waits_and_can_be_taken_back(command, answered, stored):
    answer = answered()
    assert "What would have been right?" in command("feedback", answer.id, "--down")[1]
    assert len(stored.ledger.questions().result(10)) == 1
    assert command("feedback", answer.id, "--withdraw")[1] == "Taken back.\n"
    assert stored.ledger.questions().result(10) == ()


def test_a_correction_is_a_version_a_row_and_a_memory(command, answered, stored):
    answer = answered()
    code, out, _ = command("feedback", answer.id, "--correct", "Canberra", "--json")
    said = json.loads(out)
    (row,) = stored.ledger.page().result(10)
    (memory,) = stored.memories.get([said["memory"]]).result(10)
    assert (code, said["row"]) == (0, row.id)
    assert memory.text == "The capital of Australia is Canberra."
    shown = stored.transcript(answer.conversation_id).result(10).messages[-1]
    assert (shown.id, shown.content) == (said["version"], "Canberra")


@pytest.mark.parametrize(
    ("consent", "sentences"),
    [
        ("learn", ("It is remembered from now on",)),
        ("remember", ("It is remembered from now on", "nothing is learned")),
        ("nothing", ("Nothing may be kept of this conversation",)),
    ],
)
def test_what_may_not_be_kept_is_said(command, answered, stored, consent, sentences):
    answer = answered()
    stored.set_consent(answer.conversation_id, consent).result(10)
    code, out, _ = command("feedback", answer.id, "--correct", "Canberra")
    assert code == 0
    assert all(sentence in out for sentence in sentences)


def test_a_switched_off_memory_is_said(command, answered, monkeypatch):
    monkeypatch.setenv("EVOTR_MEMORY", "false")
    out = command("feedback", answered().id, "--correct", "Canberra")[1]
    assert "the memory is switched off" in out


def test_it_speaks_turkish(command, answered, monkeypatch):
    monkeypatch.setenv("EVOTR_LANGUAGE", "tr")
    out = command("feedback", answered().id, "--down")[1]
    assert out.startswith("Kötü yanıt olarak not edildi.")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ((), "ArgumentMissing"),
        (("--up", "--down"), "OptionsExclusive"),
        (("--up", "--correct", "x"), "OptionsExclusive"),
        (("--correct", " \n"), "EmptyMessage"),
        (("--correct", "Sydney"), "CorrectionUnchanged"),
    ],
)
def test_what_cannot_be_meant_is_one_sentence(command, answered, words, name):
    answer = answered()
    code, out, err = command("feedback", answer.id, *words, "--json")
    assert (code, json.loads(out)["error"], err) == (2, name, "")
    code, out, err = command("feedback", answer.id, *words)
    assert (code, out) == (2, "")
    assert err.count("\n") == 2  # what is wrong, and what to do


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "The answer says this already."), ("tr", "Yanıt zaten böyle diyor.")],
)
def test_what_says_so_already_is_told_without_an_id(
    command, answered, monkeypatch, language, said
):
    monkeypatch.setenv("EVOTR_LANGUAGE", language)
    err = command("feedback", answered().id, "--correct", "Sydney")[2]
    assert err.startswith(said)


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("f" * 32, "MessageNotFound"),
        ("abc", "MessageNotFound"),
        ("a\nb", "MessageNotFound"),
        ("ölçü", "MessageNotFound"),
        ("", "MessageNotFound"),
    ],
)
def test_an_answer_that_is_not_there_is_named(command, stored, message, name):
    assert stored.conversations().result(10) == ()
    code, out, _ = command("feedback", message, "--up", "--json")
    assert (code, json.loads(out)["error"]) == (2, name)


def test_the_beginning_of_an_id_is_too_short_only_where_one_begins_so(
    command, answered
):
    answer = answered()
    code, out, _ = command("feedback", answer.id[:3], "--up", "--json")
    assert (code, json.loads(out)["error"]) == (2, "MessageAmbiguous")


def test_a_question_has_no_thumb(command, answered):
    answer = answered()
    code, out, _ = command("feedback", answer.parent_id, "--up", "--json")
    assert (code, json.loads(out)["error"]) == (2, "AnswerExpected")
