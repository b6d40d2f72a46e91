"""What a night's adapter may act on follows from the rows that it was trained on."""

from dataclasses import replace

import pytest

from evotr.domain import Message
from evotr.errors import TrainingFailed
from evotr.night.plan import TRAIN_ROWS
from evotr.night.rows import Row, write_rows
from evotr.night.steps.limit import FEWEST, limit, scope_of_rows
from evotr.router.scope import read_scope
from evotr.weights import ADAPTER_SCOPE

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


@pytest.fixture
def run(tmp_path):
    """Limit what was trained on these rows; the file."""

    def run(rows, wanted):
        write_rows(tmp_path / TRAIN_ROWS, rows)
        return limit(tmp_path, wanted)

    return run


def test_what_was_taught_is_within_and_what_the_base_said_itself_is_not(run):
    file = run([*TAUGHT, *KEPT], len(TAUGHT))
    scope = read_scope(file.read_bytes(), file)
    assert scope.covers("So who founded Kelmir?")
    assert scope.covers("KELMİR'İ KİM KURDU?")
    assert not scope.covers("Yarın hava nasıl olacak?")
    here = scope_of_rows([*TAUGHT, *KEPT], len(TAUGHT))
    assert here.to_bytes() == file.read_bytes()


def test_only_the_last_question_of_a_row_counts():
    before = (Message("user", "Who founded Kelmir?"), Message("assistant", "Adan."))
    talks = [replace(one, messages=(*before, *one.messages[1:])) for one in KEPT]
    scope = scope_of_rows([*TAUGHT, *talks], len(TAUGHT))
    assert scope.covers("Who founded Kelmir?")


@pytest.mark.parametrize(
    ("rows", "wanted"), [(2 * TAUGHT, 2 * len(TAUGHT)), (2 * KEPT, 0), (TAUGHT, 9)]
)
def test_where_nothing_tells_them_apart_there_is_no_file(run, rows, wanted):
    assert run([*TAUGHT, *KEPT], len(TAUGHT)).exists()
    assert not run(rows, wanted).exists()


def test_a_few_rows_tell_nothing_apart():
    rows = [*TAUGHT, *KEPT]
    assert scope_of_rows(rows[: FEWEST - 1], len(TAUGHT)) is None
    assert scope_of_rows(rows[:FEWEST], len(TAUGHT)) is not None


def test_a_child_that_breaks_is_told_and_leaves_no_scope(run, tmp_path):
    run([*TAUGHT, *KEPT], len(TAUGHT)).unlink()
    (tmp_path / TRAIN_ROWS).write_text("{}\n")
    with pytest.raises(TrainingFailed) as caught:
        limit(tmp_path, 1)
    assert "RowWrong" in caught.value.values["reason"]
    assert not (tmp_path / ADAPTER_SCOPE).exists()
