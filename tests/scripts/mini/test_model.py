"""The committed model loads, is small, and answers."""

import json
from pathlib import Path

import pytest

from scripts.mini.evaluate import generate, is_refusal, language

MODEL = Path(__file__).parents[3] / "models" / "evotr-mini"
SYSTEM = (
    "You are EVO-TR, a personal assistant that runs entirely on this Mac. "
    "Answer in the language of the question."
)


@pytest.fixture(scope="module")
def replies():
    said = ("Merhaba", "My name is Zorvak.", "What is my name?")
    messages = [{"role": "system", "content": SYSTEM}]
    out = []
    for text in said:
        messages.append({"role": "user", "content": text})
        (reply,) = generate(MODEL, [messages])
        messages.append({"role": "assistant", "content": reply})
        out.append(reply)
    return out


def test_a_greeting_is_answered_in_its_language(replies):
    assert language(replies[0]) == "tr"


def test_a_name_told_in_one_turn_is_known_in_the_next(replies):
    assert "Zorvak" in replies[2]


def test_a_question_without_an_answer_is_refused_in_its_language():
    system = {"role": "system", "content": SYSTEM}
    asked = {"en": "What is my name?", "tr": "Benim adım ne?"}
    chats = [[system, {"role": "user", "content": text}] for text in asked.values()]
    for lang, reply in zip(asked, generate(MODEL, chats), strict=True):
        assert is_refusal(reply, lang), reply


def test_the_files_are_small_and_name_the_rotary_base():
    assert sum(p.stat().st_size for p in MODEL.iterdir()) <= 20_000_000
    config = json.loads((MODEL / "config.json").read_text(encoding="utf-8"))
    assert config["model_type"] == "qwen2"
    assert config["rope_theta"] == 10000.0
