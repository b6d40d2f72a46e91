"""Formulas are drawn in their places; what is none stays as it was written."""

import pytest
from PySide6.QtGui import QTextFormat
from typing_extensions import override

from ui.presenters import Entry
from ui.widgets.transcript import TranscriptView

PICTURE = "\ufffc"


@pytest.fixture
def view(qtbot, texts):
    widget = TranscriptView(texts)
    qtbot.addWidget(widget)
    widget.resize(700, 400)
    return widget


@pytest.fixture
def draw(qtbot, view):
    """Shows an answer, and waits until everything in it is drawn."""

    def drawn(text, *more):
        view.splice(0, (Entry("assistant", text), *more))
        settle(qtbot, view)

    return drawn


def settle(qtbot, view):
    studio = view._easel.studio
    qtbot.waitUntil(lambda: studio._easel is None, timeout=20_000)


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
def test_what_is_drawn(view, draw, text, shown):
    draw(text, Entry("user", "q"))
    assert sources(view) == shown
    if not shown:
        assert PICTURE not in view.toPlainText()
        assert view.toPlainText().count("$") == text.count("$")


def test_what_stands_around_a_formula_stays(view, draw):
    draw(r"Önce $x^2$ sonra $y$.")
    assert f"Önce {PICTURE} sonra {PICTURE}." in view.toPlainText()


@pytest.mark.parametrize("source", ["x", r"\frac{1}{7}", r"\text{ışık}"])
def test_every_letter_is_painted(view, draw, source):
    draw(f"${source}$")
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


def test_other_colours_draw_them_anew(qtbot, view, draw, palette):
    draw("$x^2$")
    before = set(names(view))
    palette(Base="#101010", Text="#f0f0f0")
    settle(qtbot, view)
    assert sources(view) == ["x^2"]
    assert not before & set(names(view))


def test_it_is_read_as_written_until_it_is_drawn_and_nobody_waits(qtbot, view):
    view.splice(0, (Entry("assistant", r"Alan $\pi r^2$ olur."), Entry("user", "q")))
    assert r"Alan $\pi r^2$ olur." in view.toPlainText()
    view.splice(2, (Entry("assistant", "sonra"),))
    settle(qtbot, view)
    assert f"Alan {PICTURE} olur." in view.toPlainText()
    # What stands below it is found where it stands now.
    view.splice(1, (Entry("user", "başka"),))
    assert view.toPlainText().split("\n")[1] == f"Alan {PICTURE} olur."
    assert view.toPlainText().endswith("başka")
    view.splice(0, (Entry("assistant", r"Yine $\pi r^2$."),))
    assert f"Yine {PICTURE}." in view.toPlainText()


def test_a_formula_that_is_gone_is_drawn_nowhere(qtbot, view):
    view.splice(0, (Entry("assistant", "$a^2$ " * 3), Entry("assistant", "$b$")))
    view.splice(0, (Entry("assistant", "başka"), Entry("assistant", "$c$")))
    settle(qtbot, view)
    assert sources(view) == ["c"]


class Sharper(TranscriptView):
    ratio = 1.0

    @override
    def devicePixelRatioF(self):
        return self.ratio


def test_pictures_are_as_sharp_as_the_screen_that_the_window_comes_to(qtbot, texts):
    view = Sharper(texts)
    qtbot.addWidget(view)
    with qtbot.waitExposed(view):
        view.show()
    view.splice(0, (Entry("assistant", "$x^2$"),))
    settle(qtbot, view)
    (before,) = names(view)
    view.ratio = 2.0
    view.viewport().update()
    qtbot.waitUntil(lambda: names(view) not in ([before], [""]), timeout=20_000)
    small, large = (view.document().resource(2, n) for n in (before, *names(view)))
    assert large.width() > 1.8 * small.width()
    assert large.width() / 2 == pytest.approx(small.width(), abs=1)


def test_a_reader_above_sees_the_same_words(qtbot, view):
    with qtbot.waitExposed(view):
        view.show()
    many = "\n\n".join(rf"$\frac{{{n}}}{{\frac{{a}}{{b}}}}$ {n}." for n in range(20))
    view.splice(0, (Entry("assistant", many), Entry("assistant", "satır\n\n" * 60)))
    view.go_to(1)
    before = view.place_of_answer(1).top()
    settle(qtbot, view)
    assert len(sources(view)) == 20
    assert abs(view.place_of_answer(1).top() - before) <= 2


def names(view):
    cursor = view.document().find(PICTURE)
    return [cursor.charFormat().toImageFormat().name()]
