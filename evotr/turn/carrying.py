"""What the next message of a conversation carries along to the model."""

from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future
from typing import TypeVar

from evotr.domain import Message, TokenCount, Transcript, opened
from evotr.errors import EvotrError
from evotr.inference.api import TextEngine
from evotr.inference.window import answer_reserve, seam, split_turns, turns_to_drop
from evotr.turn.mind import Mind
from evotr.turn.wish import Profile

__all__ = ["carried"]

T = TypeVar("T")
_NEXT = Message("user", "")  # nobody knows yet what it says


def carried(
    transcript: Transcript, engine: TextEngine, profile: Profile, mind: Mind | None
) -> Future[int | None]:
    """The tokens of a prompt that are there before the next message is written.

    They are the system prompt, what is told of messages before the window, and those in
    it. Who will answer, and what will be recalled, is not known. None where no model is
    there to count them: none is loaded for this.
    """
    told: Future[int | None] = Future()
    if engine.status().state not in {"ready", "loading"}:
        told.set_result(None)
        return told
    said = ((one.id, Message(one.role, one.content)) for one in transcript.messages)
    kept = {key: message for key, message in said if message.is_sent}
    messages = (*kept.values(), _NEXT)
    begin = seam(messages, profile.history_messages)
    own = transcript.conversation.system_prompt or profile.system_prompt

    def count(earlier: str) -> None:
        opening = "\n\n".join(filter(None, (own, earlier)))
        sent = opened(opening, messages[begin:])
        counted = engine.count([message.content for message in sent])
        _then(counted, told, lambda found: told.set_result(_sum(sent, found, profile)))

    if mind is None or not begin:
        _then(_known(""), told, count)
    else:
        known = mind.memory.journal.summaries.newest([*kept][:begin])
        _then(known, told, lambda summary: count(mind.as_told(summary)))
    return told


def _sum(sent: Sequence[Message], count: TokenCount, profile: Profile) -> int:
    """What is left when the oldest turns have made way for the answer."""
    sizes = [size + count.message for size in count.texts]
    first, turns = split_turns(sent)
    fixed = (count.opened if first else count.frame) + sum(sizes[:first])
    costs = [fixed, *(sum(sizes[turn.start : turn.stop]) for turn in turns)]
    reserve = answer_reserve(profile.sampling.max_tokens, count.context)
    drop = turns_to_drop(costs, count.context - reserve)
    return fixed + sum(costs[1 + drop :])


def _known(value: T) -> Future[T]:
    known: Future[T] = Future()
    known.set_result(value)
    return known


def _then(
    future: Future[T], told: Future[int | None], go_on: Callable[[T], object]
) -> None:
    """Go on with what ``future`` brings; a fault of either is told."""

    def ended(done: Future[T]) -> None:
        try:
            go_on(done.result())
        except CancelledError:
            told.cancel()
        except EvotrError as error:
            told.set_exception(error)

    future.add_done_callback(ended)
