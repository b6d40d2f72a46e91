from evotr.domain import Message
from evotr.night.rows import Row
from scripts.mini.scaling import agreement
from scripts.mini.skills import Drawn


def drawn(answer, *, skill):
    said = Message("user", "?"), Message("assistant", answer)
    return Drawn(Row(said), skill=skill)


def test_skill_and_others_are_counted_apart_and_word_for_word():
    rows = [drawn("a", skill=True), drawn("b", skill=True), drawn("c", skill=False)]
    assert agreement(rows, ["a\n", "B", "c"]) == (0.5, 1.0)
