import pytest

from evotr.memory.words import (
    asks_something,
    asks_what_was_said,
    content_words,
    leans_on_what_was_said,
    names_in,
    without_names,
)


def test_grammar_says_nothing_in_either_language():
    assert content_words("What did I say about the garden?") == [
        "say",
        "about",
        "garden",
    ]
    assert content_words("Bahçe için ne demiştim?") == ["bahce", "demistim"]


def test_a_question_of_grammar_alone_keeps_its_words():
    assert content_words("Who is it?") == ["who", "is", "it"]


def test_a_name_is_found_with_its_ending_and_without_turkish_letters():
    for text in ("Ayşe'nin işi ne?", "Ayse nerede?", "AYŞE KİM"):
        assert names_in(text, ["Ayşe", "Can"]).speakers == {"Ayşe"}


def test_the_first_of_two_names_is_enough():
    named = names_in("Where does Mary live?", ["Mary Lou", "Anna"])
    assert (named.speakers, named.words) == ({"Mary Lou"}, {"mary", "lou"})


def test_a_name_within_another_word_is_none():
    assert names_in("The annals of Rome", ["Anna"]).speakers == frozenset()


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Ayşe'nin kedisi nerede?", "kedisi nerede?"),
        ("What did Ayse’s cat eat?", "What did cat eat?"),
        ("Ayşe", "Ayşe"),
        ("Where is Ayşegül?", "Where is Ayşegül?"),
    ],
)
def test_names_leave_the_question(text, rest):
    assert without_names(text, frozenset({"ayse"})) == rest


@pytest.mark.parametrize(
    "text",
    [
        "Merhaba!",
        "İyi geceler",
        "Teşekkür ederim, çok iyi",
        "tamam",
        "Good morning, how are you?",
        "Thank you!",
        "ok",
        "?!",
        "",
    ],
)
def test_courtesies_ask_for_nothing(text):
    assert not asks_something(text)


@pytest.mark.parametrize(
    "text",
    [
        "Who am I?",
        "What did I do this morning?",
        "Merhaba, adım neydi?",
        "Dün gece ne yaptım?",
        "Thanks, and my keys?",
        "Ben kimim?",
    ],
)
def test_a_question_asks_for_something(text):
    assert asks_something(text)


@pytest.mark.parametrize(
    "text",
    [
        "What did I tell you ?",
        "what did we talk about ?",
        " ne demiştim",
        "Bana  neler anlattım?",
        "sana ne söylediğimi hatırlıyor musun",
        "ne konuşmuştuk",
        "What happened?",
    ],
)
def test_a_question_for_what_was_said_names_nothing(text):
    assert asks_what_was_said(text)


@pytest.mark.parametrize(
    "text", ["What did I buy?", "ne demiştim annem hakkında", "Dünya", "Ne ektim?"]
)
def test_a_question_for_a_thing_names_it(text):
    assert not asks_what_was_said(text)


@pytest.mark.parametrize(
    "text",
    [
        "Rengi?",
        "Why?",
        "And when is it?",
        "When do I pay it?",
        "And Tuesday?",
        "What about the colour?",
        "Peki adı?",
        "Onun adı ne?",
        "Ne zaman?",
    ],
)
def test_a_question_that_names_next_to_nothing_leans_on_the_one_before(text):
    assert leans_on_what_was_said(text)


@pytest.mark.parametrize(
    "text",
    [
        "Where do I live?",
        "What is my name?",
        "What about my name?",
        "Adım ne?",
        "Nerede oturuyorum?",
        "Arabamız ne?",
        "Who is my dentist's sister?",
        "Kira sözleşmesi bitti mi?",
    ],
)
def test_a_question_of_the_users_own_stands_alone(text):
    assert not leans_on_what_was_said(text)
