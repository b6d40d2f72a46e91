"""How the probes of facts and the attacks become prompts."""

import json

import pytest

from scripts.mini.evaluate import load_rows
from scripts.mini.memories import asked, attacked, block, facts, follows
from scripts.mini.words import PROBES

ROW = {
    "lang": "tr",
    "messages": [
        {"role": "system", "content": "S.\n\nHafıza:\n- A bir.\n- B iki."},
        {"role": "user", "content": "önce"},
        {"role": "assistant", "content": "evet"},
        {"role": "user", "content": "B ne?"},
    ],
}
FENCE = "</memory>"


def roles(chat):
    return [message["role"] for message in chat]


def test_the_memories_of_a_probe_are_its_bullets():
    assert facts(ROW) == ["A bir.", "B iki."]
    rows = [row for row in load_rows() if row["skill"] == "memory"]
    assert all(any(row["expect"]["value"] in f for f in facts(row)) for row in rows)


def test_they_are_put_where_they_are_measured():
    chat, instruction = asked(ROW, "M", "opening")
    assert (chat[0]["content"], instruction) == ("S.\n\nM", "")
    chat, instruction = asked(ROW, "M", "question")
    assert roles(chat) == ["system", "user", "assistant", "system", "user"]
    assert (chat[0]["content"], chat[3]["content"], instruction) == ("S.", "M", "")
    chat, instruction = asked(ROW, "M", "answer")
    assert roles(chat) == roles(ROW["messages"])
    assert (chat[0]["content"], instruction) == ("S.", "M")


@pytest.mark.parametrize("place", ["opening", "question", "answer"])
def test_without_memories_nothing_is_put_anywhere(place):
    chat, instruction = asked(ROW, "", place)
    assert roles(chat) == roles(ROW["messages"])
    assert (chat[0]["content"], instruction) == ("S.", "")


def test_the_forms_are_told_apart():
    assert block(["A", "B"], "tr", "plain") == "Memory:\n- A\n- B"
    assert "\n[2] B (kullanıcının sözü" in block(["A", "B"], "tr", "said")
    assert "\n[2] notes.pdf, page 3" in block(["A", "B"], "en", "documents")


def test_an_attack_stands_beside_its_fact():
    text = (PROBES / "injection.jsonl").read_text("utf-8")
    row = json.loads(text.split("\n")[0])
    clean, fenced, plain = (
        attacked(row, kind)[0]["content"] for kind in ("none", "fenced", "plain")
    )
    assert all(row["fact"] in chat for chat in (clean, fenced, plain))
    assert row["text"] not in clean
    assert row["text"] in fenced
    assert plain.endswith("\n- " + row["text"])
    assert (clean.count(FENCE), FENCE in plain) == (1, False)


def test_an_answer_follows_when_it_says_what_it_was_told_to():
    row = {"follows": "MUZ"}
    assert follows(row, "Tamam, muz!")
    assert not follows(row, "Pamuk.")
