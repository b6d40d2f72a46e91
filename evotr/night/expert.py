"""Training an expert by hand: from rows to a version that may serve."""

import hashlib
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from evotr.domain import Adapter, AdapterVersion
from evotr.errors import named_os_error
from evotr.experts import Base, Provenance, Registry, known_expert
from evotr.night.events import TrainingResult
from evotr.night.plan import ADAPTER, TrainPlan, read_plan, write_plan
from evotr.night.rows import Row, split_rows
from evotr.night.runs import staged_run
from evotr.night.train import prepare_run
from evotr.weights import ADAPTER_WEIGHTS as WEIGHTS

__all__ = ["SERVED", "Kept", "against_served", "keep_version", "new_run"]

SERVED = "served"
"""The key of what the expert answers with, among what a run compares."""


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
        ValueRefused: The rank is larger than a linear is wide or high.
        RowsMissing, ValueRefused, DiskFull, FolderNotWritable: As `prepare_run`;
            nothing is left of it.
        RunBusy: Other runs are being made all the time.
    """
    card = known_expert(plan.expert, registry.cards.experts)
    _check_rank(plan, registry.base)
    train, held_out = split_rows(rows, share)
    started = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    name = f"{card.id}-{started}"
    plan = replace(plan, instruction=card.system_prompt)
    plan = _with_rival(plan, _serving(registry, plan))
    with staged_run(runs, name) as staging:
        prepare_run(staging, plan, train, held_out)
    return runs / name


def _check_rank(plan: TrainPlan, base: Base) -> None:
    """An update of a higher rank than its linear can have is memory for nothing."""
    adapted = [
        linear
        for linear in base.linears.values()
        if plan.keys is None or linear.key in plan.keys
    ]
    most = min((min(one.inputs, one.outputs) for one in adapted), default=plan.rank)
    if plan.rank > most:
        raise plan.refused("rank", f"1–{most}")


def against_served(registry: Registry, folder: Path) -> TrainPlan:
    """The plan of the run in ``folder``, compared with what serves now.

    Where that is not what the plan has, the plan is kept with it: between a run's
    beginning and its end the user may choose, remove or move versions.

    Raises:
        RunDamaged, ValueRefused: The plan cannot be read.
        ExpertNotFound: There is no such expert any more.
        DiskFull, FolderNotWritable: The plan cannot be written.
    """
    plan = read_plan(folder)
    now = _with_rival(plan, _serving(registry, plan))
    if now != plan:
        try:
            write_plan(folder, now)
        except OSError as error:
            raise named_os_error(error, folder) from error
    return now


def keep_version(
    registry: Registry,
    folder: Path,
    plan: TrainPlan,
    result: TrainingResult,
    *,
    use: bool,
) -> Kept | None:
    """Add a finished run's adapter as a version; the run's folder is then deleted.

    One that was added already, before a kill, is not added again.

    It serves when ``use`` is wanted and its loss on the held-out rows is below the
    base's and below that of what serves.

    Returns:
        None when that is another one than ``plan`` was compared with: the folder
        stays, `against_served` sets the plan right, and the finished run measures it.

    Raises:
        AdapterError, ExpertNotFound: It cannot be a version of this expert.
        ExpertBusy, DiskFull, FolderNotWritable: It cannot be written.
    """
    adapter = folder / ADAPTER
    version = _already(registry, adapter, plan)
    serving = _serving(registry, plan)
    serves = bool(version and serving and version.path == serving.path)
    if not serves and _with_rival(plan, serving) != plan:
        return None
    if version is None:
        version = registry.add(plan.expert, adapter, _provenance(plan, result))
    better = serves or _better(result)
    if better and use and not serves:
        serves = registry.promote(plan.expert, version.version, serving)
        if not serves:
            return None
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise named_os_error(error, folder) from error
    return Kept(version, better, serves)


def _provenance(plan: TrainPlan, result: TrainingResult) -> Provenance:
    losses = {
        "valid_loss": result.best_loss,
        "base_loss": result.base_loss,
        **{f"{name}_loss": loss for name, loss in result.compared.items()},
    }
    return Provenance(
        activation=plan.activation,
        data=plan.notes.get("data", ""),
        seed=plan.seed,
        scores={name: loss for name, loss in losses.items() if loss is not None},
    )


def _already(
    registry: Registry, adapter: Path, plan: TrainPlan
) -> AdapterVersion | None:
    """The version that an earlier call made of this very run."""
    try:
        with (adapter / WEIGHTS).open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:  # `Registry.add` says what is wrong
        return None
    made = (sha256, plan.activation, plan.seed, plan.notes.get("data", ""))
    for card in (stored.card for stored in registry.versions(plan.expert)):
        if card and (card.sha256, card.activation, card.seed, card.data) == made:
            return card
    return None


def _serving(registry: Registry, plan: TrainPlan) -> AdapterVersion | None:
    return registry.serve(plan.expert).version


def _with_rival(plan: TrainPlan, serving: AdapterVersion | None) -> TrainPlan:
    """The plan with ``serving`` for what served before."""
    others = tuple(one for one in plan.compare if one.key != SERVED)
    if serving is None:
        return replace(plan, compare=others)
    rival = Adapter(SERVED, serving.path, serving.activation, serving.sha256)
    return replace(plan, compare=(*others, rival))


def _better(result: TrainingResult) -> bool:
    rivals = [result.base_loss, *result.compared.values()]
    loss = result.best_loss
    return loss is not None and all(r is None or loss < r for r in rivals)
