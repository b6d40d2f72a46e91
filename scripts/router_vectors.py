"""Embeds what the router learns from, and fits its heads, once for all homes.

``python -m scripts.router_vectors`` after a card, the glossary, a file of data/router
or the fit itself has changed: it writes vectors.npz and base.npz there. Without them
everything works; a new home's first answer waits for both.
"""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from evotr.embedding import open_embedder
from evotr.experts import read_cards
from evotr.paths import BUNDLED_EXPERTS, BUNDLED_ROUTER, PROGRAM
from evotr.router.files import BASE, VECTORS
from evotr.router.opening import Knowledge, lesson_texts, open_router
from evotr.router.vectors import VectorCache, write_arrays
from evotr.settings import Settings
from evotr.wiring import RouterMaker

__all__ = ["bundled_knowledge", "main"]


def bundled_knowledge() -> Knowledge:
    """What the carried cards teach."""
    cards = read_cards(BUNDLED_EXPERTS, BUNDLED_EXPERTS / "none")
    return Knowledge(
        keywords={card.id: card.keywords for card in cards.experts.values()},
        exemplars=RouterMaker(Settings(), cards).exemplars(()),
        data=BUNDLED_ROUTER,
        state=PROGRAM,
    )


def main() -> None:
    """Embed what is new and write the files, without what is no longer learned."""
    vectors, heads = BUNDLED_ROUTER / VECTORS, BUNDLED_ROUTER / BASE
    embedder = open_embedder(Settings(embedder="minilm"), keeps=False)
    cache = VectorCache(embedder, (vectors,))
    texts = lesson_texts(bundled_knowledge())
    cache.encode(texts)
    cache.write(vectors, texts)
    with TemporaryDirectory() as state:
        knowledge = replace(bundled_knowledge(), state=Path(state))
        open_router(knowledge, embedder, anew=True)
        with np.load(knowledge.state / BASE, allow_pickle=False) as fitted:
            write_arrays(heads, dict(fitted), write=np.savez_compressed)
    for file in (vectors, heads):
        file.chmod(0o644)


if __name__ == "__main__":
    main()
