"""The one place that judges an adapter folder: whole, finite, and made for the base.

A folder is mlx-lm's own (``adapter_config.json``, ``adapters.safetensors``) with our
``card.toml`` beside them.
"""

import hashlib
import math
import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import numpy as np

from evotr.domain import Adapter, AdapterVersion
from evotr.errors import (
    AdapterDamaged,
    AdapterMismatch,
    AdapterUnsupported,
    NightVersionDamaged,
)
from evotr.experts.adapter_config import (
    CONFIG,
    SCOPE,
    WEIGHTS,
    AdapterConfig,
    check_there,
    read_config,
    stated_activation,
)
from evotr.experts.base import Base
from evotr.experts.disk import read_file
from evotr.experts.provenance import CARD, read_card
from evotr.weights import HeaderBroken, Tensor, read_header
from evotr.weights.scope import SCOPE_BYTES, ScopeBroken, scope_arrays

__all__ = [
    "PINNED",
    "adapter_of",
    "check_weights",
    "config_digest",
    "scope_digest",
    "verify_carded",
    "verify_pin",
    "verify_version",
]

PINNED = "pinned"
"""The version of an adapter that a setting names by its folder."""

_LARGEST = 1e30  # times what a linear reads, float32 (3e38) still holds it


def adapter_of(version: AdapterVersion) -> Adapter:
    """What the engine needs of a version that was verified.

    The key is made of the weights' checksum, of how they are scaled, and of when they
    act: it changes whenever what is served does.

    Raises:
        AdapterDamaged: The version's files are no longer there.
    """
    try:
        config = (version.path / CONFIG).read_bytes()
    except OSError as error:
        raise AdapterDamaged(path=version.path, reason=CONFIG) from error
    named = f"{version.sha256} {version.activation} ".encode()
    key = hashlib.sha256(named + config).hexdigest()
    return Adapter(key, version.path, version.activation, version.sha256)


def verify_version(folder: Path, root: Path, base: Base) -> AdapterVersion:
    """Judge ``root/<base>/<expert>/<version>``.

    Raises:
        AdapterDamaged: A file is missing, cut, not finite, a link that leads out, not
            what its checksum says, or a card with a wrong or unknown key.
        AdapterMismatch: It belongs to another base, expert or version, or its tensors
            do not fit the base's linears.
        AdapterUnsupported: It is neither LoRA nor DoRA, or of numbers that are not
            served.
    """
    place = folder.relative_to(root)
    if folder.resolve() != root.resolve() / place:
        raise AdapterDamaged(path=folder, reason="symlink")
    _check_files(folder, (CARD,))
    card = read_card(folder)
    named = {"base": base.fingerprint, "expert": place.parts[-2], "version": place.name}
    _check_card(card, named)
    try:
        _check_files(folder, (CONFIG, WEIGHTS))
        return _checked(card, base)
    except AdapterDamaged as error:
        if card.night_run is None:
            raise
        # Its lessons are still there: other advice than for one that came from outside.
        raise NightVersionDamaged(**error.values) from error


def verify_pin(folder: Path, expert: str, base: Base) -> AdapterVersion:
    """Judge an adapter folder of the user's own, whose card may be missing.

    Without a card it acts always, unless ``activation`` in its ``adapter_config.json``
    says otherwise. It is called ``pinned``.

    Raises:
        AdapterError: As `verify_version`.
    """
    check_there(folder)
    folder = folder.resolve()
    _check_files(folder, (CONFIG, WEIGHTS))
    if (folder / CARD).exists():
        _check_files(folder, (CARD,))
        return replace(verify_carded(folder, base), expert=expert, version=PINNED)
    config = read_config(folder)
    return AdapterVersion(
        expert=expert,
        version=PINNED,
        base=base.fingerprint,
        method=config.method,
        activation=stated_activation(folder),
        rank=config.rank,
        sha256=check_weights(folder, config, base),
        path=folder,
        created_at=datetime.fromtimestamp((folder / WEIGHTS).stat().st_mtime, UTC),
        scope_sha256=scope_digest(folder),
    )


def verify_carded(folder: Path, base: Base) -> AdapterVersion:
    """Judge a folder with a card, wherever it lies and whatever expert's it is.

    Raises:
        AdapterError: As `verify_version`.
    """
    card = read_card(folder)
    _check_card(card, {"base": base.fingerprint})
    return _checked(card, base)


def check_weights(folder: Path, config: AdapterConfig, base: Base) -> str:
    """Check ``adapters.safetensors`` against its config and the base.

    Each linear that the config announces has its tensors, and no other; their shapes
    fit; every number is finite, and so is what is computed of them.

    Returns:
        The file's SHA-256.

    Raises:
        AdapterDamaged, AdapterMismatch, AdapterUnsupported: ``reason`` names the
            tensor.
    """
    file = folder / WEIGHTS
    try:
        tensors = read_header(file)
        _check_shapes(folder, tensors, _expected(config, base))
        with file.open("rb") as stream:
            digest, largest = _digest(folder, stream, tensors)
    except HeaderBroken as error:
        raise AdapterDamaged(path=folder, reason=f"{WEIGHTS}: {error}") from error
    except OSError as error:
        raise AdapterDamaged(path=folder, reason=WEIGHTS) from error
    _check_sizes(folder, largest, config)
    return digest


def config_digest(folder: Path) -> str:
    """The SHA-256 of ``adapter_config.json``: another scale is another adapter.

    Raises:
        AdapterDamaged: It cannot be read.
    """
    try:
        return hashlib.sha256((folder / CONFIG).read_bytes()).hexdigest()
    except OSError as error:
        raise AdapterDamaged(path=folder, reason=CONFIG) from error


def scope_digest(folder: Path) -> str | None:
    """The SHA-256 of ``scope.npz``; None where there is none.

    Raises:
        AdapterDamaged: It cannot be read, or is no scope.
    """
    file = folder / SCOPE
    if not os.path.lexists(file):
        return None
    _check_files(folder, (SCOPE,))
    try:
        content = read_file(file, SCOPE_BYTES)
        scope_arrays(content)
    except (OSError, ScopeBroken) as error:
        raise AdapterDamaged(path=folder, reason=SCOPE) from error
    return hashlib.sha256(content).hexdigest()


def _check_files(folder: Path, names: Iterable[str]) -> None:
    """Each is a file (a pipe would be read for ever) that lies in this folder."""
    for name in names:
        file = folder / name
        try:
            if not stat.S_ISREG(file.stat().st_mode):
                raise AdapterDamaged(path=folder, reason=name)
        except OSError as error:
            raise AdapterDamaged(path=folder, reason=name) from error
        if not file.resolve().is_relative_to(folder.resolve()):
            raise AdapterDamaged(path=folder, reason=f"{name}: symlink")


def _check_card(card: AdapterVersion, named: Mapping[str, str]) -> None:
    for key, wanted in named.items():
        if (said := getattr(card, key)) != wanted:
            reason = f"{key} {said} ≠ {wanted}"
            raise AdapterMismatch(path=card.path, reason=reason)


def _checked(card: AdapterVersion, base: Base) -> AdapterVersion:
    """The card, once the config agrees with it and the weights with both."""
    config = read_config(card.path)
    for key in ("method", "rank"):
        if getattr(config, key) != getattr(card, key):
            reason = f"{key} {getattr(config, key)} ≠ {getattr(card, key)} ({CARD})"
            raise AdapterMismatch(path=card.path, reason=reason)
    if check_weights(card.path, config, base) != card.sha256:
        raise AdapterDamaged(path=card.path, reason=f"{WEIGHTS}: sha256")
    if card.config_sha256 not in {None, config_digest(card.path)}:
        raise AdapterDamaged(path=card.path, reason=f"{CONFIG}: sha256")
    if scope_digest(card.path) != card.scope_sha256:
        raise AdapterDamaged(path=card.path, reason=f"{SCOPE}: sha256")
    return card


def _expected(config: AdapterConfig, base: Base) -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {}
    for name in sorted(config.modules(base)):
        linear = base.linears[name]
        shapes[f"{name}.lora_a"] = (linear.inputs, config.rank)
        shapes[f"{name}.lora_b"] = (config.rank, linear.outputs)
        if config.method == "dora":
            shapes[f"{name}.m"] = (linear.outputs,)
    return shapes


def _check_shapes(
    folder: Path, tensors: Mapping[str, Tensor], expected: Mapping[str, tuple[int, ...]]
) -> None:
    if not expected:
        raise AdapterMismatch(path=folder, reason=f"{CONFIG}: lora_parameters.keys")
    for name, tensor in tensors.items():
        if name not in expected:
            raise AdapterMismatch(path=folder, reason=f"+ {name}")
        if tensor.shape != expected[name]:
            reason = f"{name}: {list(tensor.shape)} ≠ {list(expected[name])}"
            raise AdapterMismatch(path=folder, reason=reason)
        if tensor.dtype not in {"F32", "F16", "BF16"}:
            raise AdapterUnsupported(path=folder, reason=f"{name}: {tensor.dtype}")
    for name in expected:
        if name not in tensors:
            raise AdapterMismatch(path=folder, reason=f"- {name}")


def _digest(
    folder: Path, stream: BinaryIO, tensors: Mapping[str, Tensor]
) -> tuple[str, dict[str, float]]:
    """Hash the file and look at each number, reading it once, tensor by tensor.

    Returns:
        The SHA-256, and the largest absolute number of each tensor.
    """
    digest, largest = hashlib.sha256(), {}
    for name, tensor in tensors.items():  # in the order of their bytes
        digest.update(stream.read(tensor.start - stream.tell()))
        data = stream.read(tensor.end - tensor.start)
        if len(data) < tensor.end - tensor.start:  # it was cut since
            raise AdapterDamaged(path=folder, reason=WEIGHTS)
        digest.update(data)
        largest[name] = _largest(data, tensor.dtype)
        if not math.isfinite(largest[name]):
            raise AdapterDamaged(path=folder, reason=f"{name}: NaN")
    return digest.hexdigest(), largest


def _largest(data: bytes, dtype: str) -> float:
    """The largest absolute number; NaN or infinite where any is."""
    kind = np.dtype("<u4" if dtype == "F32" else "<u2")
    unsigned = (1 << (8 * kind.itemsize - 1)) - 1
    # Without the sign, bits are ordered as their numbers are, NaN on top.
    bits = (np.frombuffer(data, kind) & unsigned).max(keepdims=True)
    if dtype == "BF16":
        bits = bits.astype("<u4") << 16
    return float(bits.view("<f2" if dtype == "F16" else "<f4")[0])


def _check_sizes(
    folder: Path, largest: Mapping[str, float], config: AdapterConfig
) -> None:
    """Refuse finite numbers whose products would not be."""
    scale = abs(config.scale)
    if scale > _LARGEST:
        raise AdapterDamaged(path=folder, reason=f"{CONFIG}: lora_parameters.scale")
    for name, number in largest.items():
        linear, _, leaf = name.rpartition(".")
        size = number
        if leaf == "lora_b":
            size *= scale * max(1.0, config.rank * largest[f"{linear}.lora_a"])
        if size > _LARGEST:
            reason = f"{name}: > {_LARGEST:g}"
            raise AdapterDamaged(path=folder, reason=reason)
