"""The carried files belong together."""

import sys
from dataclasses import replace

import pytest

from evotr.domain import Exemplar, RouteQuery
from evotr.embedding import open_embedder
from evotr.paths import BUNDLED_ROUTER
from evotr.router.files import BASE, VECTORS
from evotr.router.opening import lesson_texts, make_ready, open_router
from evotr.router.vectors import VectorCache
from evotr.settings import Settings
from scripts.router_vectors import bundled_knowledge

_MOST = {VECTORS: 2_200_000, BASE: 4_500_000}


def test_the_carried_embeddings_are_current():
    """`python -m scripts.router_vectors` makes them so."""
    embedder = open_embedder(Settings(embedder="minilm"), keeps=False)
    cache = VectorCache(embedder, (BUNDLED_ROUTER / VECTORS,))

    assert cache.lacks(lesson_texts(bundled_knowledge())) == []


def test_the_carried_heads_are_current(tmp_path, monkeypatch):
    """`python -m scripts.router_vectors` makes them so: nothing is fitted."""
    monkeypatch.setitem(sys.modules, "evotr.router.fitting", None)  # cannot be imported
    embedder = open_embedder(Settings(embedder="minilm"), keeps=False)
    knowledge = replace(bundled_knowledge(), state=tmp_path)

    router = open_router(knowledge, embedder)

    route = router.route(RouteQuery("Write a Python function that adds two numbers."))
    assert route.pick == "python_coder"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ready", [False, True])
def test_on_carried_heads_a_correction_is_learned(tmp_path, monkeypatch, ready):
    embedder = open_embedder(Settings(embedder="minilm"), keeps=False)
    taught = Exemplar("zumzuk köftesi nasıl yapılır", "medical", "answer-1")
    known = replace(bundled_knowledge(), state=tmp_path)
    more = replace(known, exemplars=(*known.exemplars, taught))
    query = RouteQuery(taught.text)
    router = open_router(known, embedder)
    before = dict(router.route(query).ranking)["medical"]
    assert not router.ready
    if ready:
        make_ready(known, embedder)
        monkeypatch.setitem(sys.modules, "evotr.router.fitting", None)
        make_ready(known, embedder)  # there is nothing left to do
        assert open_router(known, embedder).among({"medical"}).ready

    router = open_router(more, embedder)
    after = dict(router.route(query).ranking)["medical"]

    assert router.ready
    assert after > before
    assert {"ground.npz", "heads.npz"} <= {file.name for file in tmp_path.iterdir()}
    assert not (tmp_path / BASE).exists()


def test_the_carried_files_are_small():
    for name, most in _MOST.items():
        assert (BUNDLED_ROUTER / name).stat().st_size < most
