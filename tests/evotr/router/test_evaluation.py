import math

import pytest
from typing_extensions import override

from evotr.domain import Route, RouteQuery, Router
from evotr.router.evaluation import Row, auroc, calibration_error, evaluate


class Scripted(Router):
    """Ranks as the test says."""

    def __init__(self, answers):
        self.answers = answers

    @override
    def route(self, query: RouteQuery) -> Route:
        ranking = self.answers[query.text]
        first, sure = ranking[0]
        experts = () if first == "general" else ((first, 1.0),)
        return Route(experts, sure, "semantic", ranking=ranking)


def row(text, *accept, lang="tr", kind="plain"):
    return Row(RouteQuery(text), accept[0], frozenset(accept), lang, kind)


ANSWERS = {
    "a": (("legal", 0.9), ("general", 0.1)),
    "b": (("legal", 0.6), ("medical", 0.3), ("general", 0.1)),
    "c": (("general", 0.8), ("legal", 0.2)),
    "d": (("medical", 0.7), ("general", 0.3)),
}


def report():
    rows = [
        row("a", "legal"),
        row("b", "medical", lang="en"),
        row("c", "general", kind="none"),
        row("d", "history", "medical"),
    ]
    return evaluate(Scripted(ANSWERS), rows)


def test_a_pick_is_right_when_it_is_accepted():
    found = report()

    assert found.rows == 4
    assert found.accuracy == 0.75
    assert found.by_lang == {"en": 0.0, "tr": 1.0}
    assert found.by_kind == {"none": 1.0, "plain": pytest.approx(2 / 3)}
    assert found.top2 == 1.0


def test_macro_f1_is_the_mean_over_experts():
    # legal 2/3, medical 2/3, general 1.
    assert report().macro_f1 == pytest.approx(7 / 9)


def test_the_confusion_counts_an_accepted_pick_as_right():
    assert report().confusion == {
        "general": {"general": 1},
        "legal": {"legal": 1},
        "medical": {"legal": 1, "medical": 1},
    }


def test_the_figures_of_certainty():
    found = report()

    assert found.auroc_none == 1.0
    assert found.auroc_right == 1.0
    assert found.ece == pytest.approx((0.1 + 0.6 + 0.2 + 0.3) / 4)


def test_what_cannot_be_told_is_none_in_json():
    found = evaluate(Scripted(ANSWERS), [row("a", "legal")])

    assert math.isnan(found.auroc_none)
    assert found.as_json()["auroc_none"] is None
    assert found.as_json()["stages"] == {"semantic": 1}


def test_a_row_without_a_language_is_sorted_by_its_text():
    answers = {"bu kod neden çalışmıyor": ANSWERS["a"], "why is that so": ANSWERS["a"]}
    rows = [row(text, "legal", lang="other") for text in answers]

    assert set(evaluate(Scripted(answers), rows).by_lang) == {"en", "tr"}


def test_no_rows_are_refused():
    with pytest.raises(ValueError, match=r"\(\)"):
        evaluate(Scripted({}), ())


def test_auroc_counts_ties_half():
    assert auroc([0.5, 0.9], [0.5, 0.1]) == pytest.approx(3.5 / 4)


def test_calibrated_probabilities_have_no_error():
    judged = [(0.75, True)] * 3 + [(0.75, False)]

    assert calibration_error(judged) == pytest.approx(0)
