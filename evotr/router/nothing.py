"""Texts that ask nothing of anybody: no words, another language, a log, code."""

import re

from evotr.router.features import Features

__all__ = ["TRANSLATION", "in_third_language", "nothing_said"]

TRANSLATION = "translation"
"""The one expert that may be asked for in a third language."""

_FOREIGN = 0.7
_PYTHON = "python_coder"
_DENSE = 0.2  # of a line of prose, at most: code and logs are full of marks
_SPARSE = 0.08  # the same, where a pattern of code or logs was found
_MARKS = re.compile(r"[^\w\s,.?!'’\"…]|\d")
# Four words in a row, not all of them shouted, or a short question or request.
_PROSE = re.compile(r"(?=.*[^\W\d_A-Z])(?:[^\W\d_][\w'’]*[,;:]? ){3}[^\W\d_]")
_ASKED = re.compile(r"\s*[^\W\d_][\w'’]*(?:,? [^\W\d_][\w'’]*)+ ?[?:]\s*")
_COMMENT = re.compile(r"\s*(?:#|//|--|/\*|\*|;|%)")

# Looked for only where there is no prose. What no line of Python looks like:
_CODE = re.compile(
    r""" ;[ \t]*$ | [A-Za-z]\w*::[A-Za-z] | [ ]::[ ] | => | <- | \$[A-Za-z_{] | </\w+>
    | ^[ \t]*end[.;]?[ \t]*$ | \bdo[ ]\|\w | \.\w+[ ]\{ | ^[ \t]*require[ ]['"]
    | ^[ \t]*(?:let|var|val|const|auto|int|void|char|double|float|static|func?|template)
        \b.*(?:\w\(|[=<{;])
    | ^[ \t]*\((?:def\w*|let\*?|setq|format|lambda|ns|loop)[ (]
    | ^[ \t]*[a-z]{2,7}[ \t]+%?(?:[re][abcds][xip]|[abcd]x,|r\d\d?,|0x[\da-f]+)
    | \b[A-Z-]+[ ]DIVISION\. | ^[ \t]*(?:PERFORM|END-[A-Z]+|STOP[ ]RUN|PROGRAM-ID)\b
    | \bSECTION\.[ \t]*$
    """,
    re.MULTILINE | re.VERBOSE,
)
# What may be Python's too, where nothing else says so: blocks, JSON, YAML, base64.
_DATA = re.compile(
    r""" .*\{[ \t]*\n.* | .*\n[ \t]*\}.* | \s*[{\[<].*[}\]>]\s*
    | \s*[a-z][\w.-]*:(?:[ ][^\n]*)?
        (?:\n[ \t]*(?:-[ ][^\n]*|[a-z"'][\w."'-]*:(?:[ ][^\n]*)?))+\s*
    | \s*(?=\S*\d)(?=\S*[a-z])(?=\S*[A-Z])[A-Za-z\d+/_-]{24,}={0,2}\s*
    """,
    re.DOTALL | re.VERBOSE,
)


def in_third_language(looked: Features) -> bool:
    """Whether the text is neither Turkish nor English, nor Python."""
    foreign = looked.language.foreign >= _FOREIGN
    return foreign and _PYTHON not in looked.hits.signs


def nothing_said(looked: Features) -> bool:
    """Whether no expert can be meant; an expert that is guessed anyway would be wrong.

    Code and logs count where no sentence stands before or after them.
    """
    wordless = not any(word[0].isalpha() for word in looked.reading.words)
    if wordless or in_third_language(looked):
        return True
    text = looked.reading.text
    if _has_prose(text, _SPARSE if looked.hits.noise else _DENSE):
        return False
    if looked.hits.noise or _CODE.search(text):
        return True
    return _PYTHON not in looked.hits.signs and bool(_DATA.fullmatch(text))


def _has_prose(text: str, most: float) -> bool:
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 1:
        lines = [line for line in lines if not _COMMENT.match(line)]
    return any(_is_prose(line, most) for line in {*lines[:1], *lines[-1:]})


def _is_prose(line: str, most: float) -> bool:
    if len(_MARKS.findall(line)) > most * len(line):
        return False
    return bool(_PROSE.search(line) or _ASKED.fullmatch(line))
