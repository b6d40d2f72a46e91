"""Memories found by their words, and the index that is kept, lost and made again."""

import os
import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from evotr.domain import MemoryFilter, MemoryItem, Source
from evotr.journal import Journal, lexical_search

MAY = datetime(2026, 5, 1, tzinfo=UTC)


def item(text, id, **fields):  # noqa: A002 — the field's name
    given = {"kind": "episode", "speaker": "user", "source": Source(), "created": MAY}
    return MemoryItem(id=id, text=text, **{**given, **fields})


@pytest.fixture
def add(journal):
    def add(*items):
        return journal.memories.add(items).result(30)

    return add


@pytest.fixture
def found(journal):
    """The ids that a search finds, the best first."""

    def found(query, wanted=MemoryFilter(), **options):  # noqa: B008 — frozen
        hits = journal.memories.search(query, wanted, **options).result(30)
        assert [s for _, s in hits] == sorted((s for _, s in hits), reverse=True)
        assert all(score > 0 for _, score in hits)
        return [memory_id for memory_id, _ in hits]

    return found


@pytest.mark.parametrize(
    "query", ["kitaplar", "KİTABIM kitaplık", "kitap'tan \0 \ud800", "kıtap"]
)
def test_endings_case_and_letters_do_not_matter(add, found, query):
    add(item("Kitaplarımı sattım", "m1"), item("Defterim kaldı", "m2"))
    assert found(query) == ["m1"]


@pytest.mark.parametrize("query", ["", "…", "yok", '" OR * NEAR(', "\0"])
def test_without_a_known_word_nothing_is_found(add, found, query):
    add(item("Kitaplarımı sattım", "m1"))
    assert found(query) == []


def test_rare_words_count_more_than_common_ones_and_short_texts_more_than_long(
    add, found
):
    add(
        *(item("ben bugün geldim", f"c{n}") for n in range(20)),
        item("ben bugün geldim kedi ile", "cat"),
        item("kedi " + "uzun bir söz " * 60, "long"),
    )
    assert found("bugün kedi geldim mi")[:2] == ["cat", "long"]
    assert len(found("bugün kedi", limit=5)) == 5
    assert found("kedi", limit=0) == []


def test_the_score_is_the_part_of_the_question_that_stands_there(add, journal):
    add(*(item(f"söz{n} dolgu", f"m{n}") for n in range(9)), item("kedi evde", "cat"))
    score = dict(journal.memories.search("kedi nerede").result(10))["cat"]
    assert score == pytest.approx(0.42, abs=0.02)
    assert dict(journal.memories.search("kedi").result(10))["cat"] == pytest.approx(1)


def test_rare_is_what_is_rare_where_is_searched(add, found):
    add(*(item(f"kedi {n}", f"m{n}") for n in range(40)))
    here = {"workspace": "iş"}
    add(*(item(f"gün {n}", f"w{n}", **here) for n in range(8)))
    add(item("kedi", "cat", **here), item("gün köpek", "dog", **here))
    assert found("kedi gün", MemoryFilter(workspace="iş"))[0] == "cat"
    assert found("kedi gün", MemoryFilter())[0] != "cat"


def test_a_name_that_speaks_is_a_word_of_what_it_says(add, found):
    add(item("geldim", "m1", speaker="Ayşe"), item("geldim", "m2", speaker="assistant"))
    assert found("ayse") == ["m1"]
    assert found("assistant") == []


@pytest.mark.parametrize("small", [800, 0])
def test_large_and_small_stores_rank_alike(add, found, monkeypatch, small):
    chance = random.Random(3)
    words = [f"kelime{n}"[-5:] for n in range(300)]
    said = [" ".join(chance.choices(words, k=12)) for _ in range(400)]
    add(*(item(text, f"m{n}", workspace="iş") for n, text in enumerate(said)))
    monkeypatch.setattr(lexical_search, "_SMALL", small)
    for _ in range(10):
        target = chance.randrange(400)
        query = " ".join(chance.sample(said[target].split(), 6))
        assert found(query, MemoryFilter(workspace="iş"))[0] == f"m{target}"
        assert found(query)[0] == f"m{target}"


def test_common_words_alone_still_find_and_lead_no_rare_ones_astray(
    add, found, monkeypatch
):
    monkeypatch.setattr(lexical_search, "_READ", 10)
    monkeypatch.setattr(lexical_search, "_SMALL", 0)
    add(*(item("ortak " + "sıradan" * (n % 2), f"m{n}") for n in range(30)))
    add(item("ender ortak", "r1"), item("ender sıradan ortak", "r2"))
    assert len(found("ortak sıradan", limit=3)) == 3
    # "ortak" leads to too many to read, but is weighed where "ender" leads.
    assert found("ender sıradan") == ["r2", "r1"]


def test_the_words_of_a_deleted_memory_are_counted_no_more(add, found, journal, path):
    add(item("kedi köpek kedi", "m1"), item("kedi", "m2"))
    journal.memories.delete("m1").result(10)
    assert found("köpek") == []
    assert found("kedi") == ["m2"]
    journal.close()
    with closing(sqlite3.connect(path)) as database:
        terms = database.execute("SELECT * FROM memory_terms").fetchall()
        counts = dict(database.execute("SELECT * FROM memory_counts"))
    assert terms == [("kedi", 1)]
    assert (counts["memories"], counts["stems"]) == (1, 1)


BREAKS = {
    "gone": "DROP TABLE memory_words",
    "emptied": "DELETE FROM memory_words",
    "partly": "DELETE FROM memory_words WHERE rowid = 3",
    "unfolded": "INSERT INTO memory_counts VALUES ('stemming', -1)",
    "unknown": "INSERT INTO memories SELECT 99, 'x', 0, 0, kind, workspace,"
    " collection, created_at, NULL, NULL, NULL, speaker, pinned, confidence, trust,"
    " NULL, NULL, NULL, NULL, NULL, NULL, '', 'kedi', '' FROM memories LIMIT 1",
}


@pytest.mark.parametrize("statement", BREAKS.values(), ids=BREAKS)
def test_a_broken_index_is_made_anew_while_it_is_used(
    path, backups, journal, add, statement
):
    add(*(item(f"kedi {n}", f"m{n}") for n in range(25)))
    journal.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute(statement)
        stored = database.execute("SELECT count(*) FROM memories").fetchone()[0]
    journal = Journal.open(path, backups)
    memories = journal.memories
    assert memories.search("kedi").result(10) == ()
    assert memories.refresh_words(10).result(10) == stored - 10
    assert len(memories.search("kedi").result(10)) == 10
    # What is written, changed or deleted meanwhile is right afterwards.
    memories.add([item("kedi sonra", "late")]).result(10)
    memories.update(item("köpek", "m1")).result(10)
    memories.update(item("köpek", "m20")).result(10)
    memories.delete("m0", "m21").result(10)
    while memories.refresh_words(10).result(10):
        assert memories.words_are_sound().result(10)
    assert len(memories.search("kedi", limit=99).result(10)) == stored - 3
    assert sorted(key for key, _ in memories.search("köpek").result(10)) == [
        "m1",
        "m20",
    ]
    assert memories.words_are_sound().result(10)
    journal.close()
    with closing(sqlite3.connect(path)) as database:
        counted = dict(database.execute("SELECT * FROM memory_terms"))
    assert (counted["kedi"], counted["kopek"]) == (stored - 3, 2)


def test_a_rebuild_goes_on_where_a_killed_process_stopped(path, backups):
    child = os.fork()
    if not child:
        journal = Journal.open(path, backups)
        journal.memories.add(item(f"kedi {n}", f"m{n}") for n in range(25)).result(10)
        journal.memories.begin_words().result(10)
        journal.memories.refresh_words(10).result(10)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    journal = Journal.open(path, backups)
    assert len(journal.memories.search("kedi").result(10)) == 10
    assert journal.memories.refresh_words(100).result(10) == 0
    assert len(journal.memories.search("kedi").result(10)) == 25
    journal.close()


def test_a_time_is_narrowed_before_words_are_read(add, found):
    add(
        *(
            item(f"kedi {n}", f"m{n}", created=MAY + n * timedelta(days=1))
            for n in range(30)
        )
    )
    wanted = MemoryFilter(since=MAY + timedelta(days=3), until=MAY + timedelta(days=5))
    assert sorted(found("kedi", wanted)) == ["m3", "m4"]
