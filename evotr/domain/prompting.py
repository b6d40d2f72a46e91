"""How a prompt is put together: where memories stand, and what texts take."""

from dataclasses import dataclass
from typing import Literal

from evotr.domain.chat import Message

MemoryPlace = Literal["answer", "opening"]
"""Where a model is told what was recalled.

"answer": right before the answer, so that the history before it stays in the prompt
cache; "opening": in the opening system message, for models that read it there alone.
"""


@dataclass(frozen=True, slots=True)
class TokenCount:
    """What texts take of a model's window, in tokens.

    Attributes:
        texts: Of each text, as the content of a message.
        message: What the chat template adds to a message.
        frame: What it adds to a prompt; of one without a system message that may be
            a system message of its own.
        context: The window.
        opened: What it adds to a prompt that begins with a system message.
    """

    texts: tuple[int, ...]
    message: int
    frame: int
    context: int
    opened: int = 0


def opened(system_prompt: str, messages: tuple[Message, ...]) -> tuple[Message, ...]:
    """``messages`` behind the user's system prompt, where there is one."""
    if not system_prompt:
        return messages
    return (Message("system", system_prompt), *messages)
