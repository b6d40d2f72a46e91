"""Files of a hub's data sets, downloaded once and checked."""

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from evotr.errors import (
    ChecksumMismatch,
    DatasetNotFound,
    ModelNotFound,
    named_os_error,
)
from evotr.models.download import is_announced
from evotr.models.hub import Hub, HubAccess, Listing, RemoteFile

__all__ = ["fetch_dataset"]

_NAME = re.compile(r"[\w.-]+(/[\w.-]+)?", re.ASCII)


def fetch_dataset(
    name: str,
    access: HubAccess,
    folder: Path,
    suffixes: tuple[str, ...],
    choose: Callable[[Sequence[str]], Sequence[str]],
) -> dict[str, Path]:
    """Download some files of a data set; those that are here already are kept.

    Args:
        name: ``owner/name`` on the hub.
        access: How the hub is reached.
        folder: Where the files are put, below the data set's name and commit.
        suffixes: Endings of the files that can be read.
        choose: Gets the names of those, and returns the wanted ones.

    Returns:
        The wanted files by their names on the hub.

    Raises:
        DatasetNotFound: The hub has no such data set, or no file of it is wanted.
        HubUnauthorized, HubUnreachable, HubError, HubFileRefused: The hub refuses.
        ChecksumMismatch: A file is not the announced one; it was deleted.
        DiskFull, FolderNotWritable: The system refuses to write.
    """
    hub = Hub(access)
    listing = _listing(hub, name, suffixes)
    names = set(choose([file.name for file in listing.files]))
    wanted = [file for file in listing.files if file.name in names]
    if not wanted:
        raise DatasetNotFound(dataset=name)
    target = folder / name.replace("/", "--") / listing.commit
    try:
        return {file.name: _fetch(hub, listing, file, target) for file in wanted}
    except ConnectionError:
        raise
    except OSError as error:
        raise named_os_error(error, target) from error


def _listing(hub: Hub, name: str, suffixes: tuple[str, ...]) -> Listing:
    if _NAME.fullmatch(name):
        try:
            return hub.dataset(name, suffixes)
        except ModelNotFound:
            pass
    raise DatasetNotFound(dataset=name)


def _fetch(hub: Hub, listing: Listing, file: RemoteFile, target: Path) -> Path:
    path = target / file.name
    if path.exists() and is_announced(path, file):
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")

    def receive() -> None:
        offset = _size(part)
        with (
            part.open("ab") as sink,
            hub.stream(listing, file, offset) as (start, chunks),
        ):
            sink.truncate(start)
            for chunk in chunks:
                sink.write(chunk)
            sink.flush()
            os.fsync(sink.fileno())

    if _size(part) >= file.size:
        part.unlink(missing_ok=True)
    hub.retrying(receive, lambda: _size(part))
    if not is_announced(part, file):
        part.unlink()
        raise ChecksumMismatch(file=file.name, model=listing.model)
    part.replace(path)
    return path


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
