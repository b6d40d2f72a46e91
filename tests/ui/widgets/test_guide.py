"""The welcome as it is seen and gone through with keys alone."""

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QPushButton

from evotr.settings import load_settings
from evotr.text import LANGUAGES
from evotr.workshop import Workshop
from scripts.bench.ui_parts.access import unnamed
from tests.fakes.office import FakeOffice
from ui.bridge import Doorbell, Opening
from ui.presenters import Desk
from ui.presenters.first_run import FirstRun
from ui.text import load
from ui.widgets import Here, MainWindow, Outside
from ui.widgets.first_language import LanguageDialog

# The offscreen platform has no stack of windows and no size hints.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "support raise")


@pytest.fixture
def office():
    return FakeOffice()


@pytest.fixture
def closed_desk(qtbot, fake, office, language):
    desk = Desk(load(language), Opening(fake.opened), find_nights=lambda: office)
    ended = []
    desk.closed.connect(lambda: ended.append(True))
    yield desk
    desk.close()
    qtbot.waitUntil(lambda: bool(ended), timeout=15_000)


@pytest.fixture
def start(qtbot, closed_desk, home, platform):
    """Shows the window of a home, as the program does."""
    home.mkdir()
    doorbells = []

    def show():
        settings = load_settings({"evotr_home": home, "menu_bar": False})
        memory = QSettings(str(home / "window.ini"), QSettings.Format.IniFormat)
        window = MainWindow(closed_desk, memory)
        qtbot.addWidget(window, before_close_func=lambda w: w.hide())
        doorbells.append(Doorbell(home))
        first = FirstRun(memory, settings.paths.journal)
        here = Here(
            settings, platform, doorbells[-1], lambda: Workshop(settings), first
        )
        outside = Outside(closed_desk, window, here)
        window.show()
        outside.begin()
        with qtbot.waitActive(window):
            window.activateWindow()
        return outside

    return show


@pytest.fixture
def outside(qtbot, start, closed_desk):
    outside = start()
    with qtbot.waitSignal(closed_desk.opened, timeout=10_000):
        closed_desk.open()
    return outside


def press(qtbot, key=Qt.Key.Key_Return):
    qtbot.keyClick(QApplication.focusWidget(), key)


def test_an_answer_does_not_take_the_keyboard_from_who_writes(
    qtbot, outside, closed_desk, next_turn
):
    guide, texts = outside.guide, closed_desk.texts
    press(qtbot)
    turn = next_turn()
    edit = outside._window.page.composer.edit
    edit.setFocus()
    turn.say("EVO-TR.")
    turn.finish()
    qtbot.waitUntil(lambda: guide.said.text() == texts("guide.answered"))
    assert edit.hasFocus()


@pytest.mark.parametrize("place", ["question", "skip", "asking"])
def test_what_is_typed_at_the_card_is_a_message(
    qtbot, outside, closed_desk, next_turn, place
):
    guide, edit = outside.guide, outside._window.page.composer.edit
    turn = None
    if place == "skip":
        guide.skip.setFocus()
    elif place == "asking":
        press(qtbot)
        turn = next_turn()
    for letter in "Hi, my name is Ann":
        qtbot.keyClicks(QApplication.focusWidget(), letter)
    assert edit.hasFocus()
    assert edit.toPlainText() == "Hi, my name is Ann"
    assert guide.isVisible()
    if turn is not None:
        turn.finish()
        qtbot.waitUntil(lambda: not closed_desk.chat.running)
        assert edit.hasFocus()
    press(qtbot)
    turn = next_turn()
    assert turn.stored.result(10).content == "Hi, my name is Ann"
    turn.finish()
    qtbot.waitUntil(lambda: not closed_desk.chat.running)


def test_a_question_is_asked_once_until_it_has_its_answer(
    qtbot, outside, fake, next_turn
):
    guide = outside.guide
    press(qtbot, Qt.Key.Key_Space)
    turn = next_turn()
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return) * 2:
        press(qtbot, key)
    for question in guide.questions:
        qtbot.mouseClick(question, Qt.MouseButton.LeftButton)
    assert guide.isVisible()
    assert fake.turns.empty()
    turn.finish()
    qtbot.waitUntil(lambda: all(each.isEnabled() for each in guide.questions))
    guide.questions[1].click()
    next_turn().finish()


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize("language", ["en", "tr"])
def test_keys_alone_lead_from_the_first_question_to_the_end(
    qtbot, outside, next_turn, office, home
):
    guide, texts = outside.guide, outside._desk.texts
    assert guide.isVisible()
    assert guide.questions[0].hasFocus()
    press(qtbot)
    turn = next_turn()
    turn.say("EVO-TR.")
    turn.finish()
    qtbot.waitUntil(lambda: guide.said.text() == texts("guide.answered"))
    assert guide.next.hasFocus()
    press(qtbot)
    assert str(home) in guide.text.text()
    press(qtbot)
    assert guide.title.text() == texts("guide.model")
    qtbot.waitUntil(lambda: guide.offers.count() > 0, timeout=20_000)
    assert texts("guide.best") in guide.offers.currentText()
    assert guide.about.text()
    assert guide.get.isEnabled()
    assert not guide.stop.isEnabled()
    assert unnamed(outside._window) == []
    press(qtbot)
    assert "02:00-06:00" in guide.text.text()
    assert guide.allow.isEnabled()
    press(qtbot)
    assert not guide.isVisible()
    assert office.done == []  # nothing was agreed to


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_model_that_will_answer_is_named(qtbot, start, closed_desk, fake):
    fake.model = "Qwen/Qwen2.5-3B-Instruct-4bit"
    outside = start()
    with qtbot.waitSignal(closed_desk.opened, timeout=10_000):
        closed_desk.open()
    card, texts = outside.guide, closed_desk.texts
    model = "Qwen2.5-3B-Instruct-4bit"
    assert card.text.text() == texts("guide.ask_other", model=model)
    outside._guiding.begin()
    outside._guiding.move(2)
    assert card.text.text() == texts("guide.model_other", model=model)


def test_the_bundled_model_is_called_that(outside, texts):
    assert outside.guide.text.text() == texts("guide.ask_more")


def test_it_is_left_out_once_it_was_skipped_and_is_in_the_help_menu(
    qtbot, outside, start
):
    qtbot.keyClick(outside.guide.skip, Qt.Key.Key_Space)
    assert not outside.guide.isVisible()
    again = start()
    assert again.guide is None
    again._window._menus.actions["welcome"].trigger()
    assert again.guide.isVisible()
    assert again.guide.title.text()


def test_every_button_is_reached_by_tab(qtbot, outside):
    guide = outside.guide
    wanted = {b for b in guide.findChildren(QPushButton) if b.isVisible()}
    wanted = {button for button in wanted if button.isEnabled()}
    seen = set()
    for _ in range(30):
        press(qtbot, Qt.Key.Key_Tab)
        seen.add(outside._window.focusWidget())
    assert wanted
    assert wanted <= seen


def test_nights_are_allowed_with_a_button_of_their_own(qtbot, outside, office, texts):
    guide = outside.guide
    for _ in range(3):
        guide.next.click()
    qtbot.waitUntil(lambda: "02:00" in guide.text.text())
    guide.allow.click()
    qtbot.waitUntil(lambda: not guide.allow.isEnabled())
    assert guide.text.text() == texts("guide.nights_on", hours="02:00-06:00")
    assert office.done == ["allow True"]


@pytest.mark.parametrize(
    ("usual", "key", "chosen"),
    [
        ("tr", Qt.Key.Key_Return, "tr"),
        ("en", Qt.Key.Key_Return, "en"),
        ("tr", Qt.Key.Key_Escape, "tr"),
    ],
)
def test_the_language_of_the_computer_is_a_return_away(qtbot, usual, key, chosen):
    dialog = LanguageDialog(usual)
    qtbot.addWidget(dialog)
    dialog.open()
    with qtbot.waitSignal(dialog.finished):
        qtbot.keyClick(dialog, key)
    assert dialog.language == chosen


def test_the_other_language_is_chosen_by_its_own_name(qtbot):
    dialog = LanguageDialog("en")
    qtbot.addWidget(dialog)
    dialog.open()
    assert unnamed(dialog) == []
    assert dialog.buttons["tr"].text() == "Türkçe"
    dialog.buttons["tr"].click()
    assert dialog.language == "tr"


@pytest.mark.parametrize("language", ["en", "tr"])
def test_the_keyboard_stays_with_words_that_were_not_sent(qtbot, start, closed_desk):
    """Those of the last time, or those written while EVO-TR opens."""
    closed_desk.drafts.note("", "", "yarım söz")
    outside = start()
    field = outside._window.page.composer.edit
    assert field.toPlainText() == "yarım söz"
    field.setFocus()
    with qtbot.waitSignal(closed_desk.opened, timeout=10_000):
        closed_desk.open()
    qtbot.waitUntil(outside.guide.questions[0].isEnabled)
    assert field.hasFocus()


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_download_that_fails_leaves_the_keyboard_where_it_can_be_tried_again(
    qtbot, outside
):
    card = outside.guide
    for _ in range(2):
        outside._guiding.move(1)
    qtbot.waitUntil(card.get.isEnabled, timeout=10_000)
    card.get.setFocus()
    outside._guiding.pulling.emit("…")
    assert card.window().focusWidget() is card.next
    card.stop.setFocus()
    outside._guiding.pulling.emit("")
    assert card.window().focusWidget() is card.get


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("button", ["skip", "next"])
def test_at_its_end_one_writes_a_message(qtbot, outside, closed_desk, button):
    card = outside.guide
    window = card.window()
    with qtbot.waitActive(window):
        window.activateWindow()
    if button == "next":
        for _ in range(3):
            outside._guiding.move(1)
    pressed = getattr(card, button)
    pressed.setFocus()
    press(qtbot)
    qtbot.waitUntil(card.isHidden)
    assert window.focusWidget() is window.page.composer.edit
    assert closed_desk.chat.open


def reached(card, widget):
    """Whether it is seen where it is scrolled to, as much of it as there is room."""
    card.told.ensureWidgetVisible(widget, 0, 0)
    seen = widget.visibleRegion().boundingRect()
    most = min(widget.height(), card.told.viewport().height())
    return (seen.width(), seen.height()) == (widget.width(), most)


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize("language", LANGUAGES)
def test_all_of_a_step_can_be_read_in_the_smallest_window(qtbot, outside):
    card, window = outside.guide, outside._window
    window.resize(window.minimumSize())
    for step in range(4):
        if step:
            outside._guiding.move(1)
        if step == 2:
            qtbot.waitUntil(lambda: bool(card.about.text()), timeout=20_000)
        parts = [
            part
            for part in (card.text, *card.questions, card.offers, card.get, card.about)
            if part.isVisible()
        ]

        def tall(parts=parts):
            return all(
                part.height() >= part.heightForWidth(part.width()) for part in parts
            )

        qtbot.waitUntil(tall)
        assert (window.width(), window.height()) == (640, 340)

        def read(parts=parts):  # what was scrolled is laid out a moment later
            return all(reached(card, part) for part in parts)

        qtbot.waitUntil(read)
        for pressed in (card.next, card.back):
            assert pressed.visibleRegion().boundingRect().size() == pressed.size()


def test_what_is_scrolled_is_reached_and_named(qtbot, outside):
    card, window = outside.guide, outside._window
    assert card.told.focusPolicy() == Qt.FocusPolicy.NoFocus
    window.resize(window.minimumSize())
    bar = card.told.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    assert card.told.accessibleName() == card.title.text() != card.accessibleName()
    for _ in range(30):
        press(qtbot, Qt.Key.Key_Tab)
        if card.told.hasFocus():
            break
    assert card.told.hasFocus()
    press(qtbot, Qt.Key.Key_End)
    press(qtbot, Qt.Key.Key_PageDown)
    assert bar.value() > 0


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize("language", LANGUAGES)
def test_who_was_here_before_writes_on_where_he_was(qtbot, start, closed_desk, home):
    """The card that was not seen to its end comes again, without the keyboard."""
    assert start().guide.isVisible()
    (home / "journal.db").touch()
    again = start()
    field = again._window.page.composer.edit
    assert again.guide.isVisible()
    assert field.hasFocus()
    with qtbot.waitSignal(closed_desk.opened, timeout=10_000):
        closed_desk.open()
    qtbot.waitUntil(again.guide.questions[0].isEnabled)
    assert field.hasFocus()
    again.guide.next.setFocus()  # who goes there is led on
    press(qtbot)
    assert again.guide.next.hasFocus()
    again._welcome_again()  # and who asks for it
    assert again.guide.questions[0].hasFocus()
