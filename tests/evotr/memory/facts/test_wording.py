"""What a sentence tells can be read back from it."""

from datetime import UTC, datetime

import pytest

from evotr.memory.facts import read_facts, told_value

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)

SAID = [
    "Kedimin adı Pamuk Şeker",
    "My mother's name is Ada",
    "İzmir'de yaşıyorum",
    "I live in Cape Town",
    "Çayı severim",
    "I hate fish and chips",
    "En sevdiğim renk yeşil",
    "My favourite colour is green",
    "Kulübenin wifi şifresi orman 42",
    "The wifi password of the cabin is pine-42",
    "Kullanıcı adım zeyno88",
    "Yarın dişçiye gidiyorum",
    "I'm flying to Oslo on 3 July",
    "People call me Bex",
    "My nickname is bex",
    "Takma adım bex",
    "Şunu unutma: ilaç saat 9'da.",
]


@pytest.mark.parametrize("text", SAID)
def test_the_value_is_read_back_from_the_sentence(text):
    facts = read_facts(text, NOW)
    assert facts
    for fact in facts:
        assert told_value(fact.topic, fact.sentence) == fact.value


def test_another_wording_tells_nothing():
    assert told_value("user.home", "At the harbour.") is None
    assert told_value("", "At the harbour.") is None
    assert told_value("user.home", "") is None
