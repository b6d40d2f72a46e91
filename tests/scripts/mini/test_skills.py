"""Rows for evotr-mini's experts: drawn by seed, half skill, half what the base can."""

import pytest

from scripts.mini.probes import wordings
from scripts.mini.skills import EXPERTS, rows


@pytest.mark.parametrize("expert", EXPERTS)
def test_rows_are_drawn_by_seed(expert):
    drawn = rows(expert, 3, 40)
    assert drawn == rows(expert, 3, 40)
    assert drawn != rows(expert, 4, 40)


@pytest.mark.parametrize("expert", EXPERTS)
def test_rows_end_with_an_answer_to_a_question(expert):
    for row, _ in rows(expert, 0, 200):
        assert [message.role for message in row.messages[-2:]] == ["user", "assistant"]


def test_two_in_five_of_a_coders_rows_are_code():
    drawn = rows("python_coder", 0, 400)
    assert 120 < sum(skill for _, skill in drawn) < 200
    answers = [row.messages[-1].content for row, skill in drawn if skill]
    assert all("def " in answer for answer in answers)


def test_no_row_asks_in_the_words_of_a_probe():
    probes = wordings()
    described = {text for pair in probes["code"].values() for text in pair}
    for row, _ in rows("python_coder", 0, 400):
        question = row.messages[-2].content
        assert not any(
            question.endswith((f"function that {text}.", f"{text} bir fonksiyon yaz."))
            for text in described
        )
