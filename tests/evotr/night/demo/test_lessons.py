"""What the demo teaches is new to the model, and enough."""

import re

import pytest

from evotr.domain import GENERAL
from evotr.night.demo.lessons import lessons_of, read_taught
from evotr.night.demo.world import Sizes
from evotr.night.phrasing import phrasings_of
from evotr.paths import PROGRAM
from scripts.mini.words import is_held_out

TAUGHT = read_taught()
NAMES = sorted(
    {
        word
        for one in TAUGHT
        for word in re.findall(r"\w+", one.right)
        if (word[0].isupper() and word != "The") or word.isdigit()
    }
)


def test_there_are_enough_and_the_languages_take_turns():
    sizes = Sizes()
    assert len(TAUGHT) >= sum(sizes.days)
    assert {one.language for one in TAUGHT[::2]} == {"en"}
    assert {one.language for one in TAUGHT[1::2]} == {"tr"}
    assert len({one.question for one in TAUGHT}) == len(TAUGHT)
    assert [len(one.wordings) for one in TAUGHT] == [3] * len(TAUGHT)


def test_its_names_were_never_said_before():
    folders = ("data/mini", "data/anchors", "data/probes")
    files = [path for name in folders for path in (PROGRAM / name).rglob("*.*")]
    said = "\n".join(path.read_text("utf-8") for path in files)
    assert len(NAMES) == 2 * len(TAUGHT)
    words = [name for name in NAMES if not name.isdigit()]
    assert [name for name in words if name.casefold() in said.casefold()] == []
    assert [name for name in NAMES if is_held_out(name)] == []


@pytest.mark.parametrize("one", TAUGHT, ids=lambda one: one.question)
def test_no_wording_by_hand_is_one_of_the_programs(one):
    made = phrasings_of(one.question, one.language, seed=0, count=5)
    assert set(one.wordings).isdisjoint({*made.training, *made.probes, one.question})


def test_they_are_corrections_of_nobodys_field():
    (lesson,) = lessons_of(TAUGHT[:1])
    assert (lesson.kind, lesson.expert, lesson.expert_by_user) == (
        "edit",
        GENERAL,
        True,
    )
    assert (lesson.question, lesson.right) == (TAUGHT[0].question, TAUGHT[0].right)
