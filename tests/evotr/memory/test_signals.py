from datetime import UTC, datetime

import numpy as np
import pytest

from evotr.domain import MemoryItem, Source
from evotr.memory.signals import FEATURES, Signals, Weighed, read_signals
from evotr.memory.words import content_words

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def found(*texts, kind="episode", speaker="Anna", named=()):
    """Each text half as near as the one before it."""
    falling = 0.8 * 0.5 ** np.arange(len(texts), dtype=np.float32)
    return Weighed(
        items=[MemoryItem(text, kind, text, speaker, Source(), NOW) for text in texts],
        said=[content_words(text) for text in texts],
        scores=falling,
        cosines=falling,
        lexical=falling / 2,
        speakers=frozenset(named),
        scope=99,
    )


def traits(question, *texts, **fields):
    return read_signals(question, found(*texts, **fields)).traits


def test_a_row_holds_the_features_in_their_order():
    rows = read_signals("Where is the dog?", found("The dog!", "A cat.")).features()
    best = dict(zip(FEATURES, rows[0].tolist(), strict=True))
    assert best["score"] == pytest.approx(0.8)
    assert best["above"] == pytest.approx(0.2)
    assert best["nearest"] == best["near"] == pytest.approx(0.8)
    assert best["gap"] == pytest.approx(0.4)
    assert best["lexical"] == pytest.approx(0.4)
    assert best["scope"] == pytest.approx(2.0)
    assert (rows[:, 2:] == rows[0, 2:]).all()


def test_how_much_of_the_question_is_known_is_told():
    all_of_it = traits("kırmızı araba", "Araba kırmızı.", "Su.")
    half = traits("kırmızı araba", "Araba mavi.", "Su.")
    assert all_of_it["told"] == pytest.approx(1.0)
    assert all_of_it["unknown"] == 0
    assert 0 < half["told"] < 1
    assert half["unknown"] == 0.5


def test_what_has_nothing_of_the_kind_is_told():
    question = "Elif kaç yaşında?"
    other = traits(question, "Elif geldi.", "Elif dört yaşında.")
    assert (other["unfit"], other["none_fits"], other["surely_unfit"]) == (1, 0, 0)
    none = traits(question, "Elif geldi.", "Elif gitti.")
    assert (none["unfit"], none["none_fits"], none["surely_unfit"]) == (1, 1, 1)


def test_who_is_named_and_what_it_is_are_told():
    said = traits("What does Mary like?", "Tea.", named=["Mary"])
    assert (said["named"], said["other_speaker"], said["document"]) == (1, 1, 0)
    page = traits("Kiram ne kadar?", "Kira.", kind="document")
    assert (page["own_document"], page["document"], page["named"]) == (1, 1, 0)


def test_nothing_found_has_no_rows():
    assert read_signals("kim?", found()).features().shape == (0, len(FEATURES))


def test_a_question_without_words_is_not_told():
    assert traits("?!", "a text")["unknown"] == 1


def test_what_is_not_known_counts_nothing():
    row = Signals(np.ones(1, np.float32), np.ones(1, np.float32)).features()[0]
    assert row.tolist() == [1.0] + [0.0] * (len(FEATURES) - 1)
