"""Folders of sentence-transformers models: which are some, and what identifies them."""

import hashlib
import os
from pathlib import Path
from typing import Final

from evotr.embedding.store import Store

__all__ = ["folder_digest", "is_pair_model", "is_sentence_model"]

_MODULES: Final = "modules.json"
_CONFIG: Final = "config.json"
# What the library loads; pictures, READMEs and exports to other runtimes are not.
_KINDS: Final = {".bin", ".json", ".model", ".safetensors", ".txt"}
_OTHER_RUNTIMES: Final = {"onnx", "openvino"}


def is_sentence_model(folder: Path) -> bool:
    """Whether ``folder`` says of itself that it is one."""
    return _has(folder, _MODULES)


def is_pair_model(folder: Path) -> bool:
    """Whether a model lies in ``folder``; loading it tells whether it reads pairs."""
    return _has(folder, _CONFIG)


def _has(folder: Path, name: str) -> bool:
    try:
        return os.access(folder / name, os.R_OK)
    except ValueError:  # a NUL in its name
        return False


def folder_digest(folder: Path, store: Store) -> str:
    """A hash of the names and contents of all files that make up the model.

    Raises:
        OSError: One cannot be read.
    """
    whole = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        place = file.relative_to(folder)
        if file.suffix not in _KINDS or _OTHER_RUNTIMES.intersection(place.parts):
            continue
        if file.is_file():
            whole.update(f"{place.as_posix()}\0{store.sha256(file)}\n".encode())
    return whole.hexdigest()
