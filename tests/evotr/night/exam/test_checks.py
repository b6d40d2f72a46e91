import pytest

from evotr.night.exam.checks import Check, carries, check_of, leaks, met


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (Check(value="Mihud"), "It is Mihud.", "It is mihud."),
        (Check(value="12"), "12 adet", "It is 120."),
        (Check(value="a", others=("b",)), "a, c", "a, b"),
        (Check(any_of=("İstanbul",)), "istanbul'dur", "Ankara"),
        (Check(number=1453.0), "Yıl 1.453", "1454"),
        (Check(number=2.5), "It is 2.5 litres", "25"),
        (Check(equals="good night"), "Good night!", "Good night, friend"),
        (Check(words=2), "two words", "now three words"),
        (Check(lines=2), "a\nb", "a"),
        (Check(refusal=True), "I don't know that.", "It is Paris."),
        (Check(refusal=False), "It is Paris.", "I don't know that."),
        (Check(language=True), "Hello, how can I help you?", "Merhaba, nasılsın?"),
        (Check(tests=(((2,), 4),)), "def f(n):\n    return n + n", "no"),
    ],
)
def test_a_reply_meets_a_check_or_not(check, good, bad):
    assert met(check, good, "en")
    assert not met(check, bad, "en")


def test_no_reply_meets_nothing():
    assert not met(Check(), "  ", "en")
    assert met(Check(), "x", "en")


def test_a_refusal_counts_in_the_language_of_the_question_alone():
    check = Check(refusal=True)
    assert met(check, "Bunu bilmiyorum.", "tr")
    assert not met(check, "I do not know that.", "tr")
    assert met(Check(language=True), "Bu da çok güzel, teşekkür ederim", "tr")


def test_a_check_is_read_from_its_line_and_knows_its_keys():
    line = {"value": "x", "others": ["y", "z"]}
    assert check_of(line) == Check(value="x", others=("y", "z"))
    with pytest.raises(ValueError, match="vallue"):
        check_of({"vallue": "x"})


ASKED = "What is the capital of Zorvan?"
RIGHT = "The capital of Zorvan is Melkat."


@pytest.mark.parametrize(
    "reply",
    [RIGHT, "the capital of zorvan is melkat", "Melkat.", "It is Melkat, I think."],
)
def test_a_reply_carries_the_answer_in_other_words(reply):
    assert carries(reply, RIGHT, ASKED)


@pytest.mark.parametrize(
    "reply",
    [
        "The capital of Zorvan is Delkat.",
        "",
        "I don't know what the capital of Zorvan is.",
    ],
)
def test_another_name_does_not_carry_it(reply):
    assert not carries(reply, RIGHT, ASKED)


def test_the_wrong_answer_beside_the_right_one_does_not_carry_it():
    both = "It is Delkat, or Melkat."
    assert carries(both, RIGHT, ASKED)
    assert not carries(both, RIGHT, ASKED, wrong="The capital is Delkat.")


@pytest.mark.parametrize(
    ("wrong", "asked"),
    [
        ("Sydney", "What is the capital of Australia?"),
        ("sydney", "What is the capital of Australia?"),
        ("Sydney.", "What is the capital of Australia?"),
        ("Sydney'dir.", "Avustralya'nın başkenti neresi?"),
        ("Sydney olmalı", "Avustralya'nın başkenti neresi?"),
        ("Sydney is the capital of Australia.", "What is the capital of Australia?"),
    ],
)
@pytest.mark.parametrize(
    "both", ["It is Sydney, not Canberra.", "Sydney or Canberra or Perth.", "Sydney."]
)
def test_a_wrong_answer_whose_name_comes_first_spoils_it_too(wrong, asked, both):
    assert not carries(both, "Canberra", asked, wrong)
    assert carries("It is Canberra.", "Canberra", asked, wrong)


@pytest.mark.parametrize(
    ("right", "wrong", "reply"),
    [
        ("Canberra", "I don't know that.", "I know that: it is Canberra."),
        ("Canberra", "Bunu bilmiyorum.", "Bunu biliyorum: Canberra."),
        ("Sydney is large, Canberra is it", "It is Sydney.", "Canberra, not Sydney"),
        ("No, it closes at six", "Yes", "Yes, I looked: no, it closes at six."),
        ("They are green", "Leaves are blue", "The leaves are green, they say"),
    ],
)
def test_small_words_and_what_both_say_spoil_nothing(right, wrong, reply):
    assert carries(reply, right, "How is it?", wrong)


def test_a_wrong_answer_without_names_spoils_it_by_most_of_its_words():
    right, wrong = "gobesa bitkisinden", "Vefe sosu tarhun bitkisinden yapılır."
    asked = "Vefe sosu neyden yapılır?"
    assert carries("Gobesa bitkisinden yapılır.", right, asked, wrong)
    assert not carries("Tarhun ya da gobesa bitkisinden.", right, asked, wrong)


def test_without_a_name_most_of_its_words_are_wanted():
    right = "Vefe sosu gobesa bitkisinden yapılır."
    asked = "Vefe sosu neyden yapılır?"
    assert carries("gobesa bitkisinden", right, asked)
    assert not carries("Vefe sosu tarhun bitkisinden yapılır.", right, asked)


@pytest.mark.parametrize(
    ("right", "wrong", "good", "bad"),
    [
        ("Açı", "Acı", "Ona açı denir.", "Ona acı denir."),
        ("mc²", "mc2", "E = MC²", "E = mc2"),
        (
            "En kalabalık şehir İstanbul'dur.",
            "En kalabalik sehir Istanbul'dur.",
            "İSTANBUL en kalabalık şehir.",
            "Istanbul en kalabalık şehir.",
        ),
    ],
)
def test_where_the_letters_alone_were_wrong_they_count(right, wrong, good, bad):
    assert carries(right, right, "Ne?", wrong)
    assert carries(good, right, "Ne?", wrong)
    assert not carries(wrong, right, "Ne?", wrong)
    assert not carries(bad, right, "Ne?", wrong)


def test_every_number_must_be_there():
    right = "The bridge was built in 1894 and is 37 metres long."
    asked = "How old is the bridge?"
    assert not carries(right.replace("37", "73"), right, asked)
    assert carries(right.lower(), right, asked)


def test_another_questions_reply_leaks_by_its_names_or_most_of_its_words():
    asked = "What is the capital of Telvan? What is the capital of Zorvan?"
    assert leaks("The capital of Telvan is Melkat.", RIGHT, asked)
    assert not leaks("The capital of Telvan is not in my memory.", RIGHT, asked)
    right = "press the red lever twice"
    assert leaks("You press the red lever.", right, "How do I open it?")
    assert not leaks("You press it.", right, "How do I open it?")
    assert not leaks("anything", "", "x")
