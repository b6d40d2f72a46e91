"""What is remembered, without a widget."""

import pytest

from evotr.errors import MemoryNotFound, MemoryOff
from evotr.settings import load_settings
from tests.fakes.keeping import FACT, FILED, SAID, kept
from ui.bridge import Opening
from ui.presenters import Desk
from ui.presenters.panels import PanelsDesk


@pytest.fixture
def memory(panels):
    return panels.memory


def listed(qtbot, memory, ask):
    with qtbot.waitSignal(memory.changed, timeout=10_000) as told:
        ask()
    return told.args


def test_all_of_it_newest_first_with_what_it_is(qtbot, memory):
    rows, total = listed(qtbot, memory, memory.refresh)
    assert [row.text for row in rows] == [FACT, FILED]
    assert total == 2
    fact, piece = rows
    assert (fact.editable, piece.editable) == (True, False)
    assert bool(fact.conversation_id)
    assert not piece.conversation_id
    assert "fact" in fact.about
    assert "from a document" in piece.about


@pytest.mark.parametrize(
    ("words", "found"), [("boncuk", [FACT]), ("CAY", [FILED]), ("zürafa", [])]
)
def test_search_folds_turkish_and_needs_all_words(qtbot, memory, words, found):
    rows, total = listed(qtbot, memory, lambda: memory.search(words))
    assert ([row.text for row in rows], total) == (found, len(found))


def test_one_kind_alone(qtbot, memory):
    rows, _ = listed(qtbot, memory, lambda: memory.show_kinds("document"))
    assert [row.text for row in rows] == [FILED]


def test_why_it_is_known(qtbot, memory, texts):
    rows, _ = listed(qtbot, memory, memory.refresh)
    with qtbot.waitSignal(memory.explained, timeout=10_000) as told:
        memory.explain(rows[0].id)
    first, quote = told.args[0]
    assert SAID[:20] in first
    assert quote == texts("memory.why.quote", quote=SAID)
    with qtbot.waitSignal(memory.explained, timeout=10_000) as told:
        memory.explain(rows[1].id)
    page = texts("memory.why.page", path="/belge/çay.txt", page=2)
    assert told.args[0] == (page,)


def test_a_correction_is_stored(qtbot, memory):
    rows, _ = listed(qtbot, memory, memory.refresh)
    with qtbot.waitSignal(memory.told, timeout=10_000):
        rows, _ = listed(
            qtbot, memory, lambda: memory.save(rows[0].id, " Kedinin adı Işıl. ")
        )
    assert rows[0].text == "Kedinin adı Işıl."
    memory.save(rows[0].id, "  ")
    memory.save("nobody", "x")
    rows, _ = listed(qtbot, memory, memory.refresh)
    assert rows[0].text == "Kedinin adı Işıl."


def test_a_pin_is_seen(qtbot, memory, texts):
    rows, _ = listed(qtbot, memory, memory.refresh)
    rows, _ = listed(qtbot, memory, lambda: memory.pin(rows[0].id, pinned=True))
    assert rows[0].pinned
    assert texts("panels.pinned") in rows[0].about
    rows, _ = listed(qtbot, memory, lambda: memory.pin(rows[0].id, pinned=False))
    assert not rows[0].pinned


def test_what_is_forgotten_is_gone(qtbot, memory):
    rows, _ = listed(qtbot, memory, memory.refresh)
    gone = rows[0].id
    rows, total = listed(qtbot, memory, lambda: memory.forget(gone))
    assert ([row.text for row in rows], total) == ([FILED], 1)
    with qtbot.waitSignal(memory.failed, timeout=10_000) as failed:
        memory.explain(gone)
    assert isinstance(failed.args[0], MemoryNotFound)


def test_without_a_memory_nothing_is_forgotten_and_that_is_told(
    qtbot, tmp_path, texts, platform
):
    desk = Desk(texts, Opening(lambda: kept(tmp_path, forgetful=False)))
    panels = PanelsDesk(desk, platform, lambda: None)
    with qtbot.waitSignal(desk.opened, timeout=10_000):
        desk.open()
    with qtbot.waitSignal(panels.troubled, timeout=10_000) as told:
        panels.memory.forget("a" * 32)
    assert texts.error(*told.args) == texts.error(MemoryOff())
    with qtbot.waitSignal(desk.closed, timeout=15_000):
        desk.close()


def test_more_is_listed_when_it_is_asked_for(qtbot, panels, monkeypatch):
    monkeypatch.setattr("ui.presenters.panels.memory.PAGE", 1)
    panels.memory.show_kinds()
    rows, total = listed(qtbot, panels.memory, panels.memory.refresh)
    assert (len(rows), total) == (1, 2)
    rows, total = listed(qtbot, panels.memory, panels.memory.more)
    assert (len(rows), total) == (2, 2)


@pytest.mark.parametrize("language", ["en", "tr"])
def test_the_memory_rests_at_once_and_at_later_starts(qtbot, panels, memory, home):
    with qtbot.waitSignal(panels.opened, timeout=10_000):
        panels.open()
    told = []
    memory.told.connect(told.append)
    for paused in (True, False):
        with qtbot.waitSignal(memory.paused_changed, timeout=10_000) as changed:
            memory.pause(paused=paused)
        assert changed.args == [paused]
        assert memory.paused is panels.desk.assistant.memory_paused is paused
        assert load_settings({"evotr_home": home}).memory_paused is paused
    assert told == [panels.texts("panels.paused"), panels.texts("panels.resumed")]


def test_the_setting_itself_holds_at_once_too(qtbot, panels):
    with qtbot.waitSignal(panels.opened, timeout=10_000):
        panels.open()
    with qtbot.waitSignal(panels.desk.pause.changed, timeout=10_000):
        panels.settings.write("memory_paused", "true")
    assert panels.desk.assistant.memory_paused


def test_a_memory_that_rests_from_the_start_is_seen_to(qtbot, closed_desk, fake):
    fake.memory_paused = True
    with qtbot.waitSignal(closed_desk.pause.changed, timeout=10_000) as changed:
        closed_desk.open()
    assert changed.args == [True]
