import pytest

from evotr.memory.naming import has_all_words


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("pamukkale", "Pamukkale'de gezdik"),
        ("PAMUKKALE", "pamukkaleyi, pamukkalenin"),
        ("İstanbul", "ISTANBULDAN geldim"),
        ("kitap", "kitaplarımızdan biri"),
        ("araba", "arabasından indi"),
        ("araba", "arabamda unuttum"),
        ("telefon", "telefonundaki"),
        ("telefon", "telefonla aradı"),
        ("doctor", "two doctors"),
        ("Ali", "Ali'nin evi"),
        ("2026", "Mayıs 2026"),
        ("evde kedi", "Kedi, evde!"),
    ],
)
def test_a_word_is_itself_and_its_forms(word, text):
    assert has_all_words(text, word)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("pamukkale", "pamuklu kumaş"),
        ("pamuk", "pamuklu"),
        ("internet", "international driving licence"),
        ("internet", "Mrs Internist"),
        ("al", "Ali"),
        ("Aslı", "aslında"),
        ("Roma", "roman"),
        ("mart", "Martin"),
        ("Alman", "Almanya"),
        ("Julia", "Julian"),
        ("kitap", "kitapçı, kitaplık"),
        ("12345", "12345e"),
        ("kedi köpek", "kedi"),
        ("", "kedi"),
        ("?!", "?!"),
    ],
)
def test_another_word_is_not(word, text):
    assert not has_all_words(text, word)
