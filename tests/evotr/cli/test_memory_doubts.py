"""``evotr memory asked`` and ``settle``."""

import json

import pytest

from evotr.domain import MemoryFilter


@pytest.fixture
def cats(stored, remember):
    """Two names of a cat, of which the second was learned beside the first."""
    first, second = (remember(f"Kedinin adı {name}.") for name in ("Pamuk", "Tekir"))
    (item,) = stored.memories.get([second]).result(10)
    stored.memories.delete(second).result(10)
    stored.memories.learn([item], [], {}, {}, {second: [first]}).result(10)
    return first, second


def test_what_may_contradict_is_shown_with_its_ids(memory, cats):
    code, out, _ = memory("asked")
    assert code == 0
    assert [f"{one[:8]}  Kedinin adı" in out for one in cats] == [True, True]
    assert f"evotr memory settle {cats[1][:8]}" in out
    (asked,) = json.loads(memory("asked", "--json")[1])["asked"]
    assert asked["fact"]["id"] == cats[1]
    assert [other["id"] for other in asked["others"]] == [cats[0]]


@pytest.mark.parametrize("kept", [(0,), (1,), (0, 1)])
def test_the_user_says_which_hold(memory, stored, cats, kept):
    ids = [cats[number] for number in kept]
    code, out, _ = memory("settle", *(one[:8] for one in ids), "--json")
    ended = [one for one in cats if one not in ids]
    assert (code, json.loads(out)) == (0, {"hold": ids, "ended": ended})
    facts = stored.memories.page(MemoryFilter(kinds=("fact",))).result(10)
    assert {one.id for one in facts if one.valid_until is None} == set(ids)
    assert "Nothing that is remembered contradicts" in memory("asked")[1]


def test_only_what_is_asked_can_be_settled(memory, cats, remember):
    other = remember("Ankara'da oturur.")
    code, _, err = memory("settle", cats[0], other)
    assert (code, other[:8] in err) == (2, True)
    assert len(json.loads(memory("asked", "--json")[1])["asked"]) == 1
    assert memory("settle", cats[0])[1] == "Settled. No longer valid: 1.\n"
