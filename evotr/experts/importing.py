"""Bringing in adapters that others trained: PEFT's, and mlx-lm's own."""

from functools import partial
from pathlib import Path

from evotr.domain import Activation, AdapterVersion
from evotr.errors import AdapterDamaged, AdapterUnsupported, ImportDamaged
from evotr.experts import peft
from evotr.experts.adapter_config import (
    CONFIG,
    check_there,
    read_json,
    stated_activation,
)
from evotr.experts.provenance import CARD, Provenance
from evotr.experts.registry import Registry
from evotr.experts.verify import verify_carded

__all__ = ["import_adapter"]


def import_adapter(
    registry: Registry, expert: str, folder: Path, activation: Activation | None = None
) -> AdapterVersion:
    """Keep a copy of the adapter in ``folder`` as a new version of ``expert``.

    It serves once `Registry.use` says so.

    Args:
        registry: Where it is kept.
        expert: Whose it will be.
        folder: PEFT's (``adapter_model.safetensors``) or mlx-lm's
            (``adapters.safetensors``), with ``adapter_config.json``.
        activation: When it acts. By default as its own files say: an activated LoRA of
            PEFT from the reply on (if that is what invokes it), others always.

    Raises:
        ExpertNotFound: There is no such expert.
        AdapterMissing: There is no such folder, or no config in it.
        ImportDamaged: A file is missing, cut, not finite, or says what cannot be.
        AdapterMismatch: It was not made for the base in use.
        AdapterUnsupported: ``reason`` names what cannot be carried.
        ExpertBusy, DiskFull, FolderNotWritable: It cannot be written.
    """
    folder = folder.absolute()
    check_there(folder)
    try:
        return _imported(registry, expert, folder, activation)
    except AdapterDamaged as error:  # other advice than for a version that served
        raise ImportDamaged(**error.values) from error


def _imported(
    registry: Registry, expert: str, folder: Path, activation: Activation | None
) -> AdapterVersion:
    config = read_json(folder, CONFIG)
    if peft.PEFT_TYPE in config:
        made_for = config.get("base_model_name_or_path")
        return registry.add(
            expert,
            folder,
            Provenance(
                activation=activation or peft.activation_of(folder, registry.model),
                data=_origin("PEFT", folder, made_for),
            ),
            partial(peft.convert, base=registry.base),
        )
    if "lora_parameters" not in config and "fine_tune_type" not in config:
        raise AdapterUnsupported(path=folder, reason=CONFIG)
    return registry.add(expert, folder, _own_provenance(registry, folder, activation))


def _own_provenance(
    registry: Registry, folder: Path, activation: Activation | None
) -> Provenance:
    """What a card beside the adapter says; without one, little is known."""
    config = read_json(folder, CONFIG)
    if not (folder / CARD).exists():
        data = _origin("mlx-lm", folder, config.get("model"))
        return Provenance(activation=activation or stated_activation(folder), data=data)
    # Or what was changed since it was kept would get a card that says it is sound.
    card = verify_carded(folder, registry.base)
    return Provenance(
        activation=activation or card.activation,
        data=card.data,
        seed=card.seed,
        scores=card.scores,
        status="rejected" if card.status == "rejected" else "candidate",
    )


def _origin(kind: str, folder: Path, made_for: object) -> str:
    base = f", {made_for}" if isinstance(made_for, str) and made_for else ""
    return f"{kind}: {folder}{base}"
