"""What the user said to a wrong answer, when the same question is asked again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from evotr.domain import (
    MemoryItem,
    RecallQuery,
    Recollection,
    correction_topic,
    is_correction,
    is_plain,
    of_question,
    spelled,
    tells_of_another,
    without_marks,
)
from evotr.journal.ledger import Remembering
from evotr.journal.memories import Memories
from evotr.memory.facts import stated
from evotr.memory.words import in_context

__all__ = ["Answering", "answering", "corrections", "remembering"]


@dataclass(frozen=True, slots=True)
class Answering:
    """A correction that may be given as the answer, if there is one.

    ``spelled`` says that it is of the question in its very letters.
    """

    correction: Recollection | None
    spelled: bool


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

    It answers for certain, in whichever conversation it was said. That of the very
    spelling comes first; else one that differs in marks of letters, as many leave out.

    Raises:
        JournalError: And its kin: the journal cannot be read.
    """
    known = _known(memories, query, question)
    found = _spelled(known, question) or [
        one for one in known if one.has_letters_of(question)
    ]
    return [Recollection(one.item, 1.0) for one in islice(found, 1)]


def answering(memories: Memories, query: RecallQuery, question: str) -> Answering:
    """As `corrections`, but only what may be given as the answer.

    "Kurt ne demek?" is answered as "Kürt ne demek?" is, while nothing else is known of
    it: many type without these letters. The other way round it never is.

    Raises:
        JournalError: And its kin: the journal cannot be read.
    """
    known = _known(memories, query, question)
    same = found = _spelled(known, question)
    if not same and is_plain(question):
        others = [one for one in known if one.has_letters_of(question)]
        rights = {spelled(one.item.source.quote or "") for one in others}
        found = others if len(rights) == 1 else []
    first = next((Recollection(one.item, 1.0) for one in found), None)
    return Answering(first, bool(same))


@dataclass(frozen=True, slots=True)
class _Known:
    """A correction, and its question as it was asked; None: that is not known."""

    item: MemoryItem
    asked: str | None

    def has_letters_of(self, question: str) -> bool:
        """Whether only marks of letters tell both questions apart."""
        if self.asked is None:
            return not tells_of_another(self.item.text, question, plainly=True)
        return without_marks(self.asked) == without_marks(question)


def _known(memories: Memories, query: RecallQuery, question: str) -> list[_Known]:
    """The corrections that are found by ``question``, the newest first."""
    if query.kinds and "fact" not in query.kinds:
        return []
    at = query.now or datetime.now(UTC)
    found = memories.of_topic(correction_topic(question)).result()
    meant = [one for one in found if is_correction(one) and _is_meant(one, query, at)]
    asked = memories.asked(one.id for one in meant).result() if meant else {}
    return [_Known(one, asked.get(one.id)) for one in meant]


def _spelled(known: Sequence[_Known], question: str) -> list[_Known]:
    """Those whose question is spelled as ``question`` is."""
    told = [one for one in known if one.asked is not None]
    same = of_question(question, told, lambda one: one.asked or "")
    return [
        one
        for one in known
        if one in same
        or (one.asked is None and not tells_of_another(one.item.text, question))
    ]


def _is_meant(item: MemoryItem, query: RecallQuery, at: datetime) -> bool:
    here = query.workspace in {None, item.workspace}
    told = query.conversation in {None, item.source.conversation_id}
    begun = item.valid_from is None or item.valid_from <= at
    return (
        here and told and begun and (item.valid_until is None or item.valid_until > at)
    )
