"""What is destroyed is in no file afterwards: their bytes are searched."""

import os
import random
import sqlite3
from contextlib import closing

import pytest

from evotr.domain import Answer, SamplingParams
from evotr.errors import (
    ConversationNotFound,
    ConversationNotInTrash,
    JournalDamaged,
)
from evotr.journal import Journal
from evotr.journal.trash import purge

LETTERS = "abcdefghijklmnopqrstuvwxyz"
ANSWER = Answer("evotr-mini", "", SamplingParams())


def left_in(folder, words):
    """The words that a file below the folder holds."""
    files = b"".join(f.read_bytes() for f in folder.rglob("*") if f.is_file())
    return [word for word in words if word.encode() in files]


def destroy(journal, *conversation_ids):
    for conversation_id in conversation_ids:
        journal.delete(conversation_id).result(10)
    journal.purge(*conversation_ids).result(60)


def test_purging_leaves_no_word_in_any_file(journal, ask, reply, tmp_path):
    gone, kept = ask("Gizlidir zümrüdüanka"), ask("Kalacak pelikan")
    streaming = journal.begin_answer(gone.id, ANSWER).result(10)
    journal.append_chunk(streaming.id, "akarken kuzgun")
    reply(gone, "gizemli akbaba")
    for _ in range(1_100):  # deeper than SQLite's cascades go
        journal.add_user_message(gone.conversation_id, "derin ispinoz")
    destroy(journal, gone.conversation_id)
    words = ("zümrüdüanka", "zumruduanka", "kuzgun", "akbaba", "ispinoz")
    assert left_in(tmp_path, (*words, "pelikan")) == ["pelikan"]
    with pytest.raises(ConversationNotFound):
        journal.transcript(gone.conversation_id).result(10)
    assert journal.search("ispinoz").result(10) == ()
    assert journal.search("pelikan").result(10)[0].message_id == kept.id


def answer_all_at_once(journal, seed):
    """Sixty conversations, answered in another order; the words of each occur once.

    Rows that grow between others move to new pages: what SQLite leaves of them in
    the old ones is not zeroed when they are deleted.
    """
    chance = random.Random(seed)
    opened = []
    for number in range(60):
        asked = journal.add_user_message(None, f"question {number}").result(10)
        opened.append(journal.begin_answer(asked.id, ANSWER).result(10))
    words = {}
    for answer in chance.sample(opened, len(opened)):
        said = [
            "".join(chance.choices(LETTERS, k=9))
            for _ in range(chance.randrange(10, 90))
        ]
        journal.append_chunk(answer.id, " ".join(said))
        journal.finish_answer(answer.id, "complete").result(10)
        words[answer.conversation_id] = said
    return words


@pytest.mark.parametrize("seed", range(6))
def test_no_page_keeps_a_copy_of_a_row_that_moved(journal, tmp_path, seed):
    words = answer_all_at_once(journal, seed)
    gone, kept = list(words)[::2], list(words)[1::2]
    destroy(journal, *gone)
    for conversation_id in gone:
        assert left_in(tmp_path, words[conversation_id]) == []
    for conversation_id in kept:
        assert left_in(tmp_path, words[conversation_id]) == words[conversation_id]


def test_only_the_trash_is_destroyed(journal, ask, tmp_path):
    live, thrown = ask("yaşayan").conversation_id, ask("atılan").conversation_id
    journal.delete(thrown).result(10)
    with pytest.raises(ConversationNotInTrash) as caught:
        journal.purge(thrown, live).result(10)
    assert caught.value.values == {"conversation": live}
    assert left_in(tmp_path, ["yaşayan", "atılan"]) == ["yaşayan", "atılan"]
    assert len(journal.conversations(trash=True).result(10)) == 1


def test_a_kill_after_destroying_is_made_up_for_at_the_next_start(
    path, backups, tmp_path
):
    child = os.fork()
    if not child:
        journal = Journal.open(path, backups)
        asked = journal.add_user_message(None, "zümrüdüanka").result(10)
        journal.delete(asked.conversation_id).result(10)
        journal._write(purge, asked.conversation_id).result(10)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    beside = Journal.open(path, backups, recover=False)
    assert beside.conversations(trash=True).result(10) == ()
    assert left_in(tmp_path, ["zümrüdüanka"])
    beside.close()
    Journal.open(path, backups).close()
    assert left_in(tmp_path, ["zümrüdüanka"]) == []


def test_a_reader_beside_it_only_puts_it_off(journal, ask, path, backups, tmp_path):
    gone = ask("zümrüdüanka").conversation_id
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM messages").fetchone()
        journal._thread.run(lambda: journal._database.run("PRAGMA busy_timeout = 50"))
        destroy(journal, gone)
        assert left_in(tmp_path, ["zümrüdüanka"])
    journal.close()
    Journal.open(path, backups).close()
    assert left_in(tmp_path, ["zümrüdüanka"]) == []


def test_the_copies_that_hold_it_are_deleted(path, backups):
    backups.mkdir()
    journal = Journal.open(path, backups)
    first, second = (
        journal.add_user_message(None, text).result(10).conversation_id
        for text in ("zümrüdüanka", "pelikan")
    )
    for name in ("journal-1-0001.db", "journal-2-0001.partial"):
        with closing(sqlite3.connect(path)) as source:
            source.execute("VACUUM INTO ?", (str(backups / name),))
    journal.add_user_message(None, "leylek")
    destroy(journal, first)
    assert list(backups.iterdir()) == []
    with closing(sqlite3.connect(path)) as source:
        source.execute("VACUUM INTO ?", (str(backups / "journal-3-0001.db"),))
    third = journal.add_user_message(None, "kırlangıç").result(10).conversation_id
    destroy(journal, third)
    assert len(list(backups.iterdir())) == 1
    destroy(journal, second)
    assert list(backups.iterdir()) == []
    journal.close()


def test_a_copy_that_cannot_be_read_is_named_before_anything_is_destroyed(
    journal, ask, backups
):
    made = ask("Merhaba").conversation_id
    backups.mkdir()
    broken = backups / "journal-20200101T000000000000Z-0001.db"
    broken.write_bytes(b"no database " * 1_000)
    journal.delete(made).result(10)
    with pytest.raises(JournalDamaged) as caught:
        journal.purge(made).result(10)
    assert caught.value.values["path"] == broken
    assert len(journal.transcript(made).result(10).messages) == 1
