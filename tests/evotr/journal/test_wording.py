import pytest

from evotr.journal.wording import LONGEST_TITLE, storable, title_from


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Merhaba", "Merhaba"),
        ("\n \n  bir   iki\t üç \nikinci satır", "bir iki üç"),
        ("a\0b\x1bc", "a b c"),
        ("👩‍👩‍👧 aile", "👩‍👩‍👧 aile"),
        ("x" * 200_000, "x" * LONGEST_TITLE),
        ("y" * 60 + " z", "y" * 60),
        ("kelime " * 20, "kelime kelime kelime kelime kelime kelime kelime kelime"),
        ("", ""),
        ("\n\0\n", ""),
    ],
)
def test_a_title_is_the_first_words(text, title):
    assert title_from(text) == title


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("düz 😀 \0", "düz 😀 \0"),
        ("\ud83d\ude00", "😀"),
        ("\ude00\ud83d", "\ufffd\ufffd"),
        ("a\udc80", "a\ufffd"),
    ],
)
def test_only_what_is_no_character_is_replaced(text, stored):
    assert storable(text) == stored
