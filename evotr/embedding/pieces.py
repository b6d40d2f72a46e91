"""Cutting text into word pieces, as BERT's tokenizers do."""

import re
from typing import Final

from tokenizers import Tokenizer

__all__ = ["WordPieces"]

# A text is looked at in ever longer heads, until one has enough pieces.
_HEADS: Final = (4_096, 32_768)
# A word cut in two by the end of a head has other pieces; longer ones have one (UNK).
_WORD: Final = 100
_SURROGATE = re.compile("[\ud800-\udfff]")


class WordPieces:
    """A tokenizer of at most ``limit`` pieces, the opening and closing one among them.

    Only the first 32,768 characters of a text are looked at, and no more of them than
    it takes to fill the limit. Any thread may call it.

    Args:
        data: A ``tokenizer.json``; its own rules for padding and cutting are ignored.
        limit: The longest answer.
        words: How many ids there are; none is as high.

    Raises:
        ValueError: It is no tokenizer, or knows more words.
    """

    def __init__(self, data: bytes, limit: int, words: int) -> None:
        try:
            self._tokenizer = Tokenizer.from_buffer(data)
        except Exception as error:  # the library raises nothing narrower
            raise ValueError("tokenizer.json") from error
        if max(self._tokenizer.get_vocab().values(), default=words) >= words:
            raise ValueError("tokenizer.json: vocab")
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._limit = limit
        self._edge = self._tokenizer.num_special_tokens_to_add(is_pair=False)

    def ids(self, text: str) -> list[int]:
        """The ids of the pieces of ``text``, from the opening to the closing one."""
        ids: list[int] = []
        for head in _HEADS:
            ids = self._tokenizer.encode(_readable(text[:head])).ids
            if len(text) <= head or len(ids) >= self._limit + self._edge + _WORD:
                break
        if len(ids) <= self._limit:
            return ids
        return [*ids[: self._limit - 1], ids[-1]]


def _readable(text: str) -> str:
    """``text`` with i for ı, and without halves of characters.

    The tokenizer drops the marks of ç, ğ, İ, ö, ş and ü, but knows no ı.
    """
    return _SURROGATE.sub("\ufffd", text.replace("ı", "i"))
