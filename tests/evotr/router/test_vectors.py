import numpy as np

from evotr.router.vectors import VectorCache
from tests.fakes.embedder import FakeEmbedder


def test_a_text_is_embedded_once():
    embedder = FakeEmbedder()
    cache = VectorCache(embedder, ())
    cache.encode(["bir", "iki", "bir"])
    cache.encode(["iki", "üç"])

    assert embedder.asked == [["bir", "iki"], ["üç"]]


def test_kept_vectors_are_near_the_real_ones(tmp_path):
    file = tmp_path / "vectors.npz"
    cache = VectorCache(FakeEmbedder(), ())
    cache.encode(["bir iki", "üç"])
    cache.write(file)
    embedder = FakeEmbedder()

    kept = VectorCache(embedder, (file,)).encode(["bir iki", "üç"])

    assert embedder.asked == []
    real = embedder.encode(["bir iki", "üç"])
    assert (kept * real).sum(axis=1).min() > 0.999
    np.testing.assert_allclose(np.linalg.norm(kept, axis=1), 1, atol=1e-5)


def test_vectors_of_another_embedder_are_passed_over(tmp_path):
    file = tmp_path / "vectors.npz"
    cache = VectorCache(FakeEmbedder("other"), ())
    cache.encode(["bir"])
    cache.write(file)
    embedder = FakeEmbedder()

    VectorCache(embedder, (file,)).encode(["bir"])

    assert embedder.asked == [["bir"]]


def test_a_broken_file_only_costs_time(tmp_path):
    file = tmp_path / "vectors.npz"
    file.write_bytes(b"PK\x03\x04 not a zip")
    embedder = FakeEmbedder()

    assert VectorCache(embedder, (file,)).encode(["bir"]).shape == (1, 16)


def test_a_folder_that_cannot_be_written_is_no_fault(tmp_path):
    file = tmp_path / "file"
    file.write_text("")
    cache = VectorCache(FakeEmbedder(), ())
    cache.encode(["bir"])

    cache.write(file / "vectors.npz")

    assert file.read_text() == ""


def test_no_texts_have_no_vectors():
    assert VectorCache(FakeEmbedder(), ()).encode([]).shape == (0, 16)
