"""What was said, as memories: a message whole, or cut where it is long."""

from collections.abc import Iterable, Iterator
from typing import Final

from evotr.domain import MemoryItem, Source, StoredMessage, Trust
from evotr.memory.documents.chunks import chunks
from evotr.memory.documents.values import Block, Limits

__all__ = ["episodes"]

# Nothing twice: the pieces stand one after another, and recall weighs neighbours.
_PIECES: Final = Limits(chunk_tokens=512, overlap_tokens=0)


def episodes(
    messages: Iterable[StoredMessage], workspace: str = ""
) -> Iterator[MemoryItem]:
    """The memories of messages; a message of more than 512 tokens becomes several.

    The same message gives the same ids: taken up twice it is remembered once.
    """
    for message in messages:
        trust: Trust = "user" if message.role == "user" else "assistant"
        for number, text in enumerate(_pieces(message.content)):
            yield MemoryItem(
                id=f"{message.id}.{number}" if number else message.id,
                kind="episode",
                text=text,
                speaker=message.role,
                source=Source(message.conversation_id, message.id),
                created=message.created_at,
                trust=trust,
                workspace=workspace,
            )


def _pieces(text: str) -> Iterator[str]:
    for chunk in chunks([Block(text)], _PIECES):
        yield chunk.text
