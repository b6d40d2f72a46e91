"""Right answers that are typed after wrong ones; all cases: data/probes/typed.jsonl."""

import json

import pytest

from evotr.memory.facts import read_correction
from evotr.paths import PROGRAM

LINES = (PROGRAM / "data" / "probes" / "typed.jsonl").read_text("utf-8").splitlines()
SYDNEY = "The capital of Australia is Sydney."


@pytest.mark.parametrize("line", LINES, ids=lambda line: json.loads(line)["text"])
def test_corrections_are_read_and_nothing_else(line):
    case = json.loads(line)
    right = read_correction(case["text"], case["answer"], case.get("question", ""))
    assert right == case["right"]
    assert right is None or right in case["text"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "No, it is " + "long " * 80,
        "No, it is Canberra.\n\nSincerely,\nAnn",
        "> No, it is Canberra.",
        "remember that the correct answer is Canberra",
    ],
)
def test_what_nobody_types_as_a_correction_is_none(text):
    assert read_correction(text, SYDNEY) is None


def test_what_is_said_to_be_wrong_stands_in_the_answer():
    assert read_correction("No, not Sydney but Canberra", SYDNEY) == "Canberra"
    assert read_correction("No, not Perth but Canberra", SYDNEY) is None


def test_what_is_quoted_may_be_any_words():
    said = "Hayır, doğrusu “Ben gidiyorum”."
    assert read_correction(said, "Ben gitti.") == "Ben gidiyorum"


def test_a_name_alone_is_right_only_where_one_was_asked_for():
    question = "Avustralya'nın başkenti neresi?"
    assert read_correction("Hayır, Canberra.", SYDNEY, question) == "Canberra"
    assert read_correction("Hayır Canberra'dır", SYDNEY, question) == "Canberra"
    assert read_correction("Hayır, Canberra.", SYDNEY) is None
    assert read_correction("Hayır, Canberra.", SYDNEY, "Merhaba") is None


def test_what_the_question_says_is_right_only_where_it_may_be_chosen():
    said, answer = "Hayır, Mars değil Venüs", "Mars daha büyüktür."
    assert read_correction(said, answer, "Venüs'ün adı nedir?") is None
    assert read_correction(said, answer, "Mars mı Venüs mü büyük?") == "Venüs"
