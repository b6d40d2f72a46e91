import json

import pytest

from evotr.cli.route_rows import query_of, read_rows
from evotr.domain import GENERAL, Message, RouteQuery
from evotr.errors import FileNotReadable, RouteRowsMissing, RouteRowWrong
from evotr.router.evaluation import Row

KNOWN = {"law", "science", GENERAL}


def test_a_question_with_its_past():
    line = {
        "text": "peki ya üçü?",
        "history": [
            {"role": "user", "content": "Kira?"},
            {"role": "assistant", "content": "Otuz gün."},
        ],
        "previous": "law",
        "more": 1,
    }
    assert query_of(json.dumps(line), 1, "x", KNOWN) == RouteQuery(
        "peki ya üçü?",
        (Message("user", "Kira?"), Message("assistant", "Otuz gün.")),
        "law",
    )


def test_plain_texts_are_said_in_turn_and_base_is_general():
    line = '{"text": "", "history": ["a", "b"], "previous": "base"}'
    history = (Message("user", "a"), Message("assistant", "b"))
    assert query_of(line, 1, "x", KNOWN) == RouteQuery("", history, GENERAL)
    line = '{"text": "a", "history": null, "previous": null}'
    assert query_of(line, 1, "x", KNOWN) == RouteQuery("a")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("text", "JSON"),
        ("[" * 100_000, "JSON"),
        ("[1]", "{…}"),
        ("null", "{…}"),
        ("{}", "text"),
        ('{"text": 3}', "text"),
        ('{"text": "a", "previous": 1}', "previous"),
        ('{"text": "a", "previous": "nobody"}', "previous (nobody)"),
        ('{"text": "a", "previous": ""}', "previous ()"),
        ('{"text": "a", "history": "b"}', "history"),
        ('{"text": "a", "history": [{"role": "robot", "content": "b"}]}', "history"),
        ('{"text": "a", "history": [{"role": "user"}]}', "history"),
    ],
)
def test_what_is_no_question_is_named_by_its_line(line, reason):
    with pytest.raises(RouteRowWrong) as caught:
        query_of(line, 7, "the standard input", KNOWN)
    values = caught.value.values
    assert str(values["reason"]) == reason
    assert (values["line"], values["file"]) == (7, "the standard input")


def test_rows_with_their_right_answers(tmp_path):
    file = tmp_path / "rows.jsonl"
    file.write_text(
        '{"text": "Kira?", "expert": "law", "accept": ["law", "base"], "lang": "tr"}\n'
        "\n"
        '{"text": "Atom?", "expert": "science", "kind": "trap"}\n',
        encoding="utf-8",
    )
    rows, wrong = read_rows(file, KNOWN)
    assert wrong == ()
    assert rows == (
        Row(RouteQuery("Kira?"), "law", frozenset({"law", GENERAL}), "tr"),
        Row(RouteQuery("Atom?"), "science", frozenset({"science"}), kind="trap"),
    )


def test_each_bad_row_is_named(tmp_path):
    file = tmp_path / "rows.jsonl"
    lines = [
        b"no json",
        b'{"text": "a", "expert": "lawyer"}',
        b'{"text": "a", "expert": "law", "accept": []}',
        b'{"text": "a", "expert": "law", "accept": ["lwa"]}',
        b'{"text": "a", "expert": "law", "accept": "law"}',
        b'{"text": "a", "expert": "law", "lang": 3}',
        b'{"text": "\xff", "expert": "law"}',
        b'{"text": "a"}',
        b'{"text": "a", "expert": "law"}',
    ]
    file.write_bytes(b"\n".join(lines))
    rows, wrong = read_rows(file, KNOWN)
    assert len(rows) == 1
    assert [(each.values["line"], str(each.values["reason"])) for each in wrong] == [
        (1, "JSON"),
        (2, "expert (lawyer)"),
        (3, "accept"),
        (4, "accept (lwa)"),
        (5, "accept"),
        (6, "lang"),
        (7, "JSON"),
        (8, "expert"),
    ]


def test_a_file_without_rows(tmp_path):
    file = tmp_path / "rows.jsonl"
    with pytest.raises(FileNotReadable):
        read_rows(file, KNOWN)
    file.write_text("\n\n")
    with pytest.raises(RouteRowsMissing):
        read_rows(file, KNOWN)
    with pytest.raises(FileNotReadable):
        read_rows(tmp_path, KNOWN)


def test_a_mark_of_byte_order_is_no_part_of_a_line(tmp_path):
    assert query_of('\ufeff{"text": "a"}', 1, "x", KNOWN) == RouteQuery("a")
    file = tmp_path / "rows.jsonl"
    file.write_text('{"text": "Kira?", "expert": "law"}\n', encoding="utf-8-sig")
    rows, wrong = read_rows(file, KNOWN)
    assert ([row.expert for row in rows], wrong) == (["law"], ())
