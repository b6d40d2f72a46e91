import shutil
import socket

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from sentence_transformers import SentenceTransformer

from evotr.embedding.sentence_model import SentenceModel
from evotr.errors import EmbedderUnavailable
from tests.fakes.sentence_folder import DIMENSIONS, build_sentence_folder

TEXTS = ["merhaba", "how do i sort a list", "peki ya üçü?", ""] * 10


@pytest.fixture(scope="module")
def model(sentence_folder, store):
    return SentenceModel(sentence_folder, store, "BAAI/bge-m3")


def test_it_is_what_the_library_computes(model, sentence_folder):
    library = SentenceTransformer(str(sentence_folder), device="cpu")
    expected = library.encode(TEXTS, show_progress_bar=False)
    assert np.abs(model.encode(TEXTS) - expected).max() < 1e-5
    assert model.dimensions == DIMENSIONS


def test_no_connection_is_opened(sentence_folder, store, monkeypatch):
    def forbid(*_, **__):
        raise AssertionError

    monkeypatch.setattr(socket.socket, "connect", forbid)
    monkeypatch.setattr(socket, "getaddrinfo", forbid)
    assert SentenceModel(sentence_folder, store, "x").encode(["merhaba"]).any()


def test_a_long_text_is_cut(model):
    head = "a b c " * 2_000
    first, second = model.encode([head, head + "q" * 200_000])
    assert (first == second).all()


def test_other_weights_have_another_fingerprint(sentence_folder, tmp_path, store):
    same = shutil.copytree(sentence_folder, tmp_path / sentence_folder.name)
    first = SentenceModel(sentence_folder, store, "x").fingerprint
    assert SentenceModel(same, store, "y").fingerprint == first
    assert first.startswith("baai-bge-m3-")
    config = same / "1_Pooling" / "config.json"
    config.write_text(config.read_text().replace("cls", "mean"))
    assert SentenceModel(same, store, "x").fingerprint != first


@pytest.mark.parametrize(
    "name", ["model.safetensors", "config.json", "modules.json", "tokenizer.json"]
)
def test_a_damaged_file_makes_it_unavailable(sentence_folder, tmp_path, store, name):
    folder = shutil.copytree(sentence_folder, tmp_path / "copy")
    (folder / name).write_bytes(b"{")
    with pytest.raises(EmbedderUnavailable) as caught:
        SentenceModel(folder, store, "org/model")
    assert caught.value.values["model"] == "org/model"
    assert "\n" not in str(caught.value.values["reason"])


def test_numbers_that_are_not_finite_make_it_unavailable(tmp_path, store):
    folder = build_sentence_folder(tmp_path / "nan", broken=True)
    with pytest.raises(EmbedderUnavailable, match="NaN"):
        SentenceModel(folder, store, "nan")


def test_weights_may_be_pytorchs_own(sentence_folder, tmp_path, store, model):
    """BGE-M3 comes as ``pytorch_model.bin``."""
    folder = shutil.copytree(sentence_folder, tmp_path / "bin")
    torch.save(load_file(folder / "model.safetensors"), folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()
    found = SentenceModel(folder, store, "bin").encode(TEXTS)
    assert np.abs(found - model.encode(TEXTS)).max() < 1e-6
