"""Lines of JSON into questions for the router, with or without the right answers."""

import codecs
import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from evotr.domain import GENERAL, Message, RouteQuery
from evotr.errors import FileNotReadable, RouteRowsMissing, RouteRowWrong
from evotr.experts import BASE
from evotr.router.evaluation import Row

__all__ = ["query_of", "read_rows"]

_ROLES = ("user", "assistant")
_MARK = "\ufeff"  # what some editors begin a file of UTF-8 with


class _Wrong(Exception):
    """The field that is missing or of another kind."""


def query_of(line: str, number: int, place: str, known: Collection[str]) -> RouteQuery:
    """The question that ``line`` asks; ``known`` are the ids that it may name.

    Raises:
        RouteRowWrong: It is none; ``place`` and ``number`` say where it stands.
    """
    try:
        return _query(_object(line.removeprefix(_MARK)), known)
    except _Wrong as error:
        raise RouteRowWrong(file=place, line=number, reason=error) from error


def read_rows(
    file: Path, known: Collection[str]
) -> tuple[tuple[Row, ...], tuple[RouteRowWrong, ...]]:
    """The rows of ``file``, and what is wrong with those that are none.

    Blank lines are passed over. ``known`` are the ids that a row may name.

    Raises:
        FileNotReadable: The system does not let it be read.
        RouteRowsMissing: Nothing is in it.
    """
    rows: list[Row] = []
    wrong: list[RouteRowWrong] = []
    for number, line in _lines(file):
        try:
            rows.append(_row(line, known))
        except _Wrong as error:
            wrong.append(RouteRowWrong(file=file, line=number, reason=error))
    if not rows and not wrong:
        raise RouteRowsMissing(file=file)
    return tuple(rows), tuple(wrong)


def _lines(file: Path) -> Iterator[tuple[int, bytes]]:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise FileNotReadable(file=file, reason=error) from error
    content = content.removeprefix(codecs.BOM_UTF8)
    for number, line in enumerate(content.split(b"\n"), start=1):
        if line.strip():
            yield number, line


def _row(line: bytes, known: Collection[str]) -> Row:
    values = _object(line)
    expert = _expert(values.get("expert"), "expert", known)
    accept = values.get("accept", [expert])
    if not isinstance(accept, list) or not accept:
        raise _Wrong("accept")
    fair = frozenset(_expert(each, "accept", known) for each in accept)
    return Row(
        _query(values, known),
        expert,
        fair,
        _text(values, "lang", "other"),
        _text(values, "kind", "plain"),
    )


def _object(line: str | bytes) -> Mapping[str, object]:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError) as error:  # UnicodeDecodeError is a ValueError
        raise _Wrong("JSON") from error
    if not isinstance(values, dict):
        raise _Wrong("{…}")
    return values


def _query(values: Mapping[str, object], known: Collection[str]) -> RouteQuery:
    text = values.get("text")
    if not isinstance(text, str):
        raise _Wrong("text")
    previous = values.get("previous")
    if previous is not None:
        previous = _expert(previous, "previous", known)
    return RouteQuery(text, _history(values.get("history")), previous)


def _history(said: object) -> tuple[Message, ...]:
    """Messages, or plain texts that the user and the assistant said in turn."""
    if said is None:
        return ()
    if not isinstance(said, list):
        raise _Wrong("history")
    return tuple(_message(index, each) for index, each in enumerate(said))


def _message(index: int, said: object) -> Message:
    match said:
        case str():
            return Message(_ROLES[index % 2], said)  # type: ignore[arg-type]
        case {"role": "user" | "assistant" | "system" as role, "content": str(content)}:
            return Message(role, content)
    raise _Wrong("history")


def _expert(value: object, key: str, known: Collection[str]) -> str:
    if value == BASE:
        return GENERAL
    if not isinstance(value, str) or value not in known:
        raise _Wrong(f"{key} ({value})" if isinstance(value, str) else key)
    return value


def _text(values: Mapping[str, object], key: str, spare: str) -> str:
    value = values.get(key, spare)
    if not isinstance(value, str):
        raise _Wrong(key)
    return value
