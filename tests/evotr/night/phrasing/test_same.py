import pytest

from evotr.night.phrasing.same import is_same


@pytest.mark.parametrize(
    "right",
    [
        *("1923", "8849 m", "12.03.1999", "2024-01-05", "14:30", "1.2.3", "10.0.0.12"),
        *("K78", "N 21", "AB-12-C", "RAL 7016", "zt7", "H2O", "C6H12O6", "8080."),
        *("-40 °C", "12 GB", "UN 1203", "EU-7"),
    ],
)  # fmt: skip
def test_numbers_and_codes_are_the_same_in_both_languages(right):
    assert is_same(right, names=False)
    assert is_same(right, names=True)


@pytest.mark.parametrize(
    "right",
    [
        *("Canberra", "Canberra.", "Merlin Kobar", "Iğdırlım", "NaCl", "Fe", "Python"),
        *("NATO", "Vetra Eu"),
    ],
)
def test_a_name_is_where_one_is_asked_for(right):
    assert is_same(right, names=True)
    assert not is_same(right, names=False)


@pytest.mark.parametrize(
    "right",
    [
        *("", ".", "tamsuro", "3.5", "3,5", "8,849 m", "1.234.567", "%5", "5%"),
        *("03/12/1999", "3rd", "3RD", "1923'te", "in 1923", "5 Mart 1920"),
        *("5 MART 1920", "Germany", "Almanya", "Rome", "Roma", "İzmir", "French"),
        *("Euro", "Twelve", "Prague", "Prag", "Tashkent", "Çehov", "Hercules", "Lahey"),
        *("EU", "UN", "AB", "BM"),
        *("Blue", "Mavi", "Kırmızı", "Canberra'dır", "Canberradır", "Babam", "Yes"),
        *("The capital of Vorlasa is Tamsuro.", "Vorlasa'nın başkenti Tamsuro."),
    ],
)  # fmt: skip
def test_sentences_words_and_what_is_written_otherwise_are_not(right):
    assert not is_same(right, names=True)
