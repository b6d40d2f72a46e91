"""What a reader of markdown would swallow, spelled so that it is seen.

A model means "1923." as an answer and "[1]: http://…" as a source; markdown reads an
item without words and a line that is not for readers.
"""

import re
from collections.abc import Iterator
from typing import Final

from ui.widgets.tables import widened

__all__ = ["numbers_of", "spelled"]

_FENCE: Final = re.compile(r"(?:[ >]|[-+*] |\d{1,9}[.)] )*(`{3,}|~{3,})")
# In no pattern do two runs of the same signs touch: a long one would take for ever.
_QUOTES: Final = r"[ \t]*(?:>[ \t]*)*"
_MARK: Final = r"(?:[-+*]|\d{1,9}[.)])"
# An item with nothing in it; before it there may be marks of the items around it.
_EMPTY: Final = re.compile(rf"({_QUOTES}(?:{_MARK}[ \t]+)*)({_MARK})[ \t]*")
_RULE: Final = re.compile(rf"{_QUOTES}([-*_])(?:[ \t]*\1){{2,}}[ \t]*")
_INNER: Final = re.compile(rf"({_QUOTES}{_MARK}[ \t]+)(\d{{1,9}}[.)])(?=[ \t])")
_ITEM: Final = re.compile(rf"{_QUOTES}({_MARK})[ \t]+\S")
_NUMBER: Final = re.compile(rf"{_QUOTES}(?:[-+*][ \t]+)*(\d{{1,9}})[.)][ \t]+\S")
_DEFINITION: Final = re.compile(rf"({_QUOTES}(?:{_MARK}[ \t]+)?)(\[[^\]\n]+\]:)")
_HASHES: Final = re.compile(rf"({_QUOTES}(?:{_MARK}[ \t]+)*)(#{{1,6}}[ \t#]*)")
_UNDERLINE: Final = re.compile(rf"({_QUOTES})(-{{1,2}}|={{1,2}})[ \t]*")
_ARROWS: Final = re.compile(r"(?<![ \t])([ \t]*)(>[> \t]*)")
_TIMES: Final = re.compile(r"(?<=\d)\*{1,2}(?=\d)|(?<=\b[^\W_])\*(?=[^\W_]\b)")
_NAMELESS: Final = re.compile(r"!?\[\s*\]\(\s*<?([^\s)>]++)>?[^)\n]*\)")
_CODE: Final = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)")
_DUNDER: Final = re.compile(r"(?<![\w\\])__([a-z][a-z_]*[a-z])__(?!\w)")
_ALSO: Final = "init main name file all version enter exit iter next call path debug"
_NAMES: Final = frozenset(
    name.strip("_")
    for kind in (object, type, int, float, str, list, dict, set, BaseException, open)
    for name in dir(kind)
) | frozenset(_ALSO.split())


def spelled(text: str) -> str:
    """``text`` as markdown that shows every word, number and sign of it."""
    if not text.strip(" \t\n>"):
        return _ARROWS.sub(_escaped, text)
    lines = text.split("\n")
    if lines[0].startswith(("    ", "\t")):
        return text  # code
    lines = widened(lines)
    return "\n".join(_spelled(lines))


def numbers_of(text: str) -> tuple[int, ...]:
    """The numbers that its numbered items have, in their order."""
    found = (
        _NUMBER.match(line) for line, code in _fenced(text.split("\n")) if not code
    )
    return tuple(int(number[1]) for number in found if number)


def _fenced(lines: list[str]) -> Iterator[tuple[str, bool]]:
    """The lines, and whether they are code between fences."""
    fence = ""
    for line in lines:
        found = _FENCE.match(line)
        yield line, bool(fence or found)
        if found and not fence:
            fence = found[1]
        elif found and found[1].startswith(fence):
            fence = ""


def _spelled(lines: list[str]) -> Iterator[str]:
    before = ""
    for at, (line, code) in enumerate(_fenced(lines)):
        after = lines[at + 1] if at + 1 < len(lines) else ""
        if code or _RULE.fullmatch(line):
            yield line
        else:
            found = _INNER.match(line)
            told = _escaped(found) + line[found.end() :] if found else line
            yield from _seen(told, before, after)
        before = line


def _seen(line: str, before: str, after: str) -> Iterator[str]:
    """A line that is no code, for those that stand around it."""
    found = _EMPTY.fullmatch(line)
    if found:
        yield from _bare(line, found, before, after)
    else:
        yield _line(line, before)


def _bare(line: str, found: re.Match[str], before: str, after: str) -> Iterator[str]:
    """An item without words: words of its own, unless it stands among items."""
    within = len(after) - len(after.lstrip()) >= len(line.rstrip()) > 0
    if after.strip() and within:
        yield line  # what it says comes on the next line
    elif _among(found[2], before) or _among(found[2], after):
        yield f"{line.rstrip()} \u200b"
    else:
        yield _escaped(found)
        if _NUMBER.match(after):
            yield ""  # else it would be more of the same paragraph


def _among(mark: str, line: str) -> bool:
    """Whether ``line`` is an item of the same list as one with ``mark``."""
    item = _ITEM.match(line)
    return item is not None and item[1][-1] == mark[-1] and _next(mark, item[1])


def _next(mark: str, other: str) -> bool:
    if not mark[:-1]:
        return True
    return abs(int(mark[:-1]) - int(other[:-1])) <= 1


def _line(line: str, before: str) -> str:
    if before.strip():
        found = _UNDERLINE.fullmatch(line)
        if found:  # a heading's line is longer
            return _escaped(found)
    found = _DEFINITION.match(line) or _HASHES.fullmatch(line)
    if found:
        line = _escaped(found) + line[found.end() :]
    parts, at = [], 0
    for code in _CODE.finditer(line):
        parts += [_words(line[at : code.start()]), code[0]]
        at = code.end()
    return "".join((*parts, _words(line[at:])))


def _words(text: str) -> str:
    """What stands within a line, outside of code."""
    text = _TIMES.sub(lambda found: "\\*" * len(found[0]), text)
    linked, end, rest = text.rpartition(")")  # one without an end reads no further
    text = _NAMELESS.sub(r"\1", linked + end) + rest
    return _DUNDER.sub(_named, text)


def _named(found: re.Match[str]) -> str:
    """Python's own names keep what stands around them; other words become bold."""
    known = found[1] in _NAMES
    return rf"\_\_{found[1]}\_\_" if known else found[0]


def _escaped(found: re.Match[str]) -> str:
    """What was found, its sign no sign of markdown any more."""
    sign = found[2]
    if sign[0].isdigit():
        return f"{found[1]}{sign[:-1]}\\{sign[-1]}"
    return f"{found[1]}\\{sign}"
