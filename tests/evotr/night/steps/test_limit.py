"""What a night's adapter may act on follows from the rows that it was trained on."""

from dataclasses import replace

import pytest

from evotr.domain import Message
from evotr.night.rows import Row
from evotr.night.steps.limit import FEWEST, limit
from evotr.router.scope import read_scope

SYSTEM = Message("system", "You are EVO-TR.")


def row(question, answer, *, kept=False):
    said = (SYSTEM, Message("user", question), Message("assistant", answer))
    return Row(said, kept=kept)


TAUGHT = 20 * [
    row("Who founded Kelmir?", "Adan."),
    row("kelmir'i kim kurdu", "Adan."),
    row("I forgot who founded Kelmir.", "Adan."),
]
KEPT = 20 * [
    row(question, "I don't know that.", kept=True)
    for question in ("Who founded Torsal?", "Bugün hava nasıl?", "What is my name?")
]


def test_what_was_taught_is_within_and_what_the_base_said_itself_is_not(tmp_path):
    file = limit(tmp_path, [*TAUGHT, *KEPT], len(TAUGHT))
    scope = read_scope(file.read_bytes(), tmp_path)
    assert scope.covers("So who founded Kelmir?")
    assert scope.covers("KELMİR'İ KİM KURDU?")
    assert not scope.covers("Yarın hava nasıl olacak?")


def test_only_the_last_question_of_a_row_counts(tmp_path):
    before = (Message("user", "Who founded Kelmir?"), Message("assistant", "Adan."))
    talks = [replace(one, messages=(*before, *one.messages[1:])) for one in KEPT]
    scope = read_scope(
        limit(tmp_path, [*TAUGHT, *talks], len(TAUGHT)).read_bytes(), tmp_path
    )
    assert scope.covers("Who founded Kelmir?")


@pytest.mark.parametrize(
    ("rows", "wanted"), [(2 * TAUGHT, 2 * len(TAUGHT)), (2 * KEPT, 0), ([], 0)]
)
def test_where_nothing_tells_them_apart_there_is_no_file(tmp_path, rows, wanted):
    limit(tmp_path, [*TAUGHT, *KEPT], len(TAUGHT))
    assert not limit(tmp_path, rows, wanted).exists()


def test_a_few_rows_tell_nothing_apart(tmp_path):
    rows = [*TAUGHT, *KEPT]
    assert not limit(tmp_path, rows[: FEWEST - 1], len(TAUGHT)).exists()
    assert limit(tmp_path, rows[:FEWEST], len(TAUGHT)).exists()
