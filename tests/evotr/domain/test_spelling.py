"""Which questions are the same, letter by letter."""

import pytest

from evotr.domain import (
    asked_alike,
    is_plain,
    of_question,
    question_key,
    tells_of_another,
    without_marks,
)

CAPITAL = "Avustralya'nın başkenti neresi?"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (CAPITAL, "AVUSTRALYA’NIN  BAŞKENTİ NERESİ"),
        (CAPITAL, CAPITAL.upper()),  # "I" for "i", too
        ("IBM'in genel müdürü kim?", "ibm'in genel müdürü kim"),
        ("Is there life on Mars?", "is there life on mars"),
        ("İstanbul nerede?", "İstanbul nerede?".lower()),
        ("Ku\u0308rt ne demek?", "KÜRT ne demek?"),  # two signs, one letter
        ("SIKILDIM ne demek?", "sıkıldım ne demek?"),
    ],
)
def test_case_blanks_and_the_mark_at_the_end_do_not_count(one, other):
    assert asked_alike(one, other)
    assert asked_alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kürt ne demek?", "Kurt ne demek?"),
        ("Açı ne demek?", "Acı ne demek?"),
        ("sıkıldım ne demek?", "sikildim ne demek?"),
        ("What is a résumé?", "What is a resume?"),
        ("2⁵ kaç eder?", "25 kaç eder?"),
        ("What is H₂?", "What is H2?"),
    ],
)
def test_each_letter_does_though_they_are_found_together(one, other):
    assert question_key(one) == question_key(other)
    assert not asked_alike(one, other)
    assert not asked_alike(other, one)


def test_an_i_that_may_be_either_is_neither_where_both_are_there():
    both = ["sıkıldım?", "sikildim?", "Sıkıldım"]
    assert of_question("SIKILDIM", both[:1], str) == both[:1]
    assert of_question("SIKILDIM", both, str) == []
    assert of_question("SIKILDIM", [*both, "SIKILDIM!"], str) == ["SIKILDIM!"]
    assert of_question("sıkıldım", both, str) == [both[0], both[2]]


def test_what_has_no_mark_may_be_typed_plainly():
    assert is_plain("Kurt ne demek?")
    assert is_plain("ISPARTA nerede")
    assert not any(map(is_plain, ("Kürt ne demek?", "Acı ne?", "Kâr ne demek?")))
    assert without_marks("Türkiye’nin BAŞKENTİ?") == "turkiye'nin baskenti"
    assert without_marks("2⁵ kaç eder?") == "2⁵ kac eder"


def test_a_text_tells_of_another_question():
    assert tells_of_another("Kurt ne demek? Bir hayvan", "Kürt ne demek?")
    assert not tells_of_another("Kürt ne demek? Bir halk", "KÜRT ne demek?")
    assert not tells_of_another("Kürt bir halktır.", "Kurt ne demek?", plainly=True)
    assert tells_of_another("2⁵ kaç eder? 32", "25 kac eder?", plainly=True)
