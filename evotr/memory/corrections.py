"""What the user said to a wrong answer, when the same question is asked again."""

from datetime import UTC, datetime

from evotr.domain import (
    MemoryFilter,
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
    wanted = MemoryFilter(
        kinds=("fact",),
        workspace=query.workspace,
        conversation=query.conversation,
        valid_at=query.now or datetime.now(UTC),
        topics=(correction_topic(question),),
    )
    newest = [item.id for item in memories.page(wanted, limit=1).result()]
    found = memories.standing(newest).result()
    return [Recollection(item, 1.0) for item in found if is_correction(item)]
