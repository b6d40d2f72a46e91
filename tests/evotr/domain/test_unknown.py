import pytest

from evotr.domain import says_unknown, sentences_of


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
    ],
)
def test_more_is_said(answer):
    assert not says_unknown(answer)


def test_sentences_are_folded_and_what_says_nothing_is_none():
    assert sentences_of("IŞIK’ın adı? … I don't.\nÖyle!") == [
        "isikin adi?",
        " i dont.",
        "oyle!",
    ]
