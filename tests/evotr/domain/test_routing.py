import pytest

from evotr.domain import GENERAL, Route

RANKING = (("law", 0.6), ("science", 0.2), (GENERAL, 0.1), ("chef", 0.1))


@pytest.mark.parametrize(
    ("experts", "pick", "runner_up"),
    [
        ((("law", 1.0),), "law", ("science", 0.2)),
        ((("law", 0.7), ("science", 0.3)), "law", (GENERAL, 0.1)),
        ((("chef", 0.3), ("law", 0.7)), "law", ("science", 0.2)),
        # Nobody was likely enough: the likeliest expert is the runner-up.
        ((), GENERAL, ("law", 0.6)),
    ],
)
def test_who_leads_and_who_comes_next(experts, pick, runner_up):
    route = Route(experts, 0.6, "semantic", ranking=RANKING)
    assert (route.pick, route.runner_up) == (pick, runner_up)


def test_without_a_ranking_nobody_comes_next():
    assert Route((("law", 1.0),), 1.0, "pinned").runner_up is None
