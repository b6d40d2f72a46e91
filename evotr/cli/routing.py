"""The router and its cards for commands; what is wrong goes to standard error."""

from evotr.cli.context import Context
from evotr.cli.render import print_error
from evotr.domain import Router
from evotr.experts import Cards
from evotr.wiring import Encoder, open_cards, open_router

__all__ = ["opened_router", "told_cards"]


def told_cards(context: Context) -> Cards:
    """The experts; what is wrong with a card is told."""
    cards = open_cards(context.settings)
    for fault in cards.broken:
        print_error(fault, context.say, context.errors)
    return cards


def opened_router(
    context: Context, only: frozenset[str] | None = None, *, anew: bool = False
) -> Router:
    """A router of all that is known; why it has words alone is told.

    Args:
        context: The command's.
        only: As for `evotr.wiring.open_router`.
        anew: As for it.

    Raises:
        RouterFailed, JournalError: As it says.
    """
    encoder = Encoder(context.settings)
    router = open_router(context.settings, only, anew=anew, encoder=encoder)
    if encoder.fault is not None:
        print_error(encoder.fault, context.say, context.errors)
    return router
