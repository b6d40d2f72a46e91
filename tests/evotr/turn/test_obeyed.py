from dataclasses import replace
from datetime import UTC, datetime

import pytest

from evotr.domain import MemoryItem, Source
from evotr.memory.facts import Command
from evotr.memory.service import Outcome
from evotr.text import Catalog
from evotr.turn.obeyed import told

SAID = datetime(2026, 11, 20, 12, tzinfo=UTC)


def item(text):
    return MemoryItem(text, "fact", text, "user", Source(), SAID)


CAT = item("The name of the user's cat is Pamuk.")
OLD = item("The user lives in Ankara.")


@pytest.mark.parametrize("language", ["en", "tr"])
def test_what_is_remembered_is_said(language):
    text = told(Outcome("remembered", (CAT,), (OLD,)), Catalog.load(language))
    first, second = text.split("\n")
    assert CAT.text in first
    assert OLD.text in second


@pytest.mark.parametrize("language", ["en", "tr"])
def test_what_may_contradict_is_shown(language):
    text = told(Outcome("remembered", (CAT,), beside=(OLD,)), Catalog.load(language))
    assert OLD.text in text.split("\n")[1]


@pytest.mark.parametrize("language", ["en", "tr"])
def test_of_what_was_forgotten_no_word_is_said(language):
    text = told(Outcome("forgotten", (CAT, OLD), messages=3), Catalog.load(language))
    assert "2026-11-20" in text
    assert "2" in text
    assert "3" in text
    assert not {"Pamuk", "Ankara"} & set(text.replace(".", " ").split())


@pytest.mark.parametrize(
    ("language", "rest"), [("en", "may remain"), ("tr", "kalmış olabilir")]
)
def test_no_more_is_promised_than_was_destroyed(language, rest):
    assert rest in told(
        Outcome("forgotten", (CAT,), messages=1), Catalog.load(language)
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "made from this are remembered no more either: 7."),
        ("tr", "yapılmış başka yanıtlar da artık hatırlanmaz: 7."),
    ],
)
def test_answers_that_are_remembered_no_more_are_counted(language, words):
    say = Catalog.load(language)
    outcome = Outcome("forgotten", (CAT,), messages=1, hushed=7)
    assert words in told(outcome, say)
    assert told(replace(outcome, hushed=0), say).count("\n") == 0


@pytest.mark.parametrize("kind", ["known", "refused", "off", "nothing", "everything"])
def test_the_two_languages_differ(kind):
    said = [told(Outcome(kind), Catalog.load(language)) for language in ("en", "tr")]
    assert said[0] != said[1]


@pytest.mark.parametrize("language", ["en", "tr"])
def test_what_may_be_meant_is_counted_and_shown(language):
    head, *shown = told(Outcome("many", (CAT, OLD) * 7), Catalog.load(language)).split(
        "\n"
    )
    assert head.startswith("14 ")
    assert "`evotr memory forget ID…`" in head
    assert len(shown) == 10
    assert CAT.id in shown[0]
    assert OLD.text in shown[1]


@pytest.mark.parametrize(
    ("language", "kind", "words", "others"),
    [
        ("tr", "remember", "hatırlamayacağım", "yok edilmedi"),
        ("tr", "forget", "yok edilmedi", "hatırlamayacağım"),
        ("tr", "everything", "yok edilmedi", "hatırlamayacağım"),
        ("en", "remember", "will not remember", "destroyed"),
        ("en", "forget", "nothing was destroyed", "will not"),
        ("en", "everything", "nothing was destroyed", "will not"),
    ],
)
def test_a_private_conversation_answers_the_wish_and_is_not_told_of_a_switch(
    language, kind, words, others
):
    wish = Command(kind, "x", "x", language)
    text = told(Outcome("off"), Catalog.load(language), private=wish)
    assert words in text
    assert others not in text
    assert not {"`", "EVOTR", "panel"} & {*text, *text.split()}
