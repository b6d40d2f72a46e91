"""``evotr models``: the models on this machine and on the hub."""

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from evotr.cli.context import Context
from evotr.cli.dialogue import confirmed, tell
from evotr.cli.render import print_json, printable
from evotr.errors import ModelNotFound, named_os_error
from evotr.models import ModelInfo, ModelLibrary
from evotr.models.names import check_id
from evotr.paths import BUNDLED_MODEL
from evotr.settings import DEFAULT_MODEL, env_name, load_settings, write_setting
from evotr.text import Catalog
from evotr.text.sizes import counted, readable

__all__ = ["build"]


def build(say: Catalog) -> typer.Typer:
    """The group with help in the user's language."""
    app = typer.Typer(help=say("models.help.group"), no_args_is_help=True)
    _register_reading(app, say)
    _register_pull(app, say)
    _register_choosing(app, say)
    return app


def _register_reading(app: typer.Typer, say: Catalog) -> None:
    json_option = typer.Option("--json", help=say("cli.json"))

    @app.command("list", help=say("models.help.list"))
    def list_(
        ctx: typer.Context,
        as_json: Annotated[bool, json_option] = False,  # noqa: FBT002 — a flag
    ) -> None:
        context: Context = ctx.obj
        in_use = context.settings.base_model_path
        library = _library(context)
        found, missing = library.installed(in_use), library.missing(in_use)
        if missing is not None:
            found = (*found, missing)
        if as_json:
            models = [_plain(context, info, in_use) for info in found]
            print_json({"models": models})
        else:
            _print_list(context, found, in_use)

    @app.command(help=say("models.help.info"))
    def info(
        ctx: typer.Context,
        name: Annotated[str, typer.Argument(help=say("models.help.name"))] = "",
        as_json: Annotated[bool, json_option] = False,  # noqa: FBT002 — a flag
    ) -> None:
        context: Context = ctx.obj
        in_use = context.settings.base_model_path
        found = _library(context).info(name or in_use)
        if as_json:
            print_json(_plain(context, found, in_use))
        else:
            _print_info(context, found)


def _register_pull(app: typer.Typer, say: Catalog) -> None:
    @app.command("pull", help=say("models.help.pull"))
    def pull_(
        ctx: typer.Context,
        model: Annotated[str, typer.Argument(help=say("models.help.id"))] = (
            DEFAULT_MODEL
        ),
        revision: Annotated[
            str, typer.Option(help=say("models.help.revision"))
        ] = "main",
        as_json: Annotated[  # noqa: FBT002 — Typer's way to declare a flag
            bool, typer.Option("--json", help=say("cli.json"))
        ] = False,
    ) -> None:
        from evotr.cli import pulling  # noqa: PLC0415 — the hub's client

        context: Context = ctx.obj
        pulled = pulling.run(context, model, revision, as_json=as_json)
        if as_json:
            in_use = context.settings.base_model_path
            print_json({"event": "done", "model": _plain(context, pulled, in_use)})
        else:
            size = readable(pulled.size_bytes)
            tell(context, "models.pull.done", model=pulled.id, size=size)


def _register_choosing(app: typer.Typer, say: Catalog) -> None:
    name_argument = typer.Argument(help=say("models.help.name"))
    json_option = typer.Option("--json", help=say("cli.json"))

    @app.command(help=say("models.help.use"))
    def use(
        ctx: typer.Context,
        name: Annotated[str, name_argument],
        as_json: Annotated[bool, json_option] = False,  # noqa: FBT002 — a flag
    ) -> None:
        context: Context = ctx.obj
        library = _library(context)
        info = library.checked(_given(name))
        chosen = library.setting_for(info)
        effective = _choose(context, chosen)
        overruled = env_name("base_model_path") if effective != chosen else None
        if as_json:
            model = _plain(context, info, effective)
            print_json({"model": model, "overruled_by": overruled})
        elif overruled is None:
            tell(context, "models.use.done", model=info.id)
        else:
            values = {"variable": overruled, "model": effective}
            tell(context, "models.use.overruled", **values)

    @app.command(help=say("models.help.remove"))
    def remove(
        ctx: typer.Context,
        name: Annotated[str, name_argument],
        yes: Annotated[  # noqa: FBT002 — Typer's way to declare a flag
            bool, typer.Option("--yes", "-y", help=say("models.help.yes"))
        ] = False,
        as_json: Annotated[bool, json_option] = False,  # noqa: FBT002 — a flag
    ) -> None:
        context: Context = ctx.obj
        library, in_use = _library(context), context.settings.base_model_path
        library.check_removable(_given(name), in_use=in_use)
        sure = yes or confirmed(
            context, "models.remove.sure", as_json=as_json, model=name
        )
        freed = library.remove(name, in_use=in_use) if sure else 0
        if as_json:
            print_json({"model": name, "removed": sure, "freed_bytes": freed})
        elif sure:
            tell(context, "models.remove.done", model=name, size=readable(freed))
        if not sure:
            raise typer.Exit(1)


def _given(name: str) -> str:
    """A name that was typed: a script's unset variable must not choose a model.

    Raises:
        ModelNotFound: It is blank.
    """
    if not name.strip():
        raise ModelNotFound(model=name)
    return name


def _library(context: Context) -> ModelLibrary:
    return ModelLibrary(context.settings.paths.models, BUNDLED_MODEL)


def _choose(context: Context, value: str) -> str:
    """Write the setting; returns the one in force, which the environment may overrule.

    Raises:
        FolderNotWritable, DiskFull: The settings cannot be written.
    """
    paths = context.settings.paths
    try:
        write_setting(paths, "base_model_path", value or None)
    except OSError as error:
        raise named_os_error(error, paths.home) from error
    return load_settings({"evotr_home": paths.home}).base_model_path


def _plain(context: Context, info: ModelInfo, in_use: str) -> dict[str, object]:
    problem = None
    if info.problem is not None:
        message, hint = context.say.error(info.problem)
        if info.missing:
            hint = _way_out(info, context.say)
        error = type(info.problem).__name__
        problem = {"error": error, "message": message, "hint": hint}
    return {
        "id": info.id,
        "path": info.path,
        "in_use": _serves(context, info, in_use),
        "bundled": info.bundled,
        "architecture": info.architecture,
        "parameters": info.parameters,
        "bits": info.bits,
        "context_tokens": info.context_tokens,
        "size_bytes": info.size_bytes,
        "license": info.license,
        "base": info.base,
        "sampling": info.sampling,
        "complete": info.complete,
        "problem": problem,
    }


def _print_list(context: Context, found: tuple[ModelInfo, ...], in_use: str) -> None:
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    for key in ("model", "size", "parameters", "bits", "context", "state"):
        table.add_column(context.say(f"models.column.{key}"), overflow="fold")
    for info in found:
        size = "?" if info.missing else context.say.number(readable(info.size_bytes))
        table.add_row(
            "*" if _serves(context, info, in_use) else "",
            escape(printable(info.id)),
            size,
            context.say.number(counted(info.parameters)),
            str(info.bits or "?"),
            str(info.context_tokens or "?"),
            _state(info, context.say),
        )
    context.console.print(table)
    for info in found:
        if info.missing:
            _print_plainly(context, _way_out(info, context.say))


def _serves(context: Context, info: ModelInfo, in_use: str) -> bool:
    """Whether the settings name it, here or missing."""
    return info.missing or _library(context).is_called(info.path, in_use)


def _way_out(missing: ModelInfo, say: Catalog) -> str:
    """What to do about a model that the settings name and that is not here."""
    values = {"model": missing.id, "bundled": BUNDLED_MODEL.name}
    try:
        check_id(missing.id)
    except ModelNotFound:
        return say("models.missing.folder", **values)
    return say("models.missing.pull", **values)


def _print_plainly(context: Context, sentence: str) -> None:
    context.console.print(
        printable(sentence), markup=False, highlight=False, soft_wrap=True
    )


def _print_info(context: Context, info: ModelInfo) -> None:
    say = context.say
    rows = {
        "model": info.id,
        "path": str(info.path),
        "architecture": info.architecture or "?",
        "parameters": say.number(counted(info.parameters)),
        "bits": str(info.bits or "?"),
        "context": str(info.context_tokens or "?"),
        "size": say.number(readable(info.size_bytes)),
        "license": info.license or "?",
        "base": info.base or "?",
        "sampling": _sampling(info),
        "state": _state(info, say),
    }
    table = Table(box=None, pad_edge=False, show_header=False)
    for key, value in rows.items():
        table.add_row(say(f"models.column.{key}"), escape(printable(value)))
    context.console.print(table)
    if info.problem is not None:
        for sentence in say.error(info.problem):
            _print_plainly(context, sentence)


def _state(info: ModelInfo, say: Catalog) -> str:
    if info.problem is None:
        return say("models.state.ready")
    if info.missing:
        return say("models.state.missing")
    return say("models.state.unsupported" if info.complete else "models.state.damaged")


def _sampling(info: ModelInfo) -> str:
    sampling = info.sampling
    return (
        f"temperature {sampling.temperature:g}, top_p {sampling.top_p:g}, "
        f"top_k {sampling.top_k}, repetition_penalty {sampling.repetition_penalty:g}"
    )
