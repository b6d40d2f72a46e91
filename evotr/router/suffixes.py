"""What a folded stem may be followed by: Turkish suffixes, English inflections."""

import re

__all__ = ["inflects", "softened"]

# Folded: ı is i, ü is u, ö is o, ş is s, ğ is g, ç is c. A chain of these, and the
# word is the stem's; anything else is another word (kira, but not kiraz).
_TURKISH = re.compile(
    r"(?:l[ae]r|[iu]m[iu]z|[iu]n[iu]z|m[iu]z|n[iu]z|[ns]?[iu]n?|[yn]?[ae]|y[iu]|[iu]?m|n"
    r"|n?[dt][ae]n?|y?l[ae]|[dt][ae]?ki|ki|n?c[ae]|c[iu]|l[iu]|l[iu][kg]|s[iu]z"
    r"|d[iu]r|y?[dt][iu]|m[iu]s|m[ae]k?|[iu]?yor|[iae]r|[ae]c[ae][kg]|y?[iu]p|y?ken"
    r"|y?s[ae]|m[ae]l[iu]|[iu]l|[iu]n|t|[iu]s|y?[ae]n|d[iu][kg]|k)+"
)
_ENGLISH = re.compile(
    r"s|es|ed|ing|er|ers|d|ly|al|ally|ic|ical|ment|ments|ion|ions|ist|y"
)
_SOFT = {"k": "g", "p": "b", "t": "d"}


def inflects(stem: str, word: str) -> bool:
    """Whether the folded ``word`` is ``stem`` or a form of it."""
    rest = word[len(stem) :]
    return not rest or bool(_ENGLISH.fullmatch(rest) or _TURKISH.fullmatch(rest))


def softened(stem: str) -> str | None:
    """The stem before a vowel where it changes: "sozluk" → "sozlug"."""
    soft = _SOFT.get(stem[-1:])
    return stem[:-1] + soft if soft else None
