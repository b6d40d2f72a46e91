"""The encoder as the memory uses it."""

from typing import Final

from evotr.embedding import Embedder
from evotr.embedding.glossed import Glossed
from evotr.paths import BUNDLED_ROUTER

__all__ = ["for_memory"]

_NO_TURKISH: Final = "minilm-"
"""How the fingerprint of an encoder begins to which all Turkish is alike."""


def for_memory(embedder: Embedder) -> Embedder:
    """``embedder``; one that has no Turkish reads it by the English of its words."""
    if not embedder.fingerprint.startswith(_NO_TURKISH):
        return embedder
    glossary, languages = (
        BUNDLED_ROUTER / name for name in ("glossary.toml", "language.toml")
    )
    return Glossed(embedder, glossary, languages)
