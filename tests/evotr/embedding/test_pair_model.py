import shutil
import socket

import numpy as np
import pytest
from sentence_transformers import CrossEncoder

from evotr.embedding import installed_folder, open_reranker
from evotr.embedding.pair_model import PairModel
from evotr.errors import RerankerMissing, RerankerUnavailable
from evotr.settings import Settings
from tests.fakes.sentence_folder import build_pair_folder

TEXTS = ["kedim pamuk", "the weather is nice today", "", "\ud800 x", "a b c " * 5_000]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return build_pair_folder(tmp_path_factory.mktemp("pairs") / "org--reranker")


def test_it_is_what_the_library_computes(folder):
    texts = TEXTS[:3]
    library = CrossEncoder(str(folder), device="cpu", max_length=512)
    expected = library.predict(
        [("kedimin adı?", text) for text in texts], show_progress_bar=False
    )
    found = PairModel(folder, "x").scores("kedimin adı?", texts)
    assert np.abs(found - expected).max() < 1e-5
    assert len(set(found.tolist())) == len(texts)


def test_odd_texts_have_probabilities(folder):
    model = PairModel(folder, "x")
    found = model.scores("\ud800", TEXTS)
    assert ((found > 0) & (found < 1)).all()
    assert model.scores("soru", []).tolist() == []


def test_no_connection_is_opened(folder, monkeypatch):
    def forbid(*_, **__):
        raise AssertionError

    monkeypatch.setattr(socket.socket, "connect", forbid)
    monkeypatch.setattr(socket, "getaddrinfo", forbid)
    assert PairModel(folder, "x").scores("a", ["b"]).any()


def test_what_cannot_judge_pairs_is_refused(tmp_path):
    several = build_pair_folder(tmp_path / "several", labels=3)
    broken = build_pair_folder(tmp_path / "broken", broken=True)
    damaged = build_pair_folder(tmp_path / "damaged")
    (damaged / "model.safetensors").write_bytes(b"{")
    for folder in (several, broken, damaged):
        with pytest.raises(RerankerUnavailable) as caught:
            PairModel(folder, "org/model")
        assert caught.value.values["model"] == "org/model"
        assert "\n" not in str(caught.value.values["reason"])


def test_none_is_opened_unless_it_is_chosen():
    assert open_reranker(Settings()) is None


def test_a_folder_or_an_installed_model_is_chosen(folder):
    settings = Settings(reranker=str(folder))
    assert open_reranker(settings).scores("a", ["b", "c"]).shape == (2,)
    settings = Settings(reranker="org/reranker")
    with pytest.raises(RerankerMissing):
        open_reranker(settings)
    shutil.copytree(folder, installed_folder(settings, "org/reranker"))
    assert open_reranker(settings).scores("a", ["b"]).shape == (1,)


@pytest.mark.parametrize("name", ["nowhere", "\0"])
def test_a_model_that_is_not_there_is_named(name):
    with pytest.raises(RerankerMissing) as caught:
        open_reranker(Settings(reranker=name))
    assert caught.value.values["model"] == name
