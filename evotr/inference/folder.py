"""A model folder looked at from outside, without MLX."""

import json
from pathlib import Path
from typing import Any

from evotr.errors import ModelDamaged, ModelNotFound, TokenizerMissing

__all__ = ["check_folder"]

_HEADER_LENGTH = 8
_TOKENIZER_FILES = ("tokenizer.json", "tokenizer.model", "tiktoken.model", "vocab.json")


def _read_json(folder: Path, name: str) -> dict[str, Any]:
    reason = f"{name}: ?"
    try:
        content = json.loads((folder / name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        reason = f"{name}: {type(error).__name__}"
    else:
        if isinstance(content, dict):
            return content
    raise ModelDamaged(path=folder, reason=reason)


def _declared_size(file: Path) -> int:
    """Bytes that a safetensors file must have according to its own header.

    Raises:
        ValueError: The header cannot be read.
    """
    with file.open("rb") as stream:
        start = stream.read(_HEADER_LENGTH)
        if len(start) < _HEADER_LENGTH:
            raise ValueError(file.name)
        length = int.from_bytes(start, "little")
        if length > file.stat().st_size:
            raise ValueError(file.name)
        header: dict[str, dict[str, list[int]]] = json.loads(stream.read(length))
    ends = (
        entry["data_offsets"][1]
        for name, entry in header.items()
        if name != "__metadata__"
    )
    return _HEADER_LENGTH + length + max(ends, default=0)


def _check_weights(folder: Path) -> None:
    files = {file.name for file in folder.glob("model*.safetensors")}
    if (folder / "model.safetensors.index.json").exists():
        index = _read_json(folder, "model.safetensors.index.json")
        missing = sorted(set(index.get("weight_map", {}).values()) - files)
        if missing:
            raise ModelDamaged(path=folder, reason=missing[0])
    if not files:
        raise ModelDamaged(path=folder, reason="model.safetensors")
    for name in sorted(files):
        try:
            whole = _declared_size(folder / name) <= (folder / name).stat().st_size
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            whole = False
        if not whole:
            raise ModelDamaged(path=folder, reason=name)


def check_folder(folder: Path) -> dict[str, Any]:
    """Check that a model folder is complete and return its ``config.json``.

    Raises:
        ModelNotFound: There is no such folder.
        ModelDamaged: The configuration cannot be read, or a weight file is missing or
            shorter than its header says; ``reason`` names the file.
        TokenizerMissing: No tokenizer file is there.
    """
    if not folder.is_dir():
        raise ModelNotFound(model=str(folder))
    config = _read_json(folder, "config.json")
    if not isinstance(config.get("model_type"), str):
        raise ModelDamaged(path=folder, reason="config.json: model_type")
    _check_weights(folder)
    if not any((folder / name).is_file() for name in _TOKENIZER_FILES):
        raise TokenizerMissing(path=folder)
    return config
