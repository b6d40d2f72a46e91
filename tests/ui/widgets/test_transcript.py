"""The transcript draws while it streams, and ends as if it had come whole."""

import re
import time
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import (
    QContextMenuEvent,
    QDesktopServices,
    QPalette,
    QTextCursor,
)
from PySide6.QtWidgets import QApplication

from evotr.text import LANGUAGES
from ui.presenters import Entry, Origin
from ui.text import load
from ui.theme import colors_of
from ui.widgets.markdown import CODE, KIND, USER
from ui.widgets.shown import LETTERS, SHOWN, WHOLE
from ui.widgets.smallprint import find_link
from ui.widgets.transcript import TranscriptView

NO_KEY = Qt.KeyboardModifier.NoModifier

MARKDOWN = """# Başlık

Bir *paragraf* ve `kod`.

1. a
2. b

   still b
- x
  - y

```python
def f():

    return 1
```

| Saat | Yer |
|---|---|
| 9 | Moda |

> söz

End."""


@pytest.fixture
def view(qtbot, texts):
    widget = TranscriptView(texts)
    qtbot.addWidget(widget)
    widget.resize(700, 400)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def shape(view):
    """Every block: text, kind, heading, whether listed or in a table."""
    found, block = [], view.document().begin()
    while block.isValid():
        form = block.blockFormat()
        found.append(
            (
                block.text(),
                form.intProperty(int(KIND)),
                form.headingLevel(),
                block.textList() is not None,
                QTextCursor(block).currentTable() is not None,
                form.leftMargin(),
            )
        )
        block = block.next()
    return found


@pytest.mark.parametrize("size", [1, 4, 9])
def test_a_streamed_answer_ends_as_one_that_came_whole(view, size):
    question, answer = Entry("user", "q"), Entry("assistant", MARKDOWN)
    view.splice(0, (question, answer))
    whole, page = shape(view), view.document().toHtml()
    view.splice(0, (question, Entry("assistant", "", "streaming")))
    for at in range(0, len(MARKDOWN), size):
        view.stream(MARKDOWN[at : at + size])
        view.flush()
    view.splice(1, (answer,))
    assert shape(view) == whole
    assert view.document().toHtml() == page


def test_the_end_of_an_answer_draws_nothing_anew(view):
    view.splice(0, (Entry("user", "q"), Entry("assistant", "", "streaming")))
    view.stream(MARKDOWN)
    view.flush()
    changes = []
    view.document().contentsChange.connect(lambda at, *_: changes.append(at))
    origin = (Origin("a.pdf", "Bir."),)
    view.splice(1, (Entry("assistant", MARKDOWN, sources=origin),))
    assert min(changes) >= view.document().find("söz").position()


@pytest.mark.parametrize(
    "change", [{"chip": "Kod, güven %80"}, {"details": ("Why.",)}, {"text": "other"}]
)
def test_an_answer_that_ended_otherwise_is_drawn_anew(view, change):
    answer = replace(Entry("assistant", "some words"), **change)
    view.splice(0, (Entry("user", "q"), answer))
    whole = view.document().toHtml()
    view.splice(1, (Entry("assistant", "", "streaming"),))
    view.stream("some words")
    view.splice(1, (answer,))
    assert view.document().toHtml() == whole


@pytest.mark.parametrize("size", [3, 1000])
def test_links_by_name_lead_somewhere(view, size):
    text = "See [the page][1] now.\n\nMore of [1].\n\n[1]: https://x.y/z\n"
    view.splice(0, (Entry("assistant", "", "streaming"),))
    for at in range(0, len(text), size):
        view.stream(text[at : at + size])
        view.flush()
    view.splice(0, (Entry("assistant", text),))
    # Both words, and the line that says where they lead, which is seen, too.
    assert links(view).count("https://x.y/z") == 3
    assert "[1]: https://x.y/z" in view.toPlainText()


def test_the_words_are_all_there_while_they_stream(view):
    view.splice(0, (Entry("user", "q"), Entry("assistant", "", "streaming")))
    for line in MARKDOWN.splitlines(keepends=True):
        view.stream(line)
        view.flush()
    shown = view.toPlainText()
    for word in ("Başlık", "paragraf", "still b", "def f():", "Moda", "söz", "End."):
        assert word in shown
    assert "```" not in shown
    assert "**" not in shown


def test_streaming_waits_for_the_flush(qtbot, view, texts):
    view.splice(0, (Entry("assistant", "", "streaming"),))
    assert texts("transcript.thinking") in view.toPlainText()
    view.stream("first words")
    assert "first words" not in view.toPlainText()
    qtbot.waitUntil(lambda: "first words" in view.toPlainText())
    assert texts("transcript.thinking") not in view.toPlainText()


def test_progress_is_shown_until_the_first_words(view, texts):
    view.splice(0, (Entry("assistant", "", "streaming"),))
    view.progress(40)
    assert texts("transcript.reading", percent=40) in view.toPlainText()
    view.stream("words")
    view.flush()
    view.progress(80)
    assert "80" not in view.toPlainText()


def test_user_words_are_shown_as_they_were_typed(view):
    typed = "# not a title\n  **not bold**\n<b>x</b> ğüşiöçİ 🙂"
    view.splice(0, (Entry("user", typed),))
    assert view.toPlainText() == typed
    assert shape(view)[0][1] == USER


def test_code_is_set_apart_in_a_fixed_font(view):
    view.splice(0, (Entry("assistant", "a\n\n```\nx = 1\n```\n"),))
    block = view.document().begin()
    while block.text() != "x = 1":
        block = block.next()
    assert block.blockFormat().intProperty(int(KIND)) == CODE
    assert QTextCursor(block).charFormat().fontFixedPitch()


def links(view):
    found, block = [], view.document().begin()
    while block.isValid():
        each = block.begin()
        while not each.atEnd():
            char = each.fragment().charFormat()
            if char.isAnchor():
                found.append(char.anchorHref())
            each += 1
        block = block.next()
    return found


def test_only_web_and_mail_links_survive(view):
    text = (
        "[a](https://x.y) [b](file:///etc/passwd) [c](evotr:again) "
        "[d](javascript:1) [e](mailto:a@b.c) ![pic](file:///etc/passwd) <b>tag</b>"
    )
    view.splice(0, (Entry("assistant", text), Entry("user", "q")))
    found = [link for link in links(view) if not link.startswith("evotr:")]
    assert found == ["https://x.y", "mailto:a@b.c"]
    assert "evotr:again" not in links(view)
    assert view.toPlainText().count("\ufffc") == 0
    assert "<b>tag</b>" in view.toPlainText()


@pytest.mark.parametrize("by", ["click", "keys"])
def test_a_link_of_an_answer_is_opened_outside(qtbot, view, monkeypatch, by):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    view.splice(
        0, (Entry("user", "q"), Entry("assistant", "See [there](https://x.y)."))
    )
    words = view.toPlainText()
    if by == "click":
        end = view.document().characterCount() - 1
        link = find_link(view.document(), "https://x.y", 0, end)
        link.setPosition(link.selectionStart() + 2)
        place = view.cursorRect(link).center()
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    else:
        with qtbot.waitActive(view):
            view.activateWindow()
        view.setFocus(Qt.FocusReason.TabFocusReason)
        for _ in range(20):
            if view.textCursor().charFormat().anchorHref() == "https://x.y":
                break
            qtbot.keyClick(view, Qt.Key.Key_Tab)
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert [url.toString() for url in opened] == ["https://x.y"]
    assert view.toPlainText() == words
    assert view.source().isEmpty()


def test_nothing_is_read_from_disk_or_network(view, tmp_path):
    file = tmp_path / "secret.txt"
    file.write_text("secret")
    assert view.loadResource(2, QUrl.fromLocalFile(str(file))) is None


def test_each_answer_can_be_judged_and_the_last_asked_for_again(qtbot, view):
    each = ["evotr:up/{}", "evotr:down/{}", "evotr:correct/{}"]
    view.splice(0, (Entry("user", "q"), Entry("assistant", "a")))
    last = ["evotr:copy/1", "evotr:again/1", "evotr:edit/1"]
    assert links(view) == [*(link.format(1) for link in each), *last]
    more = (Entry("user", "q2"), Entry("assistant", "b", "cancelled", "Stopped."))
    view.splice(2, more)
    assert links(view) == [
        *(link.format(1) for link in each),
        *(link.format(3) for link in each),
        *("evotr:copy/3", "evotr:again/3", "evotr:edit/3", "evotr:go_on/3"),
    ]
    with qtbot.waitSignal(view.acted) as acted:
        view.anchorClicked.emit(QUrl("evotr:again/3"))
    assert acted.args == ["again", 3]


@pytest.mark.parametrize(
    "answer",
    [
        Entry("assistant", "half", "failed", "It broke."),
        Entry("assistant", " \n", "cancelled", "Stopped."),
        Entry("assistant", "", "interrupted", "The program ended."),
    ],
)
def test_of_what_failed_or_has_no_words_nothing_can_be_said(view, answer):
    view.splice(0, (Entry("user", "q"), answer))
    copy = ["evotr:copy/1"] if answer.text.strip() else []  # what there is of it
    assert links(view)[: len(copy) + 2] == [*copy, "evotr:again/1", "evotr:edit/1"]
    assert view._small.actions(answer) == (*["copy"][: len(copy)], "again")


def test_a_thumb_of_before_can_be_taken_back_from_what_failed(view):
    failed = Entry("assistant", "half", "failed", "It broke.", thumb="up")
    view.splice(0, (Entry("user", "q"), failed))
    assert "evotr:up/1" in links(view)


def test_where_nothing_is_learned_nothing_can_be_taught(qtbot, texts):
    view = TranscriptView(texts, teach=False)
    qtbot.addWidget(view)
    view.splice(0, (Entry("user", "q"), Entry("assistant", "a")))
    assert links(view) == ["evotr:copy/1", "evotr:again/1", "evotr:edit/1"]


def looks(view, address):
    """The colour and weight of a link's words."""
    cursor = find_link(view.document(), address, 0, view._writer.end)
    char = cursor.charFormat()
    return char.foreground().color().name(), char.fontWeight()


def test_a_thumb_is_shown_where_it_stands_and_taken_back(view):
    view.splice(0, (Entry("user", "q"), Entry("assistant", "a"), Entry("user", "r")))
    text, before = view.toPlainText(), looks(view, "evotr:up/1")
    view.mark_thumb(1, "up")
    assert looks(view, "evotr:up/1") != before
    assert looks(view, "evotr:down/1") == before
    assert view.toPlainText() == text
    view.mark_thumb(1, None)
    assert looks(view, "evotr:up/1") == before
    view.splice(0, (Entry("user", "q"), Entry("assistant", "a", thumb="down")))
    assert looks(view, "evotr:down/1") != before


def test_who_answered_stands_above_and_says_why_when_asked(qtbot, view, texts):
    answer = Entry("assistant", "a", chip="Hukuk, güven %82")
    view.splice(0, (Entry("user", "q"), answer))
    assert "Hukuk, güven %82 ▸" in view.toPlainText()
    assert view.accessibleDescription() == "Hukuk, güven %82"
    with qtbot.waitSignal(view.part_asked) as asked:
        view.anchorClicked.emit(QUrl("evotr:who/1"))
    assert asked.args == [1, 0]
    choices = (("general", "General"), ("tr_chat", "Turkish"))
    view.splice(1, (replace(answer, details=("Why.", "Fast."), choices=choices),))
    shown = view.toPlainText()
    assert "Hukuk, güven %82 ▾\nWhy.\nFast.\n" in shown
    assert f"{texts('provenance.instead')}\u2003General\u2003Turkish" in shown
    with qtbot.waitSignal(view.expert_asked) as wanted:
        view.anchorClicked.emit(QUrl("evotr:with/1/tr_chat"))
    assert wanted.args == [1, "tr_chat"]


def test_versions_are_stepped_through(qtbot, view):
    view.splice(0, (Entry("user", "q", place=(1, 2)), Entry("assistant", "a")))
    assert "‹ 1/2 ›" in view.toPlainText()
    with qtbot.waitSignal(view.stepped) as stepped:
        view.anchorClicked.emit(QUrl("evotr:after/0"))
    assert stepped.args == [0, 1]
    view.splice(1, (Entry("assistant", "a", place=(3, 3)),))
    assert "‹ 3/3 ›" in view.toPlainText()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_menu_of_a_message_has_what_can_be_done_with_it(qtbot, view, texts):
    view.splice(0, (Entry("user", "q"), Entry("assistant", "a")))
    for place, wanted in ((0, ("copy_whole", "edit")), (1, ("again", "up", "correct"))):
        where = QPoint(view.viewport().width() - 40, 40)
        if place == 1:
            where = view.place_of_answer(1).center()
        reason = QContextMenuEvent.Reason.Keyboard
        there = view.viewport().mapToGlobal(where)
        event = QContextMenuEvent(reason, where, there, NO_KEY)
        view.contextMenuEvent(event)
        menu = QApplication.activePopupWidget()
        actions = {action.text(): action for action in menu.actions()}
        assert {texts(f"transcript.{key}") for key in wanted} <= set(actions)
        with qtbot.waitSignal(view.acted) as acted:
            actions[texts(f"transcript.{wanted[-1]}")].trigger()
        assert acted.args == [wanted[-1], place]
        menu.close()


def test_what_was_cut_off_before_a_word_says_so_and_can_be_asked_again(view, texts):
    note = texts("transcript.interrupted")
    cut = Entry("assistant", "", "interrupted", note)
    view.splice(0, (Entry("user", "Orada mısın?"), cut))
    assert note in view.toPlainText()
    assert {"evotr:again/1", "evotr:edit/1"} <= set(links(view))
    # There is nothing to go on from.
    assert "evotr:go_on/1" not in links(view)


def test_the_reason_of_an_end_is_shown(view):
    view.splice(0, (Entry("assistant", "half", "failed", "It broke.", "Mend it."),))
    assert "half\nIt broke.\nMend it." in view.toPlainText()


def test_it_follows_the_end_only_for_a_reader_at_the_end(view):
    view.splice(0, (Entry("user", "q"), Entry("assistant", "", "streaming")))
    bar = view.verticalScrollBar()
    view.stream("line\n\n" * 80)
    view.flush()
    assert bar.maximum() > 0
    assert bar.value() == bar.maximum()
    bar.setValue(10)
    view.stream("line\n\n" * 80)
    view.flush()
    assert bar.value() == 10


@pytest.fixture
def darken(palette):
    return partial(palette, Base="#101010", Text="#f0f0f0")


def test_links_keep_the_accent_where_a_widgets_palette_lost_it(view):
    lost = QPalette(view.palette())
    lost.setColor(QPalette.ColorRole.Accent, "#000000")
    view.setPalette(lost)
    view.splice(0, (Entry("assistant", "[bir](https://a.example)"),))
    seen = view.document().find("bir").charFormat().foreground().color()
    assert seen == colors_of(QApplication.palette()).accent
    assert seen.hsvSaturation() > 0


def test_what_was_drawn_is_drawn_in_other_colours_and_another_language(
    view, texts, darken
):
    view.splice(0, ())
    entries = (Entry("user", "bir"), Entry("assistant", "iki"), Entry("user", "üç"))
    for place, entry in enumerate(entries):
        view.splice(place, (entry,))
    before = view.toPlainText()
    darken()
    assert view._writer.colors == colors_of(QApplication.palette())
    assert view.toPlainText() == before
    texts.speak("tr")
    view.retell(entries)
    said = view.toPlainText()
    assert said != before
    assert re.findall("bir|iki|üç", said) == ["bir", "iki", "üç"]


def test_other_colours_draw_the_same_text(view, darken):
    view.splice(0, (Entry("user", "q"), Entry("assistant", "", "streaming")))
    view.stream("so far **and**")
    view.flush()
    view.stream(" more")
    darken()
    assert "so far and more" in view.toPlainText()
    view.stream(" and end")
    view.flush()
    assert "so far and more and end" in view.toPlainText()


def test_a_message_of_200_000_characters_is_shown_whole_when_asked_for(view):
    long = "x" * 100_000 + "\n" + "ş" * 100_000
    view.splice(0, (Entry("user", long), Entry("assistant", "a\0b")))
    shown = view.toPlainText()
    assert long[:LETTERS] in shown.replace("\u200b", "")
    view.anchorClicked.emit(QUrl("evotr:unfold/0"))
    shown = view.toPlainText()
    assert long in shown.replace("\u200b", "")
    assert max(map(len, re.split("[\u200b\\s]", shown))) <= 1000


def test_sources_are_told_to_the_eye_the_ear_and_who_asks(qtbot, view, texts):
    origins = (
        Origin("pansiyon.pdf, p. 3", "Kahvaltı <img src='file:///x'> 8.30'da."),
        Origin("you, 2026-05-04", "Çay sever", number=2),
    )
    view.splice(0, (Entry("user", "q"), Entry("assistant", "a", sources=origins)))
    head = texts("transcript.sources")
    line = f"{head} [1] pansiyon.pdf, p. 3 · [2] you, 2026-05-04"
    assert line in view.toPlainText()
    cursor = view.document().find("[1]")
    assert cursor.charFormat().toolTip() == (
        "<qt>Kahvaltı &lt;img src=&#x27;file:///x&#x27;&gt; 8.30&#x27;da.</qt>"
    )
    assert "“Çay sever”" in view.accessibleDescription()
    with qtbot.waitSignal(view.part_asked) as asked:
        view.anchorClicked.emit(QUrl(cursor.charFormat().anchorHref()))
    assert asked.args == [1, 1]
    view.splice(1, (Entry("assistant", "a"),))
    assert head not in view.toPlainText()
    assert view.accessibleDescription() == ""


def test_a_source_is_read_in_place_and_leads_to_its_conversation(qtbot, view, texts):
    origins = (Origin("a.pdf", "Bir."), Origin("you, 2026-05-04", "Çay sever", "c7", 2))
    answer = Entry("assistant", "Çay [2]. Kod: `x[1]`, [9].", sources=origins)
    view.splice(0, (Entry("user", "q"), answer))
    assert "“Çay sever”" not in view.toPlainText()
    assert links(view).count("evotr:part/1/2") == 2
    assert not any(link.startswith("evotr:part/1/9") for link in links(view))
    view.splice(1, (replace(answer, opened=frozenset({2})),))
    there = texts("transcript.go_there")
    assert f"[2] “Çay sever”\u2003{there}" in view.toPlainText()
    with qtbot.waitSignal(view.conversation_asked) as asked:
        view.anchorClicked.emit(QUrl("evotr:there/1/2"))
    assert asked.args == ["c7"]


def test_each_number_of_several_opens_its_own_source(view):
    origins = (Origin("a.pdf", "Bir."), Origin("b.pdf", "İki.", number=2))
    answer = Entry("assistant", "Çay [1, 2], kahve [2; 7].", sources=origins)
    view.splice(0, (Entry("user", "q"), answer))
    found = [link for link in links(view) if link.startswith("evotr:part/1/")]
    assert sorted(found) == ["evotr:part/1/1"] * 2 + ["evotr:part/1/2"] * 3


def test_why_there_was_no_memory_is_a_line_under_the_answer(view):
    view.splice(0, (Entry("assistant", "a", aside="without memory"),))
    assert "without memory" in view.toPlainText()


def test_old_answers_have_their_links_in_the_menu_until_something_was_said(view, show):
    talk = (Entry("user", "q"), Entry("assistant", "a")) * (WHOLE // 2 + 1)
    show(talk)
    assert "evotr:up/1" not in links(view)
    assert "evotr:up/3" in links(view)
    view.mark_thumb(1, "up")
    assert "evotr:up/1" in links(view)
    bold = looks(view, "evotr:up/1")
    assert bold != looks(view, "evotr:up/3")
    view.mark_thumb(1, None)
    assert looks(view, "evotr:up/1") == looks(view, "evotr:up/3")


def test_a_thumb_on_an_old_answer_leaves_what_streams_alone(view):
    talk = (Entry("user", "q"), Entry("assistant", "a")) * WHOLE
    view.splice(0, (*talk, Entry("user", "r"), Entry("assistant", "", "streaming")))
    view.stream("so far")
    view.flush()
    view.mark_thumb(1, "down")
    view.stream(" and more")
    view.flush()
    assert "so far and more" in view.toPlainText()


def test_a_reader_at_the_end_stays_there_when_the_window_shrinks(qtbot, view):
    view.splice(0, (Entry("user", "q"), Entry("assistant", "line\n\n" * 80)))
    bar = view.verticalScrollBar()
    assert bar.value() == bar.maximum()
    before = bar.maximum()
    view.resize(view.width(), view.height() - 60)
    qtbot.waitUntil(lambda: bar.maximum() > before)
    assert bar.value() == bar.maximum()
    bar.setValue(10)
    view.resize(view.width(), view.height() - 20)
    assert bar.value() == 10


LONG = tuple(
    Entry("user" if n % 2 == 0 else "assistant", f"<{n}>", key=f"m{n}")
    for n in range(SHOWN + 300)
)


def drawn(view):
    """The numbers of the entries that are drawn."""
    return [int(found) for found in re.findall(r"<(\d+)>", view.toPlainText())]


@pytest.fixture
def show(qtbot, view):
    """Show a conversation, and wait until as much is drawn as is drawn by itself."""

    def wait(entries, keep=0):
        view.splice(keep, entries)
        qtbot.waitUntil(lambda: not view._fill_timer.isActive())

    return wait


def test_of_a_long_conversation_the_end_is_drawn_and_more_when_wanted(
    view, show, texts
):
    show(LONG)
    assert drawn(view) == list(range(300, SHOWN + 300))
    assert texts("transcript.earlier", number=300) in view.toPlainText()
    bar = view.verticalScrollBar()
    assert bar.value() == bar.maximum()
    bar.setValue(0)
    below = bar.maximum()
    view.anchorClicked.emit(QUrl("evotr:earlier/0"))
    assert drawn(view) == list(range(100, SHOWN + 300))
    assert bar.maximum() - bar.value() == below
    view.anchorClicked.emit(QUrl("evotr:earlier/0"))
    assert drawn(view) == list(range(SHOWN + 300))
    assert "evotr:earlier/0" not in links(view)


def test_long_answers_are_drawn_a_few_at_a_time(view):
    entries = [replace(e, text=f"{e.text} {'söz ' * (LETTERS // 20)}") for e in LONG]
    view.splice(0, tuple(entries[:40]))
    assert drawn(view) == list(range(36, 40))
    view.anchorClicked.emit(QUrl("evotr:earlier/0"))
    assert drawn(view) == list(range(32, 40))
    view.splice(0, tuple(replace(e, text=e.text * 9) for e in entries[:4]))
    assert set(drawn(view)) == {2, 3}


def test_a_long_answer_after_many_messages_never_takes_long_at_once(view):
    view.splice(0, LONG * 2)
    view.splice(
        len(LONG) * 2, (Entry("user", "?"), Entry("assistant", "", "streaming"))
    )
    passage = MARKDOWN.replace("End.", "Son: $\\frac{a}{b} = c$.\n\n")
    text = passage * 40
    longest = 0.0
    for at in range(0, len(text), 40):
        view.stream(text[at : at + 40])
        longest = max(longest, spent(view.flush))
        longest = max(longest, spent(QApplication.processEvents))
    ended = Entry("assistant", text)
    longest = max(longest, spent(lambda: view.splice(len(LONG) * 2 + 1, (ended,))))
    for _ in range(200):
        longest = max(longest, spent(QApplication.processEvents))
    assert longest < 0.05


def spent(work):
    """The processor's time: others on the machine do not lengthen it."""
    begun = time.thread_time()
    work()
    return time.thread_time() - begun


def test_the_newest_are_there_at_once_and_earlier_ones_come_above(view, show, texts):
    view.splice(0, LONG)
    assert drawn(view) == list(range(SHOWN + 300 - WHOLE, SHOWN + 300))
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    top = view.place_of_answer(SHOWN + 280).top()
    view._fill()
    assert view.place_of_answer(SHOWN + 280).top() == top
    assert len(drawn(view)) > WHOLE
    show(LONG)
    assert bar.value() == bar.maximum()
    assert texts("transcript.earlier", number=300) in view.toPlainText()


OLD = (
    Entry("user", "q", place=(1, 2)),
    Entry("assistant", MARKDOWN, chip="Hukuk"),
    Entry("user", "iki\nsatır"),
    Entry("assistant", "| a | b |\n|---|---|\n| 1 | 2 |", thumb="up"),
    Entry("assistant", "| a | b |\n|---|---|\n| 1 | 2 |"),
    Entry("assistant", "- x\n- y"),
    Entry("assistant", "```\nson\n```", note="Stopped.", state="cancelled"),
)


@pytest.mark.parametrize("old", [OLD * 4, OLD[3:] * 6, OLD[:2] * 9, OLD[4:5] * 20])
@pytest.mark.parametrize("new", [0, 1])
def test_what_comes_above_stands_there_as_if_it_had_come_at_once(view, show, old, new):
    talk = (*old, *LONG[new : new + WHOLE])
    show(talk)
    by_and_by, marks = view.document().toHtml(), places(view)
    view.retell(talk)
    assert view.document().toHtml() == by_and_by
    assert places(view) == marks
    show(talk)
    kept = shape(view)
    view.splice(3, (Entry("user", "and"),))
    there = shape(view)
    assert there[-1][0] == "and"
    assert there[:-1] == kept[: len(there) - 1]


def places(view):
    """Where each entry begins, and whether its block waited for it."""
    return [(each.mark.position, each.mark.fresh) for each in view._placed]


def test_a_long_conversation_goes_on_at_its_end(view, show):
    show(LONG)
    more = (Entry("user", "<900>"), Entry("assistant", "", "streaming"))
    view.splice(len(LONG), more)
    view.stream("<901>")
    view.flush()
    assert drawn(view) == [*range(300, SHOWN + 300), 900, 901]
    view.splice(len(LONG) + 1, (Entry("assistant", "<902>"),))
    assert drawn(view)[-2:] == [900, 902]
    assert view.toPlainText().count(str(300)) == 2  # the line above, and the entry


@pytest.mark.parametrize("keep", [0, 299, 300, 301, SHOWN + 299])
def test_any_cut_of_a_long_conversation_is_drawn_right(view, show, keep):
    show(LONG)
    show((Entry("user", "<900>"), Entry("assistant", "<901>")), keep)
    shown = [*range(max(keep + 2 - SHOWN, 0), keep), 900, 901]
    assert drawn(view)[-2:] == [900, 901]
    assert drawn(view) == (shown if keep <= 300 else [*range(300, keep), 900, 901])


def test_what_changes_above_what_is_drawn_draws_nothing_anew(view, show):
    show(LONG)
    redrawn = []
    view.spliced.connect(redrawn.append)
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    top = view.place_of_answer(SHOWN + 200).top()
    other = Entry("assistant", "<901>")
    view.splice(100, (other, *LONG[101:]))
    assert not redrawn
    assert drawn(view) == [*range(300, SHOWN + 300)]
    view.splice(200, (other, *LONG[201:-1], Entry("assistant", "<902>")))
    assert drawn(view) == [*range(300, SHOWN + 299), 902]
    assert view.place_of_answer(SHOWN + 200).top() == top
    view.go_to(100)
    assert drawn(view)[0] == 901
    assert drawn(view)[100] == 901


def test_what_is_not_drawn_can_be_gone_to_and_judged(view):
    view.splice(0, LONG)
    view.mark_thumb(101, "up")
    view.go_to(100)
    assert drawn(view)[0] == 100
    assert abs(view.place_of_answer(100).top()) < 30
    assert "evotr:up/101" in links(view)


def test_another_conversation_is_drawn_from_its_own_end(view, show):
    show(LONG)
    view.anchorClicked.emit(QUrl("evotr:earlier/0"))
    show(LONG[:-2])
    assert len(drawn(view)) == SHOWN
    view.splice(0, LONG[:4])
    assert drawn(view) == [0, 1, 2, 3]
    assert "evotr:earlier/0" not in links(view)


@pytest.mark.parametrize("texts", [*map(load, LANGUAGES)], ids=LANGUAGES)
def test_no_line_ends_within_what_can_be_done(qtbot, view, texts):
    """Each link is on one line, however narrow the window is."""
    view.splice(0, (Entry("user", "q"), Entry("assistant", "yanıt")))
    label = texts("transcript.edit").replace(" ", "\u00a0")
    broken = []
    for width in range(220, 700, 12):
        view.resize(width, 400)
        qtbot.waitUntil(lambda width=width: view.width() == width)
        view.document().size()  # laid out
        (block,) = (b for b in blocks(view) if label in b.text())
        layout, at = block.layout(), block.text().index(label)
        first = layout.lineForTextPosition(at).lineNumber()
        last = layout.lineForTextPosition(at + len(label) - 1).lineNumber()
        broken += [width] if first != last else []
    assert " " in texts("transcript.edit")
    assert broken == []


def blocks(view):
    block = view.document().begin()
    while block.isValid():
        yield block
        block = block.next()
