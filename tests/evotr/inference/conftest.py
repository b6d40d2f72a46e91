"""Tiny random models and experts for the whole room."""

from pathlib import Path

import pytest

from evotr.domain import Adapter
from evotr.inference.config import EngineConfig
from evotr.inference.loading import Loaded, load
from tests.fakes.adapters import build_adapter
from tests.fakes.desk import Desk
from tests.fakes.tiny_model import build_model


@pytest.fixture(scope="session")
def tiny(tmp_path_factory) -> Path:
    return build_model(tmp_path_factory.mktemp("tiny") / "model")


@pytest.fixture(scope="module")
def loaded(tiny) -> Loaded:
    return load(EngineConfig(tiny))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return build_model(tmp_path_factory.mktemp("base") / "model", vocab_size=403)


@pytest.fixture(scope="module")
def adapters(folder, tmp_path_factory):
    root = tmp_path_factory.mktemp("adapters")
    return {
        name: build_adapter(root / name, folder, method, rank=4, seed=seed)
        for seed, (name, method) in enumerate(
            {"coder": "lora", "chat": "dora", "poet": "dora"}.items(), start=5
        )
    }


@pytest.fixture
def desk(folder):
    made = Desk(folder)
    yield made
    made.session.close()


@pytest.fixture
def experts(adapters):
    return {name: Adapter(name, path) for name, path in adapters.items()}


@pytest.fixture
def always(adapters):
    return {name: Adapter(name, path, "always") for name, path in adapters.items()}
