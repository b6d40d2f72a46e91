"""From a data set's columns to rows of chat."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from evotr.domain import Message, Role
from evotr.errors import AnswerMissing, ColumnMissing, ValueRefused
from evotr.night.rows import Row, parse_row

__all__ = ["Mapper", "known_mapper", "mapper_of"]

Record = Mapping[str, object]
_ROLES: dict[str, Role] = {
    "system": "system",
    "prompt": "user",
    "answer": "assistant",
}
_EXPECTED = "prompt=COLUMN,answer=COLUMN | messages=COLUMN"


@dataclass(frozen=True, slots=True)
class Mapper:
    """How a record becomes a row.

    Attributes:
        row: Gets the record, its file and its line; None passes the record over.
        config: The part of the data set that is meant when none is named.
    """

    row: Callable[[Record, Path, int], Row | None]
    config: str = ""


def mapper_of(text: str) -> Mapper:
    """The mapper that ``--map`` says; "" reads rows as they are.

    Raises:
        ValueRefused: It says neither a prompt and an answer nor messages.
    """
    if not text:
        return Mapper(parse_row)
    columns: dict[str, str] = {}
    for part in text.split(","):
        name, _, column = (piece.strip() for piece in part.partition("="))
        if name in columns or not column:
            raise _refused(text)
        columns[name] = column
    if set(columns) == {"messages"}:
        return Mapper(_messages(columns["messages"]))
    if {"prompt", "answer"} <= set(columns) <= {"prompt", "answer", "system"}:
        return Mapper(_pair(columns))
    raise _refused(text)


def _refused(text: str) -> ValueRefused:
    return ValueRefused(
        command="evotr experts train", name="--map", value=text, expected=_EXPECTED
    )


def known_mapper(dataset: str) -> Mapper | None:
    """How the rows of a well-known data set are read; None for any other."""
    return _KNOWN.get(dataset.rpartition("/")[2].lower())


def _value(record: Record, column: str, file: Path) -> object:
    if column not in record:
        known = ", ".join(sorted(record))
        raise ColumnMissing(file=file, column=column, known=known)
    return record[column]


def _text(record: Record, column: str, file: Path, line: int) -> str:
    value = _value(record, column, file)
    if not isinstance(value, str) or not value.strip():
        raise AnswerMissing(file=file, line=line, reason=column)
    return value


def _messages(column: str) -> Callable[[Record, Path, int], Row]:
    def row(record: Record, file: Path, line: int) -> Row:
        return parse_row({"messages": _value(record, column, file)}, file, line)

    return row


def _pair(columns: Mapping[str, str]) -> Callable[[Record, Path, int], Row]:
    def row(record: Record, file: Path, line: int) -> Row:
        said = [
            Message(role, _text(record, columns[name], file, line))
            for name, role in _ROLES.items()
            if name in columns
        ]
        return Row(tuple(said))

    return row


def _turn(question: str, answer: str) -> Row:
    return Row((Message("user", question), Message("assistant", answer)))


def _aya(record: Record, file: Path, line: int) -> Row | None:
    """CohereForAI/aya_dataset: people's own questions and answers; Turkish ones."""
    if _value(record, "language_code", file) != "tur":
        return None
    return _turn(
        _text(record, "inputs", file, line), _text(record, "targets", file, line)
    )


def _mbpp(record: Record, file: Path, line: int) -> Row:
    """google-research-datasets/mbpp: a task in words (``prompt`` where sanitized)."""
    column = "text" if "text" in record else "prompt"
    code = _text(record, "code", file, line).replace("\r\n", "\n").strip()
    return _turn(_text(record, column, file, line), _fenced(code))


def _humaneval(record: Record, file: Path, line: int) -> Row:
    """THUDM/humaneval-x: a function's head and docstring, and its body.

    ``task_id`` begins with the language: ``Python/0``, ``CPP/0``, ``JavaScript/0`` …
    """
    task = record.get("task_id")
    language = task.partition("/")[0].lower() if isinstance(task, str) else "python"
    head = _text(record, "prompt", file, line)
    body = _text(record, "canonical_solution", file, line)
    question = f"Complete this function:\n\n{_fenced(head.strip(), language)}"
    whole = f"{head.rstrip()}\n{body.rstrip()}".strip()
    return _turn(question, _fenced(whole, language))


def _fenced(code: str, language: str = "python") -> str:
    return f"```{language}\n{code}\n```"


_KNOWN = {
    "aya_dataset": Mapper(_aya),
    "mbpp": Mapper(_mbpp, config="full"),
    "humaneval-x": Mapper(_humaneval, config="python"),
}
