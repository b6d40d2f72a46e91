"""Embeds what the router learns from, once for all homes: data/router/vectors.npz.

``python -m scripts.router_vectors`` after a card, the glossary or a file of data/router
has changed. Without it everything works; the first start takes half a minute longer.
"""

from evotr.embedding import open_embedder
from evotr.experts import read_cards
from evotr.paths import BUNDLED_EXPERTS, BUNDLED_ROUTER, PROGRAM
from evotr.router.files import VECTORS
from evotr.router.opening import Knowledge, lesson_texts
from evotr.router.vectors import VectorCache
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
    """Embed what is new and write the file, without what is no longer learned."""
    file = BUNDLED_ROUTER / VECTORS
    cache = VectorCache(open_embedder(Settings(), keeps=False), (file,))
    texts = lesson_texts(bundled_knowledge())
    cache.encode(texts)
    cache.write(file, texts)
    file.chmod(0o644)


if __name__ == "__main__":
    main()
