"""What left the prompt of a long conversation, summed up by a model that is able to."""

import json
from collections.abc import Sequence
from functools import cache
from typing import Final

from evotr.domain import Branch, Message
from evotr.inference.window import seam
from evotr.journal import Journal
from evotr.journal.summaries import Summary
from evotr.memory.facts.lexicon import table
from evotr.memory.harmless import harmless
from evotr.memory.service_values import Able
from evotr.text import Catalog, Language

__all__ = ["SUMMED", "Summer", "summed"]

SUMMED: Final = ("<summary>", "</summary>")
_TOKENS: Final = 300
_LONGEST: Final = 2_000
"""So many characters of a summary are kept."""
_READ: Final = 12_000
"""So many characters of messages are read at once."""


class Summer:
    """Sums conversations up to where their next prompt will begin.

    Each summary goes on from the one before it, so that no message is read twice.

    Args:
        journal: Where conversations and summaries are.
        able: The model.
    """

    def __init__(self, journal: Journal, able: Able) -> None:
        self._journal, self._able = journal, able

    def sum_up(self, message_id: str) -> None:
        """Sum up what the prompt after ``message_id`` will leave off, if anything.

        Raises:
            CancelledError: It was interrupted.
            EvotrError: The model cannot answer, or the journal is broken.
        """
        branch = self._journal.branch(message_id).result()
        # The next question is one message more.
        begin = seam((*branch.messages, Message("user", "")), self._able.history)
        if not begin:
            return
        ids = branch.ids[:begin]
        known = self._journal.summaries.newest(ids).result()
        after = ids.index(known.message_id) + 1 if known else 0
        new = [one for one in branch.messages[after:begin] if one.content.strip()]
        if not new:
            return
        told = self._able.summer.ask(_prompt(known.text if known else "", new), _TOKENS)
        if text := told.strip()[:_LONGEST]:
            summary = Summary(ids[-1], text, self._able.name)
            self._journal.summaries.keep(summary, _saying(branch, begin)).result()


def _saying(branch: Branch, end: int) -> list[str]:
    """The ids of the messages before ``end`` that say something."""
    said = zip(branch.ids[:end], branch.messages[:end], strict=True)
    return [key for key, one in said if one.content.strip()]


def _prompt(before: str, messages: Sequence[Message]) -> str:
    most = _READ // len(messages)
    lines = [{"before": before}] if before else []
    lines += [{one.role: one.content[:most]} for one in messages]
    said = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    return str(table("model")["summary"]).format(turns=said)


def summed(text: str, language: Language) -> str:
    """A summary as a prompt has it: data between two fences; "" for none."""
    if not text:
        return ""
    about = _catalog(language)("prompt.summary.about")
    return "\n".join([about, SUMMED[0], harmless(text), SUMMED[1]])


@cache
def _catalog(language: Language) -> Catalog:
    return Catalog.load(language)
