import shutil
from dataclasses import replace
from threading import Event

import pytest

from evotr.errors import EngineClosed
from evotr.memory.dense import DenseIndex
from tests.fakes.embedder import WordEmbedder


def test_what_is_remembered_is_embedded(open_index, remember):
    remember("Kedim Pamuk")
    index = open_index()
    index.refresh().result(60)
    state = index.state()
    assert (state.known, state.embedded) == (1, 1)
    assert state.complete
    assert state.graph


def test_the_next_start_embeds_nothing(open_index, remember, embedder):
    for text in ("bir elma", "iki armut"):
        remember(text)
    index = open_index()
    index.refresh().result(60)
    index.close()
    before = embedder.encoded
    index = open_index()
    index.refresh().result(60)
    assert embedder.encoded == before
    assert index.nearest(embedder.encode(["armut"])[0], 1) == ["memory-2"]


def test_a_changed_text_is_embedded_again(open_index, remember, journal, embedder):
    remember("bir elma")
    index = open_index()
    index.refresh().result(60)
    (item,) = journal.memories.get(["memory-1"]).result(10)
    journal.memories.update(replace(item, text="üç kiraz")).result(10)
    index.refresh().result(60)
    row = index.table.rows_of(["memory-1"])
    cosine = index.vectors.cosines(
        index.table.slots(row), embedder.encode(["kiraz"])[0]
    )
    assert cosine[0] > 0.5


def test_what_is_forgotten_leaves_both_indexes(open_index, remember, journal, embedder):
    for text in ("bir elma", "iki armut"):
        remember(text)
    index = open_index()
    index.refresh().result(60)
    journal.memories.forget("memory-1").result(10)
    index.refresh().result(60)
    assert index.state().embedded == 1
    assert index.nearest(embedder.encode(["elma"])[0], 5) == ["memory-2"]


def test_what_was_forgotten_while_it_was_closed_leaves_too(
    open_index, remember, journal, embedder
):
    for text in ("bir elma", "iki armut"):
        remember(text)
    index = open_index()
    index.refresh().result(60)
    index.close()
    journal.memories.forget("memory-1").result(10)
    index = open_index()
    index.refresh().result(60)
    assert len(index.vectors) == 1
    assert index.nearest(embedder.encode(["elma"])[0], 5) == ["memory-2"]


def test_chroma_can_be_opened_later(open_index, remember, embedder):
    remember("bir elma")
    index = open_index(graph=False)
    index.refresh().result(60)
    assert index.state().embedded == 1
    assert not index.graph_is_kept
    assert index.nearest(embedder.encode(["elma"])[0], 1) is None
    index.open_graph().result(60)
    assert index.nearest(embedder.encode(["elma"])[0], 1) == ["memory-1"]


def test_a_closed_graph_keeps_nothing_that_is_forgotten(
    open_index, remember, journal, tmp_path
):
    for text in ("bir elma", "iki armut"):
        remember(text)
    index = open_index()
    index.refresh().result(60)
    index.close()
    index = open_index(graph=False)
    index.refresh().result(60)
    assert not index.state().graph
    journal.memories.forget("memory-1").result(10)
    index.refresh().result(60)
    index.close()
    graph = DenseIndex(tmp_path / "index" / "graph", "words-1", 64)
    assert graph.ids() == {"memory-2"}
    graph.close()


@pytest.mark.parametrize("lost", ["graph", "vectors", ""])
def test_a_lost_index_is_made_anew(open_index, remember, embedder, tmp_path, lost):
    remember("bir elma")
    index = open_index()
    index.refresh().result(60)
    index.close()
    shutil.rmtree(tmp_path / "index" / lost)
    index = open_index()
    index.refresh().result(60)
    assert index.nearest(embedder.encode(["elma"])[0], 1) == ["memory-1"]


def test_another_embedder_embeds_anew(open_index, remember):
    remember("bir elma")
    index = open_index()
    index.refresh().result(60)
    index.close()
    other = WordEmbedder(32, "words-2")
    index = open_index(other)
    index.refresh().result(60)
    assert other.encoded == 1
    assert index.nearest(other.encode(["elma"])[0], 1) == ["memory-1"]


def test_an_interrupted_build_goes_on(open_index, remember):
    for number in range(80):
        remember(f"elma {number}")

    def fail(texts):
        if failing.encoded + len(texts) > 40:
            raise EngineClosed

    failing = WordEmbedder(before=fail)
    index = open_index(failing)
    with pytest.raises(EngineClosed):
        index.refresh().result(60)
    index.close()
    assert failing.encoded == 32
    going_on = WordEmbedder()
    index = open_index(going_on)
    index.refresh().result(60)
    assert going_on.encoded == 48


def test_an_interrupted_change_of_the_embedder_goes_on(open_index, remember):
    for number in range(80):
        remember(f"elma {number}")
    index = open_index()
    index.refresh().result(60)
    index.close()

    def fail(texts):
        if failing.encoded + len(texts) > 40:
            raise EngineClosed

    failing = WordEmbedder(32, "words-2", fail)
    index = open_index(failing)
    with pytest.raises(EngineClosed):
        index.refresh().result(60)
    assert (index.state().known, index.state().embedded) == (80, 32)
    index.close()
    other = WordEmbedder(32, "words-2")
    index = open_index(other)
    index.refresh().result(60)
    assert other.encoded == 48
    assert index.nearest(other.encode(["elma 3"])[0], 80) is not None


def test_while_it_embeds_it_has_no_answer_and_nobody_waits(open_index, remember):
    started, go_on = Event(), Event()

    def wait(_):
        started.set()
        assert go_on.wait(60)

    remember("bir elma")
    index = open_index(WordEmbedder(before=wait))
    done = index.refresh()
    assert started.wait(60)
    assert index.state().embedded == 0
    assert index.complete
    go_on.set()
    done.result(60)


def test_rebuild_embeds_everything(open_index, remember, embedder):
    remember("bir elma")
    index = open_index()
    index.refresh().result(60)
    before = embedder.encoded
    index.rebuild().result(60)
    assert embedder.encoded == before + 1
    assert index.nearest(embedder.encode(["elma"])[0], 1) == ["memory-1"]
