import pytest

from evotr.paths import BUNDLED_ROUTER
from evotr.router.keywords import build_keywords, read_patterns
from evotr.router.reading import read

KEYWORDS = build_keywords(
    {
        "python_coder": ("python", "liste", "sözlük", "sozluk", "kod yaz", "api"),
        "legal": ("kira",),
    },
    read_patterns(BUNDLED_ROUTER / "patterns.toml"),
)


@pytest.mark.parametrize(
    ("text", "keyword"),
    [
        ("Python'da nasıl yapılır", "python"),
        ("listeleri birleştir", "liste"),
        ("bu sözlüğü sırala", "sözlük"),
        ("bu sozlugu sirala", "sözlük"),
        ("bana kod yazar mısın", "kod yaz"),
        ("API nedir", "api"),
    ],
)
def test_inflected_keywords_are_found(text, keyword):
    assert KEYWORDS.find(read(text)).words["python_coder"] == (keyword,)


@pytest.mark.parametrize("text", ["kiraz topladık", "apis cerana", "pythonesk"])
def test_other_words_are_not(text):
    assert not KEYWORDS.find(read(text)).words


@pytest.mark.parametrize(
    "text",
    ["python yılanı ne yer?", "Java adasının nüfusu", "operasyonun kod adı neydi"],
)
def test_known_traps_are_guarded(text):
    assert "python_coder" in KEYWORDS.find(read(text)).guarded


def test_an_ordinary_question_is_not_guarded():
    assert not KEYWORDS.find(read("Python'da liste nasıl sıralanır")).guarded


@pytest.mark.parametrize(
    "text", ["def topla(a, b):", "Traceback (most recent call last)", "KeyError: 'a'"]
)
def test_code_is_a_sign(text):
    assert "python_coder" in KEYWORDS.find(read(text)).signs


@pytest.mark.parametrize(
    "text",
    [
        "Kannst du das bitte übersetzen?",
        "Wie sagt man 'Danke' auf Türkisch?",
        "Peux-tu traduire cette phrase ?",
        "Comment dit-on 'bonjour' en turc ?",
        "¿Cómo se dice 'gracias' en turco?",
        "Traduza para o inglês: eu gosto de café.",
        "Traduci in inglese: buona sera.",
        "Vertaal naar het Engels: ik woon hier.",
        "Переведи на английский: я люблю чай",
        "ترجم إلى الإنجليزية: أنا أحب القهوة",
    ],
)
def test_a_translation_is_asked_for_in_many_languages(text):
    assert "translation" in KEYWORDS.find(read(text)).signs


@pytest.mark.parametrize(
    "text",
    [
        "Der Übersetzer hat ein Auto gekauft.",
        "Quelle est la tradition de Noël ?",
        "Mi hermana trabaja como traductora.",
    ],
)
def test_who_translates_asks_for_nothing(text):
    assert "translation" not in KEYWORDS.find(read(text)).signs
