"""Which rows each step learns from: all in their turn, then what is not known."""

from dataclasses import replace

import pytest

from evotr.night.training.course import Course
from evotr.night.training.examples import Example

PER_LESSON = 40


def example(at, lesson=None):
    return Example((1, 2, 3, 4 + at), reply=1, answer=2, lesson=lesson)


@pytest.fixture
def rows():
    """Three lessons, and as many rows of none."""
    taught = [example(at, at // PER_LESSON) for at in range(3 * PER_LESSON)]
    return [*taught, *(example(500 + at) for at in range(3 * PER_LESSON))]


@pytest.fixture
def course(plan, rows):
    return Course(replace(plan, revisit=0.1, epochs=1), rows)


def last_rows(course):
    return [row for at in range(course.first, course.steps) for row in course.rows(at)]


def test_as_many_of_each_lesson_are_looked_at(course, rows):
    looked_at = course.looked_at()
    assert [row.lesson for row in looked_at] == [0] * 8 + [1] * 8 + [2] * 8
    assert len(set(looked_at)) == 24 == 6 * 4  # what may be gone over
    assert set(looked_at) <= set(rows)


def test_no_words_are_looked_at_twice(plan):
    """Of six wordings in each of 40 turns the first is always the same."""
    rows = [example(at % 6 and at, lesson=0) for at in range(240)]
    course = Course(replace(plan, revisit=1.0, epochs=1), rows)
    assert len({row.ids for row in course.looked_at()}) == 12


def test_a_lesson_counts_by_its_wordings_that_are_not_known(course, rows, plan):
    above = plan.revisit_above
    of_lesson = [rows[at * PER_LESSON] for at in (0, 0, 1, 1, 2, 2)]
    surprises = [0.0, above, above + 0.1, 0.0, float("nan"), float("inf")]
    assert course.not_known(of_lesson, surprises) == [(1, 1)]


def test_half_of_the_last_steps_are_for_them_by_how_little_is_known(course):
    assert (course.first, course.steps) == (60, 66)  # at most
    course.go_over([(1, 1), (2, 2)])
    lessons = [row.lesson for row in last_rows(course)]
    assert course.steps == 66
    assert (lessons.count(1), lessons.count(2)) == (4, 8)
    assert len(lessons) == 24
    assert len(set(last_rows(course))) == 24


def test_no_more_rows_than_a_lesson_has(plan, rows):
    course = Course(replace(plan, revisit=1.0, epochs=1), rows)
    course.go_over([(1, 12)])
    found = last_rows(course)
    assert len(found) == len(set(found)) == 2 * PER_LESSON
    assert course.steps == 60 + 20


def test_look_alikes_of_a_lesson_are_among_the_others(plan, rows):
    beside = [replace(row, lesson=None, beside=1) for row in rows[:PER_LESSON]]
    course = Course(replace(plan, revisit=0.1, epochs=1), [*beside, *rows])
    course.go_over([(1, 12)])
    found = last_rows(course)
    own = [row.lesson for row in found].count(1)
    assert own == len(found) / 2
    assert [row.beside for row in found].count(1) >= own // 2  # others may be, too


def test_with_little_room_the_least_known_come_first(plan, rows):
    course = Course(replace(plan, revisit=0.02, epochs=1), rows)
    course.go_over([(0, 1), (1, 9), (2, 5)])
    lessons = [row.lesson for row in last_rows(course)]
    assert len(lessons) == 4
    assert sorted(lesson for lesson in lessons if lesson is not None)[:1] == [1]


def test_where_all_is_known_there_are_no_more_steps(course):
    course.go_over([])
    assert course.steps == course.first == 60


def test_the_rate_begins_anew_and_falls(course, plan):
    course.go_over([(0, 3)])
    rates = [course.rate(at) for at in range(course.first, course.steps)]
    assert rates[0] == pytest.approx(plan.revisit_rate * plan.learning_rate)
    assert rates == sorted(rates, reverse=True)
    assert 0 < rates[-1] < rates[0] / 5


def test_nothing_is_looked_at_where_nothing_is_to_be_gone_over(plan, rows):
    assert Course(plan, rows).looked_at() == []
