"""Who answered and why, in both languages."""

import pytest

from evotr.domain import (
    Answer,
    Explanation,
    Route,
    SamplingParams,
    ServedExpert,
    Usage,
)
from tests.fakes.experts import CARDS
from ui.presenters.provenance import chip_of, choices_of, details_of
from ui.text import load, titles_of

LAW = (ServedExpert("law", 0.7), ServedExpert("tr_chat", 0.3))
WHY = Explanation(("kira", "depozito"), "Ev sahibim kirayı artırabilir mi?", 0.834)
TIMING = (
    "Measured: chosen in 3 ms · first word after 0.25 s · 50 tokens, 100 per second · "
    "120 tokens read, 100 known already."
)
RANKING = (("law", 0.82), ("tr_chat", 0.1), ("general", 0.05))
ROUTE = Route((("law", 1.0),), 0.824, "semantic", WHY, RANKING, ms=3.4)
USAGE = Usage(120, 100, 50, 0, 0.01, 0.24, 0.5)


def answer(**values):
    return Answer("evotr-mini", "", SamplingParams(), **values)


@pytest.mark.parametrize(
    ("language", "experts", "route", "chip"),
    [
        ("en", (), None, ""),
        ("en", (), ROUTE, "General, 82% sure"),
        ("tr", (), ROUTE, "Genel, güven %82"),
        ("en", LAW[:1], None, "law"),
        ("en", LAW[:1], Route((("law", 1.0),), 1.0, "pinned"), "law"),
        (
            "tr",
            LAW,
            Route((("law", 1.0),), 1.0, "standing"),
            "law %70 + Türkçe sohbet %30",
        ),
        ("en", (), Route((), 0.0, "fallback"), "General"),
        ("tr", (), Route((), 0.0, "fallback"), "Genel"),
        ("en", LAW[1:], ROUTE, "Turkish conversation, 82% sure"),
        ("tr", LAW, ROUTE, "law %70 + Türkçe sohbet %30, güven %82"),
    ],
)
def test_the_chip_says_who_and_how_sure(language, experts, route, chip):
    titles = titles_of(CARDS.values(), language)
    assert chip_of(load(language), titles, experts, route) == chip


def test_the_details_say_why_who_came_next_and_what_it_took(texts):
    titles = titles_of(CARDS.values(), "en")
    lines = details_of(texts, titles, answer(route=ROUTE, usage=USAGE))
    assert lines == (
        "Words that spoke for it: kira, depozito.",
        "Nearest example: “Ev sahibim kirayı artırabilir mi?” (83% alike).",
        "Next likeliest: Turkish conversation, 10%.",
        TIMING,
        "Model: evotr-mini.",
    )


@pytest.mark.parametrize("language", ["tr", "en"])
@pytest.mark.parametrize("stage", ["pinned", "standing", "fallback", "context"])
def test_a_pick_without_evidence_has_its_sentence(language, stage):
    texts = load(language)
    lines = details_of(texts, {}, answer(route=Route((), 1.0, stage, ranking=RANKING)))
    assert lines[0] == texts(f"provenance.{stage}")


@pytest.mark.parametrize("language", ["tr", "en"])
def test_where_who_was_chosen_is_gone_that_is_why_general_answers(language):
    texts = load(language)
    made = answer(route=Route((), 0.0, "fallback"), usage=USAGE)
    why, timing, _ = details_of(texts, {}, made)
    assert why == texts("provenance.gone")
    assert texts("provenance.routing", ms=0) not in timing


@pytest.mark.parametrize("language", ["tr", "en"])
@pytest.mark.parametrize("route", [ROUTE, None])
def test_each_line_is_a_sentence(language, route):
    titles = titles_of(CARDS.values(), language)
    made = answer(route=route, usage=USAGE)
    for line in details_of(load(language), titles, made, 12.4):
        assert line[0].isupper()
        assert line.endswith(".")


@pytest.mark.parametrize("language", ["tr", "en"])
def test_the_users_own_words_are_called_that_and_have_no_timings(language):
    texts = load(language)
    own = answer(corrects="0f", route=ROUTE, usage=USAGE)
    assert details_of(texts, {}, own, 12.4) == (texts("provenance.own"),)


def test_what_was_never_measured_is_not_told(texts):
    assert details_of(texts, {}, answer()) == ("Model: evotr-mini.",)


def test_the_others_can_answer_instead(texts):
    titles = titles_of(CARDS.values(), "en")
    assert choices_of(texts, titles, answer()) == (
        ("python_coder", "Python coder"),
        ("tr_chat", "Turkish conversation"),
    )
    assert choices_of(texts, titles, answer(experts=LAW[1:])) == (
        ("general", "General"),
        ("python_coder", "Python coder"),
    )
    blend = [key for key, _ in choices_of(texts, titles, answer(experts=LAW))]
    assert blend == ["general", "python_coder", "tr_chat"]


def test_they_stand_in_the_order_of_their_names():
    titles = {"a": "Şiir", "b": "Sürüm", "c": "Çeviri", "d": "Cuma", "general": "Genel"}
    told = [title for _, title in choices_of(load("tr"), titles, answer(experts=LAW))]
    assert told == ["Genel", "Cuma", "Çeviri", "Sürüm", "Şiir"]


@pytest.mark.parametrize(("language", "name"), [("tr", "Genel"), ("en", "General")])
def test_anybody_can_answer_in_place_of_the_users_own_words(language, name):
    titles = titles_of(CARDS.values(), language)
    choices = choices_of(load(language), titles, answer(corrects="0f"))
    assert choices[0] == ("general", name)
    assert [key for key, _ in choices] == ["general", "python_coder", "tr_chat"]


@pytest.mark.parametrize(
    ("language", "told"), [("en", "recalled in 12 ms"), ("tr", "hatırlama 12 ms")]
)
def test_what_recalling_took_is_told_where_it_is_known(language, told):
    lines = details_of(load(language), {}, answer(usage=USAGE), 12.4)
    assert told in lines[0]
