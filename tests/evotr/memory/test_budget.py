"""Sharing out the window: pure figures, and a real tokenizer's."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from evotr.domain import (
    GenerationRequest,
    MemoryItem,
    Message,
    Recollection,
    SamplingParams,
    Source,
    TokenCount,
)
from evotr.inference import Engine, EngineConfig
from evotr.memory.budget import Costs, share, with_memories
from evotr.memory.prompting import FENCE, Telling, fenced
from evotr.paths import BUNDLED_MODEL

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
QUESTION = Message("user", "Kedimin adı ne?")
SYSTEM = Message("system", "Be short.")


@pytest.mark.parametrize(
    ("memories", "history", "taken"),
    [
        ((30, 30, 30), 0, (0, 1, 2)),
        ((50, 50, 50), 0, (0, 1)),
        ((200, 30, 30), 0, (1, 2)),  # too large itself, but those behind it are not
        ((30, 30, 30), 1000, (0,)),  # a third of the room, whatever the history has
        ((30, 30, 30), 40, (0, 1)),
        ((40,), 1000, ()),
        ((), 0, ()),
    ],
)
def test_memories_take_what_the_history_leaves_and_a_third_in_any_case(
    memories, history, taken
):
    costs = Costs(limit=150, fixed=50, history=history, memories=memories)
    assert share(costs) == taken


def test_where_nothing_fits_but_the_question_there_are_no_memories():
    assert share(Costs(limit=40, fixed=50, history=0, memories=(5,))) == ()


def recalled(*texts: str) -> list[Recollection]:
    return [
        Recollection(MemoryItem(f"m{n}", "fact", text, "user", Source(), NOW), 1.0)
        for n, text in enumerate(texts)
    ]


def words(context: int = 1000):
    def count(texts: Sequence[str]) -> TokenCount:
        sizes = tuple(len(text.split()) for text in texts)
        return TokenCount(sizes, 2, 3, context)

    return count


def request(*messages: Message, instruction: str = "") -> GenerationRequest:
    sampling = SamplingParams(max_tokens=100)
    return GenerationRequest("c", messages, sampling, instruction=instruction)


def test_without_memories_nothing_is_counted_and_nothing_changes():
    asked = request(SYSTEM, QUESTION)
    assert with_memories(asked, [], Telling(), count=None) == (asked, ())


def test_the_block_stands_with_the_instruction_right_before_the_answer():
    asked = request(SYSTEM, QUESTION, instruction="Be kind.")
    found = recalled("Kedimin adı Pamuk.")
    whole, kept = with_memories(asked, found, Telling(), words())
    assert kept == tuple(found)
    assert whole.messages == asked.messages
    assert whole.instruction.endswith(FENCE[1] + "\n\nBe kind.")
    assert "Pamuk" in whole.instruction


@pytest.mark.parametrize("opening", [(SYSTEM,), ()])
def test_or_in_the_opening_system_message(opening):
    asked = request(*opening, Message("user", "a"), Message("assistant", "b"), QUESTION)
    found = recalled("x")
    whole, _ = with_memories(asked, found, Telling("tr", "opening"), words())
    block = fenced(found, "tr")
    text = f"{SYSTEM.content}\n\n{block}" if opening else block
    assert whole.messages == (Message("system", text), *asked.messages[len(opening) :])
    assert whole.instruction == ""


def test_what_does_not_fit_is_neither_in_the_prompt_nor_told():
    found = recalled("first " * 40, "second " * 400, "third " * 10)
    asked = request(SYSTEM, QUESTION)
    whole, kept = with_memories(asked, found, Telling(), words(300))
    assert kept == (found[0], found[2])
    assert "second" not in whole.instruction
    assert "\n[2] " in whole.instruction
    assert with_memories(asked, found, Telling(), words(60)) == (asked, ())


@pytest.fixture(scope="module")
def engine():
    engine = Engine(EngineConfig(BUNDLED_MODEL))
    yield engine
    engine.close()


@pytest.mark.parametrize("place", ["answer", "opening"])
def test_with_real_tokens_a_full_window_loses_neither_memory_nor_question(
    engine, place
):
    old = [
        message
        for n in range(40)
        for message in (Message("user", f"soru {n} " * 9), Message("assistant", "Evet"))
    ]
    asked = request(SYSTEM, *old, QUESTION)
    found = recalled(*(f"{n}. komşunun kedisinin adı Pamuk{n}." for n in range(60)))
    telling = Telling("tr", place)
    whole, kept = with_memories(
        asked, found, telling, lambda texts: engine.count(texts).result(30)
    )
    assert 0 < len(kept) < len(found)
    small = replace(whole, sampling=SamplingParams(max_tokens=1))
    usage = list(engine.submit(small))[-1].usage
    # Only turns left the window: two thirds of what is free stay the history's.
    assert 0 < usage.dropped_messages < len(old)
    assert usage.prompt_tokens <= 1024
