"""The embedding's part of the router's benchmark gives the figures it promises."""

import math

import pytest

from scripts.bench.router_parts import embedding

KEYS = {
    "embed_p50_ms",
    "embed_p95_ms",
    "sentence_transformers_p50_ms",
    "sentence_transformers_p95_ms",
    "embed_vs_sentence_transformers",
    "embed_cosine",
    "embed_cosine_min",
}
STARTS = {
    "embed_cold_start_s",
    "embed_cold_start_cpu_s",
    "embed_export_s",
    "embed_rss_mb",
}
BGE = {"bge_m3_p50_ms", "bge_m3_p95_ms", "bge_m3_weights_mb"}


@pytest.mark.parametrize(
    ("keys", "part"),
    [
        (KEYS, lambda: embedding.embedding(rounds=1)),
        (STARTS, lambda: embedding.cold_start(rounds=1)),
        (BGE, lambda: embedding.bge_m3(rounds=1, layers=1)),
    ],
)
def test_a_part_measures_what_it_promises(keys, part):
    figures = part()
    assert figures.keys() == keys
    assert all(math.isfinite(value) and value >= 0 for value in figures.values())


def test_encoders_take_turns():
    asked = []
    one = asked.append
    two = lambda text: asked.append(text.upper())  # noqa: E731
    taken = embedding.take_turns([one, two], ["a", "b"], rounds=2)
    assert [len(times) for times in taken] == [4, 4]
    assert "".join(asked) == "aA" + "aAbB" + "AaBb"
