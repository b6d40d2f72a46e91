import pytest

from evotr.memory.repeating import covers, stems


@pytest.mark.parametrize(
    ("text", "wanted", "covered"),
    [
        ("My cat is called Pamuk.", "cat", True),
        ("My cats are called Pamuk and Duman.", "my cat", True),
        ("Kedilerimin adı Pamuk.", "kedilerimin adı", True),
        ("Kullanıcının kedisinin adı Pamuk.", "kedi adı", True),
        ("My cat is called Pamuk.", "my dog", False),
        ("The category is open.", "my cat's name", False),
        ("İstanbul'da oturuyorum.", "istanbul", True),
        ("", "cat", False),
    ],
)
def test_a_text_covers_words_that_begin_alike(text, wanted, covered):
    assert covers(text, stems(wanted)) is covered


def test_grammar_says_nothing():
    assert stems("What is the name of my cat?") == {"name", "cat"}
    assert stems("benim kedimin adı ne") == {"kedim", "adi"}
