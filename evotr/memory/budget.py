"""How the window is shared between what is always said, memories, history and answer.

The answer keeps up to a quarter of it (`answer_reserve`). The system prompt, the
expert's instruction and the question always stand. Of the rest, memories may take
what the history leaves, and a third in any case; where both do not fit, the engine
lets the oldest turns leave.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from evotr.domain import (
    GenerationRequest,
    MemoryPlace,
    Message,
    Recollection,
    TokenCount,
)
from evotr.inference.window import answer_reserve
from evotr.memory.prompting import Telling, fenced, shown_each

__all__ = ["Costs", "placed", "share", "with_memories"]

_PART: Final = 3
_SPARE: Final = 16  # tokens: pieces that are joined may be cut otherwise


@dataclass(frozen=True, slots=True)
class Costs:
    """What a prompt takes, in tokens.

    Attributes:
        limit: The window without what is kept for the answer.
        fixed: What always stands in it.
        history: The turns before the question.
        memories: Each memory, the most relevant first.
    """

    limit: int
    fixed: int
    history: int
    memories: tuple[int, ...]


def share(costs: Costs) -> tuple[int, ...]:
    """Which memories go into the prompt, whole: their places, in order.

    The most relevant come first; where one does not fit, a smaller one behind it may.
    """
    room = costs.limit - costs.fixed
    left = max(room // _PART, room - costs.history)
    taken = []
    for place, cost in enumerate(costs.memories):
        if cost <= left:
            taken.append(place)
            left -= cost
    return tuple(taken)


def with_memories(
    request: GenerationRequest,
    recollections: Sequence[Recollection],
    telling: Telling,
    count: Callable[[Sequence[str]], TokenCount],
) -> tuple[GenerationRequest, tuple[Recollection, ...]]:
    """``request`` with those memories that fit, and these.

    Args:
        request: Without memories.
        recollections: What was recalled, the most relevant first.
        telling: How the model is told.
        count: The engine's; not called where nothing was recalled.

    Raises:
        EvotrError: What ``count`` raises.
    """
    if not recollections:
        return request, ()
    costs = _costs(request, recollections, telling, count)
    kept = tuple(recollections[place] for place in share(costs))
    return placed(request, fenced(kept, telling.language), telling.place), kept


def _costs(
    request: GenerationRequest,
    recollections: Sequence[Recollection],
    telling: Telling,
    count: Callable[[Sequence[str]], TokenCount],
) -> Costs:
    opening, history, question = _parts(request.messages)
    shows = shown_each(recollections, telling.language)
    block = fenced(recollections, telling.language)
    said = [message.content for message in (*opening, *question, *history)]
    counted = count([*said, request.instruction + request.begun, block, *shows])
    sizes = iter(counted.texts)
    always = sum(next(sizes) for _ in (*opening, *question))
    old = sum(next(sizes) for _ in history)
    instruction, whole = next(sizes), next(sizes)
    memories = tuple(size + 1 for size in sizes)  # and the line's end
    around = max(whole - sum(memories), 0)
    template = counted.frame + counted.message * (len(opening) + len(question) + 1)
    context = counted.context
    return Costs(
        limit=context - answer_reserve(request.sampling.max_tokens, context),
        fixed=always + instruction + around + template + _SPARE,
        history=old + counted.message * len(history),
        memories=memories,
    )


def _parts(
    messages: tuple[Message, ...],
) -> tuple[tuple[Message, ...], tuple[Message, ...], tuple[Message, ...]]:
    """The opening system message if there is one, the history, and the question."""
    first = int(messages[0].role == "system")
    return messages[:first], messages[first:-1], messages[-1:]


def placed(
    request: GenerationRequest, block: str, place: MemoryPlace
) -> GenerationRequest:
    """The request with the block of memories where the model reads it best."""
    if not block:
        return request
    if place == "answer":
        # The instruction has the last word; it is ours.
        return replace(request, instruction=_joined(block, request.instruction))
    opening, history, question = _parts(request.messages)
    text = _joined("".join(message.content for message in opening), block)
    return replace(request, messages=(Message("system", text), *history, *question))


def _joined(before: str, behind: str) -> str:
    return "\n\n".join(part for part in (before, behind) if part)
