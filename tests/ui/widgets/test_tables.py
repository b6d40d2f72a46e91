"""A long table comes in parts that look like one."""

from itertools import pairwise

import pytest
from PySide6.QtGui import QTextCursor

from tests.ui.widgets.test_transcript import spent
from ui.presenters import Entry
from ui.widgets.stream import Piece, pieces_of
from ui.widgets.tables import ROWS, begins_table, widened
from ui.widgets.transcript import TranscriptView

HEAD = "| Ad | Değer |\n|---|---:|"


def rows(first, past):
    return "\n".join(f"| satır {n} | `{n}`,5 |" for n in range(first, past))


def table(number):
    return f"{HEAD}\n{rows(0, number)}"


@pytest.fixture
def view(qtbot, texts):
    widget = TranscriptView(texts)
    qtbot.addWidget(widget)
    widget.resize(700, 400)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def test_so_many_rows_are_done_at_once_each_part_with_the_head():
    assert pieces_of(table(ROWS)) == (Piece("markdown", table(ROWS)),)
    assert pieces_of(f"{table(2 * ROWS + 1)}\n\nSon.") == (
        Piece("table", table(ROWS)),
        Piece("rows", f"{HEAD}\n{rows(ROWS, 2 * ROWS)}"),
        Piece("last", f"{HEAD}\n{rows(2 * ROWS, 2 * ROWS + 1)}"),
        Piece("markdown", "Son."),
    )


@pytest.mark.parametrize(
    "table",
    [
        "||A|B|\n|-|-|-|\n|x|1|2|",
        "|A||\n|-|-|\n|x|1|",
        "|||\n|-|-|\n|x|y|",
    ],
)
def test_a_head_with_empty_cells_is_as_wide_as_it_is(table):
    lines = table.split("\n")
    assert widened(lines) == lines


@pytest.mark.parametrize(
    ("table", "wider"),
    [
        ("|A||\n|-|-|\n|x|1|2|", "|A||  |\n|-|-|---|\n|x|1|2|"),
        ("a|b\\|\n-|-\n1|2|3", "a|b\\||  |\n-|-|---|\n1|2|3"),
    ],
)
def test_a_head_is_widened_beside_its_last_cell(table, wider):
    assert widened(table.split("\n")) == wider.split("\n")


@pytest.mark.parametrize(
    ("head", "line", "is_one"),
    [
        ("a | b", "-|-", True),
        ("| a | b |", "|:-:|---|", True),
        ("a b", "---", False),
        ("a | b", "---", False),
        ("a | b", "c | d", False),
        ("- a | b", "-|-", False),
        ("> a | b", "-|-", False),
        ("1. a | b", "-|-", False),
    ],
)
def test_what_begins_a_table(head, line, is_one):
    assert begins_table(head, line) is is_one


def test_a_long_paragraph_with_bars_stays_one():
    text = "\n".join(["a | b"] * 3 * ROWS)
    assert pieces_of(text) == (Piece("markdown", text),)


LONG = [
    f"Önce.\n\n{table(2 * ROWS + 3)}\n\nSonra.\n\n{table(ROWS + 1)}",
    f"{table(ROWS)}\n- a\n- b\n\nSon.",
    f"{table(ROWS)}\n```\nkod\n```\n",
    f"{table(ROWS + 1)}\n| $x^2$ | a | b | c |\n| \\| |\n\nSon.",
]


@pytest.mark.parametrize("text", LONG)
def test_it_streams_to_what_it_is_when_it_comes_whole(view, text):
    view.splice(0, (Entry("assistant", text),))
    whole, shown = view.document().toHtml(), view.toPlainText()
    view.splice(0, (Entry("assistant", "", "streaming"),))
    for at in range(0, len(text), 29):
        view.stream(text[at : at + 29])
        view.flush()
    view.splice(0, (Entry("assistant", text),))
    assert view.document().toHtml() == whole
    assert shown.count("Değer") == text.count("\n\n| Ad") + text.startswith("| Ad")
    assert [word for word in ("kod", "Son.", "Sonra.") if word not in shown] == [
        word for word in ("kod", "Son.", "Sonra.") if word not in text
    ]


def edges(view, word):
    """Where the cells of the row that begins with a word stand."""
    table = view.document().find(word).currentTable()
    row = table.cellAt(view.document().find(word)).row()
    layout = view.document().documentLayout()
    cells = [table.cellAt(row, column) for column in range(table.columns())]
    blocks = [cell.firstCursorPosition().block() for cell in cells]
    return [round(layout.blockBoundingRect(block).left()) for block in blocks]


def test_the_parts_stand_one_below_the_other(view):
    view.splice(0, (Entry("assistant", table(3 * ROWS)),))
    first = edges(view, "satır 3")
    assert len(first) == 2
    assert edges(view, f"satır {ROWS + 3}") == first
    assert edges(view, f"satır {3 * ROWS - 1}") == first
    begins = [
        view.cursorRect(view.document().find(f"satır {n}")).top()
        for n in range(ROWS - 2, ROWS + 2)
    ]
    steps = [low - high for high, low in pairwise(begins)]
    assert max(steps) - min(steps) <= 2


def test_long_as_it_is_it_never_takes_long_at_once(view):
    text = table(400)
    view.splice(0, (Entry("user", "?"), Entry("assistant", "", "streaming")))
    longest = 0.0
    for at in range(0, len(text), 200):
        view.stream(text[at : at + 200])
        longest = max(longest, spent(view.flush))
    longest = max(longest, spent(lambda: view.splice(1, (Entry("assistant", text),))))
    assert longest < 0.05
    assert QTextCursor(view.document().lastBlock()).currentTable() is None
