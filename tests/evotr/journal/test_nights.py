"""Nights in the journal: what is noted, what is told, and what goes with its words."""

from datetime import UTC, date, datetime, timedelta

import pytest

from evotr.domain import (
    DecidedLesson,
    Decision,
    DoomedVersion,
    Exemplar,
    ExpertNight,
    GroupResult,
    LearnedLesson,
    Lesson,
    NightReason,
    NightReport,
    OldAndNew,
    SkippedLesson,
    TrainingTold,
    keys_digest,
)
from evotr.errors import NightAmbiguous, NightNotFound

DAY = date(2026, 5, 1)
NUMBERS = ExpertNight(
    expert="general",
    outcome="promoted",
    before="0001",
    version="0002",
    scale=0.85,
    reasons=(NightReason("few", {"least": 7.0, "name": "kip"}),),
    numbers={"recall": 0.93},
    groups={"anchors": GroupResult(400, 0.9, 0.89, -0.02, 0.01)},
    training=TrainingTold(
        steps=3, rows=40, seconds=1.5, loss=0.25, curve=((1, 2.5), (3, 0.25))
    ),
)


def edit(right, question="Avustralya'nın başkenti neresi?"):
    return Lesson(kind="edit", question=question, right=right)


@pytest.fixture
def add(journal):
    return lambda *lessons: journal.ledger.add(lessons).result(60)


@pytest.fixture
def begin(journal):
    def begin(trigger="schedule", day=DAY, expert=None):
        return journal.nights.begin(trigger, day, expert, "pid 1").result(10)

    return begin


def learned(*rows, recall=1.0, new=True):
    return [LearnedLesson(r.id, r.question, r.right, recall, new) for r in rows]


def test_a_night_is_noted_from_its_beginning_to_its_end(journal, begin):
    before = datetime.now(UTC)
    night = begin(expert="law")
    assert (night.number, night.state, night.owner) == (1, "running", "pid 1")
    assert (night.date, night.trigger, night.expert) == (DAY, "schedule", "law")
    assert before <= night.began == night.beat <= datetime.now(UTC)
    assert journal.nights.unfinished().result(10) == night
    journal.nights.beat(night.id)
    ended = journal.nights.finish(night.id, "failed", NightReport(), "DiskFull")
    ended = ended.result(10)
    assert (ended.state, ended.error) == ("failed", "DiskFull")
    assert ended.beat == ended.ended > night.began
    assert journal.nights.unfinished().result(10) is None
    assert begin().number == 2


def test_a_night_that_is_not_there_is_told(journal):
    lost = (
        journal.nights.beat("0" * 32),
        journal.nights.doing("0" * 32, "train"),
        journal.nights.did("0" * 32, "train"),
        journal.nights.lessons("0" * 32, "law", []),
        journal.nights.examples("0" * 32, "law", []),
        journal.nights.proposed("0" * 32, []),
        journal.nights.made("0" * 32, "law", "b", "0001", ""),
        journal.nights.finish("0" * 32, "finished", NightReport()),
        journal.nights.resume("0" * 32),
        journal.nights.undo("0" * 32),
    )
    for future in lost:
        with pytest.raises(NightNotFound):
            future.result(10)
    assert journal.nights.page().result(10) == ()


def test_a_night_is_found_by_its_number_or_the_beginning_of_its_id(journal, begin):
    one, two = begin(), begin()
    find = journal.nights.find
    assert find(" 2 ").result(10) == two
    assert find(one.id.upper()).result(10) == one
    assert find(one.id[:8]).result(10) == one
    for text in ("3", "", "zzzz", "z", "-1", "٢", "9" * 30):
        with pytest.raises(NightNotFound) as caught:
            find(text).result(10)
        assert type(caught.value) is NightNotFound
    # A lone digit would be a number.
    lettered = next(night for night in iter(begin, None) if night.id[0].isalpha())
    with pytest.raises(NightAmbiguous):
        find(lettered.id[0]).result(10)


def test_history_is_told_from_the_newest_night(journal, begin):
    nights = [begin(day=date(2026, 5, day)) for day in (1, 2, 2)]
    numbers = [night.number for night in journal.nights.page(2).result(10)]
    assert numbers == [3, 2]
    assert journal.nights.page(5, 2).result(10) == (nights[0],)
    assert journal.nights.of_date(date(2026, 5, 2)).result(10) == (nights[2], nights[1])


def test_a_night_goes_on_behind_the_steps_that_are_done(journal, begin):
    night = begin()
    noted = journal.nights
    noted.did(night.id, "harvest", result={"rows": 3})
    noted.doing(night.id, "train", "law")
    noted.did(night.id, "train", "law", {"loss": 0.5, "tries": [1, 2]})
    noted.doing(night.id, "judge", "law").result(10)
    done = noted.steps(night.id).result(10)
    assert [(s.step, s.expert, s.result) for s in done] == [
        ("harvest", "", {"rows": 3}),
        ("train", "law", {"loss": 0.5, "tries": [1, 2]}),
    ]
    assert all(night.began <= s.began <= s.ended for s in done)
    assert noted.find("1").result(10).step == "judge"
    noted.doing(night.id, "train", "law").result(10)
    assert [s.step for s in noted.steps(night.id).result(10)] == ["harvest"]
    noted.did(night.id, "train", "law", {})
    noted.did(night.id, "train", "chef", {})
    noted.anew(night.id, "law").result(10)
    left = [(s.step, s.expert) for s in noted.steps(night.id).result(10)]
    assert left == [("harvest", ""), ("train", "chef")]


def test_what_a_step_found_in_earlier_nights_is_read_from_the_newest(journal, begin):
    one, two = begin(), begin()
    for night, keys in ((one, "a"), (two, "b")):
        journal.nights.did(night.id, "judge", "law", {"keys": keys})
    journal.nights.doing(begin().id, "judge", "law")
    found = journal.nights.results("judge", "law").result(10)
    assert list(found.items()) == [(two.id, {"keys": "b"}), (one.id, {"keys": "a"})]
    assert list(journal.nights.results("judge", "law", limit=1).result(10)) == [two.id]


def test_what_a_step_of_one_night_found_is_read_alone(journal, begin):
    nights, (one, two) = journal.nights, (begin(), begin())
    for night, keys in ((one, "a"), (two, "b")):
        nights.did(night.id, "judge", "law", {"keys": keys})
    nights.did(one.id, "harvest", result={"looked": 1})
    nights.doing(one.id, "train", "law")
    assert nights.found(one.id, "judge", "law").result(10) == {"keys": "a"}
    assert nights.found(one.id, "harvest").result(10) == {"looked": 1}
    assert nights.found(one.id, "train", "law").result(10) is None  # it is under way
    assert nights.found(one.id, "judge", "chef").result(10) is None


def test_a_report_comes_back_as_it_was_told(journal, begin, add):
    first, second, third = add(
        edit("Canberra"), edit("Ankara", "Başkent?"), edit("X", "Ü?")
    )
    taught = journal.add_exemplar(Exemplar("Kira?", "law", "night")).result(10)
    night, seen = begin(), learned(first, second, recall=0.75)
    left = [SkippedLesson(third.id, third.question, "too_long")]
    told = [(first.id, OldAndNew("Başkenti?", "Sidney", "Canberra"))]
    told.append((None, OldAndNew("Hi?", "Hello.", "Hi.")))
    journal.nights.lessons(night.id, "general", learned(first), [])
    journal.nights.lessons(night.id, "general", seen, left)
    journal.nights.examples(night.id, "general", told[:1])
    journal.nights.examples(night.id, "general", told)
    for _ in range(2):
        journal.nights.proposed(night.id, [taught.id, "0" * 32])
    report = NightReport(
        looked=3,
        decided={"duplicate": 1},
        doubts=2,
        remembered=1,
        experts=(NUMBERS, ExpertNight(expert="law", outcome="failed")),
        unmet=("mains",),
        faults={"label": NightReason("RouterFailed", {"reason": "closed"})},
        seconds={"train": 1.5},
        peak_bytes={"train": 2_000_000},
    )
    ended = journal.nights.finish(night.id, "finished", report).result(10)
    general = ended.report.experts[0]
    assert general.learned == tuple(seen)
    assert general.skipped == tuple(left)
    assert general.examples == tuple(one for _, one in told)
    assert ended.report.proposed == {"law": ("Kira?",)}
    assert ended.report.experts[1] == report.experts[1]
    assert (general.numbers, general.reasons) == (NUMBERS.numbers, NUMBERS.reasons)
    assert (general.groups, general.training) == (NUMBERS.groups, NUMBERS.training)
    assert (general.before, general.version, general.scale) == ("0001", "0002", 0.85)
    assert (ended.report.looked, ended.report.decided) == (3, {"duplicate": 1})
    assert (ended.report.doubts, ended.report.remembered) == (2, 1)
    assert (ended.report.unmet, ended.report.seconds) == (("mains",), {"train": 1.5})
    assert ended.report.peak_bytes == {"train": 2_000_000}
    assert ended.report.faults == report.faults
    assert journal.nights.page().result(10) == (ended,)


def screened(journal, night, *decisions):
    """A night that screened, as its step notes it."""
    journal.nights.doing(night.id, "screen")
    journal.ledger.decide(decisions, "night")
    journal.nights.did(night.id, "screen", result={"decided": {}})
    report = NightReport(looked=len(decisions))
    return journal.nights.finish(night.id, "finished", report).result(10)


def test_what_each_night_decided_on_is_named(journal, ask, reply, begin, add):
    answer = reply(ask("Başkenti?"), "Sidney")
    talk = answer.conversation_id
    row = journal.ledger.correct(answer.id, "Canberra").result(10).row
    other, late = add(edit("Ankara", "Başkent?"), edit("X", "Ü?"))
    journal.ledger.decide([Decision(late.id, "kept")], "user")
    one = screened(
        journal,
        begin(),
        Decision(row.id, "instruction", "retracted"),
        Decision(other.id, "sound", "active"),
    )
    two = begin()
    journal.ledger.decide([Decision(other.id, "labelled", expert="law")], "night")
    two = screened(journal, two, Decision(late.id, "secret", "memory_only"))
    assert one.report.named == {
        "instruction": (DecidedLesson(row.id, row.question, talk),),
        "sound": (DecidedLesson(other.id, "Başkent?"),),
    }
    assert two.report.named == {"secret": (DecidedLesson(late.id, "Ü?"),)}
    assert journal.nights.page().result(10) == (two, one)
    journal.delete(talk).result(10)
    assert "instruction" not in journal.nights.find("1").result(10).report.named
    journal.restore(talk).result(10)
    assert "instruction" in journal.nights.find("1").result(10).report.named


def test_lessons_that_are_gone_are_not_noted(journal, begin, add):
    (row,) = add(edit("Canberra"))
    night = begin()
    gone = [LearnedLesson("0" * 32, "Soru?", "Cevap")]
    journal.nights.lessons(night.id, "general", [*gone, *learned(row)])
    told = [("0" * 32, OldAndNew("Soru?", "a", "b"))]
    journal.nights.examples(night.id, "general", told)
    report = NightReport(experts=(NUMBERS,))
    ended = journal.nights.finish(night.id, "finished", report).result(10)
    (general,) = ended.report.experts
    assert [lesson.row_id for lesson in general.learned] == [row.id]
    assert general.examples == ()


def test_what_lies_in_the_trash_is_in_no_report(journal, ask, reply, begin):
    answer = reply(ask("Başkenti?"), "Sidney")
    row = journal.ledger.correct(answer.id, "Canberra").result(10).row
    night = begin()
    journal.nights.lessons(night.id, "general", learned(row))
    told = [(row.id, OldAndNew("Başkenti?", "Sidney", "Canberra"))]
    journal.nights.examples(night.id, "general", told)
    report = NightReport(experts=(NUMBERS,))
    journal.nights.finish(night.id, "finished", report).result(10)

    def told_now():
        (general,) = journal.nights.find("1").result(10).report.experts
        return len(general.learned), len(general.examples)

    journal.delete(answer.conversation_id).result(10)
    assert told_now() == (0, 0)
    journal.restore(answer.conversation_id).result(10)
    assert told_now() == (1, 1)


def test_a_version_knows_its_night_and_what_it_saw(journal, begin, add):
    rows = add(edit("Canberra"), edit("Ankara", "Başkent?"), edit("X", "Ü?"))
    night, digest = begin(), keys_digest((r.id, r.sha256) for r in rows[:2])
    left = [SkippedLesson(rows[2].id, rows[2].question, "too_long")]
    journal.nights.lessons(night.id, "law", learned(*rows[:2]), left)
    assert journal.nights.keys(night.id, "law").result(10) == digest
    assert journal.nights.made(night.id, "law", "base", "0001", digest).result(10)
    made = journal.nights.version_of("base", "law", "0001").result(10)
    assert (made.night_id, made.keys_sha) == (night.id, digest)
    assert set(made.row_ids) == {row.id for row in rows[:2]}
    assert journal.nights.version_of("other", "law", "0001").result(10) is None
    journal.ledger.decide([Decision(rows[0].id, "withdrawn", "retracted")], "user")
    assert journal.nights.doomed().result(10) == ()


def test_experts_are_known_with_the_bases_they_were_taught_for(journal, begin):
    assert journal.nights.taught().result(10) == {}
    night = begin()
    for expert, base in (("law", "old"), ("law", "new"), ("general", "old")):
        journal.nights.made(night.id, expert, base, "0001", keys_digest(()))
    found = journal.nights.taught().result(10)
    assert found == {"general": frozenset({"old"}), "law": frozenset({"new", "old"})}


def test_the_digest_hangs_on_the_set_alone(add):
    rows = [(r.id, r.sha256) for r in add(edit("A"), edit("B", "Ü?"), edit("C", "Ö?"))]
    assert keys_digest(rows) == keys_digest(reversed(rows))
    assert keys_digest(rows) != keys_digest(rows[:2])
    assert keys_digest([("a", "b")]) != keys_digest([("b", "a")])


def test_deaths_count_until_a_night_ends_well(journal, begin):
    streak = journal.nights.unclean_streak
    assert streak().result(10) == 0
    first = begin()
    assert streak().result(10) == 0
    again = journal.nights.resume(first.id, "pid 2").result(10)
    assert (again.owner, again.deaths, again.state) == ("pid 2", 1, "running")
    assert streak().result(10) == 1
    journal.nights.finish(first.id, "unclean", NightReport())
    assert streak().result(10) == 2
    mine = begin("user")
    journal.nights.finish(mine.id, "unclean", NightReport())
    assert streak().result(10) == 2
    journal.nights.forgive()
    assert streak().result(10) == 0
    journal.nights.resume(begin("forgotten").id)
    assert streak().result(10) == 1
    well = begin()
    journal.nights.finish(well.id, "stopped", NightReport())
    assert streak().result(10) == 0


def test_a_night_that_was_left_is_not_over_and_goes_on_without_a_death(journal, begin):
    night = begin()
    left = journal.nights.leave(night.id).result(10)
    assert (left.state, left.deaths, left.ended) == ("left", 0, left.beat)
    assert journal.nights.unfinished().result(10) == left
    again = journal.nights.resume(night.id, "pid 2").result(10)
    assert (again.state, again.deaths, again.ended) == ("running", 0, None)
    assert journal.nights.resume(night.id, "pid 3").result(10).deaths == 1
    ended = journal.nights.finish(night.id, "stopped", NightReport()).result(10)
    assert ended.state == "stopped"


def test_the_time_in_which_nobody_made_a_night_is_counted(journal, begin):
    night = begin()
    journal.nights.leave(night.id).result(10)
    earlier = (night.began - timedelta(minutes=10)).strftime("%Y-%m-%d %H:%M:%S.%f")

    def back(column):
        sql = f"UPDATE nights SET {column} = ?"  # noqa: S608 - two names of columns
        journal._write(lambda c: c.exec_driver_sql(sql, (earlier,)) and None).result(10)

    back("ended_at")
    again = journal.nights.resume(night.id, "pid 2").result(10)
    assert 600 <= again.away_s < 660
    back("beat_at")  # its process died: it gave no sign since
    assert 1200 <= journal.nights.resume(night.id, "pid 3").result(10).away_s < 1320
    assert begin().away_s == 0


def test_what_a_night_failed_with_is_kept_with_its_values(journal, begin):
    fault = NightReason("DiskFull", {"path": "/evim", "need": 3})
    told = NightReport(fault=fault)
    journal.nights.finish(begin().id, "failed", told, "DiskFull").result(10)
    (night,) = journal.nights.page().result(10)
    assert (night.error, night.report.fault) == ("DiskFull", fault)


def test_a_night_is_taken_back_once(journal, begin):
    night = begin()
    undone = journal.nights.undo(night.id).result(10).undone
    assert undone >= night.began
    assert journal.nights.undo(night.id).result(10).undone == undone


def test_one_expert_alone_is_taken_back_once(journal, begin):
    night = begin()
    experts = (
        ExpertNight(expert="law", outcome="promoted", version="0001"),
        ExpertNight(expert="math", outcome="promoted", version="0001"),
    )
    report = NightReport(experts=experts)
    journal.nights.finish(night.id, "finished", report).result(10)
    undone = journal.nights.undo(night.id, "crashed", "law").result(10)
    assert (undone.undone, undone.is_undone("law")) == (None, True)
    assert not undone.is_undone("math")
    law, math = undone.report.experts
    assert law.undone >= night.began
    assert (law.undone_why, math.undone_why) == ("crashed", None)
    assert journal.nights.undo(night.id, "disliked", "law").result(10) == undone


def test_wishes_wait_until_they_are_granted(journal):
    journal.nights.wish("run", "law")
    journal.nights.wish("stop")
    one, two = journal.nights.wishes().result(10)
    assert (one.kind, one.expert, two.kind, two.expert) == ("run", "law", "stop", None)
    journal.nights.granted(one.number, 99)
    assert journal.nights.wishes().result(10) == (two,)


def test_a_wish_for_an_end_says_why(journal):
    journal.nights.wish("stop")
    journal.nights.wish_end("forgotten")
    wishes = journal.nights.wishes().result(10)
    assert [(wish.kind, wish.why) for wish in wishes] == [
        ("stop", "asked"),
        ("stop", "forgotten"),
    ]
    assert {wish.expert for wish in wishes} == {None}


def test_a_doomed_version_stands_until_its_files_are_gone(journal, begin, add):
    rows = add(edit("Canberra"), edit("Ankara", "Başkent?"))
    night, digest = begin(), keys_digest((r.id, r.sha256) for r in rows)
    journal.nights.lessons(night.id, "law", learned(*rows))
    journal.memories.forget_messages()  # nothing is chosen, nothing done
    assert (
        journal.nights.made(night.id, "law", "base", "0001", "other").result(10)
        is False
    )
    (doomed,) = journal.nights.doomed().result(10)
    assert doomed == DoomedVersion("base", "law", "0001", doomed.at)
    assert not journal.nights.made(night.id, "law", "base", "0001", "x").result(10)
    (saw,) = journal.nights.saw([rows[0].id]).result(10)
    assert saw.version == "0001"
    journal.nights.gone(doomed).result(10)
    assert journal.nights.doomed().result(10) == ()
    assert journal.nights.version_of("base", "law", "0001").result(10) is None
    assert journal.nights.saw([rows[0].id]).result(10) == ()
    assert journal.nights.taught().result(10) == {}
    assert journal.nights.made(night.id, "law", "base", "0002", digest).result(10)


def test_why_a_night_was_taken_back_is_kept_and_whether_it_was_confirmed(journal):
    night = journal.nights.begin("user", date(2026, 11, 20)).result(10)
    assert (night.undone, night.undone_why, night.kept) == (None, None, None)
    kept = journal.nights.keep(night.id).result(10)
    assert kept.kept is not None
    undone = journal.nights.undo(night.id, "disliked").result(10)
    again = journal.nights.undo(night.id, "user").result(10)
    assert (again.undone, again.undone_why) == (undone.undone, "disliked")
    with pytest.raises(NightNotFound):
        journal.nights.keep("0" * 32).result(10)
