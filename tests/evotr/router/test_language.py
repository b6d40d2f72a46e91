import pytest

from evotr.paths import BUNDLED_ROUTER
from evotr.router.language import read_languages
from evotr.router.reading import read

LANGUAGES = read_languages(BUNDLED_ROUTER / "language.toml")


@pytest.mark.parametrize(
    "text",
    [
        "Kiracım üç aydır ödemiyor, ne yapmalıyım?",
        "dun aksamdan beri karnim agriyor",
        "selam naber",
        "pandas ile csv nasil okunur",
    ],
)
def test_turkish_with_and_without_its_letters(text):
    assert LANGUAGES.judge(read(text)).turkish > 0.6


@pytest.mark.parametrize("text", ["How do I sort a list?", "what is this", "the bank"])
def test_english(text):
    assert LANGUAGES.judge(read(text)).english > 0.6


@pytest.mark.parametrize(
    "text",
    ["Ich habe meinen Schlüssel und das Auto", "مرحبا كيف حالك", "今日は", "Привет"],
)
def test_other_languages(text):
    judged = LANGUAGES.judge(read(text))

    assert judged.foreign >= 0.6


def test_nothing_speaks_for_either():
    judged = LANGUAGES.judge(read("123 😀"))

    assert (judged.turkish, judged.english, judged.foreign) == (0.5, 0.5, 0)


def test_a_word_stands_in_one_list():
    lists = (LANGUAGES.turkish, LANGUAGES.english, LANGUAGES.foreign)

    assert len(frozenset.union(*lists)) == sum(map(len, lists))
