"""all-MiniLM-L6-v2 on ONNX Runtime: the embedder that comes with the program."""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from evotr.embedding.base import Precision
from evotr.embedding.pieces import WordPieces
from evotr.embedding.store import Store
from evotr.embedding.tensors import Tensors
from evotr.errors import EmbedderUnavailable, EmbedderWeightsWrong

__all__ = ["MODEL", "PUBLISHED_SHA256", "MiniLm"]

MODEL: Final = "all-MiniLM-L6-v2"

PUBLISHED_SHA256: Final = (
    "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
)
"""Of ``model.safetensors`` in sentence-transformers/all-MiniLM-L6-v2 on the hub."""

_WEIGHTS: Final = "model.safetensors"
_TOKENIZER: Final = "tokenizer.json"
_DIMENSIONS: Final = 384
_WORDS: Final = 30_522
_PLACES: Final = 512
_TYPES: Final = 2
# As sentence-transformers reads it (sentence_bert_config.json).
_MOST_PIECES: Final = 256
# Raise it with any change of the vectors: heads and indexes are made anew then.
_RECIPE: Final = 1
_ERRORS_ONLY: Final = 3
_SHOWN: Final = 12


class MiniLm:
    """Vectors of 384 numbers.

    An empty text has one too, that of its opening and closing mark. Texts are read one
    by one: integers are rounded alike for all that is read together, and no vector may
    depend on what stands beside it. Any thread may call it.

    Args:
        folder: The model's files.
        store: Where the graph is kept.
        precision: ``float32`` rounds nothing and takes twice as long.
        threads: How many work on one text.

    Raises:
        EmbedderUnavailable: A file is missing or damaged.
        EmbedderWeightsWrong: The weights are not the published ones.
    """

    def __init__(
        self,
        folder: Path,
        store: Store,
        *,
        precision: Precision = "int8",
        threads: int = 1,
    ) -> None:
        weights = _checked_weights(folder, store)
        tokenizer = _read(folder / _TOKENIZER)
        try:
            self._pieces = WordPieces(tokenizer, _MOST_PIECES, _WORDS)
            tensors = Tensors(weights)
            self._words = tensors.get(_table("word"), _WORDS, _DIMENSIONS)
            self._places = _places(tensors)
        except (OSError, ValueError) as error:
            raise EmbedderUnavailable(model=MODEL, reason=str(error)) from error
        self._session = _session(_graph(tensors, store, precision), threads)
        self._input = self._session.get_inputs()[0].name
        marks = hashlib.sha256(tokenizer).hexdigest()[:_SHOWN]
        self._fingerprint = (
            f"minilm-{PUBLISHED_SHA256[:_SHOWN]}-{marks}-{precision}-{_RECIPE}"
        )

    @property
    def fingerprint(self) -> str:
        """The weights, the tokenizer, the precision and the recipe."""
        return self._fingerprint

    @property
    def dimensions(self) -> int:
        """384."""
        return _DIMENSIONS

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Embedder.encode`; a text of more than 256 pieces is cut there."""
        vectors = np.empty((len(texts), _DIMENSIONS), np.float32)
        for row, text in enumerate(texts):
            vectors[row] = self._run(self._pieces.ids(text))
        return vectors

    def _run(self, ids: list[int]) -> NDArray[np.float32]:
        embedded = (self._words[ids] + self._places[: len(ids)])[np.newaxis]
        vectors: NDArray[np.float32] = self._session.run(None, {self._input: embedded})[
            0
        ]
        return vectors


def _checked_weights(folder: Path, store: Store) -> Path:
    file = folder / _WEIGHTS
    try:
        digest = store.sha256(file)
    except OSError as error:
        raise _unreadable(file, error) from error
    if digest != PUBLISHED_SHA256:
        raise EmbedderWeightsWrong(model=MODEL, path=file)
    return file


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise _unreadable(file, error) from error


def _unreadable(file: Path, error: OSError) -> EmbedderUnavailable:
    return EmbedderUnavailable(
        model=MODEL, reason=f"{file} ({type(error).__name__})", path=file
    )


def _table(kind: str) -> str:
    return f"embeddings.{kind}_embeddings.weight"


def _places(tensors: Tensors) -> NDArray[np.float32]:
    """What each place adds to its word; all words are of the first type."""
    places = tensors.get(_table("position"), _PLACES, _DIMENSIONS)[:_MOST_PIECES]
    return places + tensors.get(_table("token_type"), _TYPES, _DIMENSIONS)[:1]


def _graph(tensors: Tensors, store: Store, precision: Precision) -> bytes:
    def build() -> bytes:
        # Half a second of imports that only the first start needs.
        from evotr.embedding.graph import build_graph  # noqa: PLC0415

        return build_graph(tensors, precision)

    key = f"{PUBLISHED_SHA256[:_SHOWN]}-{_RECIPE}"
    return store.graph(f"minilm-{precision}", key, build)


def _session(graph: bytes, threads: int) -> Any:  # noqa: ANN401 - onnxruntime is untyped
    # Its import alone numbers the device and looks for a server of its makers.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime  # noqa: PLC0415

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = _ERRORS_ONLY
    providers = ["CPUExecutionProvider"]
    try:
        return onnxruntime.InferenceSession(graph, options, providers=providers)
    except Exception as error:  # the library's errors have no root of their own
        raise EmbedderUnavailable(model=MODEL, reason=str(error)) from error
