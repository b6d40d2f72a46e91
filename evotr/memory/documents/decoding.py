"""Bytes of a text file into text, whatever it was written in."""

import codecs
from typing import Final

import charset_normalizer

__all__ = ["decode"]

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16's, which it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE: Final = 65_536
# Above this part of high bytes a text is not written in Latin letters.
_LATIN: Final = 0.45
# Without a mark, UTF-16 in Latin letters has nearly every other byte zero.
_ZEROS: Final = 0.3
_LINES: Final = frozenset("\t\n\r\f\v\x1b")
_CONTROLS: Final = 0.01


def decode(data: bytes) -> str | None:
    """The text that ``data`` is, its line ends as one newline; None where it is none.

    UTF-8 first, then by the mark, then Turkish and Western Latin, then by guess.
    """
    text = _decoded(data)
    if text is None or _is_noise(text[:_SAMPLE]):
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def _decoded(data: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    sample = data[:_SAMPLE]
    if b"\0" in sample:
        wide = _wide(sample)
        return None if wide is None else data.decode(wide, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start > _SAMPLE:  # a broken character far into a UTF-8 file
            return data.decode("utf-8", errors="replace")
    return _single_bytes(data, sample)


def _single_bytes(data: bytes, sample: bytes) -> str | None:
    high = sum(byte > 0x7F for byte in sample)  # noqa: PLR2004 - ASCII's end
    if high < _LATIN * len(sample):
        try:
            # As Western Latin, but for six letters that Turkish needs.
            return data.decode("cp1254")
        except UnicodeDecodeError:
            pass
    best = charset_normalizer.from_bytes(sample).best()
    return None if best is None else data.decode(best.encoding, errors="replace")


def _wide(sample: bytes) -> str | None:
    half = max(1, len(sample) // 2)
    if sample[1::2].count(0) > _ZEROS * half and not sample[::2].count(0):
        return "utf-16-le"
    if sample[::2].count(0) > _ZEROS * half and not sample[1::2].count(0):
        return "utf-16-be"
    return None


def _is_noise(text: str) -> bool:
    controls = sum(letter < " " and letter not in _LINES for letter in text)
    return controls > _CONTROLS * len(text)
