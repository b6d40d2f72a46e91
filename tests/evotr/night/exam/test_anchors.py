import json
from collections import Counter
from itertools import chain

from evotr.domain import fold
from evotr.night.exam.anchors import read_anchors, read_replay
from evotr.night.exam.checks import Check
from evotr.paths import PROGRAM

PROBES = PROGRAM / "data" / "probes"


def test_there_are_enough_of_them_in_both_languages():
    anchors = read_anchors()
    assert len(anchors) >= 400
    assert len({anchor.id for anchor in anchors}) == len(anchors)
    languages = Counter(anchor.language for anchor in anchors)
    assert min(languages["tr"], languages["en"]) > 300
    assert sum(bool(anchor.check.tests) for anchor in anchors) >= 40
    assert sum(anchor.canary for anchor in anchors) >= 10


def test_every_anchor_asks_for_something():
    assert not [anchor.id for anchor in read_anchors() if anchor.check == Check()]


def test_a_memory_stands_in_the_block_that_a_prompt_has():
    anchor = next(one for one in read_anchors() if one.kind == "memory")
    assert "<memory>" in anchor.asked.memory
    assert anchor.check.value in anchor.asked.memory


def test_roles_take_turns_and_the_user_has_the_last_word():
    for asked in chain((a.asked for a in read_anchors()), read_replay()):
        roles = [message.role for message in asked.messages]
        assert roles == [("user", "assistant")[n % 2] for n in range(len(roles))]
        assert roles[-1] == "user"


def test_nothing_that_is_replayed_is_an_anchor():
    anchors = {
        anchor.asked.messages[-1].content.casefold() for anchor in read_anchors()
    }
    replay = {asked.messages[-1].content.casefold() for asked in read_replay()}
    assert len(replay) > 800
    assert not anchors & replay


def test_no_value_of_an_anchor_is_one_of_the_probes():
    held_out = json.loads((PROBES / "held_out.json").read_text("utf-8"))["values"]
    values = {fold(anchor.check.value) for anchor in read_anchors()} - {""}
    assert not values & {fold(value) for value in held_out}
