"""What a night's adapter may act on follows from the rows that it was trained on."""

from dataclasses import replace

import psutil
import pytest

from evotr.domain import Message
from evotr.errors import FolderNotWritable, TrainingFailed
from evotr.night.plan import TRAIN_ROWS
from evotr.night.rows import Row, write_rows
from evotr.night.steps.limit import limit, scope_of_rows
from evotr.night.watch import Stopped
from evotr.router.scope import read_scope
from evotr.weights import ADAPTER_SCOPE
from tests.fakes.scopes import scope_file

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

    def run(rows, taught, liked=0):
        write_rows(tmp_path / TRAIN_ROWS, rows)
        return limit(tmp_path, taught, taught + liked)

    return run


def test_what_was_taught_is_within_and_what_the_base_said_itself_is_not(run):
    file = run([*TAUGHT, *KEPT], len(TAUGHT))
    scope = read_scope(file.read_bytes(), file)
    assert scope.covers("So who founded Kelmir?")
    assert scope.covers("KELMİR'İ KİM KURDU?")
    assert not scope.covers("Yarın hava nasıl olacak?")
    here = scope_of_rows([*TAUGHT, *KEPT], 60, 60)
    assert here.to_bytes() == file.read_bytes()


def test_only_the_last_question_of_a_row_counts():
    before = (Message("user", "Who founded Kelmir?"), Message("assistant", "Adan."))
    talks = [replace(one, messages=(*before, *one.messages[1:])) for one in KEPT]
    scope = scope_of_rows([*TAUGHT, *talks], 60, 60)
    assert scope.covers("Who founded Kelmir?")


@pytest.mark.parametrize(
    ("rows", "wanted"), [(2 * TAUGHT, 2 * len(TAUGHT)), (2 * KEPT, 0), (TAUGHT, 9)]
)
def test_where_nothing_tells_them_apart_there_is_none(rows, wanted):
    assert scope_of_rows(rows, wanted, wanted) is None


@pytest.mark.parametrize("rows", [2 * KEPT, TAUGHT])
def test_where_there_is_none_the_file_of_before_goes(run, tmp_path, rows):
    (tmp_path / ADAPTER_SCOPE).write_bytes(scope_file())
    assert not run(rows, 0).exists()


def test_a_few_rows_tell_nothing_apart():
    rows = [*TAUGHT, *KEPT]
    assert scope_of_rows(rows[:99], 60, 60) is None
    assert scope_of_rows(rows[:100], 60, 60) is not None


def test_a_child_that_breaks_is_told_and_leaves_no_scope(run, tmp_path):
    run([*TAUGHT, *KEPT], len(TAUGHT)).unlink()
    (tmp_path / TRAIN_ROWS).write_text(100 * "{}\n")
    with pytest.raises(TrainingFailed) as caught:
        limit(tmp_path, 1, 1)
    assert "RowWrong" in caught.value.values["log"].read_text()
    assert not (tmp_path / ADAPTER_SCOPE).exists()


def test_liked_answers_are_given_to_their_very_words_and_teach_nothing_of_others(run):
    liked = [row("Bugün ne pişirsem?", "Menemen."), row("Any plans today?", "A walk.")]
    file = run([*TAUGHT, *liked, *KEPT], len(TAUGHT), liked=2)
    scope = read_scope(file.read_bytes(), file)
    for question in ("Bugün ne pişirsem?", "bugün ne pişirsem", "ANY PLANS TODAY"):
        assert scope.covers(question)
    for question in ("Bugün ne giysem?", "Any plans for the weekend?"):
        assert not scope.covers(question)
    assert scope.covers("So who founded Kelmir?")


def test_a_stop_is_heard_while_the_child_works(run, tmp_path):
    run([*TAUGHT, *KEPT], len(TAUGHT)).unlink()
    looks = iter(range(2))

    def check():
        if next(looks, None) is None:
            raise Stopped

    with pytest.raises(Stopped):
        limit(tmp_path, len(TAUGHT), len(TAUGHT), check)
    assert not (tmp_path / ADAPTER_SCOPE).exists()
    here = psutil.Process().children(recursive=True)
    assert not [one for one in here if str(tmp_path) in one.cmdline()]


def test_a_run_that_cannot_be_written_to_is_told_as_such(tmp_path):
    with pytest.raises(FolderNotWritable):
        limit(tmp_path / "gone", 1, 1)
