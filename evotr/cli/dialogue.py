"""Saying a sentence and asking for a yes, as every command does."""

from evotr.cli.context import Context
from evotr.cli.render import printable

__all__ = ["confirmed", "tell"]

_YES = {"y", "yes", "e", "evet"}


def tell(context: Context, key: str, **values: object) -> None:
    """Print a sentence in one piece: a command in it stays whole when it is copied."""
    sentence = printable(context.say(key, **values))
    context.console.print(sentence, markup=False, highlight=False, soft_wrap=True)


def confirmed(context: Context, key: str, *, as_json: bool, **values: object) -> bool:
    """Ask; beside JSON the question is no part of the output."""
    console = context.errors if as_json else context.console
    question = printable(context.say(key, **values))
    console.print(question, end=" ", markup=False, highlight=False, soft_wrap=True)
    try:
        return input().strip().casefold() in _YES
    except EOFError:
        return False
