"""What the hub is asked: the file list of a model or data set, and their bytes.

huggingface_hub builds the requests and knows the hub's refusals. Its own download
functions are not used: since 1.x they begin an interrupted file anew. Files come over
plain HTTP (``/resolve``, with ``Range``), never through Xet, so that every byte that
arrived is kept.
"""

import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Literal, TypeVar

import httpx2

# `huggingface_hub.<name>` is loaded at its first use; importing a name here would
# cost every start of the program 130 ms.
import huggingface_hub
from huggingface_hub import constants
from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled
from huggingface_hub.utils import (  # type: ignore[attr-defined]  # documented, not in __all__
    build_hf_headers,
    hf_raise_for_status,
)

import evotr
from evotr.errors import (
    HubAddressUnknown,
    HubConnectionRefused,
    HubError,
    HubFileRefused,
    HubModelUnusable,
    HubNotThere,
    HubSilent,
    HubUnauthorized,
    HubUnreachable,
    ModelNotFound,
)

if TYPE_CHECKING:
    from huggingface_hub.hf_api import DatasetInfo as RemoteDataset
    from huggingface_hub.hf_api import ModelInfo as RemoteModel
    from huggingface_hub.hf_api import RepoSibling

__all__ = ["Hub", "HubAccess", "Listing", "RemoteFile"]

T = TypeVar("T")

# mlx-lm reads a model's top folder only, and of its weights only model*.safetensors.
_WANTED = re.compile(
    r"model[^/]*\.safetensors|[^./][^/]*\.(json|model|txt|jinja|tiktoken)"
)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SHA1 = re.compile(r"[0-9a-f]{40}")
_TRANSIENT = frozenset({408, 429, 500, 502, 503, 504})
_LONGEST_WAIT_S = 8.0


@dataclass(frozen=True, slots=True)
class HubAccess:
    """How the hub is reached.

    Attributes:
        endpoint: Its address, without a path.
        token: Sent to the endpoint alone, never to a host that it redirects to.
        timeout_s: The longest silence, while connecting and while reading.
        retries: How often a failure is tried again; bytes that arrive start the
            count anew.
        wait_s: The pause before the first retry; it doubles, up to 8 seconds.
    """

    endpoint: str = "https://huggingface.co"
    token: str | None = field(default=None, repr=False)
    timeout_s: float = 10.0
    retries: int = 3
    wait_s: float = 1.0


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file as announced: ``size`` in bytes, and one digest (or none).

    ``sha256`` is of the content (files in LFS); ``blob`` is git's SHA-1 of it.
    """

    name: str
    size: int
    sha256: str | None = None
    blob: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of ``model`` at ``commit`` that serve here, small ones first."""

    model: str
    commit: str
    files: tuple[RemoteFile, ...]
    license: str | None
    base: str | None
    kind: Literal["model", "dataset"] = "model"

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)


class Hub:
    """A hub at one address. Every failure is an error of ``evotr.errors``."""

    def __init__(self, access: HubAccess) -> None:
        self.access = access
        self._endpoint = access.endpoint.rstrip("/")
        # Otherwise each request may first fetch a registry from huggingface.co and
        # tell which libraries are installed (utils/_detect_agent.py, _headers.py).
        constants.HF_HUB_DISABLE_TELEMETRY = True

    def listing(self, model: str, revision: str) -> Listing:
        """The files of a model that serve here, with sizes and digests.

        Raises:
            ModelNotFound: The hub has no such model or revision.
            HubUnauthorized: It is private or gated.
            HubUnreachable: There is no answer, or it is not a hub that answers.
            HubError: Another refusal.
            HubFileRefused: A file's name would leave the model's folder.
            HubModelUnusable: The model is not in a format that MLX reads.
        """
        return self.retrying(lambda: self._listing(model, revision))

    def dataset(self, name: str, suffixes: tuple[str, ...]) -> Listing:
        """The files of a data set whose names end in one of ``suffixes``.

        Raises:
            ModelNotFound: The hub has no such data set.
            HubUnauthorized, HubUnreachable, HubError, HubFileRefused: As `listing`.
        """
        return self.retrying(lambda: self._dataset(name, suffixes))

    def _listing(self, model: str, revision: str) -> Listing:
        return self._asked(
            model,
            lambda api: _read_listing(
                model,
                api.model_info(
                    model,
                    revision=revision,
                    timeout=self.access.timeout_s,
                    files_metadata=True,
                ),
            ),
        )

    def _dataset(self, name: str, suffixes: tuple[str, ...]) -> Listing:
        return self._asked(
            name,
            lambda api: _read_dataset(
                name,
                api.dataset_info(
                    name, timeout=self.access.timeout_s, files_metadata=True
                ),
                suffixes,
            ),
        )

    def _asked(
        self, model: str, ask: Callable[[huggingface_hub.HfApi], Listing]
    ) -> Listing:
        api = huggingface_hub.HfApi(
            endpoint=self._endpoint,
            token=self.access.token or False,
            library_name="evotr",
            library_version=evotr.__version__,
        )
        with self._named(model):
            try:
                return ask(api)
            except HfHubHTTPError:
                raise
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                # A 200 that is no listing: a proxy's page, another program.
                reason = f"{type(error).__name__}: {error}"
                raise HubNotThere(endpoint=self._endpoint, reason=reason) from error

    @contextmanager
    def stream(
        self, listing: Listing, file: RemoteFile, offset: int
    ) -> Iterator[tuple[int, Iterator[bytes]]]:
        """Open a file's bytes from ``offset`` on.

        Yields:
            Where the bytes start (0 when the server ignores ranges), and the bytes
            as they arrive.

        Raises:
            HubUnreachable: The connection fails, at once or midway.
            HubUnauthorized, ModelNotFound, HubError: The hub refuses.
        """
        headers = build_hf_headers(
            token=self.access.token or False,
            library_name="evotr",
            library_version=evotr.__version__,
        )
        headers["Accept-Encoding"] = "identity"
        if offset:
            headers["Range"] = f"bytes={offset}-"
        url = huggingface_hub.hf_hub_url(
            listing.model,
            file.name,
            repo_type=listing.kind,
            revision=listing.commit,
            endpoint=self._endpoint,
        )
        with (
            self._named(listing.model),
            huggingface_hub.get_session().stream(
                "GET", url, headers=headers, timeout=self.access.timeout_s
            ) as response,
        ):
            hf_raise_for_status(response)
            partial = response.status_code == HTTPStatus.PARTIAL_CONTENT
            yield offset if partial else 0, response.iter_bytes()

    def retrying(
        self, attempt: Callable[[], T], received: Callable[[], int] = lambda: 0
    ) -> T:
        """Call ``attempt`` until it succeeds or the retries are used up.

        Args:
            attempt: Raises HubUnreachable or a HubError of a passing kind to be
                called again; every other error ends it.
            received: Bytes that are here. While they grow, the count starts anew.
        """
        failures, before = 0, received()
        while True:
            try:
                return attempt()
            except HubError as error:
                status = error.values.get("status")
                if not isinstance(error, HubUnreachable) and status not in _TRANSIENT:
                    raise
                failures = 1 if received() > before else failures + 1
                before = received()
                if failures > self.access.retries:
                    raise
            time.sleep(min(self.access.wait_s * 2 ** (failures - 1), _LONGEST_WAIT_S))

    @contextmanager
    def _named(self, model: str) -> Iterator[None]:
        """Turn the libraries' errors into ours."""
        try:
            yield
        except HfHubHTTPError as error:
            raise _refusal(model, error.response.status_code) from error
        except (httpx2.HTTPError, httpx2.InvalidURL, OfflineModeIsEnabled) as error:
            reason = str(error) or type(error).__name__
            kind = _unreachable(error)
            raise kind(endpoint=self._endpoint, reason=reason) from error


def _unreachable(error: BaseException | None) -> type[HubUnreachable]:
    """What kept a request from its answer; the system's error lies below it."""
    while error is not None:
        if isinstance(error, httpx2.TimeoutException):
            return HubSilent
        if isinstance(error, socket.gaierror):
            return HubAddressUnknown
        if isinstance(error, ConnectionRefusedError):
            return HubConnectionRefused
        error = error.__cause__ or error.__context__
    return HubUnreachable


def _refusal(model: str, status: int) -> HubError | ModelNotFound:
    # The hub answers 401 for a name it does not know, so that private ones stay so.
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return HubUnauthorized(model=model, status=status)
    if status == HTTPStatus.NOT_FOUND:
        return ModelNotFound(model=model)
    return HubError(model=model, status=status)


def _read_listing(model: str, remote: "RemoteModel") -> Listing:
    if remote.sha is None or not _SHA1.fullmatch(remote.sha):
        raise ValueError(remote.sha)
    siblings = remote.siblings or []
    for sibling in siblings:
        _check_name(model, sibling.rfilename)
    files = [_remote_file(s) for s in siblings if _WANTED.fullmatch(s.rfilename)]
    names = {file.name for file in files}
    if "config.json" not in names or not any(
        name.endswith(".safetensors") for name in names
    ):
        raise HubModelUnusable(model=model)
    # The config comes first: it tells whether the weights are worth fetching.
    files.sort(key=lambda file: (file.name != "config.json", file.size, file.name))
    card = remote.card_data
    return Listing(
        model=model,
        commit=remote.sha,
        files=tuple(files),
        license=_first(card.get("license")) if card else None,
        base=_first(card.get("base_model")) if card else None,
    )


def _read_dataset(
    name: str, remote: "RemoteDataset", suffixes: tuple[str, ...]
) -> Listing:
    if remote.sha is None or not _SHA1.fullmatch(remote.sha):
        raise ValueError(remote.sha)
    siblings = [s for s in remote.siblings or [] if s.rfilename.endswith(suffixes)]
    for sibling in siblings:
        _check_name(name, sibling.rfilename)
    card = remote.card_data
    return Listing(
        model=name,
        commit=remote.sha,
        files=tuple(map(_remote_file, siblings)),
        license=_first(card.get("license")) if card else None,
        base=None,
        kind="dataset",
    )


def _check_name(model: str, name: str) -> None:
    parts = name.split("/")
    odd = any(not character.isprintable() for character in name)
    if odd or "\\" in name or ":" in name or {"", ".", ".."} & set(parts):
        raise HubFileRefused(model=model, file=name)


def _remote_file(sibling: "RepoSibling") -> RemoteFile:
    """One file of the listing; what is no size or digest raises ValueError."""
    sha256 = sibling.lfs.sha256 if sibling.lfs else None
    size = sibling.lfs.size if sibling.lfs else sibling.size
    blob = None if sibling.lfs else sibling.blob_id
    if not isinstance(size, int) or size < 0:
        raise ValueError(size)
    for digest, shape in ((sha256, _SHA256), (blob, _SHA1)):
        if digest is not None and not shape.fullmatch(digest):
            raise ValueError(digest)
    return RemoteFile(sibling.rfilename, size, sha256, blob)


def _first(value: object) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    return value if isinstance(value, str) else None
