"""Why words cannot be sent now, though somebody wants to send them."""

from ui.presenters.chat import ChatPresenter

__all__ = ["hindrance"]


def hindrance(chat: ChatPresenter, edited: str | None, *, ending: bool) -> str:
    """The sentence's key, empty where nothing hinders.

    ``edited`` is the question that they are to take the place of, by its id; words
    that take the place of none can wait behind an answer.
    """
    if ending:
        return "composer.closing"
    if not chat.open:
        return "composer.opening"
    if edited is None:
        return ""
    if chat.busy:
        return "composer.answering"
    return "composer.other_version" if chat.place_of(edited) is None else ""
