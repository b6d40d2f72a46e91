import pytest

from evotr.router.gating import Gate, free_bytes

GIB = 1 << 30
CLOSE = (("legal", 0.4), ("finance", 0.3), ("medical", 0.25), ("general", 0.05))


@pytest.mark.parametrize(
    ("free", "many"), [(4, 1), (7.9, 1), (8, 2), (15.9, 2), (16, 3), (64, 3)]
)
def test_memory_bounds_the_experts(free, many):
    assert len(Gate(free=lambda: int(free * GIB)).choose(CLOSE)) == many


def test_a_setting_bounds_them_too():
    assert len(Gate(2, lambda: 64 * GIB).choose(CLOSE)) == 2


def test_shares_are_of_a_whole_and_the_best_first():
    chosen = Gate(free=lambda: 10 * GIB).choose(CLOSE)

    assert chosen == (
        ("legal", pytest.approx(4 / 7)),
        ("finance", pytest.approx(3 / 7)),
    )


def test_a_runner_up_far_behind_does_not_answer():
    ranking = (("legal", 0.9), ("finance", 0.1))

    assert Gate(free=lambda: 64 * GIB).choose(ranking) == (("legal", 1.0),)


def test_the_base_leads_alone_and_follows_nobody():
    assert Gate().choose((("general", 0.5), ("legal", 0.4))) == ()
    assert Gate(free=lambda: 64 * GIB).choose((("legal", 0.5), ("general", 0.4))) == (
        ("legal", 1.0),
    )


def test_the_machine_has_memory():
    assert free_bytes() > 0
