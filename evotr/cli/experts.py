"""``evotr experts``: the experts and the versions of their weights."""

from pathlib import Path
from typing import Annotated

import typer

from evotr.cli import expert_views as views
from evotr.cli import training
from evotr.cli.context import Context
from evotr.cli.dialogue import confirmed, tell
from evotr.cli.registry import registry_of
from evotr.cli.render import print_json
from evotr.domain import Activation
from evotr.errors import ArgumentMissing
from evotr.experts import (
    BASE,
    PIN_SETTINGS,
    Registry,
    import_adapter,
    known_expert,
)
from evotr.settings import env_name
from evotr.text import Catalog
from evotr.torchless import hide_torch

__all__ = ["build"]


def build(say: Catalog) -> typer.Typer:
    """The group with help in the user's language."""
    app = typer.Typer(help=say("experts.help.group"), no_args_is_help=True)
    _register_reading(app, say)
    _register_choosing(app, say)
    _register_import(app, say)
    _register_remove(app, say)
    training.register(app, say)
    return app


def _register_reading(app: typer.Typer, say: Catalog) -> None:
    id_argument = typer.Argument(help=say("experts.help.id"))
    json_option = typer.Option("--json", help=say("cli.json"))

    @app.command("list", help=say("experts.help.list"))
    def list_(
        ctx: typer.Context,
        as_json: Annotated[bool, json_option] = False,  # noqa: FBT002 — a flag
    ) -> None:
        context: Context = ctx.obj
        registry = registry_of(context)
        if as_json:
            print_json(views.plain_list(context, registry))
        else:
            views.print_list(context, registry)

    @app.command(help=say("experts.help.show"))
    def show(
        ctx: typer.Context,
        expert: Annotated[str, id_argument],
        as_json: Annotated[bool, json_option] = False,  # noqa: FBT002 — a flag
    ) -> None:
        context: Context = ctx.obj
        registry = registry_of(context)
        card = known_expert(expert, registry.cards.experts)
        if as_json:
            print_json(views.plain_expert(context, registry, card))
        else:
            views.print_expert(context, registry, card)

    @app.command(help=say("experts.help.versions"))
    def versions(
        ctx: typer.Context,
        expert: Annotated[str, id_argument],
        as_json: Annotated[bool, json_option] = False,  # noqa: FBT002 — a flag
    ) -> None:
        context: Context = ctx.obj
        registry = registry_of(context)
        if as_json:
            print_json(views.plain_versions(context, registry, expert))
        else:
            views.print_versions(context, registry, expert)


def _register_choosing(app: typer.Typer, say: Catalog) -> None:
    id_argument = typer.Argument(help=say("experts.help.id"))
    version_argument = typer.Argument(help=say("experts.help.version_or_base"))
    json_option = typer.Option("--json", help=say("cli.json"))

    @app.command(help=say("experts.help.use"))
    def use(
        ctx: typer.Context,
        expert: Annotated[str, id_argument],
        version: Annotated[str, version_argument],
        as_json: Annotated[bool, json_option] = False,  # noqa: FBT002 — a flag
    ) -> None:
        context: Context = ctx.obj
        registry = registry_of(context)
        registry.use(expert, version)
        _tell_choice(context, registry, expert, as_json=as_json)

    @app.command(help=say("experts.help.rollback"))
    def rollback(
        ctx: typer.Context,
        expert: Annotated[str, id_argument],
        as_json: Annotated[bool, json_option] = False,  # noqa: FBT002 — a flag
    ) -> None:
        context: Context = ctx.obj
        registry = registry_of(context)
        registry.rollback(expert)
        _tell_choice(context, registry, expert, as_json=as_json)


def _register_import(app: typer.Typer, say: Catalog) -> None:
    @app.command("import", help=say("experts.help.import"))
    def import_(
        ctx: typer.Context,
        expert: Annotated[str, typer.Argument(help=say("experts.help.id"))],
        folder: Annotated[str, typer.Argument(help=say("experts.help.folder"))],
        activation: Annotated[
            Activation | None, typer.Option(help=say("experts.help.activation"))
        ] = None,
        use_now: Annotated[  # noqa: FBT002 — Typer's way to declare a flag
            bool, typer.Option("--use", help=say("experts.help.use_now"))
        ] = False,
        as_json: Annotated[  # noqa: FBT002 — Typer's way to declare a flag
            bool, typer.Option("--json", help=say("cli.json"))
        ] = False,
    ) -> None:
        context: Context = ctx.obj
        registry = registry_of(context)
        if not folder.strip():  # a script's unset variable is not the current folder
            raise ArgumentMissing(command=ctx.command_path, name="FOLDER")
        hide_torch()  # an activated LoRA has a tokenizer read, and nothing runs here
        added = import_adapter(registry, expert, Path(folder), activation)
        if use_now:
            registry.use(expert, added.version)
        if as_json:
            plain = views.plain_versions(context, registry, expert)
            print_json({"added": added.version, **plain})
        elif use_now:
            _tell_choice(context, registry, expert, as_json=False)
        else:
            tell(
                context,
                "experts.import.done",
                expert=expert,
                version=added.version,
                method=added.method,
                rank=added.rank,
                activation=added.activation,
            )


def _register_remove(app: typer.Typer, say: Catalog) -> None:
    @app.command(help=say("experts.help.remove"))
    def remove(
        ctx: typer.Context,
        expert: Annotated[str, typer.Argument(help=say("experts.help.id"))],
        version: Annotated[str, typer.Argument(help=say("experts.help.version"))],
        yes: Annotated[  # noqa: FBT002 — Typer's way to declare a flag
            bool, typer.Option("--yes", "-y", help=say("experts.help.yes"))
        ] = False,
        as_json: Annotated[  # noqa: FBT002 — Typer's way to declare a flag
            bool, typer.Option("--json", help=say("cli.json"))
        ] = False,
    ) -> None:
        context: Context = ctx.obj
        registry = registry_of(context)
        registry.check_removable(expert, version)
        named = {"expert": expert, "version": version}
        sure = yes or confirmed(
            context, "experts.remove.sure", as_json=as_json, **named
        )
        if sure:
            registry.remove(expert, version)
        if as_json:
            print_json({**named, "removed": sure})
        elif sure:
            tell(context, "experts.remove.done", **named)
        if not sure:
            raise typer.Exit(1)


def _tell_choice(
    context: Context, registry: Registry, expert: str, *, as_json: bool
) -> None:
    version = registry.active(expert)
    overruled = env_name(PIN_SETTINGS[expert]) if expert in registry.pins else None
    if as_json:
        chosen = {"expert": expert, "version": version, "overruled_by": overruled}
        print_json(chosen)
    elif overruled is not None:
        tell(context, "experts.use.overruled", variable=overruled)
    elif version == BASE:
        tell(context, "experts.use.base", expert=expert)
    else:
        tell(context, "experts.use.done", expert=expert, version=version)
