"""Versions of adapters that were kept, changed behind the registry's back."""

import hashlib
import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import tomlkit

from evotr.experts import Registry, Roots
from tests.fakes.tensors import change_tensors

WEIGHTS, CONFIG, CARD = "adapters.safetensors", "adapter_config.json", "card.toml"


def edit(file: Path, **changes: object) -> None:
    """Change keys of a card or a config (``table__key``); None takes one away."""
    text = file.read_text()
    values = tomllib.loads(text) if file.name == CARD else json.loads(text)
    for key, value in changes.items():
        target = values
        *tables, leaf = key.split("__")
        for table in tables:
            target = target[table]
        if value is None:
            del target[leaf]
        else:
            target[leaf] = value
    dumped = tomlkit.dumps(values) if file.name == CARD else json.dumps(values)
    file.write_text(dumped)


def digest(folder: Path, name: str = WEIGHTS) -> str:
    """The SHA-256 of a file of a version."""
    return hashlib.sha256((folder / name).read_bytes()).hexdigest()


def change(
    folder: Path, edit_tensors: Callable[[dict[str, np.ndarray]], object]
) -> None:
    """Change tensors, and let the card know the new checksum."""
    change_tensors(folder / WEIGHTS, edit_tensors)
    edit(folder / CARD, sha256=digest(folder))


def spoil(path: Path) -> None:
    """One bit of a file is another, and nothing else."""
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


def names(registry: Registry, expert: str = "tr_chat") -> list[str]:
    """The versions that lie there."""
    return [stored.name for stored in registry.versions(expert)]


def serving(registry: Registry, expert: str = "tr_chat") -> str | None:
    """The version that serves."""
    version = registry.serve(expert).version
    return version and version.version


def folder(
    registry: Registry, roots: Roots, version: str = "", expert: str = "tr_chat"
) -> Path:
    """Where a version lies, or an expert's versions."""
    return roots.own / registry.base.fingerprint / expert / version
