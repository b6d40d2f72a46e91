"""The byte-level BPE of evotr-mini and the chat format around it.

The pre-tokenizer makes copied strings independent of their context: a space joins
only a lower-case word, so 'Zorvak' has the same tokens at the start of a line, after
a space and before an apostrophe; digits and capitals without a tail stand alone.
"""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING, Any, Final

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from scripts.mini import code, sayings
from scripts.mini.dialogue import SYSTEM, Level, Message, conversation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

__all__ = ["CHAT_TEMPLATE", "END", "PAD", "render", "save", "train"]

PAD: Final = "<|endoftext|>"
START: Final = "<|im_start|>"
END: Final = "<|im_end|>"
PATTERN: Final = r"[ ]{4}|\n| ?\p{Ll}+|\p{Lu}\p{Ll}*|\p{N}| ?[^\s\p{L}\p{N}]|\p{L}|\s"

CHAT_TEMPLATE: Final = (
    "{%- if messages[0]['role'] != 'system' -%}"
    "{{- '<|im_start|>system\\n" + SYSTEM + "<|im_end|>\\n' -}}"
    "{%- endif -%}"
    "{%- for message in messages -%}"
    "{{- '<|im_start|>' + message['role'] + '\\n' + message['content'] "
    "+ '<|im_end|>' + '\\n' -}}"
    "{%- endfor -%}"
    "{%- if add_generation_prompt -%}"
    "{{- '<|im_start|>assistant\\n' -}}"
    "{%- endif -%}"
)


def render(messages: Sequence[Message]) -> str:
    """Write a conversation in the chat format.

    Args:
        messages: The conversation as it was composed; a missing system message
            stays missing here, so the model also sees that case.

    Returns:
        The text, special tokens included, without the last newline.
    """
    return "\n".join(f"{START}{m.role}\n{m.content}{END}" for m in messages)


def corpus(seed: int, count: int) -> Iterator[str]:
    """Yield texts to learn the merges from.

    Args:
        seed: Seed of the run.
        count: Number of conversations.

    Yields:
        Rendered conversations, and every function and saying, also those that the
        base is not trained on: an expert must find fitting tokens.
    """
    for i in range(count):
        yield render(conversation(Random(f"{seed}-tokens-{i}"), Level()))
    rng = Random(f"{seed}-skills")
    for _ in range(count // 12):
        for lang in ("tr", "en"):
            yield "\n".join(code.exchange(rng, lang, base=None))
        yield "\n".join(sayings.exchange(rng, base=None))


def train(seed: int, vocab: int, count: int) -> Tokenizer:
    """Learn the tokenizer.

    Args:
        seed: Seed of the run.
        vocab: Size of the vocabulary, special tokens included.
        count: Number of conversations to learn from.

    Returns:
        A byte-level BPE tokenizer.
    """
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PATTERN), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocab,
        special_tokens=[PAD, START, END],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(corpus(seed, count), trainer)
    return tokenizer


def save(tokenizer: Tokenizer, folder: Path, max_len: int) -> None:
    """Write the files that transformers and mlx-lm read.

    Args:
        tokenizer: A trained tokenizer.
        folder: The model's folder.
        max_len: Longest sequence the model announces.
    """
    tokenizer.save(str(folder / "tokenizer.json"))
    config: dict[str, Any] = {
        "add_prefix_space": False,
        "additional_special_tokens": [START, END],
        "bos_token": None,
        "clean_up_tokenization_spaces": False,
        "eos_token": END,
        "model_max_length": max_len,
        "pad_token": PAD,
        "tokenizer_class": "PreTrainedTokenizerFast",
        "unk_token": None,
    }
    text = json.dumps(config, indent=2, sort_keys=True)
    (folder / "tokenizer_config.json").write_text(text + "\n", encoding="utf-8")
    template = folder / "chat_template.jinja"
    template.write_text(CHAT_TEMPLATE, encoding="utf-8")
