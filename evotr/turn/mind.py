"""What a turn has of the memory: what it is given, and what it leaves there."""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import replace
from pathlib import Path
from typing import Final

from evotr.domain import (
    Branch,
    GenerationRequest,
    Recalled,
    RecallQuery,
    Recollection,
    StoredMessage,
    TokenCount,
)
from evotr.errors import EvotrError, MemoryLate
from evotr.journal.ledger import Remembering
from evotr.journal.summaries import Summary
from evotr.memory.budget import with_memories
from evotr.memory.corrections import remembering
from evotr.memory.documents.ingest import Ingest
from evotr.memory.documents.intake import Intake
from evotr.memory.documents.values import Limits
from evotr.memory.own_words import own_words
from evotr.memory.prompting import Telling
from evotr.memory.service import MemoryService
from evotr.memory.sourcing import with_sources
from evotr.memory.summing import summed

__all__ = ["Mind"]

_log = logging.getLogger(__name__)

_ASKED: Final = 1  # doubt at a time
_HISTORY: Final = 6  # messages before the question that recall is shown
_PATIENCE_S: Final = 5.0  # once it is known who answers

Found = Future[list[Recollection]]
Count = Callable[[Sequence[str]], TokenCount]


class Mind:
    """The memory as one assistant uses it.

    Args:
        memory: Who remembers.
        most: How many memories an answer is given at most.
        workspace: Which memories those are.
        telling: How the model is told.
        patience_s: How long an answer waits for them.
        limits: What reading one document may take.
    """

    def __init__(
        self,
        memory: MemoryService,
        most: int = 3,
        workspace: str = "",
        telling: Telling | None = None,
        patience_s: float = _PATIENCE_S,
        limits: Limits | None = None,
    ) -> None:
        self.memory = memory
        self._most = most
        self._workspace = workspace
        self._telling = telling or Telling()
        self._patience_s = patience_s
        self._limits = limits

    @property
    def correcting(self) -> Remembering:
        """How corrections are remembered."""
        return remembering(self._workspace)

    def ingest(self, paths: Sequence[Path]) -> Intake:
        """Files and folders to be taken into memory, once that is iterated."""
        documents = self.memory.journal.documents
        ingest = Ingest(documents, workspace=self._workspace, limits=self._limits)
        return Intake(ingest, paths, self.memory.preload)

    def ask(self, question: StoredMessage, branch: Branch, sent: int) -> Found:
        """Begin to recall what ``question`` needs; does not wait.

        The last ``sent`` messages of the branch stand in the prompt, and other
        versions of this turn are not to be seen by it.
        """
        # What was copied from another conversation is remembered of that one.
        standing = frozenset((*branch.ids[-sent:], *branch.origins[-sent:]))
        query = self._query(question, branch)
        exclude = standing | branch.answers | {*question.versions}
        return self.memory.ask(replace(query, exclude=exclude))

    def _query(self, question: StoredMessage, branch: Branch) -> RecallQuery:
        return RecallQuery(
            text=question.content,
            history=branch.messages[:-1][-_HISTORY:],
            k=self._most,
            workspace=self._workspace,
        )

    def own_words(self, question: StoredMessage, branch: Branch) -> Recollection | None:
        """What the user said the answer to just this question is; None: nothing.

        Raises:
            JournalError: And its kin.
        """
        return own_words(self.memory.journal, self._query(question, branch), branch)

    def given(self, answer_id: str) -> Future[Recalled]:
        """What an answer was given, as far as it is not forgotten."""
        return self.memory.journal.recalls.of(answer_id, with_sources)

    def tell(
        self,
        request: GenerationRequest,
        found: Found | Future[Recalled],
        count: Count,
    ) -> tuple[GenerationRequest, Recalled]:
        """The request with as much of what was recalled as fits, and what that is.

        ``count`` is the engine's.

        Raises:
            CancelledError: ``found`` was cancelled.
            EvotrError: What ``count`` raises.
        """
        try:
            recalled = found.result(self._patience_s)
        except FutureTimeout:
            found.cancel()
            return request, Recalled((), MemoryLate(seconds=self._patience_s))
        except EvotrError as error:
            _log.warning("nothing recalled: %s: %s", type(error).__name__, error)
            return request, Recalled((), error)
        items = recalled.items if isinstance(recalled, Recalled) else recalled
        request, kept = with_memories(request, items, self._telling, count)
        return request, Recalled(kept)

    def earlier(self, message_ids: Sequence[str]) -> str:
        """What is told of the messages before the prompt, as far as it is summed up.

        Raises:
            JournalError: And its kin.
        """
        return self.as_told(self.memory.journal.summaries.newest(message_ids).result())

    def as_told(self, summary: Summary | None) -> str:
        """A summary as a prompt has it; "" for none."""
        return summed(summary.text, self._telling.language) if summary else ""

    def asking(self, recalled: Recalled) -> Recalled:
        """``recalled`` with facts that the user was not asked of yet, if there are any.

        Raises:
            JournalError: And its kin.
        """
        memories = self.memory.journal.memories
        asked = memories.doubts(_ASKED, unasked=True).result()
        if not asked:
            return recalled
        memories.mark_asked(*(doubt.item.id for doubt in asked)).result()
        return replace(recalled, asked=asked)
