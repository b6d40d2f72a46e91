"""Running a pull; apart from the other commands of models, which need no hub."""

import typer

from evotr.cli.codes import INTERRUPTED
from evotr.cli.context import Context
from evotr.cli.progress import show_progress
from evotr.models import ModelInfo
from evotr.models.download import pull
from evotr.models.hub import HubAccess

__all__ = ["run"]


def run(context: Context, model: str, revision: str, *, as_json: bool) -> ModelInfo:
    """Pull ``model`` with its progress shown; Ctrl-C exits and says how to go on.

    Raises:
        EvotrError: What `evotr.models.download.pull` raises.
        typer.Exit: It was interrupted.
    """
    settings = context.settings
    token = settings.hf_token
    access = HubAccess(
        endpoint=settings.hf_endpoint,
        token=token.get_secret_value() if token else None,
    )
    try:
        with show_progress(context, model, as_json=as_json) as on_progress:
            return pull(
                model,
                settings.paths.models,
                access,
                revision=revision,
                on_progress=on_progress,
            )
    except KeyboardInterrupt:
        sentence = context.say("models.pull.interrupted", model=model)
        context.errors.print(sentence, markup=False, soft_wrap=True)
        raise typer.Exit(INTERRUPTED) from None
