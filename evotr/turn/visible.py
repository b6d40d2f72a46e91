"""What the user may say: anything that shows."""

from evotr.errors import EmptyMessage

__all__ = ["require_visible"]


def require_visible(text: str) -> None:
    """Refuse text that shows nothing.

    Raises:
        EmptyMessage: Only spaces, control or format characters.
    """
    if not any(char.isprintable() and not char.isspace() for char in text):
        raise EmptyMessage
