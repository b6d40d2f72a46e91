"""``evotr experts train``: weights for an expert, from the user's own rows."""

from typing import Annotated

import typer

from evotr.domain import Activation, AdapterMethod
from evotr.night.plan import TrainPlan
from evotr.text import Catalog

__all__ = ["register"]


def register(app: typer.Typer, say: Catalog) -> None:
    """Add ``train`` to the group of experts."""

    @app.command(help=say("training.help.train"))
    def train(  # noqa: PLR0913 — each is an option of the command
        ctx: typer.Context,
        *,
        expert: Annotated[str, typer.Argument(help=say("training.help.id"))] = "",
        data: Annotated[str, typer.Option(help=say("training.help.data"))] = "",
        columns: Annotated[
            str, typer.Option("--map", help=say("training.help.map"))
        ] = "",
        method: Annotated[
            AdapterMethod, typer.Option(help=say("training.help.method"))
        ] = "lora",
        activation: Annotated[
            Activation, typer.Option(help=say("training.help.activation"))
        ] = "reply",
        rank: Annotated[int, typer.Option(help=say("training.help.rank"))] = 16,
        epochs: Annotated[int, typer.Option(help=say("training.help.epochs"))] = 3,
        steps: Annotated[
            int | None, typer.Option(help=say("training.help.steps"))
        ] = None,
        learning_rate: Annotated[
            float, typer.Option(help=say("training.help.learning_rate"))
        ] = 1e-3,
        batch: Annotated[int, typer.Option(help=say("training.help.batch"))] = 8,
        max_tokens: Annotated[
            int, typer.Option(help=say("training.help.max_tokens"))
        ] = 2048,
        held_out: Annotated[
            float, typer.Option(min=0, max=0.5, help=say("training.help.held_out"))
        ] = 0.1,
        patience: Annotated[
            int | None, typer.Option(help=say("training.help.patience"))
        ] = None,
        seed: Annotated[int, typer.Option(help=say("training.help.seed"))] = 0,
        resume: Annotated[str, typer.Option(help=say("training.help.resume"))] = "",
        use: Annotated[
            bool, typer.Option("--use/--no-use", help=say("training.help.use"))
        ] = True,
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
            notes={"data": data},
        )
        if resume:
            folder = training_run.found(ctx.obj, resume)
        else:
            folder = training_run.begun(ctx.obj, plan.checked(), columns, held_out)
        training_run.run(ctx.obj, folder, use=use, as_json=as_json)
