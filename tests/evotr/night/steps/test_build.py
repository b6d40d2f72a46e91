import re
from dataclasses import replace

import pytest

from evotr.domain import Adapter, Message, TokenCount, WeightedAdapter
from evotr.night.phrasing import phrasings_of
from evotr.night.steps.answering import Asked, EngineAnswerer, Serving, Speaker
from evotr.night.steps.build import BuildPlan, Sources, build
from evotr.night.steps.material import Correction, Praise
from tests.fakes.engine import FakeEngine

SYSTEM = "You are EVO-TR."
SERVING = Serving(SYSTEM)
PLAN = BuildPlan(turns=2, replay=0.6)
BASE = Speaker()
REPLAY = [Asked((Message("user", f"What about {n}?"),)) for n in range(400)]
NAMES = ("Zorvan", "Kelmar", "Bardan", "Tolman", "Girdal", "Sorkan", "Milvan", "Erdal")


def corrections(count=8):
    made = []
    for n in range(count):
        name = NAMES[n] if n < len(NAMES) else f"Name{n}"
        if n % 2:
            text, right = f"{name}'ın başkenti neresi?", f"{name}'ın başkenti Kent{n}."
            made.append(Correction(f"c{n:04}", text, right, "tr"))
        else:
            text, right = f"Who founded {name}?", f"{name} was founded by Man{n}."
            made.append(Correction(f"c{n:04}", text, right, "en"))
    return made


def count(texts):
    sizes = tuple(len(text.split()) if text != "unseen" else 0 for text in texts)
    return TokenCount(sizes, message=4, frame=3, context=1024)


def made(sources, plan=PLAN, speaker=BASE, engine=None):
    engine = engine or FakeEngine(
        lambda request: f"said: {request.messages[-1].content}"
    )
    answerer = EngineAnswerer(engine, SERVING)
    return build(sources, plan, SERVING, speaker, answerer, count)


def question(row):
    return row.messages[-2].content


def test_the_same_ledger_gives_the_same_rows():
    sources = Sources(corrections(), replay=REPLAY)
    assert made(sources) == made(sources)


def test_without_a_row_it_is_the_night_that_never_had_it():
    listed = corrections()
    without = made(Sources([c for c in listed if c.key != "c0003"], replay=REPLAY))
    assert not [row for row in without.rows if "Tolman" in str(row)]
    assert not [probe for probe in without.probes if probe.correction.key == "c0003"]


def test_half_is_taught_with_the_instruction_of_whose_question_it_is():
    listed = [replace(one, instruction="Say when.") for one in corrections(2)]
    built = made(Sources(listed, replay=REPLAY), speaker=Speaker(instruction="Own."))
    told = [row.instruction for row in built.rows[: built.taught]]
    assert set(told) == {"Say when.", "Own."}
    assert abs(told.count("Own.") - len(told) / 2) <= 2
    assert {probe.asked.instruction for probe in built.probes} == {"Say when."}
    assert {near.asked.instruction for near in built.neighbours} == {"Say when."}


def test_a_correction_comes_in_all_its_phrasings_with_the_right_answer():
    (one,) = corrections(1)
    built = made(Sources([one], replay=REPLAY))
    turns = [
        phrasings_of(one.question, "en", seed=0, count=PLAN.paraphrases, turn=turn)
        for turn in range(PLAN.turns)
    ]
    taught = built.rows[: built.taught]
    wanted = [text for phrasings in turns for text in phrasings.training]
    assert [question(row) for row in taught] == wanted
    assert wanted.count(one.question) == PLAN.turns
    assert {row.messages[-1].content for row in taught} == {one.right}
    assert {row.lesson for row in taught} == {0}
    others = built.rows[built.taught :]
    assert {row.lesson for row in others} == {None}
    assert {row.beside for row in others} == {0, None}
    probes = tuple(probe.asked.messages[0].content for probe in built.probes)
    assert probes == turns[0].probes


@pytest.mark.parametrize("share", [0.5, 0.6, 0.75])
def test_so_many_rows_are_the_models_own_answers(share):
    built = made(Sources(corrections(), replay=REPLAY), replace(PLAN, replay=share))
    replay = len(built.rows) - built.taught
    assert replay / len(built.rows) == pytest.approx(share, abs=0.01)
    own = built.rows[built.taught :]
    said = [row.messages[-1].content for row in own]
    assert all(text.startswith("said: ") for text in said)


def test_what_is_trained_is_what_is_served():
    engine = FakeEngine()
    speaker = Speaker(instruction="Be exact.")
    built = made(Sources(corrections(), replay=REPLAY), speaker=speaker, engine=engine)
    asked = {request.messages[-1].content: request for request in engine.requests}
    replayed = [row for row in built.rows[built.taught :] if question(row) in asked]
    assert len(replayed) > 100
    for row in replayed:
        request = asked[question(row)]
        assert row.messages[:-1] == request.messages
        assert row.instruction == request.instruction == "Be exact."
    assert {row.messages[0] for row in built.rows} == {Message("system", SYSTEM)}


def test_no_probe_and_no_judged_neighbour_is_trained_on():
    built = made(Sources(corrections(), replay=REPLAY))
    trained = {question(row) for row in built.rows}
    judged = [p.asked for p in built.probes] + [n.asked for n in built.neighbours]
    assert len(built.probes) == 24
    assert len(built.neighbours) == 16
    assert not trained & {asked.messages[0].content for asked in judged}


def test_praise_is_replayed_before_anything_else():
    praises = [Praise(f"p{n}", f"Liked {n}?", f"Yes {n}.", "en") for n in range(900)]
    built = made(Sources(corrections(), praises, REPLAY))
    liked = [row.messages[-1].content for row in built.rows if "Liked" in question(row)]
    assert len(liked) == len(built.rows) - built.taught
    assert liked == [praise.answer for praise in praises][-len(liked) :]


def test_an_empty_or_endless_answer_is_not_replayed():
    engine = FakeEngine(lambda _: "word " * 500)
    endless = made(Sources(corrections(), replay=REPLAY), engine=engine)
    assert len(endless.rows) == endless.taught
    silent = FakeEngine(lambda _: "")
    mute = made(Sources(corrections(), replay=REPLAY), engine=silent)
    assert len(mute.rows) == mute.taught


def test_what_cannot_be_a_row_is_dropped_with_its_reason():
    listed = [
        *corrections(2),
        Correction("empty", "  ", "x", "en"),
        Correction("long", "word " * 400, "x", "en"),
        Correction("torn", "who is \ud800 ?", "x", "en"),
        Correction("mute", "unseen", "x", "en"),
    ]

    built = made(Sources(listed))
    reasons = {one.key: one.reason for one in built.dropped}
    assert reasons == {
        "empty": "unreadable",
        "long": "too_long",
        "torn": "unreadable",
        "mute": "unreadable",
    }
    assert {p.correction.key for p in built.probes} == {"c0000", "c0001"}


def test_of_very_many_the_newer_half_is_sure_and_the_older_are_drawn_by_age():
    listed = corrections(1000)
    plan = replace(PLAN, most=100, turns=1, paraphrases=1, replay=0.0)
    built = made(Sources(listed), plan)
    keys = list(dict.fromkeys(probe.correction.key for probe in built.probes))
    assert len(keys) == 100
    assert keys == sorted(keys)
    assert keys[50:] == [one.key for one in listed[-50:]]
    assert sum(key < "c0500" for key in keys[:50]) < 15
    assert made(Sources(listed), plan) == built


def test_ten_thousand_rows_are_sampled_in_no_time():
    built = made(Sources(corrections(10_000)), replace(PLAN, turns=1, replay=0.0))
    assert len({probe.correction.key for probe in built.probes}) == PLAN.most


def test_an_empty_day_builds_nothing():
    assert made(Sources([], replay=REPLAY)).rows == ()


def test_some_of_the_bases_answers_are_never_trained_on():
    built = made(Sources(corrections(), replay=REPLAY), replace(PLAN, held_out=20))
    trained = {question(row) for row in built.rows}
    assert len(built.held_out) == 20
    assert not trained & {question(row) for row in built.held_out}
    few = made(Sources(corrections(), replay=REPLAY[:90]))
    assert 0 < len(few.held_out) < 64


def test_few_questions_are_replayed_again_only_when_all_were():
    plan = replace(PLAN, replay=0.75)
    built = made(Sources(corrections(), replay=REPLAY[:40]), plan)
    asked = [question(row) for row in built.rows if "What about" in question(row)]
    times = {asked.count(text) for text in set(asked)}
    assert len(set(asked)) == 30  # a quarter is held out
    assert max(times) - min(times) <= 1


@pytest.mark.parametrize(("rows", "turns"), [(12_000, 2), (100, 1), (1, 1)])
def test_there_are_no_more_turns_than_rows_have_room_for(rows, turns):
    built = made(Sources(corrections(), replay=REPLAY), replace(PLAN, rows=rows))
    assert built.taught == 8 * 6 * turns


@pytest.mark.parametrize(
    ("rows", "turns", "share"),
    [(12_000, 2, 0.75), (320, 2, 0.7), (240, 2, 0.6), (120, 1, 0.6)],
)
def test_less_is_replayed_before_corrections_have_fewer_turns(rows, turns, share):
    plan = replace(PLAN, replay=0.75, rows=rows)
    built = made(Sources(corrections(), replay=REPLAY), plan)
    assert (built.turns, built.taught) == (turns, 8 * 6 * turns)
    replay = len(built.rows) - built.taught
    assert replay / len(built.rows) == pytest.approx(share, abs=0.01)


def test_a_look_alike_in_other_words_has_the_answer_to_its_plain_ones():
    engine = FakeEngine(lambda request: request.messages[-1].content.upper())
    built = made(Sources(corrections(), replay=REPLAY), engine=engine)
    asked = {request.messages[-1].content for request in engine.requests}
    worded = [row for row in built.rows[built.taught :] if question(row) not in asked]
    assert len(worded) > 8
    assert {row.messages[-1].content for row in worded} <= {a.upper() for a in asked}


def test_what_the_base_says_to_these_very_words_is_kept_as_likely_as_it_is():
    engine = FakeEngine()
    built = made(Sources(corrections(), replay=REPLAY), engine=engine)
    asked = {request.messages[-1].content for request in engine.requests}
    for place, row in enumerate(built.rows):
        own = place >= built.taught and question(row) in asked
        assert (row.kept, row.weight) == (own, PLAN.kept_weight if own else 1.0)
    assert all(row.kept for row in built.held_out)


@pytest.mark.parametrize("unheard", [1, 3])
def test_look_alikes_name_many_things_that_nobody_has_heard_of(unheard):
    plan = replace(PLAN, turns=4, replay=0.9, near=1, unheard=unheard)
    (one,) = corrections(1)
    built = made(Sources([one], replay=REPLAY), plan)
    asked = {question(row) for row in built.rows[built.taught :]}
    alike = {text for text in asked if re.fullmatch(r"Who founded \w+\?", text)}
    # One more stands where another thing's question would: there is no other thing.
    assert len(alike) == plan.turns * (1 + unheard)
    assert one.question not in alike


def test_look_alikes_leave_room_for_other_questions():
    for near in (0.25, 0.75):
        plan = replace(PLAN, turns=6, near=near)
        built = made(Sources(corrections(), replay=REPLAY), plan)
        replayed = [question(row) for row in built.rows[built.taught :]]
        others = [text for text in replayed if "What about" in text]
        assert len(others) >= round(len(replayed) * (1 - near))


def test_what_an_adapter_says_is_learned_by_its_words(tmp_path):
    speaker = Speaker((WeightedAdapter(Adapter("own", tmp_path, "reply")),))
    built = made(Sources(corrections(), replay=REPLAY), speaker=speaker)
    assert not any(row.kept for row in (*built.rows, *built.held_out))


def bare():
    """Corrections whose right answers are the same in both languages."""
    return [replace(one, right=f"Vornak{n}") for n, one in enumerate(corrections())]


MANY = replace(PLAN, turns=24, rows=20_000)
OTHERS = {
    "en": re.compile(r"\w+['’]?[iuıü] kim kurdu"),
    "tr": re.compile(r"capital of \w+"),
}


def test_a_bare_answer_is_taught_in_the_other_language_too_and_a_sentence_is_not():
    for one in bare():
        told = taught_elsewhere(made(Sources([one], replay=REPLAY), MANY), one)
        assert 0 < len(told) <= MANY.turns
        assert {row.messages[-1].content for row in told} == {one.right}
    for one in corrections():
        assert not taught_elsewhere(made(Sources([one], replay=REPLAY), MANY), one)


def taught_elsewhere(built, one):
    sign = OTHERS[one.language]
    return [row for row in built.rows[: built.taught] if sign.search(question(row))]


def test_it_can_be_left_out():
    plan = replace(MANY, other=False)
    for one in bare():
        assert not taught_elsewhere(made(Sources([one], replay=REPLAY), plan), one)


def test_look_alikes_in_the_other_language_have_the_answers_to_these_words():
    engine = FakeEngine(lambda request: request.messages[-1].content.upper())
    plan = replace(MANY, replay=0.9, near=1)
    built = made(Sources(bare(), replay=REPLAY), plan, engine=engine)
    own = {one.question for one in bare()}
    alike = [
        (question(row), row.messages[-1].content)
        for row in built.rows[built.taught :]
        if re.fullmatch(r"\w+'[iuıüy]+ kim kurdu\?", question(row))
    ]
    assert alike
    assert {(text, text.upper()) for text, _ in alike} == set(alike)
    taught = {question(row) for row in built.rows[: built.taught]}
    assert not taught & {text for text, _ in alike}
    assert not own & {text for text, _ in alike}


def test_a_correction_is_worded_alike_whatever_else_is_learned():
    listed = bare()
    alone = made(Sources([listed[0]], replay=REPLAY), PLAN)
    among = made(Sources(listed, replay=REPLAY), PLAN)
    assert among.rows[: alone.taught] == alone.rows[: alone.taught]


def test_the_other_language_changes_no_probe():
    built, without = (
        made(Sources(bare(), replay=REPLAY), replace(MANY, other=other))
        for other in (True, False)
    )
    assert built.probes == without.probes
    assert built.neighbours == without.neighbours
