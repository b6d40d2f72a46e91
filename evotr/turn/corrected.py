"""What the user corrects while talking: kept as soon as it is said."""

import logging
from concurrent.futures import Future

from evotr.domain import Branch, StoredMessage, Taught
from evotr.journal import Journal
from evotr.journal.ledger import Remembering
from evotr.memory.facts import read_correction

__all__ = ["hear"]

_log = logging.getLogger(__name__)


def hear(
    journal: Journal, said: StoredMessage, branch: Branch, how: Remembering
) -> None:
    """Keep the right answer that ``said`` gives to the question before it, if any.

    ``branch`` ends with it. Nobody waits: what cannot be kept is logged.
    """
    before = branch.messages[-2:-1]
    if not before or before[0].role != "assistant":
        return
    asked = branch.messages[-3:-2]
    question = asked[0].content if asked and asked[0].role == "user" else ""
    right = read_correction(said.content, before[0].content, question)
    if right is not None:
        journal.ledger.hear(said.id, right, how).add_done_callback(_log_fault)


def _log_fault(done: Future[Taught | None]) -> None:
    error = None if done.cancelled() else done.exception()
    if error is not None:
        _log.warning("a correction was not kept: %s: %s", type(error).__name__, error)
