import time

import pytest

from evotr.memory.documents.sentences import sentences


def split(text):
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Dr. Ali Bey geldi.",
        "Prof. Dr. Ayşe Hanım konuştu.",
        "Elma, armut vb. Meyveler alındı.",
        "Toplantı 3. Katta yapılacak.",
        "XIX. Yüzyıl bitti.",
        "A. Yılmaz imzaladı.",
        "See e.g. Figure 2 of it.",
        "Mr. Smith left.",
        "Bkz. Ek 2 içindeki tablo.",
        "ATATÜRK BULV. NO. 5",
        "Fiyat 3.5 lira.",
        "Geldi. ama gitmedi.",
    ],
)
def test_these_marks_end_nothing(text):
    assert split(text) == [text]


def test_sentences_end_at_their_marks_and_keep_them():
    text = 'Geldi. “Oldu mu?” Olmadı!  İyi…\nŞimdi 1990. Sonra bitti."  Evet'
    assert split(text) == [
        "Geldi.",
        "“Oldu mu?”",
        "Olmadı!",
        "İyi…",
        "Şimdi 1990.",
        'Sonra bitti."',
        "Evet",
    ]


def test_items_of_a_list_are_apart():
    assert split("Alınacaklar:\n- süt\n- ekmek\n1) çay") == [
        "Alınacaklar:",
        "- süt",
        "- ekmek",
        "1) çay",
    ]


def test_blank_text_has_none():
    assert split(" \n ") == []


@pytest.mark.parametrize("hostile", ["." * 200_000, ". " * 100_000, "\n " * 100_000])
def test_marks_alone_take_no_time(hostile):
    start = time.process_time()
    split(hostile)
    assert time.process_time() - start < 5
