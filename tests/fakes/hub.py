"""A hub on this machine that speaks the real one's protocol, and its faults.

``/api/models/ID/revision/REV?blobs=true`` lists files with sizes and digests;
``/ID/resolve/COMMIT/NAME`` answers small files itself and redirects those in LFS to
another origin (a second port), as the real hub redirects to its CDN. Both understand
``Range``.
"""

import hashlib
import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import unquote, urlsplit

COMMIT = "c" * 40
MODEL = "test-org/tiny-model"


@dataclass(frozen=True)
class Request:
    """What a client asked; ``cdn`` tells which of the two origins it asked."""

    method: str
    path: str
    headers: Message
    cdn: bool


@dataclass
class Faults:
    """What goes wrong; file names are keys, each entry works as told.

    Attributes:
        status: Every request is answered with this status and error code.
        failures: So many requests are answered 503 first.
        cut: The connection ends after so many bytes of the file, once.
        cut_always: The same, on every request.
        corrupt: One byte of these files is another, though the size is right.
        stall: After so many bytes the file waits for `FakeHub.go_on`.
        ignore_range: A range is answered with the whole file.
        announced: Sizes in the listing that are not the real ones.
        listing: This is answered instead of a listing.
        extra_names: Further names in the listing.
    """

    status: tuple[int, str] | None = None
    failures: int = 0
    cut: dict[str, int] = field(default_factory=dict)
    cut_always: dict[str, int] = field(default_factory=dict)
    corrupt: set[str] = field(default_factory=set)
    stall: dict[str, int] = field(default_factory=dict)
    ignore_range: bool = False
    announced: dict[str, int] = field(default_factory=dict)
    listing: bytes | None = None
    extra_names: tuple[str, ...] = ()


class FakeHub:
    """Serves ``files`` as the model ``MODEL`` (or another ``repo``, or as a data set,
    with the ``kind`` ``datasets``); use it as a context manager.

    Attributes:
        faults: Set before a request to make it go wrong.
        requests: Every request, in order.
        served: Bytes of content sent, by file name.
        stalled: Set when a file has reached its ``stall``.
        go_on: Lets stalled files go on.
        private_token: When set, only this token opens the model.
    """

    def __init__(
        self, files: dict[str, bytes], repo: str = MODEL, kind: str = "models"
    ) -> None:
        self.files = files
        self.repo = repo
        self.kind = kind
        self.faults = Faults()
        self.requests: list[Request] = []
        self.served: Counter[str] = Counter()
        self.stalled = threading.Event()
        self.go_on = threading.Event()
        self.private_token: str | None = None
        self.card: dict[str, object] = {"license": "mit", "base_model": ["org/base"]}
        self._servers = [
            ThreadingHTTPServer(("127.0.0.1", 0), self._handler(cdn=cdn))
            for cdn in (False, True)
        ]

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._servers[0].server_port}"

    @property
    def cdn(self) -> str:
        return f"http://127.0.0.1:{self._servers[1].server_port}"

    def __enter__(self) -> Self:
        self._pool = ThreadPoolExecutor(len(self._servers))
        for server in self._servers:
            self._pool.submit(server.serve_forever, poll_interval=0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self.go_on.set()
        for server in self._servers:
            server.shutdown()
            server.server_close()
        self._pool.shutdown()

    def _handler(self, *, cdn: bool) -> type[BaseHTTPRequestHandler]:
        hub = self

        class Handler(_Handler):
            pass

        Handler.hub = hub
        Handler.cdn = cdn
        return Handler

    def listing(self) -> bytes:
        siblings = [self._sibling(name) for name in self.files]
        siblings += [
            {"rfilename": name, "size": 3, "blobId": "a" * 40}
            for name in self.faults.extra_names
        ]
        answer = {
            "id": self.repo,
            "sha": COMMIT,
            "siblings": siblings,
            "cardData": self.card,
        }
        return json.dumps(answer).encode()

    def _sibling(self, name: str) -> dict[str, object]:
        content = self.files[name]
        size = self.faults.announced.get(name, len(content))
        sibling = {"rfilename": name, "size": size, "blobId": blob_id(content)}
        if is_lfs(name):
            sibling["lfs"] = {
                "size": size,
                "sha256": hashlib.sha256(content).hexdigest(),
                "pointerSize": 134,
            }
        return sibling


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: FakeHub
    cdn: bool

    def log_message(self, *_: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, *, body: bool) -> None:
        hub = self.hub
        path = unquote(urlsplit(self.path).path)
        hub.requests.append(Request(self.command, path, self.headers, self.cdn))
        if not self.cdn and self._refused():
            return
        if self.cdn:
            self._send_file(path.rsplit("/", 1)[1], body=body)
        elif path.startswith(f"/api/{hub.kind}/{hub.repo}"):
            listing = hub.faults.listing
            self._send(200, {}, hub.listing() if listing is None else listing)
        elif path.startswith(top := f"{self._top()}{hub.repo}/resolve/"):
            self._resolve(path.removeprefix(top).partition("/")[2], body=body)
        else:
            self._send(404, {"X-Error-Code": "RepoNotFound"}, b"{}")

    def _top(self) -> str:
        return "/" if self.hub.kind == "models" else f"/{self.hub.kind}/"

    def _refused(self) -> bool:
        hub = self.hub
        token = self.headers.get("Authorization")
        if hub.faults.status is not None:
            status, code = hub.faults.status
            self._send(status, {"X-Error-Code": code} if code else {}, b"{}")
            return True
        if hub.faults.failures:
            hub.faults.failures -= 1
            self._send(503, {}, b"{}")
            return True
        if hub.private_token and token != f"Bearer {hub.private_token}":
            self._send(401, {"X-Error-Code": "RepoNotFound"}, b"{}")
            return True
        return False

    def _resolve(self, name: str, *, body: bool) -> None:
        content = self.hub.files.get(name)
        if content is None:
            self._send(404, {"X-Error-Code": "EntryNotFound"}, b"{}")
        elif is_lfs(name):
            digest = hashlib.sha256(content).hexdigest()
            headers = {
                "X-Repo-Commit": COMMIT,
                "X-Linked-Etag": f'"{digest}"',
                "X-Linked-Size": str(len(content)),
                "Location": f"{self.hub.cdn}/{digest}/{name}",
            }
            self._send(302, headers, b"")
        else:
            self._send_file(name, body=body)

    def _send_file(self, name: str, *, body: bool) -> None:
        faults = self.hub.faults
        content = self.hub.files[name]
        if name in faults.corrupt:
            content = bytes([content[0] ^ 1]) + content[1:]
        start = 0
        wanted = self.headers.get("Range")
        if wanted and not faults.ignore_range:
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
        if start >= len(content) > 0:
            self._send(416, {"Content-Range": f"bytes */{len(content)}"}, b"")
            return
        headers = {
            "X-Repo-Commit": COMMIT,
            "ETag": f'"{blob_id(self.hub.files[name])}"',
            "Content-Length": str(len(content) - start),
            "Accept-Ranges": "bytes",
        }
        if start:
            last = len(content) - 1
            headers["Content-Range"] = f"bytes {start}-{last}/{len(content)}"
        self.send_response(206 if start else 200)
        for key, value in headers.items():
            self.send_header(key, value)
        self.end_headers()
        if body:
            self._send_content(name, content, start)

    def _send_content(self, name: str, content: bytes, start: int) -> None:
        faults = self.hub.faults
        cut = faults.cut.pop(name, None) or faults.cut_always.get(name)
        stall = faults.stall.get(name)
        end = len(content) if cut is None else min(len(content), max(cut, start))
        if stall is not None and start < stall < end:
            self._write(name, content[start:stall])
            start = stall
            self.hub.stalled.set()
            self.hub.go_on.wait(60)
        self._write(name, content[start:end])
        if end < len(content):
            self.close_connection = True

    def _write(self, name: str, content: bytes) -> None:
        try:
            self.wfile.write(content)
        except OSError:  # the client was killed
            self.close_connection = True
            return
        self.hub.served[name] += len(content)

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def blob_id(content: bytes) -> str:
    """Git's name of a file's content."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()  # noqa: S324 — git's


def is_lfs(name: str) -> bool:
    """What the hub keeps in LFS here."""
    return name.endswith((".safetensors", ".bin", ".gguf"))
