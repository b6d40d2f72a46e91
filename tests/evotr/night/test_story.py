"""A report as a window gets it: whole, in both languages, with words for pictures."""

from dataclasses import replace

import pytest

from evotr.domain import (
    DecidedLesson,
    LearnedLesson,
    NightNamed,
    NightSpent,
    SkippedLesson,
)
from evotr.night.captions import captions
from evotr.night.plots import draw_night
from evotr.night.story import head_of, story
from evotr.night.telling import headline, lasting
from evotr.text import LANGUAGES, Catalog
from tests.fakes.nights import BEGAN, FEW, TRAINING, full_night, learned, night


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_is_told_of(tmp_path, language):
    say, made = Catalog.load(language), full_night()
    files = draw_night(made, tmp_path, tmp_path / "cache", say)
    told = story(made, say, files)
    assert [picture.file for picture in told.pictures] == list(files)
    assert {f.stem.removesuffix(f"-{language}") for f in files} == set(
        captions(made, say)
    )
    learning, answers, time = (picture.told for picture in told.pictures)
    mark = "," if language == "tr" else "."
    assert f"3{mark}21" in learning
    assert f"0{mark}14" in learning
    assert answers.count(";") == len(made.report.experts[0].groups) - 1
    assert say("night.step.train") in time


def test_all_lessons_are_told_the_new_ones_first():
    made, say = full_night(), Catalog.load("tr")
    parts = {part.head: part for part in story(made, say).parts}
    lessons = parts[say("night.report.learned", count=12, new=3)]
    assert len(lessons.lines) == 12
    assert lessons.lines[0].startswith("Soru 0? → Yanıt 0")
    skipped = parts[say("night.report.skipped", count=2)]
    assert skipped.lines[0] == f"Şifrem ne?: {say('ledger.reason.secret')}"
    groups = parts[say("night.report.groups")]
    assert len(groups.columns) == len(groups.rows[0]) == 6
    examples = parts[say("night.report.examples")]
    assert examples.rows == (("Avustralya'nın başkenti neresi?", "Sidney", "Canberra"),)


@pytest.mark.parametrize(("language", "rest"), [("en", "more"), ("tr", "tane daha")])
def test_of_thousands_of_lessons_the_first_are_told_and_the_others_counted(
    language, rest
):
    many = range(10_000)
    taught = [LearnedLesson(f"{i}", f"Soru {i}?", "Yanıt", None, i > 9) for i in many]
    left = [SkippedLesson(f"{i}", f"Soru {i}?", "not_drawn") for i in many]
    left += [SkippedLesson("x", "Şifrem ne?", "secret")]
    each = replace(learned(), learned=tuple(taught), skipped=tuple(left))
    say = Catalog.load(language)
    parts = {part.head: part for part in story(night(each), say).parts}
    lessons = parts[say("night.report.learned", count=10_000, new=9_990)]
    assert (lessons.lines[0], len(lessons.lines)) == ("Soru 10? → Yanıt", 51)
    assert lessons.lines[-1].endswith(f"950 {rest}")
    skipped = parts[say("night.report.skipped", count=10_001)]
    assert skipped.lines[0] == f"Şifrem ne?: {say('ledger.reason.secret')}"
    assert skipped.lines[1] == f"Soru 0?: {say('ledger.reason.not_drawn')}"
    assert (len(skipped.lines), rest in skipped.lines[-1]) == (51, True)


def test_a_list_that_just_fits_has_no_rest():
    left = [SkippedLesson(f"{i}", f"Soru {i}?", "secret") for i in range(50)]
    each, say = replace(learned(), skipped=tuple(left)), Catalog.load("en")
    parts = {part.head: part for part in story(night(each), say).parts}
    skipped = parts[say("night.report.skipped", count=50)]
    assert len(skipped.lines) == 50
    assert skipped.lines[-1].startswith("Soru 49?")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_decided_names_its_lessons_the_first_five(language):
    say = Catalog.load(language)
    parts = story(full_night(), say).parts
    (part,) = [part for part in parts if part.named]
    assert say("ledger.reason.time_bound") in part.lines[0]
    *lessons, rest = part.named
    assert [lesson.text for lesson in lessons] == [f"“Bugün ne {i}?”" for i in range(5)]
    assert [bool(lesson.conversation_id) for lesson in lessons] == [True] * 4 + [False]
    assert rest == NightNamed(say("night.report.others", count=1))


def test_a_long_question_is_elided_and_a_report_of_old_names_none():
    lesson = DecidedLesson("0" * 32, "Neden\nböyle? " * 20)
    report = {"decided": {"secret": 2}, "named": {"secret": (lesson,)}}
    say = Catalog.load("tr")
    (part,) = story(night(report=report), say).parts
    (named,) = part.named
    assert named.text.startswith("“Neden böyle? Neden")
    assert named.text.endswith("…”")
    assert len(named.text) <= 122
    (part,) = story(night(report={"decided": {"secret": 2}}), say).parts
    assert part.named == ()
    assert part.lines


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_report_names_a_command(language):
    say = Catalog.load(language)
    told = story(full_night(), say)
    words = " ".join((*told.lines, *(line for p in told.parts for line in p.lines)))
    assert "evotr " not in words
    assert "night." not in words


@pytest.mark.parametrize(
    ("made", "in_force", "kept", "lessons"),
    [
        (full_night(), True, False, 3),
        (night(learned(), kept=BEGAN), True, True, 3),
        (night(learned(), undone=BEGAN, undone_why="user"), False, False, 3),
        (night(learned(undone=BEGAN, undone_why="crashed")), False, False, 3),
        (night(learned(outcome="held", reasons=(FEW,))), False, False, 0),
        (night(), False, False, 0),
    ],
)
def test_what_can_be_done_with_a_night(made, in_force, kept, lessons):
    told = story(made, Catalog.load("en"))
    assert (told.in_force, told.kept, told.lessons) == (in_force, kept, lessons)


def test_a_night_that_never_began_says_why_once():
    made = night(state="stopped", report={"unmet": ("mains",)})
    told = story(made, Catalog.load("en"))
    assert told.lines == (headline(made, Catalog.load("en")),)
    assert told.parts == ()


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "with this night it was taken back"), ("tr", "bu geceyle birlikte geri")],
)
def test_what_was_taken_back_whole_is_said_of_each_expert(language, said):
    say = Catalog.load(language)
    refused = learned(expert="code", outcome="rejected")
    undone = night(learned(), refused, undone=BEGAN, undone_why="user")
    titles = [part.head for part in story(undone, say).parts]
    assert said in titles[0]
    assert sum(said in title for title in titles) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_time_that_no_step_tells_of_is_told(language):
    say = Catalog.load(language)
    seconds = {"seconds": {"screen": 4.0, "build": 7.0}}
    lost = say("night.report.lost", time=lasting(57.0, say))
    begun_anew = night(report=seconds, spent=NightSpent(worked_s=68.0))
    assert lost in "".join(story(begun_anew, say).parts[-1].lines)
    whole = night(report=seconds, spent=NightSpent(worked_s=13.0))
    known = "".join(story(whole, say).parts[-1].lines)
    assert known == say("night.report.times", times=known.partition(": ")[2][:-1])
    assert lasting(2.0, say) not in known


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_sure_of_its_answers_the_model_was_is_told_in_percent(language):
    training = replace(TRAINING, base_loss=0.067, loss=0.109)
    say = Catalog.load(language)
    told = story(night(replace(learned(), training=training)), say)
    (line,) = (one for one in told.parts[0].lines if "480" in one)
    assert "93" in line
    assert "89" in line
    assert "nat" not in line


def test_in_a_list_it_has_its_headline():
    made, say = full_night(), Catalog.load("en")
    head = head_of(made, say)
    assert (head.id, head.number) == (made.id, 3)
    assert head.told == headline(made, say)
