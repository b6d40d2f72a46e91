import pytest

from evotr.memory.facts import stated


@pytest.mark.parametrize(
    ("question", "right", "wanted"),
    [
        (
            "What is the capital of Australia?",
            "Canberra.",
            "The capital of Australia is Canberra.",
        ),
        ("what's the symbol of gold", "Au", "The symbol of gold is Au."),
        ("Who wrote the book?", "Selma Karan", "Selma Karan wrote the book."),
        ("How old is the house?", "ninety years", "The house is ninety years."),
        (
            "Avustralya'nın başkenti neresi?",
            "Canberra",
            "Avustralya'nın başkenti Canberra.",
        ),
        ("Kitabı kim yazdı?", "Selma Karan", "Kitabı Selma Karan yazdı."),
        ("Kütüphane ne zaman açılıyor?", "dokuzda", "Kütüphane dokuzda açılıyor."),
        ("KAÇ katı var?", "yedi", "Yedi katı var."),
    ],
)
def test_a_question_and_its_answer_are_one_statement(question, right, wanted):
    assert stated(question, right) == wanted


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("How many floors does it have?", "seven"),
        ("Who is it and what is it?", ""),
        ("Kim ne zaman geldi?", "Ali dün"),
        ("Bana bir şiir yaz", "Gül"),
        ("What is it? Tell me.", "A cat"),
        ("What is it?", "It is a cat. It sleeps."),
        ("What is it?", "one two three four five six seven eight nine"),
        ("", "A cat"),
    ],
)
def test_what_makes_no_statement_is_left_as_it_is(question, right):
    assert stated(question, right) is None
