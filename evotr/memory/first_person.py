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
    r" (?:say|tell)s?\b|\b(?:documents?|file|letter|notes|diary|journal)\b.* say\b"
    r"|\b(?:belge|dosya|sayfa|mektu[bp]|not|gunlu[gk]|ozgecmis|kita[bp]|makale|metin)"
    r"[a-z]*[dt][ae](?:ki)?\b"
)
"""It is asked what is written, whoever wrote it (folded)."""

_NUMBERED: Final = re.compile(
    r"\b(?:appendix|article|chapter|class|figure|grade|level|part|phase|schedule"
    r"|section|stage|table|title|type|volume|war) i\b"
)
_THINGS: Final = (
    r"ad|soyad|ism|yas|ev|anne|baba|kardes|abla|agabey|abi|es|koca|kar|kiz|ogl|cocugu?"
    r"|kedi|kopeg|araba|adres|telefon|numara|meslegi?|[a-z]+l[ae]r"
)
_WRITER: Final = re.compile(
    r"\bmy(?:self)?\b|\bi(?:['’](?:m|ve|d|ll))? +[a-z]"
    r"|\b(?:benim|beni|bana|bende|benden|benimle)\b|\bben(?: \w+){1,6}m\b"
    r"|\w{2}yorum\b|[cfhkpst]t[iu]m\b|(?<!yar)d[iu]m\b|\wm[iu]s[iu]m\b"
    r"|[dt][iu]g[iu]m\b|\w[ae]c[ae]g[iu]m\b"
    rf"|\b(?:{_THINGS})[iu]?m\b"
)
"""Someone tells of himself (folded). Surely so alone: "bakım", "seçim" are no "my"."""


def asks_of_oneself(question: str) -> bool:
    """Whether only who asks can be meant: not how something is done, or written."""
    folded = fold(question)
    if _GENERAL.search(folded) or _WRITING.search(folded):
        return False
    return asked_for(question).own


def speaks_of_its_writer(text: str) -> bool:
    """Whether ``text`` says "I" or "my", in Turkish or English."""
    return _WRITER.search(_NUMBERED.sub(" ", fold(text))) is not None
