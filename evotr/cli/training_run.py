"""Running a training; apart from the other commands of experts, which need no hub."""

import dataclasses
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import typer

from evotr.cli.codes import INTERRUPTED
from evotr.cli.context import Context
from evotr.cli.dialogue import tell
from evotr.cli.render import print_json, printable
from evotr.cli.training_progress import show_training
from evotr.errors import (
    ArgumentMissing,
    EvotrError,
    RowsTooLong,
    RunFixed,
    RunNotFound,
    TrainingDiverged,
    TrainingError,
)
from evotr.experts import Registry, known_expert, open_registry
from evotr.models import ModelLibrary
from evotr.models.hub import HubAccess
from evotr.night.events import TrainingMeasured, TrainingResult, TrainingStopped
from evotr.night.expert import Kept, against_served, keep_version, new_run
from evotr.night.plan import TrainPlan, read_plan
from evotr.night.sources import load_rows
from evotr.night.train import TrainingRun
from evotr.paths import BUNDLED_MODEL
from evotr.text.forms import Written
from evotr.wiring import quiet_libraries

__all__ = ["base_in_use", "begun", "found", "run"]

_DATASETS = "datasets"
_ANEW = {"resume", "use", "as_json"}  # options that a run has no part in
_NOTES = {"data": "data", "columns": "map", "held_out": "held-out"}
_FIELDS = {"batch": "batch_rows"}
_COMMAND = "evotr experts train"


def base_in_use(context: Context) -> Path:
    """The folder of the model in use; ModelNotFound where it is not here."""
    library = ModelLibrary(context.settings.paths.models, BUNDLED_MODEL)
    return library.resolve(context.settings.base_model_path)


def begun(context: Context, plan: TrainPlan, share: float) -> Path:
    """Read the rows that ``plan.notes["data"]`` names; the folder of a new run.

    Raises:
        ArgumentMissing: No expert is named, or no data.
        EvotrError: What `load_rows` and `new_run` raise.
    """
    data = plan.checked().notes["data"]
    if not plan.expert or not data:
        name = "--data" if plan.expert else "ID"
        raise ArgumentMissing(command=_COMMAND, name=name)
    settings = context.settings
    registry = open_registry(settings, plan.base)
    known_expert(plan.expert, registry.cards.experts)  # before a long download
    token = settings.hf_token
    access = HubAccess(
        endpoint=settings.hf_endpoint,
        token=token.get_secret_value() if token else None,
    )
    home = settings.paths.home
    rows = load_rows(data, plan.notes["map"], access, home / _DATASETS)
    return new_run(settings.paths.training, registry, plan, rows, share)


def found(context: Context, name: str) -> Path:
    """The folder of a run that is taken up again, by its path or its name.

    Raises:
        RunNotFound: There is none.
    """
    for folder in (Path(name), context.settings.paths.training / name):
        if folder.is_dir():
            return folder.absolute()
    raise RunNotFound(run=name)


def check_same(folder: Path, plan: TrainPlan, given: Sequence[str]) -> None:
    """Refuse what a run that goes on would not obey.

    Args:
        folder: The run's.
        plan: What the command line says.
        given: The parameters that stand there.

    Raises:
        RunFixed: One of them is not what the run was begun with.
        RunDamaged, ValueRefused: Its plan cannot be read.
    """
    kept = read_plan(folder)
    for name in (name for name in given if name not in _ANEW):
        known, said = _value(kept, name), _value(plan, name)
        if known != said:
            option = "ID" if name == "expert" else _NOTES.get(name, name)
            if option != "ID":
                option = f"--{option.replace('_', '-')}"
            raise RunFixed(run=folder.name, name=option, value=said, kept=known)


def _value(plan: TrainPlan, name: str) -> str:
    if name in _NOTES:
        return plan.notes.get(_NOTES[name], "–")
    value = getattr(plan, _FIELDS.get(name, name))
    return "–" if value is None else str(value)


def run(context: Context, folder: Path, *, use: bool, as_json: bool) -> None:
    """Train to the end and keep what came of it.

    Raises:
        typer.Exit: It was interrupted; how to go on was said.
        EvotrError: What the training met, or the version's keeping; a run that can go
            on is named before.
    """
    quiet_libraries(context.settings)
    registry = open_registry(context.settings, read_plan(folder).base)
    with _left_in_order(context, folder, as_json=as_json):
        while True:  # once, unless the user chooses another version meanwhile
            plan = _compared(context, registry, folder, as_json=as_json)
            result = _watched(context, folder, as_json=as_json)
            if not isinstance(result, TrainingResult):
                _say_way_back(context, folder, result, as_json=as_json)
                raise typer.Exit(INTERRUPTED)
            if kept := keep_version(registry, folder, plan, result, use=use):
                break
    if as_json:
        print_json(_plain(kept, result))
    else:
        _tell(context, kept, result)


def _compared(
    context: Context, registry: Registry, folder: Path, *, as_json: bool
) -> TrainPlan:
    """The run's plan; says so when what it is compared with has changed."""
    before = read_plan(folder)
    plan = against_served(registry, folder)
    if plan != before and not as_json:
        tell(context, "training.rival", expert=plan.expert)
    return plan


@contextmanager
def _left_in_order(context: Context, folder: Path, *, as_json: bool) -> Iterator[None]:
    """A run that met an error is deleted if it cannot go on, and named otherwise."""
    try:
        yield
    except (RowsTooLong, TrainingDiverged):  # the same rows would end the same way
        shutil.rmtree(folder, ignore_errors=True)
        raise
    except TrainingError:  # says itself how to go on
        raise
    except EvotrError:
        if as_json:
            print_json({"event": "left", "run": folder.name})
        else:
            _warn(context, "training.left", run=folder.name)
        raise


def _say_way_back(
    context: Context, folder: Path, end: TrainingStopped | None, *, as_json: bool
) -> None:
    if as_json:
        step = None if end is None else end.step
        print_json({"event": "stopped", "run": folder.name, "step": step})
    if end is None:
        _warn(context, "training.killed", run=folder.name)
    else:
        _warn(context, "training.stopped", step=end.step, run=folder.name)


def _warn(context: Context, key: str, **values: object) -> None:
    sentence = printable(context.say(key, **values))
    context.errors.print(sentence, markup=False, soft_wrap=True)


def _watched(
    context: Context, folder: Path, *, as_json: bool
) -> TrainingResult | TrainingStopped | None:
    """Run the child with its progress shown.

    Ctrl-C asks it to stop and waits; another one ends it at once, and returns None.
    """
    with TrainingRun(folder) as child:
        try:
            try:
                with show_training(context, as_json=as_json) as show:
                    for event in child.events():
                        show(event)
            except KeyboardInterrupt:  # another may come while this one is answered
                child.stop()
                _warn(context, "training.stopping")
            end = child.result()
        except KeyboardInterrupt:
            child.kill()
            return None
        assert not isinstance(end, TrainingMeasured)  # no plan of a user's asks for it
        return end


def _plain(kept: Kept, result: TrainingResult) -> dict[str, object]:
    return {
        "event": "done",
        "expert": kept.version.expert,
        "version": kept.version.version,
        "better": kept.better,
        "used": kept.used,
        "result": dataclasses.asdict(result),
    }


def _tell(context: Context, kept: Kept, result: TrainingResult) -> None:
    version = kept.version
    named = {"expert": version.expert, "version": version.version}
    if result.too_long:
        tell(context, "training.too_long", count=result.too_long)
    if result.best_loss is None or result.base_loss is None:
        tell(context, "training.unmeasured", **named)
        return
    losses = {
        "loss": Written(f"{result.best_loss:.3f}"),
        "base": Written(f"{result.base_loss:.3f}"),
    }
    tell(context, "training.measured", **named, **losses)
    for loss in result.compared.values():
        tell(context, "training.served", loss=Written(f"{loss:.3f}"))
    if kept.used:
        tell(context, "training.used", **named)
    elif kept.better:
        tell(context, "training.unused", **named)
    else:
        tell(context, "training.worse", **named)
