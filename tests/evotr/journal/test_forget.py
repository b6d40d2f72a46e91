"""What is forgotten is in no file afterwards: their bytes are searched."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from evotr.domain import Explanation, MemoryItem, Route, Source
from evotr.errors import JournalDamaged
from evotr.journal import Journal
from evotr.journal.forgetting import Doomed, destroy
from evotr.paths import PROGRAM

CHILD = Path(__file__).with_name("forget_forever.py")
MAY = datetime(2026, 5, 1, tzinfo=UTC)
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def item(text, id, **fields):  # noqa: A002 — the field's name
    given = {"kind": "episode", "speaker": "user", "source": Source(), "created": MAY}
    return MemoryItem(id=id, text=text, **{**given, **fields})


def left_in(folder, words):
    """The words that a file below the folder holds."""
    files = b"".join(f.read_bytes() for f in folder.rglob("*") if f.is_file())
    return [word for word in words if word.encode() in files]


def test_a_forgotten_memory_is_in_no_file(journal, tmp_path):
    secret = item(
        "Zümrüdüanka gizlidir",
        "m1",
        speaker="Kuzgunay",
        workspace="ispinoz",
        source=Source("c1", "x", "/akbaba.txt", 1, "tırtıl"),
    )
    journal.memories.add([secret, item("Pelikan kalır", "m2")]).result(10)
    words = ("Zümrüdüanka", "zumru", "Kuzgunay", "kuzgu", "ispinoz", "akbaba", "tırtıl")
    assert left_in(tmp_path, words) == list(words)
    gone = journal.memories.forget("m1", "nobody").result(60)
    assert gone.memories == ("m1",)
    assert left_in(tmp_path, (*words, "Pelikan", "pelik")) == ["Pelikan", "pelik"]
    assert journal.memories.search("zümrüdüanka").result(10) == ()
    assert journal.memories.search("pelikan").result(10)[0][0] == "m2"
    assert journal.memories.forget("m1").result(10).memories == ()


def test_memories_files_and_messages_go_together(journal, ask, tmp_path):
    said, other = ask("Zümrüdüanka dedim"), ask("Pelikan dedim")
    source = Source(said.conversation_id, said.id)
    journal.memories.add([item("Zümrüdüanka sözü", "m1", source=source)]).result(10)
    journal.memories.add([item("Kuzgunay kalır", "m2")]).result(10)
    file = journal.documents.begin("/akbaba.txt").result(10)
    journal.documents.add_chunks(file.id, [item("Tırtıl", "", kind="document")])
    wanted = Doomed(("m1",), (other.id,), (file.id,))
    gone = journal.memories.forget_together(wanted).result(60)
    assert (gone.messages, gone.documents) == ((other.id,), (file.id,))
    assert len(gone.memories) == 2
    words = ("Zümrüdüanka", "Pelikan", "akbaba", "Tırtıl", "Kuzgunay")
    assert left_in(tmp_path, words) == ["Zümrüdüanka", "Kuzgunay"]


@pytest.mark.parametrize("sources", [False, True])
def test_everything_is_also_what_is_hidden(journal, ask, tmp_path, sources):
    said = ask("Zümrüdüanka dedim")
    source = Source(said.conversation_id, said.id)
    journal.memories.add([item("Pelikan sözü", "m1", source=source)]).result(10)
    journal.delete(said.conversation_id).result(10)
    assert journal.memories.count().result(10) == 0
    gone = journal.memories.forget_together(
        Doomed(), sources=sources, everything=True
    ).result(60)
    assert gone.memories == ("m1",)
    words = ("Zümrüdüanka", "Pelikan")
    assert left_in(tmp_path, words) == ([] if sources else ["Zümrüdüanka"])


def remember_in_disorder(journal, seed):
    """Sixty memories whose rows grow between others; the words of each by its id.

    Such rows move, and what SQLite leaves of them in the old pages is not zeroed when
    they are deleted.
    """
    chance = random.Random(seed)
    said = {
        f"m{n}": [
            "".join(chance.choices(LETTERS, k=9))
            for _ in range(chance.randrange(10, 90))
        ]
        for n in range(60)
    }
    journal.memories.add(item("söz", key) for key in said).result(10)
    for key in chance.sample(list(said), len(said)):
        journal.memories.update(item(" ".join(said[key]), key)).result(10)
    return said


def every_second_is_gone(folder, said):
    for key, words in said.items():
        gone = int(key[1:]) % 2
        assert left_in(folder, words) == ([] if gone else words)


@pytest.mark.parametrize("seed", range(2))
def test_no_page_keeps_a_copy_of_a_memory_that_moved(journal, tmp_path, seed):
    said = remember_in_disorder(journal, seed)
    gone = list(said)[1::2]
    journal.memories.delete(*gone[:10]).result(10)
    journal.memories.forget(*gone[10:]).result(60)
    every_second_is_gone(tmp_path, said)


def test_with_its_source_the_words_leave_the_conversation(
    journal, ask, reply, tmp_path
):
    asked = ask("Zümrüdüanka kanunu")
    route = Route((("law", 1.0),), 0.9, "keyword", Explanation(("zümrüdüanka",)))
    record = replace(reply(asked, "Pelikan uçar").answer, route=route)
    again = journal.begin_answer(asked.id, record).result(10)
    journal.append_chunk(again.id, "Leylek göçer").result(10)
    journal.finish_answer(again.id, "complete").result(10)
    journal.correct(again.id, "law").result(10)
    source = Source(asked.conversation_id, asked.id, quote="Zümrüdüanka")
    journal.memories.add(
        [
            item("Zümrüdüanka kanunu", "m1", source=source),
            item("Zümrüdüanka sevilir", "f1", kind="fact", source=source),
            item("Leylek göçer", "m2", source=Source(asked.conversation_id, again.id)),
        ],
        remembered=[asked.id],
    ).result(10)
    gone = journal.memories.forget("m1", sources=True).result(60)
    assert (sorted(gone.memories), gone.messages) == (["f1", "m1"], (asked.id,))
    words = ("mrüdüanka", "zumru", "kanun", "Leylek", "Pelikan")
    assert left_in(tmp_path, words) == ["Leylek", "Pelikan"]
    transcript = journal.transcript(asked.conversation_id).result(10)
    assert [m.content.strip() for m in transcript.messages] == ["", "Leylek göçer"]
    assert transcript.conversation.title == ""
    assert journal.exemplars(None).result(10) == ()
    assert journal.memories.to_remember().result(10) == transcript.messages[1:]


def test_a_message_is_destroyed_with_what_is_remembered_of_it(journal, ask, tmp_path):
    asked = ask("Pelikan")
    gone = ask("Zümrüdüanka", conversation_id=asked.conversation_id)
    source = Source(asked.conversation_id, gone.id)
    journal.memories.add([item("Zümrüdüanka", "m1", source=source)]).result(10)
    done = journal.memories.forget_messages(gone.id, "nobody").result(60)
    assert (done.memories, done.messages) == (("m1",), (gone.id,))
    assert left_in(tmp_path, ["mrüdüanka", "zumru", "Pelikan"]) == ["Pelikan"]
    assert journal.search("zümrüdüanka").result(10) == ()
    (kept,) = journal.conversations().result(10)
    assert kept.title == "Pelikan"


def test_a_title_of_the_users_own_stays(journal, titled):
    asked = titled("Benim başlığım", "Zümrüdüanka")
    source = Source(asked.conversation_id, asked.id)
    journal.memories.add([item("Zümrüdüanka", "m1", source=source)]).result(10)
    journal.memories.forget("m1", sources=True).result(60)
    (kept,) = journal.conversations().result(10)
    assert kept.title == "Benim başlığım"
    assert len(journal.search("başlığım").result(10)) == 1


def test_what_is_remembered_of_a_conversation_goes_with_it(journal, ask, tmp_path):
    gone, kept = ask("Zümrüdüanka"), ask("Pelikan")
    journal.memories.add(
        [
            item("Zümrüdüanka", "m1", source=Source(gone.conversation_id, gone.id)),
            item("Pelikan", "m2", source=Source(kept.conversation_id, kept.id)),
        ]
    ).result(10)
    journal.delete(gone.conversation_id).result(10)
    assert journal.memories.get(["m1", "m2"]).result(10)[0].id == "m2"
    assert journal.memories.search("zümrüdüanka").result(10) == ()
    assert journal.memories.changes(2).result(10)[0].gone
    journal.restore(gone.conversation_id).result(10)
    assert len(journal.memories.search("zümrüdüanka").result(10)) == 1
    journal.delete(gone.conversation_id).result(10)
    purged = journal.purge(gone.conversation_id).result(60)
    assert purged.memories == ("m1",)
    assert left_in(tmp_path, ["mrüdüanka", "zumru", "Pelikan"]) == ["Pelikan"]


def test_a_forgotten_document_takes_its_chunks_along(journal, tmp_path):
    made = journal.documents.begin("/gizli/zümrüdüanka.txt").result(10)
    chunk = item("Kuzgun uçar", "k1", kind="document", trust="document")
    journal.documents.add_chunks(made.id, [chunk]).result(10)
    journal.documents.finish(made.id, "0" * 64, ["k1"]).result(10)
    gone = journal.documents.forget(made.id).result(60)
    assert (gone.documents, gone.memories) == ((made.id,), ("k1",))
    assert left_in(tmp_path, ["mrüdüanka", "Kuzgun", "kuzgu"]) == []
    assert journal.documents.list().result(10) == ()


def test_the_copies_that_hold_it_are_deleted(path, backups):
    backups.mkdir()
    journal = Journal.open(path, backups)
    old = backups / "journal-0-0003.db"
    with closing(sqlite3.connect(old)) as copy:
        copy.execute("CREATE TABLE conversations (id TEXT)")
    journal.memories.add([item("Zümrüdüanka", "m1")]).result(10)
    with closing(sqlite3.connect(path)) as source:
        source.execute("VACUUM INTO ?", (str(backups / "journal-1-0004.db"),))
    journal.memories.add([item("Kuzgun", "m2")]).result(10)
    journal.memories.forget("m2").result(60)
    assert len(list(backups.iterdir())) == 2
    broken = backups / "journal-2-0004.db"
    broken.write_bytes(b"no database " * 1_000)
    with pytest.raises(JournalDamaged):
        journal.memories.forget("m1").result(60)
    assert len(journal.memories.get(["m1"]).result(10)) == 1
    broken.unlink()
    journal.memories.forget("m1").result(60)
    assert list(backups.iterdir()) == [old]
    journal.close()


def owed(path):
    with closing(sqlite3.connect(path)) as database:
        return database.execute("PRAGMA user_version").fetchone() == (1,)


def test_a_kill_between_destroying_and_scrubbing_is_made_up_for(
    path, backups, tmp_path
):
    child = os.fork()
    if not child:
        journal = Journal.open(path, backups)
        journal.memories.add([item("Zümrüdüanka", "m1")]).result(10)
        journal._write(destroy, Doomed(memories=("m1",))).result(10)
        os.kill(os.getpid(), signal.SIGKILL)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    assert left_in(tmp_path, ["mrüdüanka"])
    assert owed(path)
    Journal.open(path, backups).close()
    assert left_in(tmp_path, ["mrüdüanka", "zumru"]) == []
    assert not owed(path)


@pytest.mark.parametrize("run", range(4))
def test_a_kill_while_forgetting_is_made_up_for_at_the_next_start(
    path, backups, tmp_path, run
):
    with subprocess.Popen(
        [sys.executable, str(CHILD), str(path), str(backups)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(PROGRAM)},
    ) as child:
        begun = [child.stdout.readline().strip() for _ in range(1 + 4 * run)]
        # At some moment of the work that the last line announced.
        with pytest.raises(subprocess.TimeoutExpired):
            child.wait(random.Random(run).random() / 8)
        child.send_signal(signal.SIGKILL)
        begun += child.stdout.read().splitlines()
    Journal.open(path, backups).close()
    words = {line.split()[1] for line in begun if line.startswith("forget ")}
    acknowledged = {line.split()[1] for line in begun if line.startswith("gone ")}
    still = left_in(tmp_path, [*words, *(word[:5] for word in words)])
    assert acknowledged.isdisjoint(still)
    journal = Journal.open(path, backups)
    for word in words:
        # Whole or not at all: what left the table left the files.
        stored = journal.memories.page(words=word).result(10)
        assert bool(stored) == (word in still) == (word[:5] in still)
    assert journal.memories.words_are_sound().result(10)
    journal.close()


def test_a_conversation_is_named_by_what_is_left_of_it(journal, ask, reply):
    first = ask("Zümrüdüanka kasada")
    reply(first, "Zümrüdüanka mı?")
    talk = first.conversation_id
    ask("Pelikan uçtu", talk)
    journal.memories.forget_messages(first.id).result(60)
    assert journal.transcript(talk).result(10).conversation.title == "Pelikan uçtu"
    assert [hit.message_id for hit in journal.search("pelikan").result(10)] != []


def test_after_all_was_forgotten_the_next_message_names_it(journal, ask):
    first = ask("Zümrüdüanka kasada")
    talk = first.conversation_id
    journal.memories.forget_messages(first.id).result(60)
    assert journal.transcript(talk).result(10).conversation.title == ""
    ask("Pelikan uçtu", talk)
    ask("Sonra kondu", talk)
    assert journal.transcript(talk).result(10).conversation.title == "Pelikan uçtu"
