import pytest

from evotr.domain import Lesson, checksum_of, question_key


@pytest.mark.parametrize(
    "other",
    [
        "AVUSTRALYA'NIN BAŞKENTİ NERESİ",
        "avustralya’nin  baskenti neresi ?",
        "Avustralya'nın\nbaşkenti neresi…",
    ],
)
def test_the_same_question_has_one_key(other):
    assert question_key(other) == question_key("Avustralya'nın başkenti neresi?")


@pytest.mark.parametrize(
    ("one", "other"), [("What is C?", "What is C++?"), ("2+2?", "2-2?"), ("a", "")]
)
def test_other_questions_have_another(one, other):
    assert question_key(one) != question_key(other)


def test_half_a_character_is_a_question_too():
    assert question_key("\ud800?") == question_key("\ufffd")


def test_the_checksum_covers_what_is_learned_and_nothing_else():
    lesson = Lesson(kind="edit", question="Soru", right="A", wrong="B", expert="x")
    same = Lesson(kind="edit", question="Soru", right="A", wrong="B", sources=("m",))
    moved = Lesson(kind="edit", question="Soru", right="", wrong="BA")
    assert checksum_of(lesson) == checksum_of(same) != checksum_of(moved)
    assert len(checksum_of(Lesson(kind="edit", question="\ud800", right="A"))) == 64
