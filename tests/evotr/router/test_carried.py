"""The carried files belong together."""

from evotr.embedding import open_embedder
from evotr.paths import BUNDLED_ROUTER
from evotr.router.files import VECTORS
from evotr.router.opening import lesson_texts
from evotr.router.vectors import VectorCache
from evotr.settings import Settings
from scripts.router_vectors import bundled_knowledge

_MOST = 2_200_000


def test_the_carried_embeddings_are_current():
    """`python -m scripts.router_vectors` makes them so."""
    embedder = open_embedder(Settings(embedder="minilm"), keeps=False)
    cache = VectorCache(embedder, (BUNDLED_ROUTER / VECTORS,))

    assert cache.lacks(lesson_texts(bundled_knowledge())) == []


def test_the_carried_embeddings_are_small():
    assert (BUNDLED_ROUTER / VECTORS).stat().st_size < _MOST
