"""The experts' versions, as the commands open them."""

from evotr.cli.context import Context
from evotr.experts import Registry, open_registry
from evotr.models import ModelLibrary
from evotr.paths import BUNDLED_MODEL

__all__ = ["registry_of"]


def registry_of(context: Context) -> Registry:
    """The versions for the model in use, which is read when it is first needed.

    Raises:
        ModelNotFound: It is not here.
    """
    settings = context.settings
    library = ModelLibrary(settings.paths.models, BUNDLED_MODEL)
    return open_registry(settings, library.resolve(settings.base_model_path))
