"""What was forgotten is known by hashes, and by nothing else."""

import sqlite3
from contextlib import closing

from evotr.domain import MemoryItem, Source
from evotr.journal import Journal
from evotr.journal.merging import Merged
from tests.evotr.journal.test_forget import MAY


def item(id, **fields):  # noqa: A002 — the field's name
    given = {"kind": "episode", "text": "söz", "speaker": "user", "source": Source()}
    return MemoryItem(id=id, created=MAY, **{**given, **fields})


def merge(journal, *items, anyway=False):
    return journal.copies.merge_memories(items, anyway=anyway).result(10)


def test_an_id_is_kept_as_a_hash_alone(journal, path):
    journal.memories.add([item("ayşe-kimlik")]).result(10)
    journal.memories.confirm(journal.memories.last_change().result(10)).result(10)
    journal.memories.forget("ayşe-kimlik").result(60)
    journal.memories.confirm(journal.memories.last_change().result(10)).result(10)
    journal.close()
    with closing(sqlite3.connect(path)) as database:
        ((digest, salt),) = database.execute("SELECT digest, salt FROM forgotten")
        database.execute("VACUUM")
    assert (len(digest), len(salt)) == (32, 32)
    assert b"kimlik" not in path.read_bytes()


def test_what_was_forgotten_is_not_merged(journal):
    journal.memories.add([item("m1"), item("m2")]).result(10)
    journal.memories.forget("m1").result(60)
    assert merge(journal, item("m1"), item("m2"), item("m3")) == Merged(
        added=1, known=1, forgotten=1
    )
    assert merge(journal, item("m1"), anyway=True) == Merged(added=1)
    assert journal.copies.unknown(["m1", "m4"]).result(10) == 1


def test_of_a_document_its_own_id_is_enough(journal):
    made = journal.documents.begin("/a.txt").result(10)
    chunks = [item(f"k{n}", kind="document") for n in range(3)]
    journal.documents.add_chunks(made.id, chunks).result(10)
    done = journal.documents.finish(made.id, "0" * 64, ["k0", "k1", "k2"]).result(10)
    journal.documents.forget(made.id).result(60)
    assert len(journal.copies.marks().result(10)) == 1
    brought = journal.copies.merge_document(done, chunks, anyway=False).result(10)
    assert brought == (Merged(forgotten=1), Merged())
    assert journal.documents.list().result(10) == ()


def test_homes_have_names_of_their_own(journal, tmp_path):
    with closing(Journal.open(tmp_path / "other.db", tmp_path / "b")) as other:
        names = [each.copies.home().result(10) for each in (journal, other)]
        assert names[0] != names[1]
        assert journal.copies.home().result(10) == names[0]
        journal.memories.add([item("m1")]).result(10)
        journal.memories.forget("m1").result(60)
        marks = journal.copies.marks().result(10)
        other.copies.take_over([*marks, *marks]).result(10)
        assert other.copies.marks().result(10) == marks
        assert merge(other, item("m1")) == Merged(forgotten=1)
