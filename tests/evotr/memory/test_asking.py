import pytest

from evotr.memory.asking import asked_for, holds, telling_words


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("How old is my sister?", "age"),
        ("Elif kaç yaşında?", "age"),
        ("What colour is the car?", "colour"),
        ("Arabamın rengi ne?", "colour"),
        ("How much did the roof cost?", "money"),
        ("Gitarı kaça aldım?", "money"),
        ("Doktorun telefon numarası ne?", "phone"),
        ("When do the tiles come?", "time"),
        ("Muayene hangi gün?", "time"),
        ("How many salons do we have?", "number"),
        ("Harici diskim kac terabayt?", "number"),
        ("Where do I live?", "place"),
        ("Kafes nerede?", "place"),
        ("Who is my cofounder?", "name"),
        ("Köpeğimin adı ne?", "name"),
        ("Why is the sky blue?", None),
        ("Gökyüzü neden mavi?", None),
    ],
)
def test_what_an_answer_has_to_have_is_told(question, wanted):
    assert asked_for(question).wanted == wanted


@pytest.mark.parametrize(
    ("question", "own", "yours", "order"),
    [
        ("Where do I live?", True, False, False),
        ("Nerede oturuyorum?", True, False, False),
        ("kopegimin adi ne", True, False, False),
        ("Are you a robot?", False, True, False),
        ("Sen nerelisin?", False, True, False),
        ("Write a poem about autumn", False, False, True),
        ("Sonbahar hakkında bir şiir yaz", False, False, True),
        ("Kedi kelimesinin İngilizcesi ne?", False, False, False),
        ("What is the capital of France?", False, False, False),
    ],
)
def test_whose_question_it_is_is_told(question, own, yours, order):
    asked = asked_for(question)
    assert (asked.own, asked.yours, asked.order) == (own, yours, order)


@pytest.mark.parametrize(
    ("wanted", "fits", "other"),
    [
        ("age", "Limon iki yaşında.", "Limon konuşuyor."),
        ("colour", "It is sage green.", "It is large."),
        ("money", "Tanesi kırk lira.", "Taneleri büyük."),
        ("number", "Otuz beş kişiyiz.", "Kalabalığız."),
        ("phone", "Ara: 0532 123 45 67", "14 Nisan'da ara"),
        ("time", "Salı günü geliyor.", "Hep geliyor."),
        ("name", "My boss is Siobhan.", "My boss is strict."),
        ("place", "Ofis Maslak'ta.", "Ofis uzakta."),
    ],
)
def test_a_text_holds_what_is_wanted_or_not(wanted, fits, other):
    assert holds(wanted, fits, "?")
    assert not holds(wanted, other, "?")


def test_a_name_that_the_question_says_is_no_answer():
    assert not holds("name", "So then Tom came.", "Who is Tom's wife?")
    assert holds("name", "So then Ann came.", "Who is Tom's wife?")


def test_the_words_that_tell_what_is_asked_about_are_left():
    assert telling_words("Köpeğimin adı neydi?") == ["kopegimin"]
    assert telling_words("What is the name of my dog?") == ["dog"]
    assert telling_words("Adım neydi?") == ["adim", "neydi"]
