"""Models that read texts as they are opened: what cannot serve is kept to be told."""

import pytest

from evotr.embedding import BGE_M3, installed_folder
from evotr.errors import EmbedderReplaced, EmbedderUnavailable, RerankerUnavailable
from evotr.settings import load_settings
from evotr.wiring import Encoder, Weigher
from tests.fakes.sentence_folder import build_pair_folder, build_sentence_folder


def damage(folder):
    (folder / "model.safetensors").write_bytes(b"{")


def test_why_an_encoder_is_damaged_is_kept(tmp_path, monkeypatch):
    damage(folder := build_sentence_folder(tmp_path / "own"))
    monkeypatch.setenv("EVOTR_EMBEDDER", str(folder))
    encoder = Encoder(load_settings())
    assert not encoder.tried.done()
    assert encoder() is None
    fault = encoder.tried.result(0)
    assert type(fault) is EmbedderUnavailable
    assert fault.values["model"] == str(folder)
    assert encoder.fault is fault


def test_the_bundled_one_in_the_place_of_a_damaged_one_is_told():
    settings = load_settings()
    damage(build_sentence_folder(installed_folder(settings, BGE_M3)))
    encoder = Encoder(settings)
    assert encoder().fingerprint.startswith("minilm-")
    assert type(encoder.tried.result(0)) is EmbedderReplaced
    assert type(encoder.fault) is EmbedderReplaced


def test_of_what_serves_nothing_is_told():
    encoder = Encoder(load_settings())
    assert encoder() is encoder()
    assert encoder.tried.result(0) is encoder.fault is None
    weigher = Weigher(load_settings())
    assert weigher() is weigher() is None
    assert weigher.tried.result(0) is None


@pytest.mark.parametrize("damaged", [False, True])
def test_why_a_reranker_is_damaged_is_kept(tmp_path, monkeypatch, damaged):
    folder = build_pair_folder(tmp_path / "pairs")
    if damaged:
        damage(folder)
    monkeypatch.setenv("EVOTR_RERANKER", str(folder))
    weigher = Weigher(load_settings())
    assert (weigher() is None) is damaged
    expected = RerankerUnavailable if damaged else type(None)
    assert type(weigher.tried.result(0)) is expected
