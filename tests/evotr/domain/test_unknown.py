from datetime import UTC, datetime

import pytest

from evotr.domain import (
    MemoryItem,
    Recollection,
    Source,
    correction_topic,
    rests_on_near,
    says_unknown,
    sentences_of,
)


@pytest.mark.parametrize(
    "answer",
    [
        "I don't know that.",
        "Your cat's name is not in my memory, I don't know it.",
        "I have no information about that.",
        "Sorry, I don’t have that. Would you like to tell me?",
        "Kedinizin adı hafızamda yok, bilmiyorum.",
        "Hafızamda böyle bir bilgi yok.",
        "BU KONUDA BİLGİM YOK",
        "Maalesef.",
        "Bu konuda bilgiye sahip değilim.",
        "Bununla ilgili belleğimde bir şey yok.",
        "Hafızamda bununla ilgili hiçbir bilgi bulunmuyor.",
        "Bunu hatırlayamıyorum.",
        "Adınızı, yaşınızı ve işinizi bilmiyorum.",
        "Üzgünüm, ama bunu bilmiyorum [2].",
        "Bilmiyorum, çünkü bana söylemediniz. Söyler misiniz, lütfen?",
        "Bu konuda emin değilim.",
        "There is nothing about that in my memory.",
        "I'm sorry, but I don't know that. [2]",
        "I don't know. If you tell me, I will remember it.",
        "I'm not sure when the rent is due.",
    ],
)
def test_that_nothing_is_known_is_all_that_is_said(answer):
    assert says_unknown(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "…",
        "The cat is called Pamuk.",
        "I don't know that, but the cat is called Pamuk.",
        "I don't know that. The cat is called Pamuk.",
        "Kedinizin adı Pamuk.",
        "Bunu bilmiyorum, ama kedinizin adı Pamuk.",
        "Hafızamda kedinizin adı var: Pamuk.",
        "Kedinizi hafızamda tutuyorum.",
        "Adınız Ali, soyadınızı bilmiyorum.",
        "Adınız Sami ve soyadınızı bilmiyorum.",
        "Adınız Ali (soyadınızı bilmiyorum).",
        "Kedinizin adı Pamuk olabilir, emin değilim.",
        "Emin değilim, sanırım Ankara'da oturuyorsunuz.",
        "Belgede fiyat 300 TL, KDV oranını bilmiyorum.",
        "Onu bilmiyorum lakin kedinizin adı Pamuk.",
        "Korkacak bir şey yok.",
        "I'm not sure, I think your cat is called Pamuk.",
        "I'm not sure your cat is called Pamuk.",
        "Your name is Ali; I don't know your surname.",
        "Your name is Ali and I don't know your surname.",
        "I don't know your surname. Your name is Ali, right?",
        "I did not say that you live in Izmir; you live in Ankara.",
        "There is no memory leak in the code.",
    ],
)
def test_more_is_said(answer):
    assert not says_unknown(answer)


@pytest.mark.parametrize("words", ["Bilmiyorum.", "I don't know that."])
def test_own_words_rest_on_what_was_said_also_where_they_know_nothing(words):
    now, topic = datetime(2026, 11, 22, tzinfo=UTC), correction_topic("Kim o?")
    item = MemoryItem("m", "fact", words, "user", Source(), now, topic=topic)
    assert rests_on_near([Recollection(item, 1.0)], f"{words}\n")
    assert not rests_on_near([Recollection(item, 1.0)], f"{words} {words}")
    assert not rests_on_near([], words)
    assert rests_on_near([], "Pamuk.")


def test_an_endless_answer_is_looked_through_in_time():
    for word in ("bunu onu", "please tell", "and a b c", "bilmiyorum"):
        assert not says_unknown(f"bilmiyorum {word} " + f"{word} " * 2_000 + "Pamuk")


def test_sentences_are_folded_and_what_says_nothing_is_none():
    assert sentences_of("IŞIK’ın adı? … I don't.\nÖyle!") == [
        "isikin adi?",
        " i dont.",
        "oyle!",
    ]
