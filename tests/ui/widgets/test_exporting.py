"""A conversation is written into a file from the window."""

import json
import os
import queue

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog

from evotr.text import LANGUAGES
from evotr.text.exported import json_text, markdown_of, whole_of
from tests.ui.presenters.test_sources import PAGE, SAID
from ui.presenters.exporting import ExportPresenter
from ui.text import load

# The offscreen platform cannot take the size hints of a dialog.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture(params=LANGUAGES)
def texts(request):
    return load(request.param)


@pytest.fixture
def window(qtbot, fake, desk, open_window):
    talk = fake.add("Çay: demleme/1", "Kaç derece?", "95", "Neden?", "**Tat.**")
    desk.select(talk)
    qtbot.waitUntil(lambda: len(desk.chat.entries) == 4)
    return open_window()


def action(window):
    return window.findChild(QAction, "export")


def choose(window, file, kind=None):
    """Ask for it, and choose a place."""
    action(window).trigger()
    dialog = window.findChild(QFileDialog)
    if kind is not None:
        dialog.filterSelected.emit(kind)
    dialog.fileSelected.emit(str(file))
    dialog.close()


def test_as_markdown(qtbot, window, fake, desk, texts, tmp_path):
    file = tmp_path / "çay.md"
    choose(window, file)
    qtbot.waitUntil(window.page.notice.isVisible)
    assert window.page.notice.label.text() == texts("export.done", file="çay.md")
    transcript = fake.transcript(desk.chat.conversation_id).result(10)
    assert file.read_text("utf-8") == f"{markdown_of(transcript, texts)}\n"
    assert f"**{texts('cli.role.user')}**" in file.read_text("utf-8")


def test_citations_are_numbered_as_the_window_shows_them(
    qtbot, window, fake, desk, tmp_path
):
    talk = fake.add("Ev", "Ne içer?", "Çay [2].", "Kaçta?", "Bilmem [2].")
    key = fake.transcript(talk).result(10).messages[1].id
    fake.reasons = {key: (PAGE, SAID)}
    desk.select(talk)
    qtbot.waitUntil(lambda: any(one.text == "Çay [1]." for one in desk.chat.entries))
    choose(window, tmp_path / "a.md")
    qtbot.waitUntil(window.page.notice.isVisible)
    told = (tmp_path / "a.md").read_text("utf-8")
    assert "Çay [1]." in told
    assert "Bilmem [2]." in told
    window.page.notice.hide()
    choose(window, tmp_path / "a.json")
    qtbot.waitUntil(window.page.notice.isVisible)
    assert "Çay [2]." in (tmp_path / "a.json").read_text("utf-8")


def test_what_the_user_wrote_in_an_answers_place_is_not_called_the_programs(
    qtbot, window, fake, desk, texts, tmp_path
):
    fake.correct(desk.chat.entries[3].key, "Tadı kaçar.").result(10)
    file = tmp_path / "çay.md"
    choose(window, file)
    qtbot.waitUntil(window.page.notice.isVisible)
    said = file.read_text("utf-8").rstrip().split("\n\n")
    head = said[said.index("Tadı kaçar.") - 1]
    assert head.startswith(f"**{texts('cli.sources.correction')}** · ")
    assert (
        sum(each.startswith(f"**{texts('cli.role.assistant')}**") for each in said) == 1
    )


def test_as_json_with_every_version(qtbot, window, fake, desk, tmp_path):
    fake.correct(desk.chat.entries[3].key, "Tadı kaçar.").result(10)
    file = tmp_path / "çay.JSON"
    choose(window, file)
    qtbot.waitUntil(file.exists)
    qtbot.waitUntil(window.page.notice.isVisible)
    talk = desk.chat.conversation_id
    transcript = fake.transcript(talk).result(10)
    stored = fake.messages(talk).result(10)
    assert file.read_text("utf-8") == f"{json_text(whole_of(transcript, stored))}\n"
    said = json.loads(file.read_text("utf-8"))["messages"]
    assert len(said) == 5
    assert [each["active"] for each in said].count(False) == 1


def test_the_file_is_called_as_the_conversation_and_what_it_is(window, texts):
    action(window).trigger()
    dialog = window.findChild(QFileDialog)
    assert dialog.windowTitle() == texts("export.choose")
    assert dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
    assert dialog.defaultSuffix() == "md"
    dialog.filterSelected.emit(dialog.nameFilters()[1])
    assert dialog.defaultSuffix() == "json"
    dialog.close()


@pytest.fixture
def dotted(qtbot, fake, desk, window):
    """The window over a conversation whose title has a dot."""
    desk.select(fake.add("Sürüm 1.2 notları", "Ne değişti?", "Hız."))
    desk.conversations.refresh()
    rows = desk.conversations
    qtbot.waitUntil(lambda: "1.2" in rows.listed_title(desk.chat.conversation_id))
    return window


@pytest.mark.parametrize("kind", ["md", "json"])
def test_a_title_with_a_dot_still_says_what_the_file_is(qtbot, dotted, tmp_path, kind):
    action(dotted).trigger()
    dialog = dotted.findChild(QFileDialog)
    dialog.setDirectory(str(tmp_path))
    at = 1 if kind == "json" else 0
    dialog.filterSelected.emit(dialog.nameFilters()[at])
    dialog.accept()
    file = tmp_path / f"Sürüm 1.2 notları.{kind}"
    qtbot.waitUntil(file.exists)
    assert file.read_text("utf-8").startswith("{" if kind == "json" else "#")
    qtbot.waitUntil(dotted.page.notice.isVisible)


@pytest.mark.parametrize("there", [True, False])
def test_a_typed_name_gets_its_ending_and_replaces_nothing(
    qtbot, dotted, tmp_path, there
):
    taken, other = tmp_path / "v1.2.json", tmp_path / "v1.2 2.json"
    if there:
        taken.write_text("mine")
    choose(dotted, tmp_path / "v1.2", "JSON (*.json)")
    file = other if there else taken
    qtbot.waitUntil(file.exists)
    qtbot.waitUntil(dotted.page.notice.isVisible)
    assert json.loads(file.read_text("utf-8"))["messages"]
    assert taken.read_text() == "mine" if there else not other.exists()


@pytest.mark.parametrize("known", [True, False])
def test_a_place_is_looked_for_among_the_documents(
    window, tmp_path, monkeypatch, known
):
    home = tmp_path / "ev"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))  # names folders otherwise
    if known:
        (home / "Documents").mkdir()
    dialog = QFileDialog(window)
    monkeypatch.chdir(dialog.directory().path())  # as if nothing was chosen before
    action(window).trigger()
    (dialog,) = (each for each in window.findChildren(QFileDialog) if each.isVisible())
    wanted = home / "Documents" if known else home
    assert dialog.directory().path() == str(wanted)
    dialog.close()


def test_the_file_is_in_the_language_that_it_was_asked_for_in(
    qtbot, window, fake, texts, tmp_path
):
    asker = texts("cli.role.user")
    gate = queue.Queue()
    fake.hold_storage(gate)
    file = tmp_path / "çay.md"
    choose(window, file)
    (other,) = set(LANGUAGES) - {texts.language}
    texts.speak(other)
    gate.put(None)
    qtbot.waitUntil(file.exists)
    qtbot.waitUntil(window.page.notice.isVisible)
    assert texts("cli.role.user") != asker
    assert f"**{asker}**" in file.read_text("utf-8")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Çay: demleme/1", "Çay demleme 1"),
        ("..\\..\n/etc", "etc"),
        ("", "EVO-TR"),
        ("?" * 9, "EVO-TR"),
        ("ş" * 300, "ş" * 60),
    ],
)
def test_a_title_is_no_path(title, name):
    assert ExportPresenter.name_for(title) == name


@pytest.mark.parametrize("place", ["gone/çay.md", "."])
def test_a_bad_place_is_one_sentence(qtbot, window, tmp_path, place):
    choose(window, tmp_path / place)
    qtbot.waitUntil(window.page.notice.isVisible)
    said = window.page.notice.label.text()
    assert str(tmp_path) in said
    assert "Traceback" not in said
    assert {each.name for each in tmp_path.iterdir()} <= {"window.ini"}


@pytest.mark.parametrize("on", ["said", "left"])
def test_that_it_failed_is_over_when_the_conversation_goes_on(
    qtbot, window, desk, tmp_path, on
):
    choose(window, tmp_path / "gone" / "çay.md")
    qtbot.waitUntil(window.page.notice.isVisible)
    if on == "said":
        desk.chat.send("Peki?")
    else:
        desk.select("")
    qtbot.waitUntil(lambda: not window.page.notice.isVisible())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_is_closed(qtbot, window, tmp_path):
    closed = tmp_path / "kapalı"
    closed.mkdir(mode=0o500)
    choose(window, closed / "çay.md")
    qtbot.waitUntil(window.page.notice.isVisible)
    assert list(closed.iterdir()) == []


def test_there_is_nothing_to_write_of_a_new_or_private_conversation(
    qtbot, window, desk
):
    assert action(window).isEnabled()
    desk.begin_private()
    qtbot.waitUntil(lambda: window._pages.front.chat.private)
    assert not action(window).isEnabled()
    window._pages.show_own()
    desk.select("")
    qtbot.waitUntil(lambda: not desk.chat.entries)
    assert not action(window).isEnabled()
