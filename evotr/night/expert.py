"""Training an expert by hand: from rows to a version that may serve."""

import hashlib
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from evotr.domain import Adapter, AdapterVersion
from evotr.errors import named_os_error
from evotr.experts import Provenance, Registry, known_expert
from evotr.night.events import TrainingResult
from evotr.night.plan import ADAPTER, TrainPlan
from evotr.night.rows import Row, split_rows
from evotr.night.train import prepare_run
from evotr.weights import ADAPTER_WEIGHTS as WEIGHTS

__all__ = ["SERVED", "Kept", "keep_version", "new_run"]

SERVED = "served"
"""The key of what served when the run began, among what it compares."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A run's adapter as a version; ``better`` than the base and what served.

    ``used`` when it serves now.
    """

    version: AdapterVersion
    better: bool
    used: bool


def new_run(
    runs: Path, registry: Registry, plan: TrainPlan, rows: list[Row], share: float
) -> Path:
    """Make the folder of a run for ``plan.expert``, and return it.

    Args:
        runs: Where runs lie.
        registry: Knows the expert's card and what it serves.
        plan: The instruction and the comparison are filled in here.
        rows: All rows.
        share: Of them, what is held out and never trained on.

    Raises:
        ExpertNotFound: There is no such expert.
        RowsMissing, ValueRefused, DiskFull, FolderNotWritable: As `prepare_run`.
    """
    card = known_expert(plan.expert, registry.cards.experts)
    serving = registry.serve(card.id).version
    compare = () if serving is None else (_compared(serving),)
    train, held_out = split_rows(rows, share, plan.seed)
    started = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    folder = runs / f"{card.id}-{started}"
    plan = replace(plan, instruction=card.system_prompt, compare=compare)
    prepare_run(folder, plan, train, held_out)
    return folder


def keep_version(
    registry: Registry,
    folder: Path,
    plan: TrainPlan,
    result: TrainingResult,
    *,
    use: bool,
) -> Kept:
    """Add a finished run's adapter as a version; the run's folder is then deleted.

    One that was added already, before a kill, is not added again.

    It serves when ``use`` is wanted and its loss on the held-out rows is below the
    base's and below that of what served.

    Raises:
        AdapterError, ExpertNotFound: It cannot be a version of this expert.
        ExpertBusy, DiskFull, FolderNotWritable: It cannot be written.
    """
    losses = {
        "valid_loss": result.best_loss,
        "base_loss": result.base_loss,
        **{f"{name}_loss": loss for name, loss in result.compared.items()},
    }
    scores = {name: loss for name, loss in losses.items() if loss is not None}
    adapter = folder / ADAPTER
    provenance = Provenance(
        activation=plan.activation,
        data=plan.notes.get("data", ""),
        seed=plan.seed,
        scores=scores,
    )
    version = _already(registry, adapter, plan, scores) or registry.add(
        plan.expert, adapter, provenance
    )
    better = _better(result)
    if better and use:
        registry.use(plan.expert, version.version)
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise named_os_error(error, folder) from error
    return Kept(version, better, better and use)


def _already(
    registry: Registry, adapter: Path, plan: TrainPlan, scores: Mapping[str, float]
) -> AdapterVersion | None:
    """The version that an earlier call made of this very run."""
    try:
        with (adapter / WEIGHTS).open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:  # `Registry.add` says what is wrong
        return None
    made = (sha256, plan.activation, plan.seed, scores)
    for card in (stored.card for stored in registry.versions(plan.expert)):
        if card and (card.sha256, card.activation, card.seed, card.scores) == made:
            return card
    return None


def _compared(version: AdapterVersion) -> Adapter:
    return Adapter(SERVED, version.path, version.activation)


def _better(result: TrainingResult) -> bool:
    rivals = [result.base_loss, *result.compared.values()]
    loss = result.best_loss
    return loss is not None and all(r is None or loss < r for r in rivals)
