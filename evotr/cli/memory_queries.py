"""Lines of JSON: read safely, and into questions to the memory."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final, TextIO

from evotr.domain import RecallQuery
from evotr.errors import QueryLineNotJson, QueryLineWrong

__all__ = ["MOST_FOUND", "bounded_lines", "query_of"]

MOST_FOUND: Final = 1_000
"""So many memories may be asked for at once."""

_LONGEST: Final = 4_000_000
_MARK: Final = "\ufeff"


def bounded_lines(stream: TextIO) -> Iterator[str]:
    """The lines of ``stream``; one of more than 4 million characters is cut.

    A cut object is no JSON, so that it is refused without having been held whole. A
    mark of the byte order before the first line is left out.
    """
    first = True
    while line := stream.readline(_LONGEST):
        rest = line
        while len(rest) == _LONGEST and not rest.endswith("\n"):
            rest = stream.readline(_LONGEST)
        yield line.removeprefix(_MARK) if first else line
        first = False


def query_of(line: str, number: int, usual: RecallQuery) -> RecallQuery:
    """The question that line ``number`` asks; ``usual`` stands where it says nothing.

    Its keys are ``query``, ``k``, ``conversation``, ``workspace``, and ``time`` (when
    it is asked, ISO 8601).

    Raises:
        QueryLineNotJson: It is no JSON object.
        QueryLineWrong: A key is missing, or holds something else.
    """
    try:
        said = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise QueryLineNotJson(line=number) from error
    if not isinstance(said, dict):
        raise QueryLineNotJson(line=number)
    given = {key: value for key, value in said.items() if value is not None}
    text = _text(given, "query", number)
    if not text.strip():
        raise QueryLineWrong(line=number, key="query")
    return replace(
        usual,
        text=text,
        k=_number(given, number, usual.k),
        conversation=_text(given, "conversation", number) or usual.conversation,
        workspace=_text(given, "workspace", number) or usual.workspace,
        now=_time(given, number),
    )


def _text(given: Mapping[str, Any], key: str, number: int) -> str:
    value = given.get(key, "")
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise QueryLineWrong(line=number, key=key)
    return str(value)


def _number(given: Mapping[str, Any], number: int, usual: int) -> int:
    value = given.get("k", usual)
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not whole or not 0 < value <= MOST_FOUND:
        raise QueryLineWrong(line=number, key="k")
    return int(value)


def _time(given: Mapping[str, Any], number: int) -> datetime | None:
    text = _text(given, "time", number)
    if not text:
        return None
    try:
        time = datetime.fromisoformat(text.strip())
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise QueryLineWrong(line=number, key="time") from error
