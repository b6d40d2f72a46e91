"""``evotr experts train``: weights for an expert, from the user's own rows."""

from typing import Annotated, Any

import typer

from evotr.cli import training_runs
from evotr.domain import Activation, AdapterMethod
from evotr.night.plan import TrainPlan
from evotr.text import Catalog

__all__ = ["register"]

_TYPED = "COMMANDLINE"


def register(app: typer.Typer, say: Catalog) -> None:
    """Add ``train`` and ``runs`` to the group of experts."""
    training_runs.register(app, say)
    _register_train(app, say)


def _register_train(app: typer.Typer, say: Catalog) -> None:
    def option(name: str, *flags: str, **more: Any) -> Any:  # noqa: ANN401 — Typer's
        return typer.Option(*flags, help=say(f"training.help.{name}"), **more)

    @app.command(help=say("training.help.train"))
    def train(  # noqa: PLR0913 — each is an option of the command
        ctx: typer.Context,
        *,
        expert: Annotated[str, typer.Argument(help=say("training.help.id"))] = "",
        data: Annotated[str, option("data")] = "",
        columns: Annotated[str, option("map", "--map")] = "",
        method: Annotated[AdapterMethod, option("method")] = "lora",
        activation: Annotated[Activation, option("activation")] = "reply",
        rank: Annotated[int, option("rank")] = 16,
        epochs: Annotated[int, option("epochs")] = 3,
        steps: Annotated[int | None, option("steps")] = None,
        learning_rate: Annotated[float, option("learning_rate")] = 1e-3,
        batch: Annotated[int, option("batch")] = 8,
        max_tokens: Annotated[int, option("max_tokens")] = 2048,
        held_out: Annotated[float, option("held_out", min=0, max=0.5)] = 0.1,
        patience: Annotated[int | None, option("patience")] = None,
        seed: Annotated[int, option("seed")] = 0,
        resume: Annotated[str, option("resume")] = "",
        use: Annotated[bool, option("use", "--use/--no-use")] = True,
        as_json: Annotated[bool, typer.Option("--json", help=say("cli.json"))] = False,
    ) -> None:
        from evotr.cli import training_run  # noqa: PLC0415 — the hub's client

        plan = TrainPlan(
            base=training_run.base_in_use(ctx.obj),
            expert=expert,
            method=method,
            activation=activation,
            rank=rank,
            epochs=epochs,
            steps=steps,
            learning_rate=learning_rate,
            batch_rows=batch,
            max_tokens=max_tokens,
            patience=patience,
            seed=seed,
            device=ctx.obj.settings.device,
            notes={"data": data, "map": columns, "held-out": str(held_out)},
        )
        if resume:
            folder = training_run.found(ctx.obj, resume)
            training_run.check_same(folder, plan, _given(ctx))
        else:
            folder = training_run.begun(ctx.obj, plan, held_out)
        training_run.run(ctx.obj, folder, use=use, as_json=as_json)


def _given(ctx: typer.Context) -> list[str]:
    """The parameters that stand on the command line."""
    sources = {name: ctx.get_parameter_source(name) for name in ctx.params}
    return [
        name for name, source in sources.items() if source and source.name == _TYPED
    ]
