"""What was said, as memories: a message whole, or cut where it is long."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import filterfalse
from types import MappingProxyType
from typing import Final, get_args

from evotr.domain import MemoryItem, Source, StoredMessage, Trust
from evotr.memory.documents.chunks import chunks
from evotr.memory.documents.values import Block, Limits
from evotr.memory.facts import read_command

__all__ = ["episodes"]

# Nothing twice: the pieces stand one after another, and recall weighs neighbours.
_PIECES: Final = Limits(chunk_tokens=512, overlap_tokens=0)
_TRUSTS: Final[tuple[Trust, ...]] = get_args(Trust)


def episodes(
    messages: Iterable[StoredMessage],
    workspace: str = "",
    trusts: Mapping[str, Trust] = MappingProxyType({}),
) -> Iterator[MemoryItem]:
    """The memories of messages; a message of more than 512 tokens becomes several.

    The same message gives the same ids: taken up twice it is remembered once. Answers
    are trusted no more than ``trusts`` says by their ids: they may repeat a document.
    A wish is none: what is to be remembered is a fact, what is to be forgotten nothing.
    """
    for message in filterfalse(_is_wish, messages):
        for number, text in enumerate(_pieces(message.content)):
            yield MemoryItem(
                id=f"{message.id}.{number}" if number else message.id,
                kind="episode",
                text=text,
                speaker=message.role,
                source=Source(message.conversation_id, message.id),
                created=message.created_at,
                trust=_trust(message, trusts),
                workspace=workspace,
            )


def _is_wish(message: StoredMessage) -> bool:
    return message.role == "user" and read_command(message.content) is not None


def _trust(message: StoredMessage, trusts: Mapping[str, Trust]) -> Trust:
    if message.role == "user":
        return "user"
    return max("assistant", trusts.get(message.id, "assistant"), key=_TRUSTS.index)


def _pieces(text: str) -> Iterator[str]:
    for chunk in chunks([Block(text)], _PIECES):
        yield chunk.text
