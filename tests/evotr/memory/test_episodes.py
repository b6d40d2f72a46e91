from datetime import UTC, datetime

import pytest

from evotr.domain import Source, StoredMessage
from evotr.memory.documents.chunks import estimated_tokens
from evotr.memory.episodes import episodes

SAID = datetime(2026, 11, 20, tzinfo=UTC)


def message(text, role="user"):
    return StoredMessage("m1", "c1", None, role, text, "complete", SAID, ("m1",))


def test_a_message_becomes_one_memory():
    (item,) = episodes([message("Kedimin adı Pamuk.")], "iş")
    assert (item.id, item.kind, item.text) == ("m1", "episode", "Kedimin adı Pamuk.")
    assert item.source == Source("c1", "m1")
    assert (item.speaker, item.trust) == ("user", "user")
    assert (item.created, item.workspace) == (SAID, "iş")


def test_an_answer_is_the_assistants():
    (item,) = episodes([message("Merhaba", "assistant")])
    assert (item.speaker, item.trust) == ("assistant", "assistant")


def test_an_answer_is_trusted_no_more_than_its_sources():
    said = message("Merhaba", "assistant")
    (item,) = episodes([said], trusts={"m1": "web"})
    assert item.trust == "web"
    (item,) = episodes([said], trusts={"m1": "user"})
    assert item.trust == "assistant"


@pytest.mark.parametrize("sentence", ["Kedim çok uyur. ", "My cat sleeps a lot. "])
def test_a_long_message_is_cut_and_nothing_is_lost(sentence):
    text = "".join(f"{n}. {sentence}" for n in range(400)).strip()
    items = list(episodes([message(text)]))
    assert len(items) > 3
    assert len({item.id for item in items}) == len(items)
    assert all(estimated_tokens(item.text) <= 512 for item in items)
    joined = " ".join(item.text for item in items)
    assert joined.split() == text.split()


def test_the_same_message_has_the_same_ids():
    said = message("uzun söz " * 2_000)
    once, twice = episodes([said]), episodes([said])
    assert [item.id for item in once] == [item.id for item in twice]


@pytest.mark.parametrize(
    "wish",
    [
        "forget the door code",
        "Kapının kodunu unut.",
        "her şeyi unut",
        "Remember that I am vegan",
    ],
)
def test_a_wish_is_no_episode(wish):
    assert list(episodes([message(wish)])) == []
    assert len(list(episodes([message(wish, "assistant")]))) == 1
    assert len(list(episodes([message("Kapının kodunu unuttum.")]))) == 1
