import pytest

from evotr.journal.excerpt import excerpt


def marked(text, *terms):
    shown, spans = excerpt(text, terms)
    return shown, [shown[start:stop] for start, stop in spans]


def test_a_short_text_is_shown_whole():
    assert marked("Bir kitap, iki kitaplık.", "kitap") == (
        "Bir kitap, iki kitaplık.",
        ["kitap", "kitaplık"],
    )


def test_a_long_text_is_cut_around_the_first_match_between_words():
    text = "önce " * 100 + "hedef " + "sonra " * 100 + "hedef"
    shown, words = marked(text, "hedef")
    assert words == ["hedef"]
    assert shown.startswith("…önce")
    assert shown.endswith("sonra…")
    assert 90 <= len(shown) <= 122
    assert 20 <= shown.index("hedef") <= 41


def test_the_end_of_a_text_is_shown_to_its_end():
    shown, words = marked("önce " * 100 + "hedef son", "hedef")
    assert words == ["hedef"]
    assert shown.endswith("önce hedef son")
    assert len(shown) <= 122


@pytest.mark.parametrize("place", [0, 150, 1_000, 199_995])
def test_a_text_without_blanks_is_cut_where_it_must(place):
    text = "." * place + "hedef" + "." * (199_995 - place)
    shown, words = marked(text, "hedef")
    assert words == ["hedef"]
    assert len(shown) <= 122


def test_a_match_longer_than_the_excerpt_is_marked_as_far_as_it_shows():
    shown, spans = excerpt("x" * 500, ("x",))
    assert spans == ((0, 120),)
    assert shown == "x" * 120 + "…"


def test_control_characters_become_blanks_and_keep_the_places():
    assert marked("bir\niki\0üç\u2028dört", "iki", "dort") == (
        "bir iki üç dört",
        ["iki", "dört"],
    )


def test_a_combining_mark_belongs_to_the_letter_before():
    assert marked("c\u0327ay I\u0307zmir\u0301", "izmir") == (
        "c\u0327ay I\u0307zmir\u0301",
        ["I\u0307zmir\u0301"],
    )


def test_a_character_of_two_words_is_marked_once():
    assert marked("℀", "a", "c") == ("℀", ["℀"])


def test_a_text_without_the_terms_is_shown_from_its_beginning():
    shown, words = marked("söz " * 100, "yok")
    assert words == []
    assert shown.startswith("söz")
    assert shown.endswith("…")
