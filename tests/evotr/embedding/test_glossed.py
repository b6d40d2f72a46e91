from pathlib import Path

import numpy as np
import pytest

from evotr.embedding.glossed import Glossed
from evotr.paths import BUNDLED_ROUTER
from tests.fakes.embedder import WordEmbedder

LANGUAGES = 'turkish = ["ne", "benim"]\nenglish = ["the", "is", "on"]\n'


@pytest.fixture
def write(tmp_path):
    def write(name: str, text: str) -> Path:
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        return file

    return write


@pytest.fixture
def open_glossed(write):
    def open_glossed(**stems):
        table = "\n".join(f'{stem} = "{meaning}"' for stem, meaning in stems.items())
        glossary = write("glossary.toml", f"[stems]\n{table}\n")
        return Glossed(WordEmbedder(), glossary, write("languages.toml", LANGUAGES))

    return open_glossed


@pytest.fixture
def glossed(open_glossed):
    return open_glossed(kira="rent", kiraci="tenant", at="horse", on="ten", ev="house")


@pytest.mark.parametrize(
    ("text", "embedded"),
    [
        ("Kiracının evi ne?", "tenant evi ne"),
        ("kiracinin evi ne", "tenant evi ne"),
        ("KİRAM on bin", "rent ten bin"),
        ("atom ve at, kiracım", "atom ve horse tenant"),
        # Not Turkish, whatever else these words mean there.
        ("The cat is on the at", "The cat is on the at"),
        ("Hello World", "Hello World"),
        ("", ""),
        ("?!", "?!"),
    ],
)
def test_turkish_is_read_by_the_english_of_its_words(glossed, text, embedded):
    assert glossed.gloss(text) == embedded


@pytest.mark.timeout(20)
def test_a_word_without_end_is_read_in_time(glossed):
    word = "ab1" * 100_000
    assert glossed.gloss(word) == word
    assert glossed.gloss(f"ş{word}") == f"s{word}"


def test_vectors_are_those_of_what_is_read(glossed):
    mine = glossed.encode(["Kiracının evi ne?", "The cat"])
    assert (mine == WordEmbedder().encode(["tenant evi ne", "The cat"])).all()
    assert mine.shape == (2, glossed.dimensions)


def test_another_glossary_has_another_fingerprint(open_glossed):
    first, again = open_glossed(kira="rent"), open_glossed(kira="rent")
    assert first.fingerprint == again.fingerprint
    assert first.fingerprint.startswith("words-1-glossed-")
    assert open_glossed(kira="hire").fingerprint != first.fingerprint


def test_the_bundled_glossary_brings_a_question_to_its_answer():
    glossed = Glossed(
        WordEmbedder(),
        BUNDLED_ROUTER / "glossary.toml",
        BUNDLED_ROUTER / "language.toml",
    )
    asked, turkish, english, other = glossed.encode(
        ["Köpeğimin adı ne?", "Köpeğin adı Zeytin.", "The dog's name", "Araba mavi."]
    )
    assert np.dot(asked, turkish) > np.dot(asked, other)
    assert np.dot(asked, english) > np.dot(asked, other)
