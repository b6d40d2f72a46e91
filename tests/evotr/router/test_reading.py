import pytest

from evotr.router.reading import GRAM_SPACE, grams, read


def test_words_are_folded_and_suffixes_behind_an_apostrophe_apart():
    assert read("Python'da ÇALIŞMA, Işık!").words == (
        "python",
        "da",
        "calisma",
        "isik",
    )


def test_a_long_text_is_cut_in_its_middle():
    reading = read("başı " + "orta " * 40_000 + "sonu")

    assert len(reading.text) < 2_100
    assert reading.words[0] == "basi"
    assert reading.words[-1] == "sonu"


@pytest.mark.parametrize("text", ["", "\0", "\ud800", "😀", "…", "a" * 200_000])
def test_any_text_is_read(text):
    found = grams(read(text).words)

    assert (found < GRAM_SPACE).all()


def test_no_gram_reaches_into_the_next_word():
    together = set(grams(("ab", "cd")).tolist())
    apart = {*grams(("ab",)).tolist(), *grams(("cd",)).tolist()}

    assert together == apart


def test_a_stem_shares_its_grams_with_its_forms():
    stem, form = (set(grams((word,)).tolist()) for word in ("kira", "kirasi"))

    assert len(stem & form) >= len(stem) // 2


def test_each_word_has_as_many_grams_as_alone():
    words = ("kira", "k" * 60, "şöyle")

    assert len(grams(words)) == sum(len(grams((word,))) for word in words)
