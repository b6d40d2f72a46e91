from itertools import pairwise

import pytest

from evotr.domain import Message
from evotr.inference.window import answer_reserve, split_turns, turns_to_drop


def roles(letters: str) -> list[Message]:
    names = {"s": "system", "u": "user", "a": "assistant"}
    return [Message(names[letter], "x") for letter in letters]


@pytest.mark.parametrize(
    ("letters", "first", "turns"),
    [
        ("u", 0, [range(1)]),
        ("su", 1, [range(1, 2)]),
        ("suauau", 1, [range(1, 3), range(3, 5), range(5, 6)]),
        ("uuau", 0, [range(1), range(1, 3), range(3, 4)]),
        ("sau", 1, [range(1, 2), range(2, 3)]),
    ],
)
def test_a_turn_is_a_user_message_and_what_follows(letters, first, turns):
    assert split_turns(roles(letters)) == (first, turns)


def test_nothing_leaves_while_everything_fits():
    assert turns_to_drop([10, 20, 30, 40], 100) == 0


def test_what_leaves_is_rounded_up_to_quarters_of_the_limit():
    assert turns_to_drop([10, *[10] * 9, 10], 100) == 3  # 10 over, 25 leave


def test_the_newest_turn_never_leaves():
    assert turns_to_drop([10, 500, 500], 100) == 1
    assert turns_to_drop([10, 500], 100) == 0


def test_the_same_turns_stay_away_for_the_next_turns():
    starts = [turns_to_drop([10, *[10] * turns], 200) for turns in range(1, 60)]
    assert starts == sorted(starts)
    changes = sum(a != b for a, b in pairwise(starts))
    assert changes <= 59 * 10 / 50 + 1
    for turns, dropped in enumerate(starts, 1):
        assert 10 + 10 * (turns - dropped) <= 200


def test_the_reserve_is_at_most_a_quarter_of_the_context():
    assert answer_reserve(64, 1000) == 64
    assert answer_reserve(5000, 1000) == 250
