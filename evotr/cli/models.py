"""``evotr models``: the models on this machine and on the hub."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from evotr.cli.context import Context
from evotr.cli.progress import show_progress
from evotr.cli.render import print_json
from evotr.errors import ModelNotFound, named_os_error
from evotr.models import ModelInfo, ModelLibrary, readable
from evotr.models.download import pull
from evotr.models.hub import HubAccess
from evotr.paths import BUNDLED_MODEL
from evotr.settings import DEFAULT_MODEL, env_name, load_settings, write_setting
from evotr.text import Catalog

__all__ = ["build"]

_INTERRUPTED = 130
_YES = {"y", "yes", "e", "evet"}
_THOUSAND = 1000


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
        found = _library(context).installed()
        if as_json:
            print_json({"models": [_plain(info, context) for info in found]})
        else:
            _print_list(context, found)

    @app.command(help=say("models.help.info"))
    def info(
        ctx: typer.Context,
        name: Annotated[str, typer.Argument(help=say("models.help.name"))] = "",
        as_json: Annotated[bool, json_option] = False,  # noqa: FBT002 — a flag
    ) -> None:
        context: Context = ctx.obj
        chosen = name or context.settings.base_model_path
        found = _library(context).info(chosen)
        if as_json:
            print_json(_plain(found, context))
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
        context: Context = ctx.obj
        paths, access = context.settings.paths, _access(context)
        try:
            with show_progress(context, model, as_json=as_json) as on_progress:
                pulled = pull(
                    model,
                    paths.models,
                    access,
                    revision=revision,
                    on_progress=on_progress,
                )
        except KeyboardInterrupt:
            sentence = say("models.pull.interrupted", model=model)
            context.errors.print(sentence, markup=False, soft_wrap=True)
            raise typer.Exit(_INTERRUPTED) from None
        if as_json:
            print_json({"event": "done", "model": _plain(pulled, context)})
        else:
            size = readable(pulled.size_bytes)
            _tell(context, "models.pull.done", model=pulled.id, size=size)


def _register_choosing(app: typer.Typer, say: Catalog) -> None:
    name_argument = typer.Argument(help=say("models.help.name"))

    @app.command(help=say("models.help.use"))
    def use(ctx: typer.Context, name: Annotated[str, name_argument]) -> None:
        context: Context = ctx.obj
        library = _library(context)
        info = library.checked(name)
        if _choose(context, library.setting_for(info)):
            _tell(context, "models.use.done", model=info.id)

    @app.command(help=say("models.help.remove"))
    def remove(
        ctx: typer.Context,
        name: Annotated[str, name_argument],
        yes: Annotated[  # noqa: FBT002 — Typer's way to declare a flag
            bool, typer.Option("--yes", "-y", help=say("models.help.yes"))
        ] = False,
    ) -> None:
        context: Context = ctx.obj
        if not yes and not _confirmed(context, name):
            raise typer.Exit(1)
        in_use = context.settings.base_model_path
        freed = _library(context).remove(name, in_use=in_use)
        _tell(context, "models.remove.done", model=name, size=readable(freed))


def _library(context: Context) -> ModelLibrary:
    return ModelLibrary(context.settings.paths.models, BUNDLED_MODEL)


def _access(context: Context) -> HubAccess:
    token = context.settings.hf_token
    return HubAccess(
        endpoint=context.settings.hf_endpoint,
        token=token.get_secret_value() if token else None,
    )


def _choose(context: Context, value: str) -> bool:
    """Write the setting; False (and said) when the environment overrules it."""
    paths = context.settings.paths
    try:
        write_setting(paths, "base_model_path", value or None)
    except OSError as error:
        raise named_os_error(error, paths.home) from error
    effective = load_settings({"evotr_home": paths.home}).base_model_path
    if effective != value:
        variable = env_name("base_model_path")
        _tell(context, "models.use.overruled", variable=variable, model=effective)
    return effective == value


def _confirmed(context: Context, name: str) -> bool:
    context.console.print(context.say("models.remove.sure", model=name), end=" ")
    try:
        return input().strip().casefold() in _YES
    except EOFError:
        return False


def _in_use(context: Context) -> Path | None:
    """The folder of the model in use; None when the settings name none that is here."""
    try:
        return _library(context).resolve(context.settings.base_model_path)
    except ModelNotFound:
        return None


def _plain(info: ModelInfo, context: Context) -> dict[str, object]:
    problem = None
    if info.problem is not None:
        message, hint = context.say.error(info.problem)
        error = type(info.problem).__name__
        problem = {"error": error, "message": message, "hint": hint}
    return {
        "id": info.id,
        "path": info.path,
        "in_use": info.path == _in_use(context),
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


def _print_list(context: Context, found: tuple[ModelInfo, ...]) -> None:
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    for key in ("model", "size", "parameters", "bits", "context", "state"):
        table.add_column(context.say(f"models.column.{key}"), overflow="fold")
    in_use = _in_use(context)
    for info in found:
        table.add_row(
            "*" if info.path == in_use else "",
            escape(info.id),
            readable(info.size_bytes),
            _count(info.parameters),
            str(info.bits or "?"),
            str(info.context_tokens or "?"),
            _state(info, context.say),
        )
    context.console.print(table)


def _print_info(context: Context, info: ModelInfo) -> None:
    say = context.say
    rows = {
        "model": info.id,
        "path": str(info.path),
        "architecture": info.architecture or "?",
        "parameters": _count(info.parameters),
        "bits": str(info.bits or "?"),
        "context": str(info.context_tokens or "?"),
        "size": readable(info.size_bytes),
        "license": info.license or "?",
        "base": info.base or "?",
        "sampling": _sampling(info),
        "state": _state(info, say),
    }
    table = Table(box=None, pad_edge=False, show_header=False)
    for key, value in rows.items():
        table.add_row(say(f"models.column.{key}"), escape(value))
    context.console.print(table)
    if info.problem is not None:
        for sentence in say.error(info.problem):
            context.console.print(
                sentence, markup=False, highlight=False, soft_wrap=True
            )


def _state(info: ModelInfo, say: Catalog) -> str:
    if info.problem is None:
        return say("models.state.ready")
    return say("models.state.unsupported" if info.complete else "models.state.damaged")


def _sampling(info: ModelInfo) -> str:
    sampling = info.sampling
    return (
        f"temperature {sampling.temperature:g}, top_p {sampling.top_p:g}, "
        f"top_k {sampling.top_k}, repetition_penalty {sampling.repetition_penalty:g}"
    )


def _count(parameters: float) -> str:
    """3_090_000_000 → ``3.1 B``."""
    if not parameters:
        return "?"
    for unit in ("", " k", " M"):
        if parameters < _THOUSAND:
            return f"{parameters:.1f}{unit}" if unit else f"{parameters:.0f}"
        parameters /= _THOUSAND
    return f"{parameters:.1f} B"


def _tell(context: Context, key: str, **values: object) -> None:
    # A command in the sentence must stay whole when it is copied.
    sentence = context.say(key, **values)
    context.console.print(sentence, markup=False, highlight=False, soft_wrap=True)
