"""The tokenizer copies the same way everywhere."""

from random import Random

import pytest

from scripts.mini.dialogue import Level, conversation
from scripts.mini.tokenizer import render, train


@pytest.fixture(scope="module")
def tokenizer():
    return train(0, 600, 200)


@pytest.mark.parametrize("word", ["Zorvak", "QX-4471", "Mırnav"])
def test_a_name_has_the_same_tokens_everywhere(tokenizer, word):
    alone = tokenizer.encode(word).tokens
    for text in (f"x {word}", f"\n{word}", f"{word}'nin", f"- {word}."):
        tokens = tokenizer.encode(text).tokens
        windows = [
            tokens[i : i + len(alone)] for i in range(len(tokens) - len(alone) + 1)
        ]
        assert alone in windows


@pytest.mark.parametrize(
    "text", ["Şu çığ İstanbul'da", "def f(a):\n    if a:\n        return 1", "日本 🙂"]
)
def test_round_trip(tokenizer, text):
    assert tokenizer.decode(tokenizer.encode(text).ids) == text


def test_a_conversation_renders_one_mark_per_message(tokenizer):
    messages = conversation(Random(1), Level())
    ids = tokenizer.encode(render(messages)).ids
    assert ids.count(tokenizer.token_to_id("<|im_end|>")) == len(messages)
