import pytest

from evotr.embedding.folder import folder_digest, is_sentence_model
from evotr.embedding.store import Store


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "model"
    (folder / "1_Pooling").mkdir(parents=True)
    (folder / "modules.json").write_text("[]")
    (folder / "model.safetensors").write_bytes(b"weights")
    (folder / "1_Pooling" / "config.json").write_text("{}")
    return folder


@pytest.fixture
def digest(tmp_path):
    return lambda folder: folder_digest(folder, Store(tmp_path / "store"))


def test_a_folder_says_itself_what_it_is(folder, tmp_path):
    assert is_sentence_model(folder)
    assert not is_sentence_model(tmp_path)
    assert not is_sentence_model(tmp_path / "gone")
    assert not is_sentence_model(tmp_path / "a\0b")


@pytest.mark.parametrize(
    "name", ["model.safetensors", "1_Pooling/config.json", "vocab.txt"]
)
def test_a_file_of_the_model_counts(folder, digest, name):
    before = digest(folder)
    assert digest(folder) == before
    (folder / name).write_bytes(b"other")
    assert digest(folder) != before


def test_a_file_in_another_place_counts(folder, digest):
    before = digest(folder)
    (folder / "1_Pooling").rename(folder / "2_Pooling")
    assert digest(folder) != before


@pytest.mark.parametrize("name", ["README.md", "onnx/model.bin", "imgs/a.png"])
def test_what_is_not_loaded_does_not_count(folder, digest, name):
    before = digest(folder)
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(b"other")
    assert digest(folder) == before
