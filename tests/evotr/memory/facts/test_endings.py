"""Turkish endings, taken off and put on."""

import pytest

from evotr.memory.facts.endings import genitive, without_case, without_person


@pytest.mark.parametrize(
    ("phrase", "case", "bare"),
    [
        ("çayı", "accusative", "çay"),
        ("suyu", "accusative", "su"),
        ("kahveyi", "accusative", "kahve"),
        ("kahve", "accusative", "kahve"),
        ("köpeği", "accusative", "köpek"),
        ("kitabı", "accusative", "kitap"),
        ("ağacı", "accusative", "ağaç"),
        ("Türk kahvesini", "accusative", "Türk kahvesi"),
        ("mercimek çorbası", "accusative", "mercimek çorbası"),
        ("kivi", "accusative", "kivi"),
        ("kitap okumayı", "accusative", "kitap okuma"),
        ("Ali'yi", "accusative", "Ali"),
        ("benim Ali'yi", "accusative", "benim Ali"),
        ("fıstığa", "dative", "fıstık"),
        ("penisiline", "dative", "penisilin"),
        ("mantıya", "dative", "mantı"),
        ("caz müziğine", "dative", "caz müziği"),
        ("kalabalıktan", "ablative", "kalabalık"),
        ("bilim kurgudan", "ablative", "bilim kurgu"),
        ("korku filmlerinden", "ablative", "korku filmleri"),
    ],
)
def test_a_case_is_taken_off(phrase, case, bare):
    assert without_case(phrase, case) == bare


@pytest.mark.parametrize(
    ("noun", "owner"),
    [
        ("annesi", "annesinin"),
        ("babası", "babasının"),
        ("oğlu", "oğlunun"),
        ("köpeği", "köpeğinin"),
        ("Kullanıcı", "Kullanıcının"),
    ],
)
def test_an_owner_is_told(noun, owner):
    assert genitive(noun) == owner


@pytest.mark.parametrize(
    ("verb", "third"),
    [
        ("gidiyorum", "gidiyor"),
        ("gidiyoruz", "gidiyor"),
        ("içerim", "içer"),
        ("yaparız", "yapar"),
        ("gideceğim", "gidecek"),
        ("taşınacağız", "taşınacak"),
        ("var", "var"),
    ],
)
def test_a_verb_loses_its_person(verb, third):
    assert without_person(verb) == third
