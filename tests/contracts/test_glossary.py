"""The glossary is folded, terms are terms, and its words mean what they should."""

import pytest

from evotr.domain import fold
from evotr.paths import PROGRAM
from evotr.router.glossary import read_glossary
from evotr.router.reading import read

_FILE = PROGRAM / "data" / "router" / "glossary.toml"
_LEAST = 700


@pytest.fixture(scope="module", name="glossary")
def _glossary():
    return read_glossary(_FILE)


def test_stems_are_single_folded_words(glossary):
    assert len(glossary.stems) >= _LEAST
    for stem, meaning in glossary.stems.items():
        assert read(stem).words == (stem,)
        assert fold(meaning) == meaning.strip()


def test_phrases_are_folded_terms_of_several_words(glossary):
    for kept in glossary.phrases.values():
        for words, meaning in kept:
            assert len(words) > 1
            assert read(" ".join(words)).words == words
            assert fold(meaning) == meaning.strip()


@pytest.mark.parametrize(
    ("turkish", "english"),
    [
        ("Kiracının hakları", "tenant rights"),
        ("hücrelerde", "cell"),
        ("Osmanlı'nın", "ottoman of"),
        ("faiz oranı", "interest rate ratio rate"),
        ("şeker hastasıyım", "diabetes"),
        ("kanun", "law statute"),
        ("kan tahlili", "blood test"),
        ("atom", "atom"),
        ("karbondioksit", "carbon dioxide"),
    ],
)
def test_words_mean_what_they_should(glossary, turkish, english):
    assert " ".join(glossary.gloss(read(turkish).words)) == english
