"""What becomes of answers that were made from what is forgotten, and where they are."""

from collections.abc import Sequence
from typing import Final

from evotr.cli.context import Context
from evotr.cli.dialogue import tell
from evotr.domain import Conversation
from evotr.text.exported import title_of

__all__ = ["tell_elsewhere"]

_SHOWN: Final = 20
"""Of more conversations the rest is a number; with ``--json`` every id is told."""
_ID: Final = 8  # the digits of an id that are shown


def tell_elsewhere(
    context: Context, key: str, talks: Sequence[tuple[Conversation, int]]
) -> None:
    """Say the sentence ``key`` of them, and which conversations have how many.

    Where there are none, nothing is said.
    """
    if not talks:
        return
    tell(context, key, answers=sum(count for _, count in talks))
    for talk, count in talks[:_SHOWN]:
        title = title_of(talk, context.say)
        tell(context, "forget.talk", count=count, title=title, id=talk.id[:_ID])
    if (left := len(talks) - _SHOWN) > 0:
        tell(context, "forget.talks", count=left)
