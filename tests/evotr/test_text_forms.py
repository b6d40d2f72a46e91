"""Plurals and suffixes."""

from string import Formatter

import pytest

import ui.text
from evotr.text import LANGUAGES, Catalog
from evotr.text.forms import _FORMS, begun, filled, suffixed


@pytest.mark.parametrize(
    ("number", "told"),
    [
        *(("0", "0'ı"), ("1", "1'i"), ("2", "2'si"), ("3", "3'ü"), ("6", "6'sı")),
        *(("9", "9'u"), ("10", "10'u"), ("20", "20'si"), ("30", "30'u")),
        *(("40", "40'ı"), ("50", "50'si"), ("60", "60'ı"), ("70", "70'i")),
        *(("80", "80'i"), ("90", "90'ı"), ("100", "100'ü"), ("1000", "1000'i")),
        *(("4.096", "4.096'sı"), ("20.000", "20.000'i"), ("1.200", "1.200'ü")),
        *(("2000000", "2000000'u"), ("3,5", "3,5'i"), ("%12", "%12'si")),
    ],
)
def test_numbers_take_the_suffix_of_how_they_are_read(number, told):
    assert suffixed(number, "(s)ı") == told


@pytest.mark.parametrize(
    ("name", "suffix", "told"),
    [
        ("Ada", "(n)ın", "Ada'nın"),
        ("Işık", "(n)ın", "Işık'ın"),
        ("Gül", "(n)ın", "Gül'ün"),
        ("İzmir", "(n)ın", "İzmir'in"),
        ("Bodrum", "(n)ın", "Bodrum'un"),
        ("Işık", "dan", "Işık'tan"),
        ("Ada", "dan", "Ada'dan"),
        ("İzmir", "da", "İzmir'de"),
        ("Sinop", "da", "Sinop'ta"),
        ("2", "da", "2'de"),
        ("5", "da", "5'te"),
        ("Ayşe", "(y)a", "Ayşe'ye"),
        ("evotr-mini", "(y)ı", "evotr-mini'yi"),
        ("EVO-TR", "(n)ın", "EVO-TR'nin"),
        ("KADIKÖY", "(n)ın", "KADIKÖY'ün"),
        ("Qwen2.5-3B", "(y)ı", "Qwen2.5-3B'yi"),
        ("Kâmil", "(n)ın", "Kâmil'in"),
    ],
)
def test_names_take_vowels_that_harmonize(name, suffix, told):
    assert suffixed(name, suffix) == told


def test_what_is_no_suffix_is_refused():
    with pytest.raises(ValueError, match="ı ı"):
        suffixed("Ada", "ı ı")


@pytest.mark.parametrize(
    ("number", "told"), [(1, "1 word"), (2, "2 words"), (0, "0 words")]
)
def test_one_of_something_has_its_own_word(number, told):
    assert filled("{number} {number:word|words}", {"number": number}) == told


def test_the_other_formats_are_pythons_own():
    values = {"share": 0.5, "count": "1.204"}
    assert filled("{share:.0%} of {count:'(s)ı}", values) == "50% of 1.204'ü"
    assert filled("{share:+.1f}", values) == "+0.5"
    with pytest.raises(KeyError):
        filled("{gone:a|b}", values)


@pytest.mark.parametrize("language", LANGUAGES)
def test_plurals_are_english_and_suffixes_turkish(language):
    sentences = Catalog.load(language).sentences | ui.text.load(language).sentences
    formats = {
        (key, form)
        for key, sentence in sentences.items()
        for _, _, form, _ in Formatter().parse(sentence)
        if form and ("|" in form or form.startswith("'"))
    }
    assert len(formats) > 5
    for key, form in formats:
        assert (language == "tr") == form.startswith("'"), key
        assert format(_FORMS[language == "tr"].format_field(3, form)), key


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        ("ilk", "tr", "İlk"),
        ("ilk", "en", "Ilk"),
        ("ışık", "tr", "Işık"),
        ("çam", "tr", "Çam"),
        ("İlk", "tr", "İlk"),
        ("iPhone", "tr", "iPhone"),
        ("eBay's", "en", "eBay's"),
        ("34", "tr", "34"),
        ("", "tr", ""),
    ],
)
def test_a_sentence_begins_as_its_language_begins_one(text, language, wanted):
    assert begun(text, language) == wanted
