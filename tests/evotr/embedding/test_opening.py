import logging
import shutil
import sys

import pytest

from evotr.embedding import (
    BGE_M3,
    choose_embedder,
    installed_folder,
    missing_models,
    needs_torch,
    open_embedder,
)
from evotr.embedding import opening as module
from evotr.errors import EmbedderMissing, EmbedderUnavailable, RerankerMissing
from evotr.settings import load_settings


@pytest.fixture
def choose(monkeypatch):
    """What is chosen with the setting at ``value``."""

    def choose_(value=None):
        if value is not None:
            monkeypatch.setenv("EVOTR_EMBEDDER", str(value))
        return choose_embedder(load_settings())

    return choose_


@pytest.fixture
def bge_m3(sentence_folder):
    """A model where a pulled BGE-M3 would lie."""
    folder = installed_folder(load_settings(), BGE_M3)
    return shutil.copytree(sentence_folder, folder)


def test_the_bundled_one_serves_where_no_other_is(choose, minilm_folder):
    for value in (None, "auto", "minilm"):
        assert choose(value).folder == minilm_folder
        assert choose(value).bundled


def test_bge_m3_serves_where_it_is_installed(choose, bge_m3):
    for value in (None, "bge-m3", BGE_M3):
        assert choose(value).folder == bge_m3
    assert choose("minilm").bundled


def test_another_model_is_named_by_its_folder_or_its_id(choose, bge_m3, tmp_path):
    own = bge_m3.rename(tmp_path / "own")
    assert choose(own).folder == own
    assert choose("own").folder == own
    other = installed_folder(load_settings(), "emrecan/bert")
    own.rename(other)
    assert choose("emrecan/bert").folder == other


def test_all_but_the_bundled_one_need_pytorch(bge_m3, monkeypatch):
    assert needs_torch(load_settings())
    monkeypatch.setenv("EVOTR_EMBEDDER", "minilm")
    assert not needs_torch(load_settings())
    monkeypatch.setenv("EVOTR_RERANKER", "some/model")
    assert needs_torch(load_settings())
    shutil.rmtree(bge_m3)
    monkeypatch.delenv("EVOTR_RERANKER")
    monkeypatch.setenv("EVOTR_EMBEDDER", "auto")
    assert not needs_torch(load_settings())
    monkeypatch.setenv("EVOTR_EMBEDDER", "bge-m3")  # it may still be pulled
    assert needs_torch(load_settings())


@pytest.mark.parametrize("value", ["bge-m3", "org/gone", "nonsense", "/", "a\0b"])
def test_what_is_not_here_is_missing(home, value):
    home.mkdir()
    (home / "settings.toml").write_text(f"embedder = {value!r}".replace("'", '"'))
    with pytest.raises(EmbedderMissing) as caught:
        choose_embedder(load_settings())
    assert caught.value.values["model"] in {value, BGE_M3}


def test_what_was_chosen_and_is_not_here_is_told_by_its_setting(bge_m3, monkeypatch):
    assert missing_models(load_settings()) == {}
    monkeypatch.setenv("EVOTR_EMBEDDER", "bge-m3")
    monkeypatch.setenv("EVOTR_RERANKER", "org/gone")
    missing = missing_models(load_settings())
    assert list(map(type, missing.values())) == [RerankerMissing]
    shutil.rmtree(bge_m3)
    missing = missing_models(load_settings())
    assert {name: type(error) for name, error in missing.items()} == {
        "embedder": EmbedderMissing,
        "reranker": RerankerMissing,
    }


def test_without_the_library_folders_are_as_good_as_missing(
    choose, bge_m3, monkeypatch
):
    found = module.importlib.util.find_spec
    monkeypatch.setattr(
        module.importlib.util,
        "find_spec",
        lambda name: None if name == "sentence_transformers" else found(name),
    )
    assert choose("auto").bundled
    with pytest.raises(EmbedderMissing):
        choose(bge_m3)


def test_without_its_package_the_bundled_one_is_missing(choose, monkeypatch):
    monkeypatch.setattr(module.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(EmbedderMissing):
        choose("minilm")


def test_a_runtime_that_cannot_be_imported_is_an_error(monkeypatch):
    monkeypatch.delitem(sys.modules, "evotr.embedding.minilm", raising=False)
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(EmbedderUnavailable, match="onnxruntime"):
        open_embedder(load_settings())


def test_what_is_opened_remembers_and_keeps_its_graph(home):
    embedder = open_embedder(load_settings())
    assert embedder.fingerprint.startswith("minilm-")
    kept = [file.suffix for file in (home / "cache" / "embedding").iterdir()]
    assert sorted(kept) == [".graph", ".json"]


def test_nothing_is_written_where_nothing_is_to_be_kept(home):
    assert open_embedder(load_settings(), keeps=False).encode(["a"]).any()
    assert not home.exists()


@pytest.mark.usefixtures("bge_m3")
def test_an_installed_one_is_opened():
    assert open_embedder(load_settings()).fingerprint.startswith("baai-bge-m3-")


def test_where_auto_finds_a_damaged_one_the_bundled_one_serves(
    bge_m3, caplog, monkeypatch
):
    (bge_m3 / "model.safetensors").write_bytes(b"")
    with caplog.at_level(logging.WARNING, "evotr"):
        assert open_embedder(load_settings()).fingerprint.startswith("minilm-")
    assert BGE_M3 in caplog.text
    monkeypatch.setenv("EVOTR_EMBEDDER", "bge-m3")
    with pytest.raises(EmbedderUnavailable):
        open_embedder(load_settings())
