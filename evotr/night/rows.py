"""What an adapter is trained on: rows of chat, one JSON object per line.

``{"messages": [{"role": "user", "content": "…"}, {"role": "assistant", …}]}``, and if
wanted ``"instruction"`` (a system prompt right before the answer), ``"weight"``,
``"lesson"`` (a number that all rows with the same thing to learn have in common) and
``"beside"`` (the lesson that a row looks like and is not).
Only the last message is trained on, and it is the assistant's.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from evotr.domain import Message, is_number, whole_text
from evotr.errors import (
    AnswerMissing,
    FileNotReadable,
    FileNotText,
    RowsMissing,
    RowWrong,
)

__all__ = ["Row", "parse_row", "read_lines", "read_rows", "split_rows", "write_rows"]

_ROLES = ("system", "user", "assistant")
_SALT = b"held out "  # fixed: another one would show rows that were trained on
_PLACES = 2**48  # a float holds them exactly


@dataclass(frozen=True, slots=True)
class Row:
    """A conversation whose last message, the assistant's, is learned.

    ``weight`` is what each token of the answer counts; ``instruction`` None takes the
    run's own. ``kept`` is an answer of the base's own: what is learned is how likely
    the base finds each token that could stand there, not the answer's token alone.
    ``lesson`` is the number of the lesson that it words, ``beside`` that of one that it
    looks like and is not.
    """

    messages: tuple[Message, ...]
    weight: float = 1.0
    instruction: str | None = None
    kept: bool = False
    lesson: int | None = None
    beside: int | None = None


def read_rows(file: Path) -> list[Row]:
    """Read a JSON-lines file; empty lines are passed over.

    Raises:
        FileNotReadable: There is no such file, or the system refuses it.
        FileNotText: It is not text in UTF-8.
        RowWrong, AnswerMissing: ``line`` (from 1) is no row, because of ``reason``.
        RowsMissing: Not one line has a row.
    """
    rows = [parse_row(value, file, line) for line, value in read_lines(file)]
    if not rows:
        raise RowsMissing(file=file)
    return rows


def read_lines(file: Path) -> Iterator[tuple[int, object]]:
    """The JSON values of a file, with their line numbers; errors as `read_rows`."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileNotText(file=file) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise FileNotReadable(file=file, reason=reason) from error
    if "\0" in text:
        raise FileNotText(file=file)
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError) as error:
                raise RowWrong(file=file, line=number, reason="JSON") from error


def parse_row(value: object, file: Path, line: int) -> Row:
    """One row out of a JSON value; raises RowWrong or AnswerMissing."""

    def wrong(reason: str) -> RowWrong:
        return RowWrong(file=file, line=line, reason=reason)

    if not isinstance(value, dict):
        raise wrong("{…}")
    messages = value.get("messages")
    if not isinstance(messages, list) or not messages:
        raise wrong("messages")
    said = tuple(
        _message(item, f"messages[{i}]", wrong) for i, item in enumerate(messages)
    )
    if said[-1].role != "assistant" or not said[-1].content.strip():
        raise AnswerMissing(file=file, line=line, reason=f"messages[{len(said) - 1}]")
    if not any(message.role == "user" for message in said):
        raise wrong("role: user")
    weight = value.get("weight", 1.0)
    if not is_number(weight) or weight <= 0:
        raise wrong("weight")
    instruction = value.get("instruction")
    if instruction is not None and not isinstance(instruction, str):
        raise wrong("instruction")
    kept = value.get("kept", False)
    if not isinstance(kept, bool):
        raise wrong("kept")
    lesson, beside = _number(value, "lesson"), _number(value, "beside")
    return Row(said, float(weight), instruction, kept, lesson, beside)


def _number(value: dict[str, object], name: str) -> int | None:
    """A whole number; anything else is a column of somebody's own."""
    found = value.get(name)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def _message(item: object, at: str, wrong: Callable[[str], RowWrong]) -> Message:
    if not isinstance(item, dict):
        raise wrong(at)
    role, content = item.get("role"), item.get("content")
    if role not in _ROLES:
        raise wrong(f"{at}.role")
    if not isinstance(content, str):
        raise wrong(f"{at}.content")
    return Message(role, content)


def write_rows(file: Path, rows: Iterable[Row]) -> None:
    """Write rows so that `read_rows` gives them back (lone surrogates as U+FFFD)."""
    with file.open("w", encoding="utf-8") as stream:
        for row in rows:
            line = json.dumps(_plain(row), ensure_ascii=False)
            stream.write(whole_text(line) + "\n")


def _plain(row: Row) -> dict[str, object]:
    plain: dict[str, object] = {"messages": [asdict(m) for m in row.messages]}
    if row.weight != 1.0:
        plain["weight"] = row.weight
    if row.instruction is not None:
        plain["instruction"] = row.instruction
    if row.kept:
        plain["kept"] = True
    if row.lesson is not None:
        plain["lesson"] = row.lesson
    if row.beside is not None:
        plain["beside"] = row.beside
    return plain


def split_rows(
    rows: Sequence[Row], share: float, most: int = 200
) -> tuple[list[Row], list[Row]]:
    """Hold a ``share`` of the rows back: to train on, and to measure by.

    A row's question alone decides: whatever else is in the file, the same row is held
    back in every training with this share, so that versions are compared on rows that
    none of them has seen. Of those ``most`` are measured by, the others are left out.
    In a file so small that none would be held (or trained on), one is.
    """
    places = {question: _place(question) for question in map(_question, rows)}
    order = sorted(places, key=lambda question: places[question])
    aside = [question for question in order if places[question] < share]
    if not aside and round(len(rows) * share):
        aside = order[:1]
    kept_back = set(aside if len(aside) < len(order) else aside[:-1])
    held = [row for row in rows if _question(row) in kept_back]
    held = sorted(held, key=lambda row: places[_question(row)])[:most]
    return [row for row in rows if _question(row) not in kept_back], held


def _place(question: str) -> float:
    """Where a question falls between 0 and 1, evenly and always the same."""
    digest = hashlib.sha256(_SALT + whole_text(question).encode()).digest()
    return int.from_bytes(digest[:6], "big") / _PLACES


def _question(row: Row) -> str:
    said = (m.content for m in reversed(row.messages[:-1]) if m.role == "user")
    return next(said, "").strip().casefold()
