"""What is installed, which model, device and memory, and what is wrong.

Each check looks at one thing and says what it found: nothing is repaired, and no
check can break the others. The sentences are in ``evotr/text`` under
``doctor.<check>.<finding>``; a finding that carries an error has that error's.
"""

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any, Final, Literal

import psutil

from evotr import __version__
from evotr.embedding import BGE_M3, choose_embedder, installed_folder, open_embedder
from evotr.errors import DeviceMissing, EvotrError, named_os_error
from evotr.experts import read_cards
from evotr.instance import running_instance
from evotr.journal.database import connect
from evotr.journal.faults import named_faults
from evotr.journal.migrate import REVISIONS, head, inspect_file
from evotr.journal.place import examine_place
from evotr.machine import has_display
from evotr.models import ModelInfo, ModelLibrary
from evotr.paths import BUNDLED_EXPERTS, BUNDLED_MODEL
from evotr.settings import Settings
from evotr.text.sizes import readable
from evotr.turn import AUTO

__all__ = ["PACKAGES", "Check", "Report", "Status", "examine"]

Status = Literal["ok", "warn", "fail"]

PACKAGES: Final = (
    "mlx",
    "mlx-lm",
    "transformers",
    "huggingface-hub",
    "sqlalchemy",
    "pyside6-essentials",
)
"""Whose versions are told; without one of them the program does not work."""

_LOW_DISK = 2_000_000_000
# Beside the weights: the context's keys and values, and the program itself.
_HEADROOM = 1_500_000_000
_CROWDED = 0.75
_DEVICE_SECONDS = 60.0
_LOCK_SECONDS = 2.0
_DEVICE_CODE = (
    "import dataclasses, json; from evotr.inference.device import device_info; "
    "info = dataclasses.asdict(device_info()); import mlx.core as mx; "
    "print(json.dumps(info | {'gpu': mx.is_available(mx.gpu)}))"
)


@dataclass(frozen=True, slots=True)
class Check:
    """One finding.

    Attributes:
        name: What was looked at, ``model`` for example.
        status: ``ok``, ``warn`` (worth knowing) or ``fail`` (must be mended).
        finding: The sentence's key below ``doctor.<name>``.
        values: What fills the sentence.
        error: The error whose sentence says it better, where there is one.
    """

    name: str
    status: Status
    finding: str
    values: Mapping[str, object] = field(default_factory=dict)
    error: EvotrError | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """All findings, in the order in which they are shown."""

    checks: tuple[Check, ...]

    @property
    def healthy(self) -> bool:
        """Whether nothing must be mended."""
        return all(check.status != "fail" for check in self.checks)


def examine(
    settings: Settings,
    faults: Sequence[EvotrError] = (),
    *,
    device_seconds: float = _DEVICE_SECONDS,
) -> Report:
    """Look at everything.

    Args:
        settings: The settings in force.
        faults: What is wrong with them (see `evotr.settings.examine_settings`).
        device_seconds: How long MLX may take to say what it runs on.
    """
    home = settings.paths.home
    device = _device(device_seconds, settings.device)
    embedder = _row("embedder", lambda: _embedder(settings), home)
    looks: dict[str, Callable[[], Check]] = {
        "home": lambda: _home(settings.paths.home),
        "logs": lambda: _logs(settings.logs),
        "database": lambda: _database(settings.paths.journal),
        "model": lambda: _model(settings),
        "embedder": lambda: embedder,
        "router": lambda: _router(settings, embedder),
        "recall": lambda: _recall(settings, embedder),
        "device": lambda: device,
        "memory": lambda: _memory(settings, device),
        "display": _display,
        "token": lambda: _token(settings),
        "instance": lambda: _instance(settings.paths.lock),
    }
    found = (_row(name, look, home) for name, look in looks.items())
    first = (_program(), _packages(), *_settings(settings, faults))
    return Report((*first, *found, *_cards(settings)))


def _row(name: str, look: Callable[[], Check], home: Path) -> Check:
    """What ``look`` found; one that cannot look says why."""
    try:
        return look()
    except EvotrError as error:
        return Check(name, "fail", "wrong", error=error)
    except OSError as error:
        named = named_os_error(error, Path(error.filename or home))
        return Check(name, "fail", "wrong", error=named)


def _program() -> Check:
    values = {
        "version": __version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
        "machine": platform.machine(),
    }
    # An x86 Python on an Apple chip runs, and MLX does not.
    wrong = sys.platform == "darwin" and platform.machine() != "arm64"
    return Check(
        "program", "fail" if wrong else "ok", "rosetta" if wrong else "ok", values
    )


def _packages() -> Check:
    found: dict[str, str] = {}
    missing: list[str] = []
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        return Check("packages", "fail", "missing", {"packages": ", ".join(missing)})
    versions = ", ".join(f"{name} {version}" for name, version in found.items())
    return Check("packages", "ok", "ok", {"packages": versions})


def _settings(settings: Settings, faults: Sequence[EvotrError]) -> Iterator[Check]:
    file = settings.paths.settings
    for fault in faults:
        yield Check("settings", "fail", "wrong", {"path": file}, fault)
    if not faults:
        finding = "file" if file.is_file() else "none"
        yield Check("settings", "ok", finding, {"path": file})


def _home(home: Path) -> Check:
    try:
        free = shutil.disk_usage(_writable(home)).free
    except OSError as error:
        fault = named_os_error(error, home)
        return Check("home", "fail", "wrong", {"path": home}, fault)
    values: dict[str, object] = {"path": home, "free": readable(free)}
    low = free < _LOW_DISK
    return Check("home", "warn" if low else "ok", "low" if low else "ok", values)


def _logs(logs: Path) -> Check:
    try:
        _writable(logs)
    except OSError as error:
        fault = named_os_error(error, logs)
        return Check("logs", "fail", "wrong", {"path": logs}, fault)
    return Check("logs", "ok", "ok", {"path": logs})


def _writable(folder: Path) -> Path:
    """The nearest folder that is there, after something was written in it."""
    place = folder
    while not place.exists() and place != place.parent:
        place = place.parent
    with tempfile.TemporaryFile(dir=place):
        return place


def _database(path: Path) -> Check:
    """Read the revision, check the pages, and whether a writer would be let in."""
    try:
        with named_faults(path):
            examine_place(path)
            if not path.exists():
                return Check("database", "ok", "none", {"path": path})
            revision = inspect_file(path, REVISIONS, _LOCK_SECONDS)
            _take_turn(path)
        size = readable(path.stat().st_size)
    except EvotrError as error:
        return Check("database", "fail", "wrong", {"path": path}, error)
    finding = "ok" if revision == head() else "old"
    return Check(
        "database", "ok", finding, {"path": path, "revision": revision, "size": size}
    )


def _take_turn(path: Path) -> None:
    """Ask for the writer's place and give it back: readers do not see who holds it."""
    # A reader that stays until the end keeps the log from being folded in.
    with closing(connect(path, "ro", _LOCK_SECONDS)) as reader:
        reader.execute("SELECT 1 FROM sqlite_master").fetchall()
        with closing(connect(path, "rw", _LOCK_SECONDS)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            writer.execute("ROLLBACK")


def _chosen_model(settings: Settings) -> ModelInfo:
    library = ModelLibrary(settings.paths.models, BUNDLED_MODEL)
    return library.info(settings.base_model_path)


def _model(settings: Settings) -> Check:
    try:
        info = _chosen_model(settings)
    except EvotrError as error:
        return Check("model", "fail", "wrong", error=error)
    if info.problem is not None and info.bundled:
        # Its sentence would say to pull it again, and the hub does not have it.
        return Check("model", "fail", "lost", {"path": info.path})
    if info.problem is not None:
        return Check("model", "fail", "wrong", error=info.problem)
    values = {
        "model": info.id,
        "architecture": info.architecture,
        "bits": info.bits,
        "size": readable(info.size_bytes),
    }
    return Check("model", "ok", "bundled" if info.bundled else "ok", values)


def _embedder(settings: Settings) -> Check:
    """Try the bundled one; another is only found, for loading it takes long."""
    chosen = choose_embedder(settings)
    values: dict[str, object] = {"model": chosen.name, "path": chosen.folder}
    if not chosen.bundled:
        return Check("embedder", "ok", "ok", values)
    open_embedder(settings, keeps=False).encode([""])
    values |= {"better": BGE_M3, "path": installed_folder(settings, BGE_M3)}
    return Check("embedder", "ok", "bundled", values)


def _router(settings: Settings, embedder: Check) -> Check:
    """Whether questions are routed, and on what."""
    cards = read_cards(BUNDLED_EXPERTS, settings.paths.experts)
    experts = cards.experts.values()
    values: dict[str, object] = {
        "expert": settings.expert,
        "experts": sum(bool(card.exemplars) for card in experts),
        "exemplars": sum(len(card.exemplars) for card in experts),
    }
    if settings.expert != AUTO:
        return Check("router", "ok", "off", values)
    if embedder.status == "fail":
        return Check("router", "warn", "keywords", values)
    return Check("router", "ok", "ok", values)


def _cards(settings: Settings) -> Iterator[Check]:
    """Which bundled cards the user's replace, and each card that is wrong."""
    cards = read_cards(BUNDLED_EXPERTS, settings.paths.experts)
    if cards.replaced:
        names = ", ".join(sorted(cards.replaced))
        yield Check("cards", "ok", "replaced", {"experts": names})
    for fault in cards.broken:
        yield Check("cards", "warn", "wrong", error=fault)


def _recall(settings: Settings, embedder: Check) -> Check:
    """What is remembered, and how much of it is found by its meaning."""
    if not settings.memory:
        return Check("recall", "ok", "off")
    known = _remembered(settings.paths.journal)
    values: dict[str, object] = {
        kind: known.get(kind, 0) for kind in ("episode", "fact", "document")
    }
    values["memories"] = sum(known.values())
    values["vectors"] = _vectors(settings.index)
    if embedder.status == "fail":
        return Check("recall", "warn", "words", values)
    if not known:
        return Check("recall", "ok", "none", values)
    finding = "ok" if values["vectors"] == values["memories"] else "behind"
    return Check("recall", "ok", finding, values)


def _remembered(path: Path) -> dict[str, int]:
    """The number of memories of each kind; none before the first start with them."""
    if not path.exists():
        return {}
    with named_faults(path), closing(connect(path, "ro", _LOCK_SECONDS)) as reader:
        tables = "SELECT name FROM sqlite_master WHERE name = 'memories'"
        if not reader.execute(tables).fetchall():
            return {}
        kinds = "SELECT kind, count(*) FROM memories WHERE NOT hidden GROUP BY kind"
        return dict(reader.execute(kinds).fetchall())


def _vectors(index: Path) -> int:
    # numpy, which only this asks for.
    from evotr.memory.vectors import count_in  # noqa: PLC0415

    return count_in(index)


def _device(seconds: float, choice: str = "auto") -> Check:
    """Ask MLX in a process of its own: a broken one must not take this one along."""
    try:
        done = subprocess.run(  # noqa: S603 — this program's own code
            [sys.executable, "-P", "-c", _DEVICE_CODE],
            capture_output=True,
            text=True,
            timeout=seconds,
            check=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )
        info: dict[str, Any] = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        return Check("device", "fail", "silent", {"seconds": f"{seconds:g}"})
    except subprocess.CalledProcessError as error:
        lines = str(error.stderr).strip().splitlines()
        reason = lines[-1] if lines else error.returncode
        return Check("device", "fail", "broken", {"reason": reason})
    except (OSError, ValueError) as error:
        return Check("device", "fail", "broken", {"reason": error})
    if choice == "gpu" and not info["gpu"]:
        fault = DeviceMissing(key="device", source="DEVICE")
        return Check("device", "fail", "wrong", info, fault)
    slow = sys.platform == "linux" and info.get("blas") == "reference"
    return Check("device", "warn" if slow else "ok", "slow" if slow else "ok", info)


def _memory(settings: Settings, device: Check) -> Check:
    memory = psutil.virtual_memory()
    total = int(device.values.get("memory_bytes") or memory.total)  # type: ignore[call-overload]
    try:
        weights = _chosen_model(settings).size_bytes
    except EvotrError:
        weights = 0
    values = {
        "total": readable(total),
        "free": readable(memory.available),
        "needed": readable(weights + _HEADROOM),
    }
    if weights + _HEADROOM > total:
        return Check("memory", "fail", "small", values)
    if weights + _HEADROOM > _CROWDED * total:
        return Check("memory", "warn", "tight", values)
    return Check("memory", "ok", "ok", values)


def _display() -> Check:
    return Check("display", "ok", "ok" if has_display() else "none")


def _token(settings: Settings) -> Check:
    token = settings.hf_token
    given = token is not None and bool(token.get_secret_value())
    return Check("token", "ok", "ok" if given else "none")


def _instance(lock: Path) -> Check:
    try:
        pid = running_instance(lock)
    except OSError as error:
        return Check("instance", "warn", "unknown", {"reason": error})
    if pid is None:
        return Check("instance", "ok", "none")
    return Check("instance", "warn", "ok", {"pid": pid})
