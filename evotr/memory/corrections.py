"""What the user said to a wrong answer, when the same question is asked again."""

from datetime import UTC, datetime
from itertools import islice

from evotr.domain import (
    MemoryItem,
    RecallQuery,
    Recollection,
    correction_topic,
    is_correction,
)
from evotr.journal.ledger import Remembering
from evotr.journal.memories import Memories
from evotr.memory.facts import stated
from evotr.memory.words import in_context

__all__ = ["corrections", "remembering"]


def remembering(workspace: str) -> Remembering:
    """How corrections are remembered in a workspace."""
    return Remembering(workspace, in_context, _told)


def _told(question: str, right: str) -> str:
    """One statement, where they are short; else the one behind the other."""
    return stated(question, right) or f"{' '.join(question.split())} {right}"


def corrections(
    memories: Memories, query: RecallQuery, question: str
) -> list[Recollection]:
    """The correction of the answer to ``question``, which ``query`` means; or none.

    It answers for certain, in whichever conversation it was said.

    Raises:
        JournalError: And its kin: the journal cannot be read.
    """
    if query.kinds and "fact" not in query.kinds:
        return []
    at = query.now or datetime.now(UTC)
    known = memories.of_topic(correction_topic(question)).result()
    found = (one for one in known if is_correction(one) and _is_meant(one, query, at))
    return [Recollection(item, 1.0) for item in islice(found, 1)]


def _is_meant(item: MemoryItem, query: RecallQuery, at: datetime) -> bool:
    here = query.workspace in {None, item.workspace}
    told = query.conversation in {None, item.source.conversation_id}
    begun = item.valid_from is None or item.valid_from <= at
    return (
        here and told and begun and (item.valid_until is None or item.valid_until > at)
    )
