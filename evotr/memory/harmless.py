"""Text of others made harmless for a prompt: it is read, and cannot act.

Nothing in it can look like the fence around it, like a number of ours, like the
header of a message, or hide from a reader's eye. What it says stays readable.
"""

import re
import unicodedata
from typing import Final

__all__ = ["harmless"]

# Format characters (zero-width, bidi, tags), private use, halves of characters.
_HIDDEN: Final = frozenset({"Cc", "Cf", "Co", "Cs"})
# Variation selectors smuggle bytes; the rest are letters that show nothing.
_BLANK: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef]"
)
_OPEN, _CLOSE = "<＜﹤", ">＞﹥"
_ROLES: Final = (
    "system|assistant|user|developer|tool|human|ai|model|"
    "sistem|asistan|kullanıcı|kullanici|geliştirici|gelistirici|araç|arac"
)
_TAGS: Final = (
    rf"memory|haf[ıi]za|{_ROLES}|im_\w*|start_of_turn|end_of_turn|sys|think|"
    r"tool_\w+|instructions?|talimat\w*"
)
# An angle bracket before a word, as of a tag; in code, before one that means something.
_TAG: Final = re.compile(rf"[{_OPEN}](?=\s*[/／]?\s*[^\W\d_])")
_TAG_IN_CODE: Final = re.compile(
    rf"[{_OPEN}](?=\s*[/／]?\s*(?:{_TAGS})\b)", re.IGNORECASE
)
_PIPED: Final = re.compile(rf"[{_OPEN}]\s*([|｜][^\n|｜]{{0,64}}[|｜])\s*[{_CLOSE}]")
_DOUBLE: Final = re.compile(r"<<(?=\s*/?\s*sys\b)", re.IGNORECASE)
_INST: Final = re.compile(
    r"[\[［【]\s*(/?\s*(?:inst|system|sys))\s*[\]］】]", re.IGNORECASE
)
# Our numbers stand in brackets; in code, only those that begin a line are like them.
_NUMBER: Final = re.compile(
    r"[\[［【〔⟦]\s*(\d{1,4}(?:\s*[,;–-]\s*\d{1,4})*)\s*[\]］】〕⟧]"
)
_NUMBER_IN_CODE: Final = re.compile(
    rf"^([^\S\n]*){_NUMBER.pattern}(?=[: ]*\w)", re.MULTILINE
)
_ROLE: Final = re.compile(
    rf"^([ >|#*_`~=-]*(?:{_ROLES})\b[*_` ]*(?:\([^)\n]*\))?[*_`]*)[ ]*[:：﹕∶]",
    re.IGNORECASE | re.MULTILINE,
)
_IMAGE: Final = re.compile(r"!(?=\s?\[)")
_LINK: Final = re.compile(r"\](?=\(\s*<?\s*(?:[a-z][a-z0-9+.-]*:|//))", re.IGNORECASE)
_SPACES: Final = re.compile(r"[^\S\n]+")


def harmless(text: str, *, code: bool = False) -> str:
    """``text`` as data, in lines without blank ones between or around them.

    Args:
        text: Anybody's words.
        code: Whether it is source code: its spaces and indices stay.
    """
    lines = text.expandtabs(4).splitlines() if code else text.splitlines()
    shown = (_visible(line) for line in lines)
    kept = (line.rstrip() if code else _spaced(line) for line in shown)
    text = "\n".join(line for line in kept if line)
    text = _PIPED.sub(r"‹\1›", text)
    text = (_TAG_IN_CODE if code else _TAG).sub("‹", _DOUBLE.sub("‹‹", text))
    text = _INST.sub(r"(\1)", text)
    text = _NUMBER_IN_CODE.sub(r"\1(\2)", text) if code else _NUMBER.sub(r"(\1)", text)
    text = _ROLE.sub(r"\1 –", text)
    return _LINK.sub("] ", _IMAGE.sub("! ", text))


def _visible(line: str) -> str:
    shown = "".join(
        " " if letter == "\t" else letter
        for letter in line
        if letter == "\t" or unicodedata.category(letter) not in _HIDDEN
    )
    return _BLANK.sub("", shown)


def _spaced(line: str) -> str:
    return _SPACES.sub(" ", line).strip()
