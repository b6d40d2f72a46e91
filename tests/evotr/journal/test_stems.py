import pytest

from evotr.journal.stems import stems

CASES = {
    "Kitaplarımdan İKİSİ": ["kitap", "ikisi"],
    "ÇALIŞMA çalışma calisma": ["calis", "calis", "calis"],
    "Işık ışık isik IŞIK": ["isik"] * 4,
    "İstanbul'da": ["istan", "da"],
    "snake_case_name": ["snake", "case", "name"],
    "1234567 ve 1234568": ["1234567", "ve", "1234568"],
    "\0 \ud800 … 🍵": [],
    "": [],
}


@pytest.mark.parametrize("text", CASES)
def test_words_are_folded_and_lose_their_endings(text):
    assert stems(text) == CASES[text]
