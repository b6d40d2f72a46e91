"""Pulling a model: into a folder beside the library, and into it when complete."""

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from evotr.errors import (
    ChecksumMismatch,
    DiskTooSmall,
    ModelBundled,
    ModelDamaged,
    ModelNameWrong,
    ModelNotFound,
    ModelUnsupported,
    named_os_error,
)
from evotr.models.hub import Hub, HubAccess, Listing, RemoteFile
from evotr.models.info import CARD, ModelInfo, examine_model
from evotr.models.names import check_id
from evotr.models.staging import exclusive, folder_bytes, retire, staging_folder
from evotr.paths import BUNDLED_MODEL
from evotr.text.sizes import readable
from evotr.weights import CONFIG, check_architecture, check_config, read_object

__all__ = ["DownloadProgress", "is_announced", "pull"]

RESERVE_BYTES = 500_000_000
"""What a download leaves free, so that the system and the journal can go on."""

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


@dataclass(frozen=True, slots=True)
class DownloadProgress:
    """``done`` of ``total`` bytes over all files are here; ``file`` is on its way."""

    file: str
    done: int
    total: int


def pull(
    model_id: str,
    models: Path,
    access: HubAccess,
    *,
    revision: str = "main",
    on_progress: Callable[[DownloadProgress], None] = lambda _: None,
    reserve_bytes: int = RESERVE_BYTES,
) -> ModelInfo:
    """Download a model, or what is missing of it, and check every file.

    What arrived before an interruption is kept and not fetched again; a model that is
    installed already is checked and mended. It enters the library by one rename,
    after its last file was checked.

    Args:
        model_id: ``organisation/model``.
        models: The library's folder (``Paths.models``).
        access: How the hub is reached.
        revision: A branch, tag or commit.
        on_progress: Called in this thread as bytes arrive; what it raises ends the
            pull, which can be taken up again.
        reserve_bytes: What must stay free on the disk.

    Raises:
        ModelNameWrong, ModelBundled: ``model_id`` is no id of the hub.
        ModelNotFound: The hub does not have it.
        HubUnauthorized, HubUnreachable, HubError: The hub refuses or is away.
        HubFileRefused, HubModelUnusable, ModelUnsupported: Found before the weights
            are fetched.
        ChecksumMismatch: A file is not the announced one; it was deleted.
        ModelDamaged, TokenizerMissing: The announced files do not make a model.
        DiskTooSmall: Before anything is fetched, or midway.
        FolderNotWritable: The system refuses to write at ``models``.
        PullRunning: Another process pulls this model.
    """
    _check_name(model_id)
    staging = staging_folder(models, model_id)
    final = models / staging.name
    hub = Hub(access)
    listing = hub.listing(model_id, revision)
    with _named_disk_errors(listing, staging), exclusive(staging, model_id):
        staging.mkdir(exist_ok=True)
        download = _Download(hub, listing, staging, on_progress)
        download.reuse(final)
        _check_space(listing, staging, reserve_bytes)
        download.fetch_all()
        return _publish(listing, staging, final)


def _check_name(model_id: str) -> None:
    if model_id == BUNDLED_MODEL.name:
        raise ModelBundled(model=model_id)
    try:
        check_id(model_id)
    except ModelNotFound as error:
        raise ModelNameWrong(model=model_id) from error


class _Download:
    """The files of one listing on their way into ``staging``."""

    def __init__(
        self,
        hub: Hub,
        listing: Listing,
        staging: Path,
        on_progress: Callable[[DownloadProgress], None],
    ) -> None:
        self._hub = hub
        self._listing = listing
        self._staging = staging
        self._on_progress = on_progress
        self._finished = 0

    def reuse(self, installed: Path) -> None:
        """Drop what is stale or wrong, and link what the installed model has."""
        wanted = {file.name for file in self._listing.files}
        wanted |= {self._part(file).name for file in self._listing.files}
        for path in self._staging.iterdir():
            if path.name not in wanted:
                path.unlink()
        for file in self._listing.files:
            staged = self._staging / file.name
            if not staged.exists() and _has_size(installed / file.name, file.size):
                _link(installed / file.name, staged)
            if staged.exists() and not is_announced(staged, file):
                staged.unlink()

    def fetch_all(self) -> None:
        """Fetch and check what is not here yet."""
        for file in self._listing.files:
            if not (self._staging / file.name).exists():
                self._fetch(file)
            self._finished += file.size
            self._report(file, 0)
            if file.name == CONFIG:
                self._check_architecture()

    def _fetch(self, file: RemoteFile) -> None:
        part = self._part(file)
        self._hub.retrying(lambda: self._receive(file, part), lambda: _size(part))
        if not is_announced(part, file):
            part.unlink()
            raise ChecksumMismatch(file=file.name, model=self._listing.model)
        part.replace(self._staging / file.name)

    def _receive(self, file: RemoteFile, part: Path) -> None:
        offset = _size(part)
        if offset > file.size:
            part.unlink()
            offset = 0
        with part.open("ab") as sink:
            if offset < file.size:
                with self._hub.stream(self._listing, file, offset) as (start, chunks):
                    sink.truncate(start)
                    self._copy(file, start, chunks, sink)
            os.fsync(sink.fileno())

    def _copy(
        self,
        file: RemoteFile,
        received: int,
        chunks: Iterator[bytes],
        sink: BinaryIO,
    ) -> None:
        for chunk in chunks:
            sink.write(chunk)
            # What a killed process received must be in the file.
            sink.flush()
            received += len(chunk)
            self._report(file, received)
            if received > file.size:
                return

    def _report(self, file: RemoteFile, received: int) -> None:
        done = self._finished + received
        self._on_progress(DownloadProgress(file.name, done, self._listing.size))

    def _part(self, file: RemoteFile) -> Path:
        """Named after the content, so that two versions are never spliced."""
        digest = (file.sha256 or file.blob or str(file.size))[:16]
        return self._staging / f"{file.name}.{digest}.part"

    def _check_architecture(self) -> None:
        model = Path(self._listing.model)
        try:
            config = read_object(self._staging, CONFIG)
            check_config(model, config)
            check_architecture(model, config)
        except (ModelUnsupported, ModelDamaged):
            shutil.rmtree(self._staging)
            raise


def _check_space(listing: Listing, staging: Path, reserve: int) -> None:
    """Raise DiskFull when what is missing and the reserve do not fit."""
    missing = listing.size - folder_bytes(staging)
    if missing > 0 and missing + reserve > shutil.disk_usage(staging).free:
        raise _disk_full(staging, missing + reserve)


def _disk_full(staging: Path, needed: int) -> DiskTooSmall:
    models = staging.parents[1]
    free = shutil.disk_usage(models if models.exists() else Path.home()).free
    return DiskTooSmall(path=models, needed=readable(needed), free=readable(free))


@contextmanager
def _named_disk_errors(listing: Listing, staging: Path) -> Iterator[None]:
    try:
        yield
    except ConnectionError:
        # Not the disk's: whoever watches the progress has gone away.
        raise
    except OSError as error:
        if error.errno in _FULL:
            missing = listing.size - folder_bytes(staging)
            raise _disk_full(staging, missing) from error
        raise named_os_error(error, staging.parents[1]) from error


def _publish(listing: Listing, staging: Path, final: Path) -> ModelInfo:
    """Write down what the hub said, and let the library have the folder."""
    card = {
        "model": listing.model,
        "commit": listing.commit,
        "license": listing.license,
        "base": listing.base,
    }
    (staging / CARD).write_text(json.dumps(card, indent=2), "utf-8")
    problem = examine_model(staging, listing.model).problem
    if problem is not None:
        raise problem
    retired = retire(staging, final)
    staging.rename(final)
    shutil.rmtree(retired, ignore_errors=True)
    return examine_model(final, listing.model)


def is_announced(path: Path, file: RemoteFile) -> bool:
    """Whether the file at ``path`` has the announced size and digest."""
    if not _has_size(path, file.size):
        return False
    with path.open("rb") as content:
        if file.sha256 is not None:
            return hashlib.file_digest(content, "sha256").hexdigest() == file.sha256
        if file.blob is not None:
            blob = hashlib.sha1(b"blob %d\0" % file.size, usedforsecurity=False)
            blob.update(content.read())
            return blob.hexdigest() == file.blob
    return True


def _has_size(path: Path, size: int) -> bool:
    return path.is_file() and path.stat().st_size == size


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _link(source: Path, target: Path) -> None:
    """Give a file a second name; where the disk cannot, it is fetched again."""
    try:
        target.hardlink_to(source)
    except OSError:
        target.unlink(missing_ok=True)
