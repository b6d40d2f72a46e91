from collections import Counter
from dataclasses import fields

import pytest

from evotr.domain import SamplingParams, fold, fold_tokens
from evotr.errors import (
    CardDuplicate,
    CardExemplarsMissing,
    CardIdReserved,
    CardKeyUnknown,
    CardWrong,
)
from evotr.experts import read_cards
from evotr.experts.cards import _BOUNDS
from evotr.paths import BUNDLED_EXPERTS
from evotr.text import LANGUAGES, Catalog
from tests.fakes.experts import CARD

CARRIED = {
    "creative", "education", "finance", "general", "history", "legal", "medical",
    "python_coder", "science", "summarization", "tr_chat", "translation",
}  # fmt: skip


@pytest.fixture
def read(tmp_path):
    """Write the user's cards by file name, and read them beside the bundled ones."""

    def read_(**files):
        own = tmp_path / "experts"
        own.mkdir(exist_ok=True)
        for name, content in files.items():
            data = content if isinstance(content, bytes) else content.encode()
            (own / f"{name}.toml").write_bytes(data)
        return read_cards(BUNDLED_EXPERTS, own)

    return read_


def test_the_bundled_cards_are_whole(tmp_path):
    cards = read_cards(BUNDLED_EXPERTS, tmp_path / "none")
    assert cards.broken == ()
    assert cards.own == frozenset()
    assert cards.experts.keys() == CARRIED
    for expert, card in cards.experts.items():
        assert card.id == expert
        assert set(card.titles) == set(card.purposes) == {"tr", "en"}
        # It is read again with each answer, by a model with a small window too.
        assert (len(card.system_prompt) > 0) == (expert != "general")
        assert len(card.system_prompt) <= 120
        assert len(card.exemplars) >= 60
        assert 10 <= len(card.negatives) <= 25
        assert len(card.keywords) == len({fold(stem) for stem in card.keywords})


def test_no_two_carried_sentences_are_one(tmp_path):
    """A double, also under two experts, would teach the router twice or nothing."""
    cards = read_cards(BUNDLED_EXPERTS, tmp_path / "none").experts.values()
    assert _doubles(text for card in cards for text in card.exemplars) == []
    assert _doubles(text for card in cards for text in card.negatives) == []
    for card in cards:
        # A negative may be another card's exemplar, which says whose it is.
        assert _doubles((*card.exemplars, *card.negatives)) == []


def _doubles(texts):
    told = Counter(" ".join(fold_tokens(text)) or text for text in texts)
    return [text for text, times in told.items() if times > 1]


@pytest.mark.parametrize("expert", sorted(CARRIED - {"tr_chat", "general"}))
def test_a_carried_card_reads_both_languages(tmp_path, expert):
    """Not tr_chat and general: they are one topic, a language each."""
    card = read_cards(BUNDLED_EXPERTS, tmp_path / "none").experts[expert]
    turkish = [text for text in card.exemplars if set(text) & set("çğıöşüÇĞİÖŞÜ")]
    # A fifth of the Turkish is typed without its letters and is not counted here.
    assert 0.3 <= len(turkish) / len(card.exemplars) <= 0.6


def test_a_card_of_the_user_is_an_expert(read):
    text = 'language = "tr"\nsystem_prompt = " Kısa yaz. "\n' + CARD.replace(
        "[titles]",
        'keywords = ["dava"]\nnegatives = ["Dava dizisi nasıldı?"]\n[titles]',
    )
    cards = read(law=text + "[sampling]\ntemperature = 0.3\ntop_k = 5\n")
    card = cards.experts["law"]
    assert cards.broken == ()
    assert cards.own == {"law"}
    assert list(cards.experts) == sorted(cards.experts)
    assert (card.language, card.system_prompt) == ("tr", "Kısa yaz.")
    assert card.sampling == {"temperature": 0.3, "top_k": 5}
    assert card.keywords == ("dava",)
    assert card.exemplars == ("Kira sözleşmesi nasıl feshedilir?",)
    assert card.negatives == ("Dava dizisi nasıldı?",)
    assert card.titles == {"tr": "Hukuk", "en": "Law"}


def test_the_users_card_takes_the_bundled_ones_place(read):
    cards = read(mine=CARD.replace('"law"', '"tr_chat"'))
    assert cards.experts["tr_chat"].titles["en"] == "Law"
    assert cards.own == cards.replaced == {"tr_chat"}
    assert cards.broken == ()


def test_a_card_without_exemplars_is_told_and_stays(read):
    cards = read(law=CARD.replace('["Kira sözleşmesi nasıl feshedilir?"]', "[]"))
    assert "law" in cards.experts
    (error,) = cards.broken
    assert type(error) is CardExemplarsMissing
    assert (error.values["file"].name, error.values["expert"]) == ("law.toml", "law")


def test_a_title_in_one_language_serves_both(read):
    cards = read(law=CARD.replace('en = "Law"\n', ""))
    assert cards.experts["law"].titles == {"tr": "Hukuk", "en": "Hukuk"}


def test_a_broken_card_takes_none_of_the_others_down(read):
    cards = read(law=CARD, broken="= 1")
    assert {"law", "tr_chat", "python_coder"} <= cards.experts.keys()
    (error,) = cards.broken
    assert error.values["file"].name == "broken.toml"


def test_a_broken_card_of_the_user_lets_the_bundled_one_stand(read):
    cards = read(mine=CARD.replace('"law"', '"tr_chat"') + "colour = 1")
    assert cards.experts["tr_chat"].titles["en"] == "Turkish conversation"
    assert len(cards.broken) == 1


@pytest.mark.parametrize(
    ("before", "after", "key", "reason"),
    [
        ('"law"', '"Law"', "id", "[a-z][a-z0-9_]*"),
        ('"law"', '"../law"', "id", "[a-z][a-z0-9_]*"),
        ('"law"', '"LAW"', "id", "[a-z][a-z0-9_]*"),
        ('"law"', '"hukuk-1"', "id", "[a-z][a-z0-9_]*"),
        ('"law"', '"ışık"', "id", "[a-z][a-z0-9_]*"),
        ('id = "law"', "", "id", "[a-z][a-z0-9_]*"),
        ('"law"', "7", "id", '"…"'),
        ('"law"', '"law"\nlanguage = "Turkish"', "language", '"tr", "en"'),
        ('"law"', '"law"\nkeywords = "dava"', "keywords", '["…", "…"]'),
        ('["Kira', '["", "Kira', "exemplars", '["…", "…"]'),
        ('["Kira', '[1, "Kira', "exemplars", '["…", "…"]'),
        ('"law"', '"law"\nnegatives = "x"', "negatives", '["…", "…"]'),
        ('"law"', '"law"\nsystem_prompt = true', "system_prompt", '"…"'),
        ('"law"', '"law"\nsystem_prompt = "\\u0000"', "system_prompt", '"…"'),
        ('"law"', f'"law"\nsystem_prompt = "{"x" * 2001}"', "system_prompt", "≤ 2000"),
        ('tr = "Hukuk"\nen = "Law"', "", "titles.tr", '"…"'),
        ('tr = "Hukuk"', "tr = 3", "titles.tr", '"…"'),
        ("[titles]", "[titles_]\n[titles]", "titles_", None),
        ("[titles]", "[titles]\nde = 'Recht'", "titles.de", None),
        ('"law"', '"law"\ntitle = "x"', "title", None),
        ('"law"', '"law"\nexamples = []', "examples", None),
        (
            '"law"',
            '"law"\nsampling.temperature = 3',
            "sampling.temperature",
            "0.5 (0 … 2)",
        ),
        (
            '"law"',
            '"law"\nsampling.temperature = nan',
            "sampling.temperature",
            "0.5 (0 … 2)",
        ),
        ('"law"', '"law"\nsampling.top_p = true', "sampling.top_p", "0.5 (0 … 1)"),
        (
            '"law"',
            '"law"\nsampling.top_k = 1.5',
            "sampling.top_k",
            "1, 2, 3 … (0 … inf)",
        ),
        ('"law"', '"law"\nsampling.temprature = 1', "sampling.temprature", None),
        ('"law"', '"law"\nsampling = 1', "sampling", "[sampling]"),
    ],
)
def test_what_is_wrong_is_named_by_file_and_key(read, before, after, key, reason):
    assert before in CARD
    (error,) = read(law=CARD.replace(before, after)).broken
    values = error.values
    assert (values["file"].name, values["key"]) == ("law.toml", key)
    if reason is None:
        assert type(error) is CardKeyUnknown
    else:
        assert type(error) is CardWrong
        assert values["reason"] == reason


@pytest.mark.parametrize(
    ("key", "suggestion"),
    [("titel", "titles"), ("exemplar", "exemplars"), ("keyword", "keywords")],
)
def test_the_key_that_was_meant_is_suggested(read, key, suggestion):
    (error,) = read(law=f"{key} = 1\n{CARD}").broken
    assert error.values["suggestion"] == suggestion


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff\xfeid", "UTF-8"),
        (CARD.encode("utf-16"), "UTF-8"),
        (b"id = law", "TOML (1:6)"),
        (b'id = "law', "TOML"),
        (b"x = " + b"[" * 5000, "TOML"),
        (b"#" * 1_000_001, "< 1000000 B"),
    ],
)
def test_a_file_that_is_no_card(read, content, reason):
    (error,) = read(law=content).broken
    assert error.values["key"] == "law.toml"
    assert error.values["reason"].startswith(reason)


@pytest.mark.parametrize(
    ("language", "reason"), [("tr", "bir klasör"), ("en", "it is a folder")]
)
def test_a_card_that_cannot_be_read_says_why(read, tmp_path, language, reason):
    (tmp_path / "experts" / "law.toml").mkdir(parents=True)
    (error,) = read().broken
    assert error.values["file"].name == "law.toml"
    assert reason in Catalog.load(language).error(error)[0]


@pytest.mark.parametrize("word", ["auto", "base"])
def test_no_card_has_the_name_of_no_expert(read, word):
    cards = read(mine=CARD.replace('"law"', f'"{word}"'))
    assert word not in cards.experts
    (error,) = cards.broken
    assert type(error) is CardIdReserved
    for language in LANGUAGES:
        assert f"“{word}”" in Catalog.load(language).error(error)[0]


def test_a_mark_of_byte_order_is_no_fault_of_a_card(read):
    assert "law" in read(law=CARD.encode("utf-8-sig")).experts


def test_two_cards_of_one_id(read):
    cards = read(a=CARD, b=CARD.replace("Hukuk", "Yasa"))
    assert cards.experts["law"].titles["tr"] == "Hukuk"
    (error,) = cards.broken
    assert type(error) is CardDuplicate
    assert (error.values["file"].name, error.values["other"]) == ("b.toml", "a.toml")


def test_sampling_knows_every_number_of_the_engines():
    numbers = {
        field.name
        for field in fields(SamplingParams)
        if isinstance(field.default, int | float)
    }
    assert set(_BOUNDS) == numbers
