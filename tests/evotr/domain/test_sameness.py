"""Answers that differ in case and blanks alone, and those whose letters were mended."""

import pytest

from evotr.domain import same_letters


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ankara", " ankara"),
        ("IBM  Watson", "ibm watson"),
        ("IŞIK HIZI", "ışık hızı"),
        ("İSTANBUL", "istanbul"),
        ("Istanbul", "istanbul"),
        ("ÇALIŞMA", "çalışma"),
        ("a\n b", "a b"),
        ("as\u0327k", "a\u015fk"),
        ("ka\u0308se", "k\u00e4se"),
    ],
)
def test_case_and_blanks_change_nothing(one, other):
    assert same_letters(one, other)
    assert same_letters(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acı", "Açı"),
        ("sikildim", "sıkıldım"),
        ("Istanbul", "İstanbul"),
        ("ISTANBUL", "İSTANBUL"),
        ("mc2", "mc²"),
        ("106", "10⁶"),
        ("H2O", "H₂O"),
        ("kar", "kâr"),
        ("hala", "hâlâ"),
        ("cafe", "café"),
        ("olu", "ölü"),
        ("a b", "ab"),
    ],
)
def test_other_letters_are_another_answer(one, other):
    assert not same_letters(one, other)
    assert not same_letters(other, one)
