"""Where an expert's rows come from: a file of the user's, or a hub's data set."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evotr.errors import (
    DatasetAmbiguous,
    DatasetNotFound,
    FileNotReadable,
    FileNotText,
    ParquetUnreadable,
    RowsMissing,
    RowWrong,
)
from evotr.models.datasets import fetch_dataset
from evotr.models.hub import HubAccess
from evotr.night.columns import Mapper, known_mapper, mapper_of
from evotr.night.rows import Row, read_lines

__all__ = ["load_rows"]

_HUB = "hf:"
_LINES = (".jsonl", ".jsonlines", ".ndjson")
_SUFFIXES = (*_LINES, ".json", ".parquet")
_SHARD = re.compile(r"-\d{5}-of-\d{5}$")
_SPLIT = "train"


@dataclass(frozen=True, slots=True)
class _Source:
    """``hf:NAME[:CONFIG][@SPLIT]`` in its parts."""

    name: str
    config: str
    split: str


def load_rows(data: str, columns: str, access: HubAccess, folder: Path) -> list[Row]:
    """Read all rows of ``--data``.

    Args:
        data: A file of JSON lines, or ``hf:NAME[:CONFIG][@SPLIT]``.
        columns: What ``--map`` says; "" for rows of chat, or a well-known data set's
            own columns.
        access: How the hub is reached.
        folder: Where data sets are kept.

    Raises:
        TrainingDataError: The rows are not what they should be; by file and line.
        ValueRefused: ``columns`` cannot be meant.
        DatasetNotFound, DatasetAmbiguous, ParquetUnreadable: The data set is not
            there, has several parts, or needs a library that is not.
        HubError, DiskFull, FolderNotWritable: It cannot be downloaded.
    """
    mapper = mapper_of(columns)
    if not data.startswith(_HUB):
        file = Path(data).expanduser()
        files = [file]
    else:
        source = _parse(data)
        if not columns:
            mapper = known_mapper(source.name) or mapper
        chosen = _Choice(source, mapper.config)
        found = fetch_dataset(source.name, access, folder, _SUFFIXES, chosen)
        files = [found[name] for name in sorted(found)]
        file = Path(data)
    rows = [row for path in files for row in _rows(path, mapper)]
    if not rows:
        raise RowsMissing(file=file)
    return rows


def _parse(data: str) -> _Source:
    rest, _, split = data.removeprefix(_HUB).partition("@")
    name, _, config = rest.partition(":")
    return _Source(name.strip(), config.strip(), split.strip())


@dataclass(frozen=True, slots=True)
class _Choice:
    """Picks a data set's files by config and split, as the hub lays them out.

    ``CONFIG/SPLIT-00000-of-00002.parquet``, ``data/SPLIT….parquet`` (no config), or
    any path with the config among its folders.
    """

    source: _Source
    usual: str

    def __call__(self, names: Sequence[str]) -> list[str]:
        if not names:
            raise DatasetNotFound(dataset=self.source.name)
        configs = {name: _config(name) for name in names}
        usual = self.usual if self.usual in configs.values() else ""
        config = self._one("config", configs.values(), self.source.config, usual)
        names = [name for name in names if configs[name] == config]
        splits = {name: _split(name) for name in names}
        split = self._one("split", splits.values(), self.source.split, _SPLIT)
        return [name for name in names if splits[name] == split]

    def _one(self, what: str, values: Iterable[str], wanted: str, usual: str) -> str:
        there = set(values)
        if wanted:
            if wanted not in there:
                raise DatasetNotFound(dataset=f"{self.source.name} ({wanted})")
            return wanted
        if usual in there:
            return usual
        if len(there) == 1:
            return there.pop()
        raise DatasetAmbiguous(
            dataset=self.source.name, what=what, known=", ".join(sorted(there))
        )


def _config(name: str) -> str:
    return "/".join(part for part in name.split("/")[:-1] if part != "data")


def _split(name: str) -> str:
    stem = name.rpartition("/")[2].partition(".")[0]
    return _SHARD.sub("", stem)


def _rows(file: Path, mapper: Mapper) -> Iterator[Row]:
    for line, record in _records(file):
        if not isinstance(record, dict):
            raise RowWrong(file=file, line=line, reason="{…}")
        row = mapper.row(record, file, line)
        if row is not None:
            yield row


def _records(file: Path) -> Iterator[tuple[int, object]]:
    read = _READERS.get(file.suffix.lower(), read_lines)
    return read(file)


def _json(file: Path) -> Iterator[tuple[int, object]]:
    """One list of records, or lines that go by the wrong name."""
    try:
        content = json.loads(file.read_text("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise FileNotText(file=file) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise FileNotReadable(file=file, reason=reason) from error
    except (ValueError, RecursionError):
        return read_lines(file)
    records = content if isinstance(content, list) else [content]
    return enumerate(records, start=1)


def _parquet(file: Path) -> Iterator[tuple[int, object]]:
    try:
        # 40 MB that only data sets in Parquet need: an optional extra.
        import pyarrow as pa  # noqa: PLC0415
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError:
        raise ParquetUnreadable(dataset=file.name) from None
    line = 0
    try:
        for batch in parquet.ParquetFile(file).iter_batches():
            for record in batch.to_pylist():
                line += 1
                yield line, record
    except (pa.ArrowException, OSError) as error:
        raise FileNotReadable(file=file, reason=type(error).__name__) from error


_READERS: dict[str, Callable[[Path], Iterator[tuple[int, object]]]] = {
    ".json": _json,
    ".parquet": _parquet,
}
