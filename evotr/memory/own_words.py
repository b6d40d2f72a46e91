"""The user's own words as the answer, where the question they belong to comes again.

A small model does not follow a correction that it is told of. So where the user said
what the answer to this very question is, that is given word for word, and no model is
asked. It is for whoever cannot be mistaken about what is asked: a question that may
lean on what was said before it is left to the model.
"""

from typing import Final

from evotr.domain import (
    Branch,
    Message,
    RecallQuery,
    Recollection,
    asked_alike,
    fold_tokens,
)
from evotr.errors import MessageNotFound
from evotr.journal import Journal
from evotr.memory.corrections import answering
from evotr.memory.words import (
    asks_by_itself,
    leans_on_what_was_said,
    meant,
    points_back,
)

__all__ = ["own_words"]

_TAKEN_BACK: Final = frozenset({"retracted", "quarantined"})

_ADDED: Final = frozenset({"is"})
"""What stands in a statement of question and answer, and in neither of them."""


def own_words(
    journal: Journal, query: RecallQuery, branch: Branch
) -> Recollection | None:
    """The user's answer to ``query``, the last message of ``branch``; or None.

    Its source's quote has the words.

    Raises:
        JournalError: And its kin: the journal cannot be read.
    """
    if query.k <= 0:
        return None
    question = meant(query)
    found = answering(journal.memories, query, question)
    known = found.correction
    if known is None:
        return None
    opens, opened = _opens(branch.messages), _opened(journal, known)
    asked = _is_asked(query.text, opens=opens, opened=opened)
    if not asked or not _holds(journal, known, question):
        return None
    if not found.spelled and _has_another(journal, known, query.text):
        return None
    return known


def _has_another(journal: Journal, known: Recollection, question: str) -> bool:
    """Whether ``question`` has a lesson of its own, or these words were bad for it.

    They still are the answer to that which is spelled otherwise.
    """
    if journal.ledger.of_spelling(question).result():
        return True
    said = known.item.source.message_id
    bad = journal.ledger.refused(said).result() if said is not None else ()
    return any(asked_alike(question, other) for other in bad)


def _holds(journal: Journal, known: Recollection, question: str) -> bool:
    """Whether the words are still what the user wants to be answered.

    A lesson may have been taken back, or the memory rewritten, after they were said.
    """
    rows = journal.ledger.get([known.item.id]).result()
    if any(row.state in _TAKEN_BACK for row in rows):
        return False
    right = set(fold_tokens(known.item.source.quote))
    told = set(fold_tokens(known.item.text))
    return bool(right) and right <= told <= right | set(fold_tokens(question)) | _ADDED


def _is_asked(text: str, *, opens: bool, opened: bool) -> bool:
    """Whether ``text`` asks the same as it did when its answer was corrected.

    ``opens`` and ``opened`` say whether it opened the conversation, now and then.
    """
    if points_back(text) or leans_on_what_was_said(text):
        return opens and opened
    return opened or asks_by_itself(text)


def _opened(journal: Journal, known: Recollection) -> bool:
    """Whether the corrected answer was the first of its conversation."""
    said = known.item.source.message_id
    if said is None:
        return False
    try:
        messages = journal.branch(said).result().messages
    except MessageNotFound:  # it was brought from another home
        return False
    # A correction that was typed follows the answer; an edit is a version of it.
    return _opens(messages[:-1] if messages[-1].role == "user" else messages)


def _opens(messages: tuple[Message, ...]) -> bool:
    return sum(message.role == "user" for message in messages) == 1
