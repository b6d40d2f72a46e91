"""Panels, dialogs and Qt's own words in another language, while they are open."""

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QSettings
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFileDialog, QLineEdit

from evotr.domain import NightProgress
from evotr.settings import load_settings
from evotr.text import LANGUAGE_VARIABLES
from evotr.workshop import Workshop
from tests.fakes.keeping import kept, teach
from tests.fakes.office import FakeOffice
from tests.fakes.seen_words import left_over, words
from ui.bridge import Doorbell, Opening
from ui.presenters import Desk
from ui.presenters.panels import PanelsDesk
from ui.text import load
from ui.text.qt import QtLanguage
from ui.widgets import MainWindow
from ui.widgets.asking import ask, ask_name
from ui.widgets.documents import choose, show_skipped
from ui.widgets.outside import Here, Outside
from ui.widgets.panels import SECTIONS
from ui.widgets.panels.window import PanelsWindow

# The offscreen platform has no stack of windows and no size hints.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "support raise")


@pytest.fixture
def panels(qtbot, tmp_path, platform, home):
    """The panels over the real assistant, and nights that have been."""
    office = FakeOffice("en")
    office.on = True
    opening = Opening(lambda: kept(tmp_path))
    desk = Desk(load("en"), opening, find_nights=lambda: office)
    settings = load_settings({"evotr_home": home})
    panels = PanelsDesk(desk, platform, lambda: Workshop(settings))
    with qtbot.waitSignal(desk.opened, timeout=10_000):
        desk.open()
    of_qt = QtLanguage(desk.texts)
    desk.spoken.connect(of_qt.follow)
    yield panels
    of_qt.close()
    with qtbot.waitSignal(desk.closed, timeout=15_000):
        desk.close()


@pytest.fixture
def window(qtbot, panels):
    window = PanelsWindow(panels)
    qtbot.addWidget(window)
    return window


def none_left(face, language):
    assert left_over(words(face), language) == []


def settled(qtbot, face, language):
    """Until nothing of another language is left."""
    qtbot.waitUntil(lambda: none_left(face, language), timeout=9_000)


@pytest.mark.parametrize("section", SECTIONS)
def test_every_panel(qtbot, panels, window, section):
    teach(panels.desk.assistant)
    window.open(section)
    settled(qtbot, window, "tr")
    qtbot.waitUntil(lambda: ready(window, section), timeout=9_000)
    panel = window.panels[section]
    before = words(panel)
    panels.desk.speak("tr")
    settled(qtbot, window, "en")
    fresh = PanelsWindow(panels)
    qtbot.addWidget(fresh)
    fresh.open(section)

    def as_a_new_one():
        old, new = words(panel), words(fresh.panels[section])
        assert [each for each in old if each not in new] == []
        assert [each for each in new if each not in old] == []

    qtbot.waitUntil(as_a_new_one, timeout=9_000)
    panels.desk.speak("en")

    def as_it_was():
        now = words(panel)
        assert [each for each in now if each not in before] == []
        assert [each for each in before if each not in now] == []

    qtbot.waitUntil(as_it_was, timeout=9_000)


def ready(window, section):
    """Whether a panel shows what it is about."""
    panel = window.panels[section]
    shown = {
        "memory": ("reasons", "toPlainText"),
        "labelling": ("question", "toPlainText"),
        "nights": ("_told",),
        "experts": ("expert",),
        "models": ("row",),
        "load": ("bars",),
        "settings": ("lines",),
    }
    if section == "models" and not panel.offers.count():
        return False  # those that can be had come after those that are there
    for name in shown[section]:
        panel = getattr(panel, name)
    return bool(panel() if callable(panel) else panel)


def test_what_is_being_typed_in_a_panel_stays(qtbot, panels, window):
    teach(panels.desk.assistant)
    for section in ("memory", "labelling"):
        window.open(section)
        qtbot.waitUntil(lambda at=section: ready(window, at), timeout=9_000)
    memory, labelling = window.panels["memory"], window.panels["labelling"]
    memory.text.insertPlainText("yarım ")
    labelling.right.insertPlainText("yarım")
    half = memory.text.toPlainText()
    panels.desk.speak("tr")
    settled(qtbot, window, "en")
    assert memory.row.about.startswith("bilgi")
    assert (memory.text.toPlainText(), labelling.right.toPlainText()) == (half, "yarım")


def test_a_night_under_way(qtbot, panels, window):
    office = panels.nights._port
    window.open("nights")
    office.progress = NightProgress(3, "train", "law", 40, 100, 300.0)
    panel = window.panels["nights"]
    qtbot.waitUntil(lambda: "Night 3" in panel.far.text())
    panels.desk.speak("tr")
    assert panel.far.text().startswith("3. gece: ")
    assert "yaklaşık 5 dk" in panel.far.text()


def test_the_setting_of_the_language_holds_at_once(
    qtbot, desk, platform, tmp_path, monkeypatch
):
    monkeypatch.delenv("EVOTR_LANGUAGE", raising=False)
    for name in LANGUAGE_VARIABLES:
        monkeypatch.setenv(name, "en_GB.UTF-8")
    settings = load_settings({"evotr_home": tmp_path})
    memory = QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat)
    window = MainWindow(desk, memory)
    qtbot.addWidget(window, before_close_func=lambda w: w.hide())
    here = Here(settings, platform, Doorbell(tmp_path), lambda: Workshop(settings))
    outside = Outside(desk, window, here)
    outside.open_section("settings")
    panels = outside._panels
    qtbot.addWidget(panels)
    of_qt = QtLanguage(desk.texts)
    desk.spoken.connect(of_qt.follow)
    lines = panels.panels["settings"].lines
    qtbot.waitUntil(lambda: "language" in lines, timeout=9_000)
    box = lines["language"].value
    box.setCurrentIndex(box.findData("tr"))
    box.activated.emit(box.currentIndex())
    qtbot.waitUntil(lambda: desk.texts.language == "tr", timeout=9_000)
    for face in (window, panels):
        settled(qtbot, face, "en")
    qtbot.waitUntil(lambda: panels.notice.label.text() == load("tr")("panels.from_now"))
    qtbot.waitUntil(lines["language"].reset.isEnabled, timeout=9_000)
    lines["language"].reset.click()
    qtbot.waitUntil(lambda: desk.texts.language == "en", timeout=9_000)
    monkeypatch.setenv("EVOTR_LANGUAGE", "en")
    with qtbot.waitSignal(panels._desk.settings.written, timeout=9_000):
        panels._desk.settings.write("language", "tr")
    assert desk.texts.language == "en"
    of_qt.close()


def test_a_folder_is_chosen_for_an_expert(qtbot, panels, window):
    window.open("experts")
    experts = window.panels["experts"]
    qtbot.waitUntil(lambda: ready(window, "experts"), timeout=9_000)
    experts.bring_in.click()
    (chooser,) = experts.findChildren(QFileDialog)
    titles = experts.expert.card.titles
    for language in ("tr", "en"):
        panels.desk.speak(language)
        title = load(language)("panels.import_folder", expert=titles[language])
        qtbot.waitUntil(lambda said=title: chooser.windowTitle() == said)
    chooser.reject()


@pytest.fixture
def of_qt(qapp):
    assert qapp is QCoreApplication.instance()
    texts = load("en")
    language = QtLanguage(texts)

    def speak(other):
        texts.speak(other)
        language.follow()

    yield texts, speak
    language.close()


def test_questions_follow_while_they_are_asked(qtbot, window, of_qt):
    texts, speak = of_qt
    box = ask(
        window,
        lambda: (
            texts("ask.trash", title="Ev"),
            texts("ask.trash_more"),
            texts("menu.delete"),
        ),
        list,
    )
    name = ask_name(window, lambda: texts("ask.folder", title="Ev"), ["a"], list)
    skipped = show_skipped(window, texts, [texts("documents.none")])
    files = choose(window, lambda: texts("documents.choose"), list, folder=False)
    speak("tr")
    for dialog in (box, name, skipped, files):
        settled(qtbot, dialog, "en")
        shown = {text.replace("&", "") for *_, text in words(dialog)}
        assert not shown & {"Cancel", "OK", "Close", "Open", "Look in:", "File name:"}
    assert box.text() == "“Ev” çöp kutusuna taşınsın mı?"
    assert [b.text().replace("&", "") for b in box.buttons()] == ["Sil", "İptal"]
    assert name.labelText() == "“Ev” için klasör (boş: yok)"
    for dialog in (box, name, skipped, files):
        dialog.reject()


@pytest.mark.parametrize(
    ("language", "undo", "keys", "day"),
    [
        ("en", "&Undo\tCtrl+Z", "Ctrl+Shift+PgUp", "Saturday"),
        ("tr", "&Geri Al\tCtrl+Z", "Ctrl+Shift+PgUp", "Cumartesi"),
    ],
)
def test_qts_own_words(qtbot, of_qt, language, undo, keys, day):
    _, speak = of_qt
    speak(language)
    field = QLineEdit()
    qtbot.addWidget(field)
    menu = field.createStandardContextMenu()
    assert menu.actions()[0].text() == undo
    native = QKeySequence.SequenceFormat.NativeText
    assert QKeySequence("Ctrl+Shift+PgUp").toString(native) == keys
    assert QLocale().dayName(6) == day


@pytest.mark.usefixtures("qapp")
def test_qt_speaks_as_before_when_the_program_ends():
    before = QLocale(), QCoreApplication.translate("QPlatformTheme", "Cancel")
    language = QtLanguage(load("tr"))
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "İptal"
    language.close()
    now = QLocale(), QCoreApplication.translate("QPlatformTheme", "Cancel")
    assert now == before


def test_what_was_said_lately_can_be_said_again():
    texts = load("en")
    deleted = texts("notice.deleted", title="Ev")
    parts = (texts("documents.stopped"), texts("documents.changed", number=3))
    joined = texts.join(*parts)
    texts.speak("tr")
    assert texts.again(deleted) == "“Ev” çöp kutusuna taşındı."
    assert texts.again(joined) == "Durduruldu. Alınan belge: 3."
    assert texts.again(f"{deleted}\nEv") == "“Ev” çöp kutusuna taşındı.\nEv"
    assert texts.again("Ev") == "Ev"
