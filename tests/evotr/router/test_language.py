import pytest

from evotr.paths import BUNDLED_ROUTER
from evotr.router.features import read_extractor
from evotr.router.keywords import Patterns, build_keywords
from evotr.router.language import read_languages
from evotr.router.reading import read

LANGUAGES = read_languages(BUNDLED_ROUTER / "language.toml")
WHOLE = read_extractor(
    BUNDLED_ROUTER, ("general",), build_keywords({}, Patterns())
).languages


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


@pytest.mark.parametrize(
    "text",
    [
        "Was sind die Ursachen von Rückenschmerzen?",
        "wie viel kostet ein anwalt",
        "¿Cómo se calcula el interés?",
        "Pourquoi mon chien tousse la nuit ?",
        "Qual era la capitale prima di Roma?",
        "Waarom doet mijn knie pijn?",
        "Varför blinkar stjärnorna på natten?",
        "Dlaczego boli mnie głowa rano?",
        "Cât costă un avocat pentru divorț?",
        "写一个Python函数",
        "как открыть csv в pandas",
    ],
)
def test_a_third_language_is_told(text):
    assert WHOLE.judge(read(text)).foreign >= 0.7


@pytest.mark.parametrize(
    "text",
    [
        "kredi notum dusuk cikti nasil yukseltirim",
        "ilk defa suc isledim cezam ertelenir mi",
        "peki suda?",
        "Bankam para kesti.",
        "What causes auroras?",
        "numpy array reshape",
        "Kierkegaard Heidegger Nietzsche",
        "Kubernetes pod'um CrashLoopBackOff'ta, log'lar boş",
        "Arapça bu cümlenin anlamı ne: السلام عليكم ورحمة الله",
        "Turkish'e translate et: we are running late",
        "x = [1, 2]\nx[::-1]",
    ],
)
def test_names_letterless_turkish_and_quotes_are_no_third_language(text):
    assert WHOLE.judge(read(text)).foreign < 0.7


def test_words_of_no_field_are_counted():
    assert WHOLE.judge(read("how is the bakery")).listed == 3


def test_nothing_speaks_for_either():
    judged = LANGUAGES.judge(read("123 😀"))

    assert (judged.turkish, judged.english, judged.foreign) == (0.5, 0.5, 0)


def test_a_word_stands_in_one_list():
    lists = (LANGUAGES.turkish, LANGUAGES.english, LANGUAGES.foreign)

    assert len(frozenset.union(*lists)) == sum(map(len, lists))
