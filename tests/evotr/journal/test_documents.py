"""Documents: their chunks are seen all at once, and replaced all at once."""

import dataclasses
import os
from datetime import UTC, datetime, timedelta

import pytest

from evotr.domain import MemoryItem, Source
from evotr.errors import DocumentNotFound
from evotr.journal import Journal
from evotr.journal.documents import Content

MAY = datetime(2026, 5, 1, tzinfo=UTC)
OLD, NEW = "0" * 64, "1" * 64


def chunk(text, id):  # noqa: A002 — the field's name
    source = Source(path="/notlar.txt", page=1)
    return MemoryItem(id, "document", text, "", source, MAY, trust="document")


@pytest.fixture
def ingest(journal):
    """Read a document of these chunks; the document."""

    def ingest(*chunks, sha256=OLD, path="/notlar.txt", **options):
        made = journal.documents.begin(path, **options).result(10)
        journal.documents.add_chunks(made.id, chunks).result(10)
        order = [each.id for each in chunks]
        return journal.documents.finish(made.id, sha256, order).result(10)

    return ingest


def texts(journal, document):
    return [each.text for each in journal.documents.chunks(document.id).result(10)]


def test_short_files_are_stored_in_one_step(journal, ingest):
    known = ingest(chunk("Kira", "k1"), chunk("Depozito", "k2"))
    wanted = dataclasses.replace(known, sha256=NEW, expires=MAY)
    other = dataclasses.replace(wanted, path="/yeni.txt", id="")
    again, new = journal.documents.store(
        [
            Content(wanted, (chunk("Aidat", "k3"),), ("k3", "k1")),
            Content(other, (chunk("Yeni", "k4"), chunk("Eski", "k5")), ("k5", "k4")),
        ]
    ).result(10)
    assert again == journal.documents.get(known.id).result(10)
    assert (again.sha256, again.expires) == (NEW, MAY)
    assert texts(journal, again) == ["Aidat", "Kira"]
    assert new == journal.documents.find("/yeni.txt").result(10)
    assert (new.state, new.chunks, new.expires) == ("ready", 2, MAY)
    assert texts(journal, new) == ["Eski", "Yeni"]
    assert journal.documents.find_all(["/yeni.txt", "/yok"]).result(10) == {
        "/yeni.txt": new
    }
    assert journal.documents.store([]).result(10) == ()


def test_nothing_is_seen_before_a_document_is_finished(journal):
    made = journal.documents.begin("/notlar.txt", collection="legal").result(10)
    assert (made.state, made.sha256, made.chunks) == ("ingesting", "", 0)
    added = journal.documents.add_chunks(made.id, [chunk("Kira", "k1")]).result(10)
    assert added == ("k1",)
    memories = journal.memories
    assert memories.get(["k1"]).result(10) == ()
    assert memories.search("kira").result(10) == ()
    assert memories.page().result(10) == ()
    assert [c.gone for c in memories.changes().result(10)] == [True]
    done = journal.documents.finish(
        made.id, OLD, ["k1", "nobody"], expires=MAY + timedelta(days=7)
    ).result(10)
    assert (done.state, done.sha256, done.chunks) == ("ready", OLD, 1)
    assert done.expires == MAY + timedelta(days=7)
    assert memories.get(["k1"]).result(10) == (chunk("Kira", "k1"),)
    assert memories.search("kira").result(10)[0][0] == "k1"
    assert [c.gone for c in memories.changes(1).result(10)] == [False]
    assert journal.documents.find("/notlar.txt").result(10) == done
    assert journal.documents.get(done.id).result(10) == done


def test_a_changed_file_keeps_what_did_not_change(journal, ingest):
    first = ingest(chunk("bir", "k1"), chunk("iki", "k2"), chunk("üç", "k3"))
    known = journal.memories.last_change().result(10)
    again = journal.documents.begin("/notlar.txt").result(10)
    assert again == first
    journal.documents.add_chunks(again.id, [chunk("yeni", "k4")]).result(10)
    assert texts(journal, again) == ["bir", "iki", "üç"]
    done = journal.documents.finish(again.id, NEW, ["k3", "k4", "k1"]).result(10)
    assert (done.sha256, done.chunks) == (NEW, 3)
    assert texts(journal, done) == ["üç", "yeni", "bir"]
    told = journal.memories.changes(known).result(10)
    assert sorted((c.id, c.gone) for c in told) == [("k2", True), ("k4", False)]
    assert journal.memories.neighbours(["k4"]).result(10) == {
        "k4": (("k3", -1), ("k1", 1))
    }


def test_an_attempt_that_was_given_up_leaves_what_was_there(journal, ingest):
    first = ingest(chunk("bir", "k1"))
    journal.documents.begin("/notlar.txt").result(10)
    journal.documents.add_chunks(first.id, [chunk("yarım", "k2")]).result(10)
    failed = journal.documents.fail(first.id, "şifreli").result(10)
    assert (failed.state, failed.reason, failed.chunks) == ("failed", "şifreli", 1)
    assert texts(journal, failed) == ["bir"]
    journal.documents.add_chunks(first.id, [chunk("yarım", "k3")]).result(10)
    journal.documents.begin("/notlar.txt").result(10)
    journal.documents.finish(first.id, NEW, ["k1", "k2", "k3"]).result(10)
    assert texts(journal, first) == ["bir"]


def test_a_process_killed_while_reading_leaves_what_was_there(path, backups):
    child = os.fork()
    if not child:
        journal = Journal.open(path, backups)
        documents = journal.documents
        old = documents.begin("/eski.txt").result(10)
        documents.add_chunks(old.id, [chunk("bir", "k1")]).result(10)
        documents.finish(old.id, OLD, ["k1"]).result(10)
        documents.add_chunks(old.id, [chunk("yarım", "k2")]).result(10)
        new = documents.begin("/yeni.txt").result(10)
        documents.add_chunks(new.id, [chunk("yarım", "k3")]).result(10)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    journal = Journal.open(path, backups)
    (left,) = journal.documents.list().result(10)
    assert (left.path, left.state, left.chunks) == ("/eski.txt", "ready", 1)
    journal.documents.finish(left.id, NEW, ["k1", "k2", "k3"]).result(10)
    assert texts(journal, left) == ["bir"]
    assert journal.memories.words_are_sound().result(10)
    journal.close()


def test_one_file_is_another_document_in_another_workspace(journal, ingest):
    here = ingest(chunk("bir", "k1"))
    there = ingest(chunk("iki", "k2"), workspace="iş", collection="code")
    other = ingest(chunk("üç", "k3"), path="/başka.txt")
    # By path, and "b" comes before "n".
    assert journal.documents.list().result(10) == (other, here, there)
    assert journal.documents.list(workspace="iş").result(10) == (there,)
    assert journal.documents.list(collection="code").result(10) == (there,)
    assert journal.documents.find("/notlar.txt", "iş").result(10) == there
    assert journal.documents.find("/notlar.txt", "ev").result(10) is None


def test_what_is_over_is_named_and_removed(journal, ingest):
    made = journal.documents.begin("/haber.txt", collection="news").result(10)
    journal.documents.add_chunks(made.id, [chunk("haber", "k1")]).result(10)
    journal.documents.finish(made.id, OLD, ["k1"], expires=MAY).result(10)
    ingest(chunk("bir", "k2"))
    assert journal.documents.expired(MAY - timedelta(seconds=1)).result(10) == ()
    assert journal.documents.expired(MAY).result(10) == (made.id,)
    assert journal.documents.remove(made.id).result(10) == ("k1",)
    assert [d.path for d in journal.documents.list().result(10)] == ["/notlar.txt"]
    assert journal.memories.search("haber").result(10) == ()


def test_unknown_documents_are_refused(journal):
    documents = journal.documents
    for work in (
        documents.get("nobody"),
        documents.add_chunks("nobody", [chunk("bir", "k1")]),
        documents.finish("nobody", OLD, []),
        documents.fail("nobody", "?"),
    ):
        with pytest.raises(DocumentNotFound) as caught:
            work.result(10)
        assert caught.value.values == {"document": "nobody"}
    assert journal.memories.last_change().result(10) == 0
