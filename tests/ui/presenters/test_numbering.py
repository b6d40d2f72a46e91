"""Citations are numbered in the order in which a reader meets them."""

import pytest

from ui.presenters.numbering import Numbering, numbered

FENCE = "```"


@pytest.mark.parametrize(
    ("text", "shown", "numbers"),
    [
        ("Yedi buçukta [3].", "Yedi buçukta [1].", {3: 1}),
        ("A [3]. B [1]. C [3].", "A [1]. B [2]. C [1].", {3: 1, 1: 2}),
        ("A [3][2], B [2, 3].", "A [1][2], B [1, 2].", {3: 1, 2: 2}),
        ("A [3; 1]", "A [1; 2]", {3: 1, 1: 2}),
        # What no memory has is what it says, and one such number spoils a group.
        ("[1923] [9] [2, 9] [0]", "[1923] [9] [2, 9] [0]", {}),
        ("[3](https://a.b) [3]", "[3](https://a.b) [1]", {3: 1}),
        (
            "[3]: https://a.b\nGöre [3]: evet",
            "[3]: https://a.b\nGöre [1]: evet",
            {3: 1},
        ),
        ("`x[3]` ve ``y[2] ` [3]`` [2]", "`x[3]` ve ``y[2] ` [3]`` [1]", {2: 1}),
        (
            f"{FENCE}py\nx[3]\n`a\n{FENCE}\n[3]",
            f"{FENCE}py\nx[3]\n`a\n{FENCE}\n[1]",
            {3: 1},
        ),
        (
            f"- {FENCE}\n  x[3]\n  {FENCE}\n[2]",
            f"- {FENCE}\n  x[3]\n  {FENCE}\n[1]",
            {2: 1},
        ),
        ("~~~\n[3]\n~~~~\n[3]", "~~~\n[3]\n~~~~\n[1]", {3: 1}),
        ("~~eski [2]~~", "~~eski [1]~~", {2: 1}),
        ("bir ` işareti\n[3]", "bir ` işareti\n[1]", {3: 1}),
        ("[ ] [x] [", "[ ] [x] [", {}),
    ],
)
def test_the_first_that_is_met_is_the_first(text, shown, numbers):
    assert numbered(text, 3) == (shown, numbers)
    assert numbered(text, 0) == (text, {})


@pytest.mark.parametrize(
    "text",
    [
        "A [3]. B [ 1 , 3 ](x) C `x[2]` D [2]: e\n[2]: f",
        f"Kod:\n\n{FENCE}python\nx[3] = '`'\n{FENCE}\n\nSonra [3], [2].",
        "sonda [3]",
        "yarım [3",
        "[3](",
        "``a[1]`` `",
    ],
)
def test_what_was_shown_stays_as_it_was_shown(text):
    whole, numbers = numbered(text, 3)
    for size in range(1, len(text) + 1):
        numbering, told = Numbering(3), ""
        for at in range(0, len(text), size):
            more = numbering.hear(text[at : at + size])
            assert whole.startswith(told + more)
            told += more
        assert told + numbering.end() == whole
        assert numbering.numbers == numbers
