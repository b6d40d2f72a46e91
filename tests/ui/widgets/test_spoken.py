"""The conversation in the accessibility tree: messages, and their links to press."""

import gc

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAccessible

from evotr.text import LANGUAGES
from ui.presenters import Entry
from ui.presenters.sources import Origin
from ui.text import load
from ui.widgets.first_language import LanguageDialog
from ui.widgets.spoken import speak_messages
from ui.widgets.transcript import TranscriptView

NAME, TOLD = QAccessible.Text.Name, QAccessible.Text.Description
ROLE = QAccessible.Role
PAIR = (
    Entry("user", "Kira ne zaman?"),
    Entry(
        "assistant",
        "Ayın **beşinde** [1]; bkz. [ev](https://ev.example).",
        chip="Hukuk, güven %82",
        note="Durduruldu.",
        state="cancelled",
        sources=(Origin("kira.pdf", "Beşinde."),),
        place=(1, 2),
    ),
)


@pytest.fixture
def view(qtbot, language):
    speak_messages()
    view = TranscriptView(load(language))
    qtbot.addWidget(view)
    view.resize(700, 500)
    view.show()
    view.splice(0, PAIR)
    return view


@pytest.fixture
def spoken(view):
    return QAccessible.queryAccessibleInterface(view)


def below(node):
    return [node.child(number) for number in range(node.childCount())]


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_say_who_said_what(view, spoken, language):
    texts = load(language)
    assert (spoken.role(), spoken.text(NAME)) == (ROLE.List, view.accessibleName())
    asked, answered = below(spoken)
    assert (asked.role(), answered.role()) == (ROLE.ListItem, ROLE.ListItem)
    assert asked.text(NAME) == texts("spoken.you", text="Kira ne zaman?")
    assert answered.text(NAME) == texts("spoken.assistant", text=PAIR[1].text)
    assert answered.text(TOLD) == "Hukuk, güven %82 Durduruldu."
    assert spoken.indexOfChild(answered) == 1
    assert answered.parent() is spoken


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_have_names_and_can_be_pressed(qtbot, view, spoken, language):
    texts = load(language)
    asked, answered = below(spoken)
    assert below(asked) == []
    links = {link.text(NAME): link for link in below(answered)}
    keys = ("up", "down", "correct", "copy", "again", "edit", "go_on")
    named = [texts(f"transcript.{key}") for key in keys]
    steps = [texts("menu.earlier"), texts("menu.later")]
    assert {"Hukuk, güven %82", "[1]", "ev", "[1] kira.pdf", *named, *steps} == {*links}
    assert {link.role() for link in links.values()} == {ROLE.Link}
    press = links[texts("transcript.up")].actionInterface()
    with qtbot.waitSignal(view.acted) as acted:
        press.doAction(press.actionNames()[0])
    assert acted.args == ["up", 1]
    assert answered.indexOfChild(links["ev"]) >= 0
    assert links["ev"].parent() is answered


def test_they_are_found_where_they_are_seen(view, spoken):
    _, answered = below(spoken)
    page = view.viewport()
    where = page.rect().translated(page.mapToGlobal(QPoint(0, 0)))
    for link in below(answered):
        assert where.contains(link.rect().center())
        assert answered.rect().intersects(link.rect())
    link = below(answered)[0]
    centre = link.rect().center()
    assert answered.childAt(centre.x(), centre.y()) is link


def test_what_is_gone_says_so_and_what_comes_is_there(view, spoken):
    _, answered = below(spoken)
    link = below(answered)[0]
    view.splice(1, ())
    assert spoken.childCount() == 1
    assert not answered.isValid()
    assert not link.isValid()
    assert (answered.text(NAME), link.text(NAME), answered.childCount()) == ("", "", 0)
    view.splice(1, (Entry("assistant", "Yarın."), Entry("user", "Peki?")))
    assert spoken.childCount() == 3
    assert answered.isValid()
    assert "Yarın." in answered.text(NAME)


def test_messages_that_are_not_drawn_are_not_there(view, spoken):
    many = tuple(Entry("user", f"{number}") for number in range(400))
    view.splice(0, many)
    assert 0 < spoken.childCount() < 400
    assert below(spoken)[-1].text(NAME).endswith("399")


def test_a_view_that_is_gone_leaves_nothing_to_fall_over(qtbot):
    speak_messages()
    view = TranscriptView(load("en"))
    view.splice(0, PAIR)
    node = QAccessible.queryAccessibleInterface(view).child(1)
    view.deleteLater()
    qtbot.waitUntil(lambda: not node.isValid())
    gc.collect()
    assert node.childCount() == 0


def test_the_first_question_has_a_name(qtbot):
    dialog = LanguageDialog("tr")
    qtbot.addWidget(dialog)
    name = QAccessible.queryAccessibleInterface(dialog).text(NAME)
    for language in LANGUAGES:
        assert load(language)("guide.language") in name


@pytest.fixture
def language():
    return "en"
