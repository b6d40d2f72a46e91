"""A run's files, each changed at once: a kill at any moment leaves a whole one."""

import dataclasses
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import mlx.core as mx
import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load as load_tensors
from safetensors.numpy import save as save_tensors

from evotr.domain import Activation
from evotr.errors import RunDamaged, named_os_error
from evotr.experts.adapter_config import CONFIG, WEIGHTS, AdapterConfig
from evotr.experts.disk import discard, publish
from evotr.files import write_whole
from evotr.night.plan import ADAPTER

__all__ = [
    "BEST",
    "CHECKPOINT",
    "Progress",
    "export",
    "load_state",
    "save_state",
]

CHECKPOINT = "checkpoint.safetensors"
BEST = "best.safetensors"
_HEADER_LENGTH = 8


@dataclass(slots=True)
class Progress:
    """How far a run is; with the parameters and the optimizer, all of its state.

    The order of the rows follows from the seed, ``step`` and the lessons that are gone
    over again (None before that is known), so no other position and no random state is
    needed.
    """

    step: int = 0
    looked: int = 0
    skipped: int = 0
    skipped_in_a_row: int = 0
    best_step: int = 0
    best_loss: float | None = None
    base_loss: float | None = None
    last_loss: float | None = None
    without_best: int = 0
    seconds: float = 0.0
    trained_tokens: int = 0
    again: list[tuple[int, int]] | None = None


def save_state(file: Path, state: dict[str, mx.array], progress: Progress) -> None:
    """Write parameters, optimizer and progress as one file.

    Raises:
        DiskFull, FolderNotWritable: The system refuses; the file before is whole.
    """
    arrays = {name: np.array(array) for name, array in state.items()}
    notes = {"progress": json.dumps(dataclasses.asdict(progress))}
    _write(file, save_tensors(arrays, metadata=notes))


def load_state(
    file: Path, size: int | None = None
) -> tuple[dict[str, mx.array], Progress] | None:
    """What `save_state` wrote last; None where it has not yet.

    Raises:
        RunDamaged: The file cannot be read, or its parameters are not ``size``.
    """
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise named_os_error(error, file) from error
    try:
        arrays = {name: mx.array(a) for name, a in load_tensors(content).items()}
        progress = Progress(**json.loads(_notes(content)["progress"]))
        if size is None or arrays["parameters"].shape == (size,):
            return arrays, progress
        reason = f"{file.name}: {arrays['parameters'].size} ≠ {size}"
    except (SafetensorError, ValueError, TypeError, KeyError):
        reason = file.name
    raise RunDamaged(run=file.parent, reason=reason)


def _notes(content: bytes) -> dict[str, str]:
    end = _HEADER_LENGTH + int.from_bytes(content[:_HEADER_LENGTH], "little")
    notes: dict[str, str] = json.loads(content[_HEADER_LENGTH:end])["__metadata__"]
    return notes


def export(
    folder: Path,
    parameters: dict[str, mx.array],
    config: AdapterConfig,
    activation: Activation,
) -> Path:
    """Write an adapter folder as mlx-lm reads it; returns its path.

    ``activation`` stands in ``adapter_config.json`` beside mlx-lm's own keys.

    Raises:
        DiskFull, FolderNotWritable: The system refuses; no half folder is left.
    """
    arrays = {name: np.array(array) for name, array in parameters.items()}
    content = json.loads(config.to_json()) | {"activation": activation}
    target, staging = folder / ADAPTER, folder / f"{ADAPTER}.new"
    try:
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir()
    except OSError as error:
        raise named_os_error(error, folder) from error
    _write(staging / WEIGHTS, save_tensors(arrays, metadata={"format": "mlx"}))
    _write(staging / CONFIG, (json.dumps(content, indent=2) + "\n").encode())
    try:
        if target.exists():
            discard(target)
        publish(staging, target)
    except OSError as error:
        raise named_os_error(error, folder) from error
    return target


def _write(file: Path, content: bytes) -> None:
    try:
        write_whole(file, content)
    except OSError as error:
        raise named_os_error(error, file) from error
