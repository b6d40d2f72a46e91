"""Whose "I" a text has: a document's is its writer's, and not that of whoever asks."""

import re
from typing import Final

from evotr.domain import fold
from evotr.memory.asking import asked_for

__all__ = ["asks_of_oneself", "speaks_of_its_writer"]

_GENERAL: Final = re.compile(
    r"\bhow (?:do|can|should|could|would|might)\b|\b(?:can|may|should|must|could) i\b"
    r"|\bdo i (?:need|have to)\b|\w[ae]bil(?:ir|iyor)\w*|\bm[ae]l[iy]\w*"
    r"|\w(?:m[ae]l[iy]y[iu]m)\b|\bnasil \w+r[iu]m\b"
)
"""Anybody would be answered the same (folded)."""

_WRITING: Final = re.compile(
    r"\baccording to\b|\bgore\b"
    r"|\b(?:in|from|of) (?:\w+ )?(?:\w+ )?(?:documents?|files?|pages?|letters?|notes?"
    r"|diary|diaries|journals?|cv|resume|e?mails?|books?|articles?|texts?)\b"
    r"|\b(?:document|file|page|letter|diary|journal|cv|resume|e?mail|book|article)s?"
    r" (?:say|tell)s?\b|\b(?:documents?|file|letter|notes|diary|journal)\b.{0,40} say\b"
    r"|\b(?:belge|dosya|sayfa|mektu[bp]|not|gunlu[gk]|ozgecmis|kita[bp]|makale|metin)"
    r"[a-z]*[dt][ae](?:ki)?\b"
)
"""It is asked what is written, whoever wrote it (folded)."""

_QUOTED: Final = re.compile('["“«„][^"“”«»]*["“”»]')
_QUESTION: Final = re.compile(r"(?:\A|(?<=[.!?\n]))[^.!?\n]*\?")
_NUMBERED: Final = re.compile(
    r"\b(?:appendix|article|chapter|class|figure|grade|level|part|phase|schedule"
    r"|section|stage|table|title|type|volume|war) I\b",
    re.IGNORECASE,
)
_THINGS: Final = (
    r"soyad|ism|yas|ev|anne|baba|kardes|abla|agabey|abi|es|koca|kar|kiz|ogl|cocugu?"
    r"|kedi|kopeg|araba|adres|telefon|numara|meslegi?|[a-z]+l[ae]r"
)
_WRITER: Final = re.compile(
    r"\bmy(?:self)?\b|\b(?:benim|beni|bana|bende|benden|benimle)\b"
    r"|\bben(?: \w+){1,6}m\b|\w{2}yorum\b|[cfhkpst]t[iu]m\b"
    r"|(?<!yar)(?<!\ba)d[iu]m\b|\wm[iu]s[iu]m\b"
    r"|[dt][iu]g[iu]m\b|\w[ae]c[ae]g[iu]m\b"
    rf"|\b(?:{_THINGS})[iu]?m\b"
)
"""Someone tells of himself (folded). Surely so alone: "bakım", "seçim" are no "my"."""
_WRITTEN: Final = re.compile(
    r"\bI(?:['’](?:m|ve|d|ll))?\s{1,3}[a-z]"
    r"|(?:^|[.!?,\n]\s{0,3})[Aa]d[ıi]m:?\s{1,3}[A-ZÇĞİÖŞÜ][a-zçğıöşü]"
)
"""The same where it depends on capitals: "i" is a variable, "adım 1" a step."""


def asks_of_oneself(question: str) -> bool:
    """Whether only who asks can be meant: not how something is done, or written.

    What stands in quotation marks is not said of whoever asks.
    """
    asked = _QUOTED.sub(" ", question)
    folded = fold(asked)
    if _GENERAL.search(folded) or _WRITING.search(folded):
        return False
    return asked_for(asked).own


def speaks_of_its_writer(text: str) -> bool:
    """Whether ``text`` says "I" or "my", in Turkish or English.

    Not in a question: that one is the reader's ("How do I reset it?").
    """
    told = _NUMBERED.sub(" ", _QUESTION.sub(" ", text))
    return bool(_WRITTEN.search(told) or _WRITER.search(fold(told)))
