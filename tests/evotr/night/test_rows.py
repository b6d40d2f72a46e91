import json

import pytest

from evotr.domain import Message
from evotr.errors import (
    AnswerMissing,
    FileNotReadable,
    FileNotText,
    RowsMissing,
    RowWrong,
)
from evotr.night.rows import Row, read_rows, split_rows, write_rows
from tests.evotr.night.conftest import make_rows

USER = {"role": "user", "content": "Merhaba"}
ANSWER = {"role": "assistant", "content": "Selam"}
ANSWER_ROW = Message("assistant", "Yanıt")
GOOD = json.dumps({"messages": [USER, ANSWER]})


def write(tmp_path, *lines):
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join(lines), "utf-8")
    return file


def test_rows_come_back_as_they_were_written(tmp_path):
    rows = [
        Row((Message("user", "ışık\n\u2028?"), Message("assistant", "İyi"))),
        Row((*make_rows(1)[0].messages,), weight=0.5, instruction="Kısa yaz."),
        Row((*make_rows(1)[0].messages,), kept=True),
        Row((*make_rows(1)[0].messages,), lesson=0),
        Row((*make_rows(1)[0].messages,), kept=True, beside=3),
    ]
    write_rows(tmp_path / "rows.jsonl", rows)
    assert read_rows(tmp_path / "rows.jsonl") == rows


def test_a_lone_surrogate_is_written_as_the_mark_of_what_cannot_be(tmp_path):
    answer = {"role": "assistant", "content": "Yarım \ud83d ve bütün \U0001f600."}
    row = {"messages": [USER, answer], "instruction": "\udc00"}
    file = write(tmp_path, json.dumps(row))
    write_rows(tmp_path / "again.jsonl", read_rows(file))
    (row,) = read_rows(tmp_path / "again.jsonl")
    assert row.messages[-1].content == "Yarım \ufffd ve bütün \U0001f600."
    assert row.instruction == "\ufffd"


def test_a_mark_of_order_and_empty_lines_are_passed_over(tmp_path):
    file = write(tmp_path, "\ufeff" + GOOD, "", "  ", GOOD)
    assert len(read_rows(file)) == 2


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("{", "JSON"),
        ("[" * 100_000, "JSON"),
        ("[]", "{…}"),
        ("{}", "messages"),
        ('{"messages": []}', "messages"),
        ('{"messages": [1]}', "messages[0]"),
        ({"messages": [{"role": "tool", "content": "x"}, ANSWER]}, "messages[0].role"),
        ({"messages": [{"role": "user"}, ANSWER]}, "messages[0].content"),
        ({"messages": [ANSWER]}, "role: user"),
        ({"messages": [USER, ANSWER], "weight": 0}, "weight"),
        ({"messages": [USER, ANSWER], "weight": True}, "weight"),
        ({"messages": [USER, ANSWER], "weight": 10**400}, "weight"),
        ({"messages": [USER, ANSWER], "instruction": 1}, "instruction"),
        ({"messages": [USER, ANSWER], "kept": 1}, "kept"),
    ],
)
def test_a_wrong_row_is_named_by_line_and_part(tmp_path, row, reason):
    text = row if isinstance(row, str) else json.dumps(row)
    with pytest.raises(RowWrong) as error:
        read_rows(write(tmp_path, GOOD, "", text))
    assert (error.value.values["line"], error.value.values["reason"]) == (3, reason)


@pytest.mark.parametrize("last", [USER, {"role": "assistant", "content": "  "}])
def test_a_row_without_an_answer_is_named(tmp_path, last):
    with pytest.raises(AnswerMissing) as error:
        read_rows(write(tmp_path, GOOD, json.dumps({"messages": [USER, last]})))
    assert error.value.values["line"] == 2


def test_a_column_of_somebodys_own_is_no_lesson(tmp_path):
    lines = [json.dumps({"messages": [USER, ANSWER], "lesson": x}) for x in ("1", True)]
    assert {row.lesson for row in read_rows(write(tmp_path, *lines))} == {None}


@pytest.mark.parametrize("content", [b"\xff\xfe\x00\x01", b"\x00" * 50, b"PAR1\xe2"])
def test_a_binary_file_is_named(tmp_path, content):
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(FileNotText):
        read_rows(tmp_path / "x")


def test_empty_missing_and_folder(tmp_path):
    with pytest.raises(RowsMissing):
        read_rows(write(tmp_path, "", ""))
    for path in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(FileNotReadable):
            read_rows(path)


def questions(rows):
    return {row.messages[0].content.casefold() for row in rows}


def test_what_is_held_out_is_never_trained_on():
    rows = [*make_rows(50), *make_rows(50)]  # every question twice
    train, held = split_rows(rows, 0.2)
    assert len(train) + len(held) == 100
    assert 10 <= len(held) <= 30
    assert not questions(train) & questions(held)


def test_a_row_is_held_back_whatever_file_it_is_in():
    rows = make_rows(300, seed=3)
    train, held = split_rows(rows, 0.2)
    for part in (rows[:150], rows[::-1], [*make_rows(500, seed=4), *rows]):
        again, held_again = split_rows(part, 0.2, most=10_000)
        assert not questions(again) & questions(held)
        assert not questions(held_again) & questions(train)


def test_more_than_are_measured_by_are_not_trained_on_either():
    rows = make_rows(300, seed=3)
    train, held = split_rows(rows, 0.5)
    few_train, few = split_rows(rows, 0.5, most=7)
    assert few_train == train
    assert len(few) == 7
    assert questions(few) < questions(held)


def test_the_share_is_kept_within_chance():
    rows = [Row((Message("user", f"Soru {i}"), ANSWER_ROW)) for i in range(2000)]
    held = split_rows(rows, 0.1, most=2000)[1]
    assert 160 <= len(held) <= 240  # three standard deviations


def test_something_is_left_to_train_on():
    assert split_rows(make_rows(1), 0.5) == (make_rows(1), [])
    for seed in range(20):
        train, held = split_rows(make_rows(2, seed), 0.5)
        assert len(train) == len(held) == 1
        assert split_rows(make_rows(9, seed), 0.1)[1]
    assert split_rows(make_rows(9), 0.0)[1] == []
