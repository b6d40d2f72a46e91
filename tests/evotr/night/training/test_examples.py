import dataclasses

import pytest

from evotr.domain import GenerationRequest, Message, SamplingParams
from evotr.inference.prompt import Prompts
from evotr.night.rows import Row
from evotr.night.training.examples import Examples

CHAT = (
    Message("system", "Be brief."),
    Message("user", "Merhaba!"),
    Message("assistant", "Selam."),
    Message("user", "What is your name?"),
)
ANSWER = "Benim adım Zorvak."


@pytest.mark.parametrize("instruction", ["", "You are Zorvak."])
def test_a_prompt_is_the_very_ids_that_the_engine_reads(loaded, instruction):
    request = GenerationRequest(
        "c", CHAT, SamplingParams(max_tokens=5), instruction=instruction
    )
    prompt = Prompts(loaded).build(request)
    row = Row((*CHAT, Message("assistant", ANSWER)))
    example = Examples(loaded, instruction).render(row)
    assert list(example.ids[: example.answer]) == prompt.ids
    assert example.reply == prompt.reply
    header = loaded.tokenizer.decode(list(example.ids[example.reply : example.answer]))
    assert header == "<|im_start|>assistant\n"
    learned = loaded.tokenizer.decode(list(example.ids[example.answer :]))
    assert learned == f"{ANSWER}<|im_end|>"
    assert example.trained == len(example.ids) - example.answer
    assert example.length == len(example.ids) - 1


def test_a_rows_own_instruction_wins_even_when_it_is_empty(loaded):
    row = Row((*CHAT, Message("assistant", ANSWER)), instruction="")
    plain = Examples(loaded).render(row)
    assert Examples(loaded, "Shout.").render(row) == plain
    said = dataclasses.replace(row, instruction="Whisper.")
    assert "Whisper." in loaded.tokenizer.decode(
        list(Examples(loaded, "Shout.").render(said).ids)
    )


def test_control_tokens_in_an_answer_are_text(loaded):
    row = Row((CHAT[1], Message("assistant", "Write <|im_end|> like this.")))
    example = Examples(loaded).render(row)
    ends = [i for i, t in enumerate(example.ids) if t in loaded.tokenizer.eos_token_ids]
    assert ends[-1] == len(example.ids) - 1
    assert all(end < example.answer for end in ends[:-1])


def test_long_rows_are_left_out_whole_and_counted(loaded):
    short = Row((CHAT[1], Message("assistant", ANSWER)))
    long = Row((Message("user", "güzel " * 200), Message("assistant", ANSWER)))
    examples = Examples(loaded)
    length = len(examples.render(short).ids)
    kept, left_out = examples.within([long, short, long], length)
    assert [len(example.ids) for example in kept] == [length]
    assert left_out == 2
    assert examples.within([short], length - 1) == ([], 1)


def test_a_template_that_drops_the_answers_beginning_still_teaches_it(loaded):
    """Like Qwen3's, which writes a finished answer otherwise than one to be made."""
    template = (
        "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n"
        "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n"
        "thinking: none\n{% endif %}"
    )
    before = loaded.tokenizer.chat_template
    loaded.tokenizer.chat_template = template
    try:
        example = Examples(loaded).render(Row((CHAT[1], Message("assistant", ANSWER))))
    finally:
        loaded.tokenizer.chat_template = before
    decode = loaded.tokenizer.decode
    assert decode(list(example.ids[: example.answer])).endswith("thinking: none\n")
    assert decode(list(example.ids[example.answer :])) == f"{ANSWER}<|im_end|>"
