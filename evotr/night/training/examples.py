"""From rows to token ids: exactly what the engine reads when it serves."""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass

from evotr.domain import GenerationRequest, Message, SamplingParams
from evotr.inference.loading import Loaded
from evotr.inference.prompt import Prompts
from evotr.night.rows import Row

__all__ = ["Example", "Examples"]

_UNBOUNDED = 2**40


@dataclass(frozen=True, slots=True)
class Example:
    """A row as tokens.

    ``ids[reply:]`` begins with the assistant's header, ``ids[answer:]`` is what is
    learned: the answer and the token that ends it. ``weight`` is each one's, and
    ``kept`` says that they are learned as likely as the base finds them; ``lesson`` and
    ``beside`` are the row's.
    """

    ids: tuple[int, ...]
    reply: int
    answer: int
    weight: float = 1.0
    kept: bool = False
    lesson: int | None = None
    beside: int | None = None

    @property
    def turn(self) -> int:
        """Where an activated adapter begins to act, in training as when it serves.

        Where a template has no header, that is with what predicts the first token.
        """
        return min(self.reply, self.answer - 1)

    @property
    def length(self) -> int:
        """Tokens that are computed: all but the last, which is only predicted."""
        return len(self.ids) - 1

    @property
    def trained(self) -> int:
        """Tokens that are learned."""
        return len(self.ids) - self.answer

    def sizes(self, *, split: bool) -> tuple[int, int]:
        """Tokens before the adapter's turn (none unless ``split``), and after."""
        before = self.turn if split else 0
        return before, self.length - before


class Examples:
    """Renders rows for one loaded model.

    Args:
        loaded: The model whose template and tokenizer are used.
        instruction: The system prompt of rows that have none of their own.
    """

    def __init__(self, loaded: Loaded, instruction: str = "") -> None:
        self._tokenizer = loaded.tokenizer
        # Nothing may leave the window: a row that is too long is left out whole.
        self._prompts = Prompts(dataclasses.replace(loaded, context=_UNBOUNDED))
        self._instruction = instruction

    def render(self, row: Row) -> Example:
        """One row.

        Raises:
            ModelDamaged: The model's chat template cannot render a conversation.
        """
        *said, answer = row.messages
        instruction = self._instruction
        if row.instruction is not None:
            instruction = row.instruction
        prompt = self._prompts.build(_request(said, instruction))
        if instruction:
            said.append(Message("system", instruction))
        whole = self._prompts.build(_request([*said, answer]))
        learned = whole.ids[len(prompt.ids) : whole.reply]
        if whole.ids[: len(prompt.ids)] != prompt.ids:
            # Some templates write a finished answer otherwise than one to be made.
            learned = self._plain(answer.content)
        ids = (*prompt.ids, *self._ended(learned))
        return Example(
            ids,
            prompt.reply,
            len(prompt.ids),
            row.weight,
            row.kept,
            row.lesson,
            row.beside,
        )

    def within(self, rows: Iterable[Row], max_tokens: int) -> tuple[list[Example], int]:
        """The rows of at most ``max_tokens`` tokens, and how many were longer."""
        rendered = [self.render(row) for row in rows]
        kept = [example for example in rendered if len(example.ids) <= max_tokens]
        return kept, len(rendered) - len(kept)

    def _ended(self, ids: list[int]) -> list[int]:
        """Up to the token that ends an answer, which is learned with it."""
        ends = self._tokenizer.eos_token_ids
        for at, token in enumerate(ids):
            if token in ends:
                return ids[: at + 1]
        return [*ids, self._tokenizer.eos_token_id]

    def _plain(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False)
        control = self._prompts.silent
        return [token for token in ids if token not in control]


def _request(messages: list[Message], instruction: str = "") -> GenerationRequest:
    return GenerationRequest(
        conversation="",
        messages=tuple(messages),
        sampling=SamplingParams(max_tokens=1),
        instruction=instruction,
    )
