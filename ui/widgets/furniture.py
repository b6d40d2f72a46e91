"""Words of the window among those of the conversation: no search or copy has them."""

from typing import Final

from PySide6.QtGui import QTextBlock, QTextCharFormat, QTextFormat

__all__ = ["furniture", "said_in"]

_FURNITURE: Final = int(QTextFormat.Property.UserProperty) + 3


def furniture() -> QTextCharFormat:
    """The format of words that nobody said: names, links, what copies code."""
    char = QTextCharFormat()
    char.setProperty(_FURNITURE, True)  # noqa: FBT003 — Qt's own argument
    return char


def said_in(block: QTextBlock) -> bool:
    """Whether a block has words of the conversation; one without a word has."""
    first = block.begin()
    if first.atEnd():
        return True
    return not first.fragment().charFormat().hasProperty(_FURNITURE)
