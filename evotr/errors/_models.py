"""Models, their adapters and the hub."""

from evotr.errors._base import EvotrError, UserError

__all__ = [
    "ActiveUnreadable",
    "AdapterDamaged",
    "AdapterError",
    "AdapterMismatch",
    "AdapterMissing",
    "AdapterOverflowed",
    "AdapterUnsupported",
    "ChecksumMismatch",
    "EmbedderMissing",
    "EmbedderReplaced",
    "EmbedderUnavailable",
    "EmbedderWeightsWrong",
    "GenerationBroken",
    "HubAddressUnknown",
    "HubConnectionRefused",
    "HubError",
    "HubFileRefused",
    "HubModelUnusable",
    "HubNotThere",
    "HubSilent",
    "HubUnauthorized",
    "HubUnreachable",
    "ImportDamaged",
    "ModelBundled",
    "ModelDamaged",
    "ModelError",
    "ModelInUse",
    "ModelNameWrong",
    "ModelNotFound",
    "ModelUnsupported",
    "NightVersionDamaged",
    "PullRunning",
    "RerankerMissing",
    "RerankerUnavailable",
    "TokenizerMissing",
]


class ModelNotFound(UserError):
    """``model`` is neither a folder, nor an installed model, nor on the hub."""


class ModelNameWrong(ModelNotFound):
    """``model`` is not how a model on the hub is called."""


class ModelBundled(ModelNotFound):
    """``model`` comes with the program: the hub does not have it."""


class ModelInUse(UserError):
    """``model`` is the one in use (or bundled) and is not removed."""


class ModelError(EvotrError):
    """A model folder that cannot serve."""

    exit_code = 2


class ModelDamaged(ModelError):
    """A file of the model at ``path`` is missing or truncated: ``reason``."""


class ModelUnsupported(ModelError):
    """The model at ``path`` has an ``architecture`` that mlx-lm does not know."""


class TokenizerMissing(ModelError):
    """The model at ``path`` has no usable tokenizer."""


class GenerationBroken(ModelError):
    """The model's output is not finite (NaN) or all zero (``path``)."""

    exit_code = 1


class AdapterError(ModelError):
    """An adapter at ``path`` that cannot serve: ``reason``."""


class ActiveUnreadable(AdapterError):
    """What lies at ``path`` does not say which version an expert serves."""


class AdapterDamaged(AdapterError):
    """A file of the adapter at ``path`` is missing, cut or not finite: ``reason``."""


class ImportDamaged(AdapterDamaged):
    """What was to be imported from ``path`` is damaged: ``reason``."""


class NightVersionDamaged(AdapterDamaged):
    """A file of the version at ``path``, which a night made, is: ``reason``."""


class AdapterOverflowed(AdapterError):
    """With the adapters at ``path`` the model's output is not finite or all zero."""

    exit_code = 1


class AdapterMissing(AdapterError):
    """There is no folder of an adapter at ``path``."""


class AdapterMismatch(AdapterError):
    """The adapter at ``path`` was not made for this base: ``reason``."""


class AdapterUnsupported(AdapterError):
    """The adapter at ``path`` has something that cannot be carried: ``reason``."""


class EmbedderUnavailable(ModelError):
    """The embedding model ``model`` cannot serve: ``reason`` (a file, and what in it).

    The router goes on with keywords alone.
    """


class EmbedderMissing(EmbedderUnavailable):
    """The embedding model ``model`` is not installed."""


class EmbedderReplaced(EmbedderUnavailable):
    """The embedding model ``model`` cannot serve: ``reason``; the bundled one does."""


class EmbedderWeightsWrong(EmbedderUnavailable):
    """The weights at ``path`` are not those that were published as ``model``."""


class RerankerUnavailable(ModelError):
    """The model ``model`` that reads memories anew cannot serve: ``reason``.

    Recall goes on without it.
    """


class RerankerMissing(RerankerUnavailable):
    """The model ``model`` that is to read memories anew is not installed."""


class HubError(EvotrError):
    """The hub answered ``status`` for ``model``."""


class HubUnauthorized(HubError):
    """The hub refuses ``model`` without a valid token (401 or 403)."""

    exit_code = 2


class HubUnreachable(HubError):
    """The hub at ``endpoint`` does not answer: ``reason``.

    The classes below say the reason themselves.
    """


class HubAddressUnknown(HubUnreachable):
    """No computer is known by the name in ``endpoint``, or there is no network."""


class HubConnectionRefused(HubUnreachable):
    """Nobody listens at ``endpoint``."""


class HubNotThere(HubUnreachable):
    """What answers at ``endpoint`` is no hub."""


class HubSilent(HubUnreachable):
    """``endpoint`` did not answer in time."""


class HubFileRefused(HubError):
    """The hub lists ``file`` for ``model``: a name that would leave its folder."""


class HubModelUnusable(HubError):
    """``model`` has no ``config.json`` or no weights in the safetensors format."""

    exit_code = 2


class ChecksumMismatch(HubError):
    """The downloaded ``file`` of ``model`` is not what the hub announced."""


class PullRunning(EvotrError):
    """Another process downloads ``model`` right now."""
