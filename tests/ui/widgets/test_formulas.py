"""Formulas are drawn in their places; what is none stays as it was written."""

import pytest
from PySide6.QtGui import QPalette, QTextFormat

from ui.presenters import Entry
from ui.widgets.transcript import TranscriptView

PICTURE = "\ufffc"


@pytest.fixture
def view(qtbot, texts):
    widget = TranscriptView(texts)
    qtbot.addWidget(widget)
    widget.resize(700, 400)
    return widget


def sources(view):
    """What the pictures are said to show, in order."""
    found, block = [], view.document().begin()
    while block.isValid():
        each = block.begin()
        while not each.atEnd():
            char = each.fragment().charFormat()
            if char.isImageFormat():
                found.append(char.property(int(QTextFormat.Property.ImageAltText)))
                picture = view.document().resource(2, char.toImageFormat().name())
                assert not picture.isNull()
            each += 1
        block = block.next()
    return found


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (r"Alan $\pi r^2$ olur.", [r"\pi r^2"]),
        (r"Alan \(\pi r^2\) olur.", [r"\pi r^2"]),
        ("$$\n\\int_0^1 x\\,dx\n$$", [r"\int_0^1 x\,dx"]),
        (r"\[ \frac{a}{b} \] ve $x_1$", [r"\frac{a}{b}", "x_1"]),
        ("Bir **$a^2$** iki", ["a^2"]),
        ("Fiyat $5 ya da $6.", []),
        ("$5, $10 and $15", []),
        ("`$x$` ve\n\n```\n$y$\n```", []),
        (r"bozuk $\frac{$ ve $\nosuch{$", []),
        ("$" + "x" * 500 + "$", []),
        ("echo $HOME/$USER", []),
        ("\ue0000\ue001 $x$", []),
    ],
)
def test_what_is_drawn(view, text, shown):
    view.splice(0, (Entry("assistant", text), Entry("user", "q")))
    assert sources(view) == shown
    if not shown:
        assert PICTURE not in view.toPlainText()
        assert view.toPlainText().count("$") == text.count("$")


def test_what_stands_around_a_formula_stays(view):
    view.splice(0, (Entry("assistant", r"Önce $x^2$ sonra $y$."),))
    assert f"Önce {PICTURE} sonra {PICTURE}." in view.toPlainText()


@pytest.mark.parametrize("source", ["x", r"\frac{1}{7}", r"\text{ışık}"])
def test_every_letter_is_painted(view, source):
    view.splice(0, (Entry("assistant", f"${source}$"),))
    (name,) = names(view)
    picture = view.document().resource(2, name)
    columns = {
        x
        for x in range(picture.width())
        for y in range(picture.height())
        if picture.pixelColor(x, y).alpha()
    }
    assert len(columns) > picture.width() / 2
    rows = {
        y
        for x in columns
        for y in range(picture.height())
        if picture.pixelColor(x, y).alpha()
    }
    assert len(rows) > picture.height() / 3


def test_other_colours_draw_them_anew(view):
    view.splice(0, (Entry("assistant", "$x^2$"),))
    before = set(names(view))
    dark = QPalette(view.palette())
    dark.setColor(QPalette.ColorRole.Base, "#101010")
    dark.setColor(QPalette.ColorRole.Text, "#f0f0f0")
    view.setPalette(dark)
    assert sources(view) == ["x^2"]
    assert not before & set(names(view))


def names(view):
    cursor = view.document().find(PICTURE)
    return [cursor.charFormat().toImageFormat().name()]
