from random import Random

import pytest

from evotr.domain import fold_tokens
from evotr.night.phrasing.typed import (
    clipped,
    jumbled,
    plain_letters,
    small,
    small_first,
    tidied,
    with_slip,
    with_stray,
    without_end,
)


def test_small_letters_follow_the_language():
    assert small("IŞIK İzmir", "tr") == "ışık izmir"
    assert small("IS It", "en") == "is it"
    assert small("İSKİ and Irmak", "en") == "iski and irmak"
    assert small_first("What Is It", "en") == "what Is It"


def test_turkish_letters_can_be_missing():
    assert plain_letters("Çalışma ığöşü İ") == "Calisma igosu I"


def test_marks_at_the_end_go_and_blanks_are_single():
    assert without_end("Kim?! ") == "Kim"
    assert without_end("?") == "?"
    assert tidied(" a\n b\t c ") == "a b c"


def test_a_slip_changes_one_word_and_no_name():
    text = "Zorvanistan'ın başkenti neresidir?"
    for seed in range(30):
        slipped = with_slip(text, Random(seed))
        assert slipped != text
        assert slipped.startswith("Zorvanistan'ın ")
        assert abs(len(slipped) - len(text)) <= 1


def test_without_a_long_word_the_mark_slips():
    assert with_slip("Kim o?", Random(0)) == "Kim o ?"


def test_words_come_in_any_order_and_none_is_lost():
    text = "Which river flows through Numut?"
    made = {jumbled(text, Random(seed)) for seed in range(20)}
    assert len(made) > 10
    assert {tuple(sorted(one.split())) for one in made} == {tuple(sorted(text.split()))}


def test_endings_are_cut_and_names_stay():
    made = {clipped("Kelmir'in başkenti Zorvanistan", Random(s)) for s in range(30)}
    assert made == {
        f"Kelmir {cut} Zorvanistan"
        for cut in ("başkenti", "başkent", "başken", "başke")
    }


def test_stray_words_stand_before_or_behind_and_the_text_stays_whole():
    words = ("blue", "maps", "again", "lunch", "train", "wet", "radio", "late")
    made = [
        with_stray("Who founded Kelmir?", words, "en", Random(s)) for s in range(60)
    ]
    assert all("Who founded Kelmir?" in one for one in made)
    assert all(set(fold_tokens(one)) & set(words) for one in made)
    assert any(one.startswith("Who") for one in made)
    assert any(one.endswith("Kelmir?") for one in made)


@pytest.mark.parametrize(("language", "begun"), [("tr", "İlk"), ("en", "Ilk")])
def test_a_stray_word_begins_as_its_language_writes_it(language, begun):
    made = {with_stray("?", ["ilk"] * 9, language, Random(s)) for s in range(60)}
    assert {one[:3] for one in made if one.startswith(("I", "İ"))} == {begun}
