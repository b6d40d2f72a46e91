"""With a lesson goes what nights made of it: their bytes are searched."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from evotr.domain import (
    Exemplar,
    ExpertNight,
    LearnedLesson,
    NightReport,
    OldAndNew,
    SkippedLesson,
    keys_digest,
)
from evotr.journal import Journal
from evotr.journal.forgetting import Doomed, destroy, doomed_by_messages
from evotr.paths import PROGRAM

CHILD = Path(__file__).with_name("dream_forever.py")
WORDS = ("zümrüdüanka", "akbaba", "kuzgunay", "ispinoz", "serçe", "tırtıl")


def left_in(folder, words):
    """The words that a file below the folder holds."""
    files = b"".join(f.read_bytes() for f in folder.rglob("*") if f.is_file())
    return [word for word in words if word.encode() in files]


def seen(*rows):
    return [LearnedLesson(row.id, row.question, row.right, 1.0) for row in rows]


def versions(journal):
    return [d.version for d in journal.nights.doomed().result(10)]


@pytest.fixture
def dream(journal):
    """Note a night that made ``version`` of rows, with examples; the night."""

    def dream(version, *rows, expert="law", told=(), skipped=()):
        noted = journal.nights
        night = noted.begin("user", date(2026, 5, 1)).result(10)
        noted.lessons(night.id, expert, seen(*rows), skipped)
        noted.examples(night.id, expert, told)
        found = {"rows": 40, "learned": [row.id for row in rows]}
        noted.did(night.id, "build", expert, found)
        keys = keys_digest((row.id, row.sha256) for row in rows)
        assert noted.made(night.id, expert, "base", version, keys).result(10)
        one = ExpertNight(expert=expert, outcome="promoted", version=version)
        report = NightReport(looked=len(rows), experts=(one,))
        return noted.finish(night.id, "finished", report).result(10)

    return dream


def by_message(journal, taught):
    journal.memories.forget_messages(taught.row.sources[0]).result(60)


def by_memory(journal, taught):
    journal.memories.forget(taught.memory.id, sources=True).result(60)


def by_wish(journal, taught):
    wanted = Doomed(memories=(taught.memory.id,))
    journal.memories.forget_together(wanted, sources=True).result(60)


def by_conversation(journal, taught):
    journal.delete(taught.version.conversation_id).result(10)
    journal.purge(taught.version.conversation_id).result(60)


EVERY_WAY = (by_message, by_memory, by_wish, by_conversation)


@pytest.mark.parametrize("forget", EVERY_WAY)
def test_whatever_destroys_a_lesson_dooms_the_versions_that_saw_it(
    journal, corrected, dream, forget
):
    gone, kept = corrected("Canberra"), corrected("Ankara", "Türkiye'nin başkenti?")
    dream("0001", kept.row)
    dream("0002", gone.row, kept.row)
    dream("0003", gone.row, expert="chef")
    dream("0004", kept.row)
    left = [SkippedLesson(gone.row.id, gone.row.question, "too_long")]
    dream("0005", kept.row, skipped=left)
    assert versions(journal) == []
    forget(journal, gone)
    assert sorted(versions(journal)) == ["0002", "0003"]
    made = journal.nights.version_of("base", "law", "0002").result(10)
    assert made.row_ids == (kept.row.id,)
    for version in journal.nights.doomed().result(10):
        journal.nights.gone(version).result(10)
    forget(journal, kept)
    assert sorted(versions(journal)) == ["0001", "0004", "0005"]


@pytest.mark.parametrize("forget", EVERY_WAY)
def test_nothing_of_a_destroyed_lesson_is_left_of_its_nights(
    journal, corrected, dream, path, tmp_path, forget
):
    kept = corrected("pelikan", "Türkiye'nin kuşu?", "martı")
    gone = corrected("zümrüdüanka", "akbaba mı?", "kuzgunay")
    told = [
        (kept.row.id, OldAndNew("martı mı?", "kırlangıç", "leylek")),
        (gone.row.id, OldAndNew("akbaba dedin mi?", "ispinoz", "serçe")),
        (kept.row.id, OldAndNew("Hangi kuş?", "leylek", "tırtıl")),
        (None, OldAndNew("Merhaba?", "leylek", "tırtıl")),
    ]
    dream("0001", kept.row, told=told[:1])
    dream("0002", gone.row, kept.row, told=told)
    dream("0003", kept.row, told=told[2:])
    assert left_in(tmp_path, WORDS) == list(WORDS)
    forget(journal, gone)
    first, second, third = journal.nights.page().result(10)[::-1]
    for night, examples in ((first, 1), (second, 0), (third, 0)):
        (law,) = night.report.experts
        assert [lesson.row_id for lesson in law.learned] == [kept.row.id]
        assert len(law.examples) == examples
        assert night.report.looked == (2 if night is second else 1)
    # What a version that saw it answered goes too; messages are forgotten one by one.
    said = WORDS if forget is by_conversation else ("ispinoz", "serçe", "tırtıl")
    assert left_in(tmp_path, (*said, gone.row.sha256, "leylek")) == ["leylek"]
    with closing(sqlite3.connect(path)) as database:
        nights = [line for line in database.iterdump() if 'INTO "night' in line]
    assert (
        len(nights) == 3 + 3 + 3 + 1 + 3
    )  # nights, steps, lessons, examples, versions
    assert not [one for one in (*WORDS, gone.row.id) if one in "".join(nights)]


def test_a_skipped_lesson_takes_its_own_words_alone(
    journal, corrected, dream, tmp_path
):
    gone, kept = corrected("zümrüdüanka", "akbaba mı?"), corrected("pelikan", "Kuş?")
    left = [SkippedLesson(gone.row.id, gone.row.question, "too_long")]
    told = [
        (gone.row.id, OldAndNew("akbaba mı?", "kuzgunay", "ispinoz")),
        (kept.row.id, OldAndNew("Kuş?", "martı", "pelikan")),
    ]
    dream("0001", kept.row, told=told, skipped=left)
    by_message(journal, gone)
    (law,) = journal.nights.find("1").result(10).report.experts
    assert (law.skipped, law.examples) == ((), (told[1][1],))
    assert versions(journal) == []
    by_conversation(journal, gone)
    assert left_in(tmp_path, WORDS) == []


def test_a_version_made_of_what_is_destroyed_meanwhile_is_doomed(journal, corrected):
    gone, kept = corrected("Canberra"), corrected("Ankara", "Başkent?")
    noted, rows = journal.nights, (gone.row, kept.row)
    night = noted.begin("user", date(2026, 5, 1)).result(10)
    keys = keys_digest((row.id, row.sha256) for row in rows)
    noted.lessons(night.id, "law", seen(*rows)).result(10)
    assert noted.keys(night.id, "law").result(10) == keys
    by_memory(journal, gone)
    assert noted.keys(night.id, "law").result(10) != keys
    assert versions(journal) == []  # nothing was made yet
    # The lessons may be noted once more with what they were recalled by.
    noted.lessons(night.id, "law", seen(*rows)).result(10)
    assert not noted.made(night.id, "law", "base", "0001", keys).result(10)
    assert versions(journal) == ["0001"]


def test_what_steps_found_names_no_destroyed_lesson(journal, corrected, path):
    gone, kept = corrected("Canberra").row, corrected("Ankara", "Başkent?").row
    night = journal.nights.begin("user", date(2026, 5, 1)).result(10)
    found = {
        "learned": [gone.id, kept.id],
        "recall": {gone.id: 0.5, kept.id: 1.0},
        "first": gone.id,
        "deep": [{"row": gone.id, "rank": 1}, [gone.id, 2, None]],
    }
    journal.nights.did(night.id, "build", "law", found)
    journal.nights.doing(night.id, "train", "law")
    journal.memories.forget(gone.id).result(60)
    (step,) = journal.nights.steps(night.id).result(10)
    assert step.result == {
        "learned": [kept.id],
        "recall": {kept.id: 1.0},
        "deep": [{"rank": 1}, [2, None]],
    }
    with closing(sqlite3.connect(path)) as database:
        nights = [line for line in database.iterdump() if 'INTO "night' in line]
    assert gone.id not in "".join(nights)


def test_a_proposal_goes_with_the_question_that_it_is(journal, ask, reply, tmp_path):
    answer = reply(ask("zümrüdüanka mı?"), "akbaba")
    own = Exemplar("zümrüdüanka mı?", "law", answer.id)
    taught = journal.add_exemplar(own).result(10)
    night = journal.nights.begin("user", date(2026, 5, 1)).result(10)
    journal.nights.proposed(night.id, [taught.id])
    ended = journal.nights.finish(night.id, "finished", NightReport()).result(10)
    assert ended.report.proposed == {"law": ("zümrüdüanka mı?",)}
    journal.memories.forget_messages(answer.parent_id).result(60)
    assert journal.nights.find("1").result(10).report.proposed == {}
    assert left_in(tmp_path, ["zümrüdüanka"]) == []


@pytest.mark.parametrize("seed", range(3))
def test_no_page_keeps_what_nights_of_a_destroyed_lesson_told(
    journal, corrected, dream, tmp_path, seed
):
    chance = random.Random(seed)

    def word():
        return "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=14))

    taught, words = [], []
    for _ in range(12):
        own = [word() for _ in range(6)]
        one = corrected(own[0], f"{own[1]}?", own[2])
        told = OldAndNew(f"{own[3]}?", f"{own[4]} " * chance.randrange(1, 90), own[5])
        dream(word(), one.row, expert=word(), told=[(one.row.id, told)])
        taught.append(one)
        words.append(own)
    for number in range(0, 12, 2):
        by_conversation(journal, taught[number])
    assert left_in(tmp_path, [w for own in words[::2] for w in own]) == []
    kept = [w for own in words[1::2] for w in own]
    assert left_in(tmp_path, kept) == kept


def test_the_doom_and_the_destruction_are_one_transaction(
    journal, corrected, dream, path
):
    gone = corrected("Canberra")
    dream("0001", gone.row)
    doomed = journal._read(doomed_by_messages, gone.row.sources[:1]).result(10)

    def cut_off(connection):
        destroy(connection, doomed)
        with closing(sqlite3.connect(path)) as beside:
            assert beside.execute("SELECT * FROM doomed_versions").fetchall() == []
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        journal._write(cut_off).result(10)
    assert versions(journal) == []
    assert [row.id for row in journal.ledger.page().result(10)] == [gone.row.id]


def test_a_kill_leaves_no_version_of_a_destroyed_lesson_undoomed(path, backups):
    chance = random.Random(6)
    for _ in range(5):
        with subprocess.Popen(
            [sys.executable, str(CHILD), str(path), str(backups)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=PROGRAM,
            env={**os.environ, "PYTHONPATH": str(PROGRAM)},
        ) as child:
            said = [child.stdout.readline() for _ in range(1 + chance.randrange(9))]
            child.send_signal(signal.SIGKILL)
            said += child.stdout.read().splitlines(keepends=True)
        whole = [line.split() for line in said if line.endswith("\n")]
        journal = Journal.open(path, backups)
        doomed = set(versions(journal))
        made = {version for what, version in whole if what == "made"}
        assert {version for what, version in whole if what == "doomed"} <= doomed
        for version in made:
            seen_by = journal.nights.version_of("base", "law", version).result(10)
            assert (version in doomed) == (seen_by.row_ids == ())
        for one in journal.nights.doomed().result(10):
            journal.nights.gone(one).result(10)
        journal.memories.forget_together(Doomed(), everything=True).result(60)
        for one in journal.nights.doomed().result(10):
            journal.nights.gone(one).result(10)
        journal.close()
