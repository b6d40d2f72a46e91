from random import Random

from evotr.night.phrasing.typed import (
    plain_letters,
    small,
    small_first,
    tidied,
    with_slip,
    without_end,
)


def test_small_letters_follow_the_language():
    assert small("IŞIK İzmir", "tr") == "ışık izmir"
    assert small("IS It", "en") == "is it"
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
