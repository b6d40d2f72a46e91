"""How a prompt is put together: what a model reads best, and what texts take."""

from dataclasses import dataclass
from typing import Literal

MemoryForm = Literal["sources", "list"]
MemoryPlace = Literal["answer", "opening"]


@dataclass(frozen=True, slots=True)
class MemoryStyle:
    """How a model is shown what was recalled.

    Attributes:
        form: "sources": under a sentence that says what it is, each with who said it,
            when and where; "list": a line for each, for models that read no more.
        place: "answer": right before the answer, so that the history before it stays
            in the prompt cache; "opening": in the opening system message.
    """

    form: MemoryForm = "sources"
    place: MemoryPlace = "answer"


@dataclass(frozen=True, slots=True)
class TokenCount:
    """What texts take of a model's window, in tokens.

    Attributes:
        texts: Of each text, as the content of a message.
        message: What the chat template adds to a message.
        frame: What it adds to a prompt.
        context: The window.
    """

    texts: tuple[int, ...]
    message: int
    frame: int
    context: int
