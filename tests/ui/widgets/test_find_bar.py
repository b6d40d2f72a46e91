"""Words are found in the conversation in front: marked, counted, gone to."""

import subprocess
import sys

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor, QPalette, QTextCursor, QTextDocument
from PySide6.QtWidgets import QApplication

from tests.ui.widgets.test_window import listed, window  # noqa: F401
from ui.text import load
from ui.theme import colors_of
from ui.theme.colors import contrast
from ui.widgets.finding import needles_of, places_of

LONG = """
from PySide6.QtGui import QGuiApplication, QTextDocument
from ui.widgets.finding import places_of

app = QGuiApplication([])
text = "😀ışﬁk a" * 80_000
document = QTextDocument(text)
places = places_of(document, ["isfik", "olmayan", "yok", "a"])
assert len(places) == 160_000
assert places[-1].selectedText() == "a"
assert places[-2].selectedText() == "ışﬁk"
"""

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "support raise")


@pytest.fixture(params=["tr", "en"])
def language(request):
    return request.param


@pytest.fixture
def texts(language):
    return load(language)


@pytest.fixture
def asked(qtbot, window, fake, closed_desk):  # noqa: F811
    """Opens a conversation and looks for words in it with the keyboard."""

    def ask(words, *said):
        fake.add("konu", *said)
        closed_desk.conversations.refresh()
        qtbot.waitUntil(lambda: listed(window)[0] == "konu")
        window.side.list.setCurrentIndex(window.side.model.index(0))
        chat = window.page.chat
        qtbot.waitUntil(lambda: [e.text for e in chat.entries] == list(said))
        with qtbot.waitActive(window):
            window.activateWindow()
        qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        bar = window.page.finding
        assert QApplication.focusWidget() is bar.field
        qtbot.keyClicks(bar.field, words)
        qtbot.keyClick(bar.field, Qt.Key.Key_Return)
        return bar

    return ask


def marked(window):  # noqa: F811
    selections = window.page.transcript.extraSelections()
    return [each.cursor.selectedText() for each in selections]


def test_return_goes_on_and_shift_return_back(qtbot, window, asked, texts):  # noqa: F811
    bar = asked("isik", "IŞIK ve ışık", "Işık söndü. Copy Kopyala", "ısık işık")
    assert marked(window) == ["IŞIK", "ışık", "Işık", "ısık", "işık"]
    counts = [bar.count.text()]
    for shift in (False, False, True):
        held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier(0)
        qtbot.keyClick(bar.field, Qt.Key.Key_Return, held)
        counts.append(bar.count.text())
    wanted = [texts("find.count", number=n, total=5) for n in (1, 2, 3, 2)]
    assert counts == wanted
    assert bar.field.accessibleDescription() == wanted[-1]
    qtbot.keyClick(bar.field, Qt.Key.Key_Escape)
    assert bar.isHidden()
    assert marked(window) == []
    assert QApplication.focusWidget() is window.page.composer.edit


def test_the_words_of_the_window_are_not_found(window, asked, texts):  # noqa: F811
    bar = asked(texts("transcript.copy"), "soru", "yanıt")
    assert texts("transcript.copy") in window.page.transcript.toPlainText()
    assert marked(window) == []
    assert bar.count.text() == texts("find.nothing")


def test_what_is_not_drawn_yet_is_found(window, asked):  # noqa: F811
    talk = [f"{n} numara" for n in range(400)]
    talk[3] = "Zürafa burada"
    bar = asked("zurafa", *talk)
    assert marked(window) == ["Zürafa"]
    view = window.page.transcript
    (place,) = view.extraSelections()
    top = view.cursorRect(place.cursor).top()
    assert 0 <= top < view.viewport().height()
    assert bar.isVisible()


def test_what_is_typed_is_looked_for_in_what_is_drawn_until_return(
    qtbot,
    window,  # noqa: F811
    asked,
    texts,
):
    talk = [f"{n} numara" for n in range(400)]
    talk[3], talk[398] = "Zürafa burada", "Zürafa da orada"
    bar = asked("yok", *talk)
    bar.field.selectAll()
    qtbot.keyClicks(bar.field, "zurafa")
    one = texts("find.count", number=1, total=1)
    qtbot.waitUntil(lambda: bar.count.text() == one, timeout=10_000)
    assert "burada" not in window.page.transcript.toPlainText()
    qtbot.keyClick(bar.field, Qt.Key.Key_Return)
    assert bar.count.text() == texts("find.count", number=1, total=2)
    assert "burada" in window.page.transcript.toPlainText()
    qtbot.keyClick(bar.field, Qt.Key.Key_Return)
    assert bar.count.text() == texts("find.count", number=2, total=2)


def test_what_is_typed_is_drawn_where_nothing_drawn_has_it(qtbot, window, asked):  # noqa: F811
    talk = [f"{n} numara" for n in range(400)]
    talk[3] = "Zürafa burada"
    bar = asked("yok", *talk)
    bar.field.selectAll()
    qtbot.keyClicks(bar.field, "zurafa")
    qtbot.waitUntil(lambda: marked(window) == ["Zürafa"], timeout=10_000)


def test_a_hit_of_the_list_is_shown_where_it_stands(qtbot, window, fake, texts):  # noqa: F811
    long = "uzun bir satır\n\n" * 80 + "Zürafa burada\n\n" + "daha da uzun\n\n" * 80
    fake.add("konu", "soru", long)
    window.side.search.setText("zürafa burada")
    qtbot.waitUntil(lambda: listed(window) == ["konu"])
    window.side.list.setCurrentIndex(window.side.model.index(0))
    qtbot.waitUntil(lambda: marked(window) == ["Zürafa burada"])
    view = window.page.transcript

    def in_sight():
        places = view.extraSelections()
        rect = view.cursorRect(places[0].cursor) if places else None
        return rect and 0 <= rect.top() < view.viewport().height()

    qtbot.waitUntil(in_sight)
    assert window.page.finding.count.text() == texts("find.count", number=1, total=1)
    window.side.search.clear()
    window.side.chosen.emit("")
    assert window.page.finding.isHidden()


@pytest.mark.parametrize("by", ["list", "bar"])
@pytest.mark.parametrize("role", ["user", "assistant"])
def test_words_beyond_what_is_drawn_of_a_long_message_are_found(
    qtbot,
    window,  # noqa: F811
    fake,
    asked,
    by,
    role,
):
    long = "uzun bir satır\n\n" * 2000 + "Zürafa burada\n\n" + "daha\n\n" * 50
    said = (long, "yanıt") if role == "user" else ("soru", long)
    view = window.page.transcript
    if by == "bar":
        asked("zurafa", *said)
        assert marked(window) == ["Zürafa"]
    else:
        fake.add("konu", *said)
        window.side.search.setText("zürafa burada")
        qtbot.waitUntil(lambda: listed(window) == ["konu"])
        assert "Zürafa" not in view.toPlainText()
        window.side.list.setCurrentIndex(window.side.model.index(0))
        qtbot.waitUntil(lambda: marked(window) == ["Zürafa burada"], timeout=10_000)
    (place,) = view.extraSelections()
    top = view.cursorRect(place.cursor).top()
    assert 0 <= top < view.viewport().height()


def test_a_conversation_that_changes_on_and_on_is_looked_through(
    qtbot,
    window,  # noqa: F811
    asked,
    texts,
):
    bar = asked("isik", "IŞIK", "ışık")
    assert bar.count.text() == texts("find.count", number=1, total=2)
    document = window.page.transcript.document()
    document.find("ışık").insertText("ışık ışık")
    ticking = QTimer()
    ticking.timeout.connect(document.contentsChanged)
    ticking.start(1)
    wanted = texts("find.count", number=1, total=3)
    qtbot.waitUntil(lambda: bar.count.text() == wanted, timeout=10_000)
    ticking.stop()


def current(window):  # noqa: F811
    """The place that is marked as the one of now: its message, and its word."""
    bar, view = window.page.finding, window.page.transcript
    accent = colors_of(view.palette()).accent
    (place,) = (
        QTextCursor(each.cursor)
        for each in view.extraSelections()
        if each.format.background().color() == accent and each.cursor.hasSelection()
    )
    assert bar.isVisible()
    return place.block().text(), place.selectedText()


@pytest.fixture
def dark(qapp):
    before = qapp.palette()

    def turn():
        palette = QPalette(before)
        palette.setColor(QPalette.ColorRole.Base, QColor("#1e2024"))
        palette.setColor(QPalette.ColorRole.Text, QColor("#f2f2f2"))
        qapp.setPalette(palette)

    yield turn
    qapp.setPalette(before)


@pytest.mark.parametrize("light", [True, False])
def test_what_is_found_in_a_question_is_seen(qtbot, window, asked, dark, light):  # noqa: F811
    asked("isik", "ışık ve IŞIK ve ışık", "yanıt")
    if not light:
        dark()
        colors = colors_of(QApplication.palette())
        qtbot.waitUntil(lambda: window._colors == colors)
    view = window.page.transcript

    def grounds():
        """Above the letters of the second word, and of what stands before it."""
        picture = view.viewport().grab().toImage()
        marks = [QTextCursor(each.cursor) for each in view.extraSelections()]
        mark = marks[1]
        mark.setPosition(mark.selectionStart())
        rect = view.cursorRect(mark)
        return [picture.pixelColor(rect.left() + x, rect.top() + 1) for x in (2, -2)]

    qtbot.waitUntil(lambda: marked(window)[1:2] == ["IŞIK"])
    qtbot.waitUntil(lambda: contrast(*grounds()) >= 1.5)


@pytest.mark.parametrize("change", ["dark", "larger", "language"])
def test_the_same_place_is_the_current_one_when_all_is_drawn_anew(
    qtbot,
    window,  # noqa: F811
    asked,
    closed_desk,
    dark,
    change,
):
    talk = [f"Işık {n}, bir ışık daha" for n in range(120)]
    bar = asked("isik", *talk)
    for _ in range(7):
        qtbot.keyClick(bar.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    before, said = current(window), bar.count.text()
    drawn = []
    window.page.transcript.document().contentsChanged.connect(lambda: drawn.append(1))
    match change:
        case "dark":
            dark()
        case "larger":
            window.viewing.commands["larger"]()
        case "language":
            other = {"tr": "en", "en": "tr"}[closed_desk.texts.language]
            closed_desk.speak(other)
            said = load(other)("find.count", number=bar._at + 1, total=240)
    qtbot.waitUntil(lambda: bool(drawn) and not bar._again.isActive())
    qtbot.waitUntil(lambda: bar.count.text() == said)
    assert current(window) == before


def test_many_places_in_a_long_block_are_soon_found():
    subprocess.run([sys.executable, "-c", LONG], check=True, timeout=60)


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("😀 İzmir’de ışık", "ışık", ["ışık"]),
        ("👍🏽 IŞIK", "isik", ["IŞIK"]),
        ("ﬁkir ve fikir", "fikir", ["ﬁkir", "fikir"]),
        ("bir iki üç", "uc  bir", ["bir", "üç"]),
        ("iki üç, iki", "iki üç", ["iki üç"]),
        ("aaa", "aa", ["aa"]),
        ("işe iş", "iş işe", ["işe", "iş"]),
        ("a.b ab", "a.b", ["a.b"]),
        ("a", "", []),
    ],
)
@pytest.mark.usefixtures("qapp")
def test_places_are_those_of_the_letters_that_are_seen(text, words, found):
    document = QTextDocument(text)
    places = places_of(document, needles_of(words, [text]))
    assert [place.selectedText() for place in places] == found
    assert all(isinstance(place, QTextCursor) for place in places)
