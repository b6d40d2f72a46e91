import pytest

from evotr.domain import fold, fold_tokens


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ÇALIŞMA", "calisma"),
        ("İstanbul", "istanbul"),
        ("ISTANBUL", "istanbul"),
        ("ışık", "IŞIK"),
        ("naïve", "NAIVE"),
        ("ÖĞÜŞ", "ogus"),
    ],
)
def test_case_dots_and_diacritics_do_not_matter(one, other):
    assert fold(one) == fold(other)


def test_different_letters_stay_different():
    assert fold("kar") != fold("kor")


def test_words_are_split_at_apostrophes_and_punctuation():
    assert fold_tokens("Ankara'da, İzmir'de!") == ["ankara", "da", "izmir", "de"]
