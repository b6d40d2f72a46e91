"""What is remembered, written to one file and brought back, here and elsewhere."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from evotr.domain import Exemplar, Source
from evotr.errors import (
    FolderMissing,
    SnapshotForeign,
    SnapshotInHome,
    SnapshotMissing,
    SnapshotOfAnother,
)
from evotr.journal.merging import Merged
from evotr.memory.snapshot import Line, runs
from evotr.memory.snapshot_restoring import restore_snapshot
from tests.evotr.memory.conftest import NOW, everything, item


def test_all_of_it_comes_back_in_another_home(filled, elsewhere, take, target):
    taken = take()
    assert taken.written == taken.parts
    assert max(d.chunks for d in filled.documents.list().result(10)) > 500
    restored = restore_snapshot(elsewhere, target)
    assert everything(elsewhere) == everything(filled)
    assert restored.memories.added == taken.counts.memories
    assert restored.documents == Merged(added=taken.counts.documents)
    assert restored.exemplars == Merged(added=1)
    assert elsewhere.memories.search("öykü").result(10) != ()


def test_where_it_is_known_nothing_changes(filled, elsewhere, take, target):
    taken = take()
    before = everything(filled)
    here = restore_snapshot(filled, target)
    assert everything(filled) == before
    assert (here.memories.added, here.documents.added, here.exemplars.added) == (
        0,
        0,
        0,
    )
    assert here.documents.known == taken.counts.documents
    restore_snapshot(elsewhere, target)
    again = restore_snapshot(elsewhere, target)
    assert (again.memories.added, again.documents.added) == (0, 0)
    assert everything(elsewhere) == before


def test_only_what_changed_is_written(filled, take):
    first = take()
    unchanged = take()
    assert (unchanged.written, unchanged.parts) == (0, first.parts)
    later = NOW + timedelta(days=1)
    filled.memories.add([item("neu", created=later)]).result(10)
    filled.memories.pin("m7").result(10)
    assert take().written <= 2


def test_a_line_moves_no_other_borders():
    lines = [Line(f"k{n}", f"söz {n}") for n in range(5_000)]
    before = [tuple(run) for run in runs(lines)]
    after = [
        tuple(run) for run in runs([*lines[:2_000], Line("x", "y"), *lines[2_000:]])
    ]
    assert len(set(after) - set(before)) <= 2
    assert [line for run in before for line in run] == lines
    assert max(map(len, before)) <= 512


def test_what_was_replaced_meanwhile_is_replaced_elsewhere(
    journal, elsewhere, take, target
):
    journal.memories.add([item("f1", kind="fact", topic="user.home")]).result(10)
    take()
    restore_snapshot(elsewhere, target)
    later = item("f2", kind="fact", created=NOW + timedelta(days=1))
    journal.memories.supersede(["f1"], later).result(10)
    take()
    restore_snapshot(elsewhere, target)
    assert everything(elsewhere) == everything(journal)
    (closed,) = elsewhere.memories.get(["f1"]).result(10)
    assert (closed.superseded_by, closed.valid_until) == ("f2", later.created)


def test_what_is_here_stays_as_it_is(journal, take, target):
    journal.memories.add([item("m1", "eski")]).result(10)
    take()
    journal.memories.update(item("m1", "yeni", pinned=True)).result(10)
    restore_snapshot(journal, target)
    (kept,) = journal.memories.get(["m1"]).result(10)
    assert (kept.text, kept.pinned) == ("yeni", True)


def test_what_was_forgotten_does_not_come_back(filled, take, target):
    take()
    gone = filled.documents.list().result(10)[0]
    filled.documents.forget(gone.id).result(60)
    filled.memories.forget("m1", "m2").result(60)
    before = everything(filled)
    restored = restore_snapshot(filled, target)
    assert everything(filled) == before
    assert restored.memories.forgotten == 2
    assert restored.documents.forgotten == 1
    again = restore_snapshot(filled, target, anyway=True)
    assert again.memories.added == 2 + gone.chunks
    assert len(filled.memories.get(["m1", "m2"]).result(10)) == 2


def test_nor_what_comes_from_a_forgotten_message_or_conversation(journal, take, target):
    first = journal.add_user_message(None, "Zümrüdüanka").result(10)
    second = journal.add_user_message(None, "Kuzgun").result(10)
    for n, said in enumerate((first, second)):
        source = Source(said.conversation_id, said.id)
        facts = [
            item(f"f{n}", kind="fact", source=source),
            item(f"e{n}", source=source),
        ]
        journal.memories.add(facts).result(10)
    journal.add_exemplar(Exemplar("Zümrüdüanka", "law", "user")).result(10)
    take()
    journal.memories.delete("f0", "f1").result(10)
    journal.memories.forget_messages(first.id).result(60)
    journal.delete(second.conversation_id).result(10)
    journal.purge(second.conversation_id).result(60)
    restored = restore_snapshot(journal, target)
    assert restored.memories == Merged(forgotten=4)
    assert restored.exemplars == Merged(forgotten=1)
    assert everything(journal)["memories"] == []


def test_what_another_home_forgot_does_not_come_from_an_older_snapshot(
    journal, elsewhere, take, target
):
    journal.memories.add([item("m1"), item("m2")]).result(10)
    older = target.with_name("older.evotr")
    take(older)
    journal.memories.forget("m1").result(60)
    take()
    restore_snapshot(elsewhere, target)
    assert restore_snapshot(elsewhere, older).memories == Merged(known=1, forgotten=1)


def test_a_snapshot_written_after_holds_nothing_of_it(journal, take, target):
    journal.memories.add(
        [item("m1", "Zümrüdüanka " * 300), item("m2", "Pelikan " * 300)]
    ).result(10)
    take()
    journal.memories.forget("m1").result(60)
    take()
    with closing(sqlite3.connect(target)) as archive:
        (free,) = archive.execute("PRAGMA freelist_count").fetchone()
        rows = archive.execute("SELECT name FROM sqlar").fetchall()
    assert free == 0
    assert len(rows) == 2 + 2
    assert journal.memories.forget("m2").result(60).memories == ("m2",)
    assert take().counts.memories == 0


def test_what_may_not_be_kept_here_is_not_brought(journal, elsewhere, take, target):
    for here in (journal, elsewhere):
        asked = here.add_user_message(None, "Sır").result(10)
        here.set_consent(asked.conversation_id, "nothing").result(10)
    source = Source(asked.conversation_id, asked.id)
    journal.memories.add([item("m1", source=source), item("m2")]).result(10)
    take()
    assert restore_snapshot(elsewhere, target).memories == Merged(added=1, forbidden=1)


def test_words_that_this_home_remembered_itself_come_once(
    journal, elsewhere, take, target
):
    asked = elsewhere.add_user_message(None, "Çay severim").result(10)
    source = Source(asked.conversation_id, asked.id)
    elsewhere.memories.add([item("own", source=source)]).result(10)
    journal.memories.add([item("theirs", source=source)]).result(10)
    take()
    assert restore_snapshot(elsewhere, target).memories == Merged(known=1)


def test_a_snapshot_of_another_home_is_not_written_over(
    journal, elsewhere, take, target
):
    journal.memories.add([item("m1"), item("m2")]).result(10)
    take()
    before = target.read_bytes()
    with pytest.raises(SnapshotOfAnother) as caught:
        take(of=elsewhere)
    assert caught.value.values["memories"] == 2
    assert target.read_bytes() == before
    restore_snapshot(elsewhere, target)
    assert take(of=elsewhere).counts.memories == 2
    assert take(replace=True).counts.memories == 2


def test_a_place_in_the_home_is_refused(take, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    link = tmp_path / "link"
    link.symlink_to(home)
    for place in (home / "x.evotr", link / "x.evotr"):
        with pytest.raises(SnapshotInHome):
            take(place)


@pytest.mark.parametrize(
    "content", [b"", b"Notlar\n" * 100, b"SQLite format 3\0" + b"x" * 200]
)
def test_what_is_no_snapshot_is_neither_read_nor_written_over(
    journal, take, target, content
):
    target.write_bytes(content)
    with pytest.raises(SnapshotForeign):
        take()
    with pytest.raises(SnapshotForeign):
        restore_snapshot(journal, target)
    assert target.read_bytes() == content


def test_places_that_are_none_are_told(journal, take, target, tmp_path):
    with pytest.raises(SnapshotMissing):
        restore_snapshot(journal, target)
    with pytest.raises(SnapshotForeign):
        restore_snapshot(journal, tmp_path)
    with pytest.raises(FolderMissing):
        take(tmp_path / "nowhere" / "x.evotr")


def test_a_snapshot_is_its_owners_alone(take, target):
    take()
    assert target.stat().st_mode & 0o777 == 0o600
