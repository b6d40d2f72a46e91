"""Names stand in the order of the language that they are shown in."""

import random

import pytest

from ui.text.order import alphabetical

ORDERED = {
    "tr": "Cuma Czz Çay dal Gzz ğ Hız Irmak ısı İl ip Oz Ödev Su Şiir uzay Üzüm Veri",
    "en": "Cay Çelik Cuma irmak İstanbul Law Ödev Python",
}


@pytest.mark.parametrize("language", ["tr", "en"])
def test_names_are_in_the_order_of_the_alphabet(language):
    ordered = ORDERED[language].split()
    mixed = random.Random(1).sample(ordered, len(ordered))
    mixed.sort(key=lambda name: alphabetical(name, language))
    assert mixed == ordered
