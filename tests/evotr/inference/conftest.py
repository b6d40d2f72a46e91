"""One tiny random model for the whole room."""

from pathlib import Path

import pytest

from evotr.inference.config import EngineConfig
from evotr.inference.loading import Loaded, load
from tests.fakes.tiny_model import build_model


@pytest.fixture(scope="session")
def tiny(tmp_path_factory) -> Path:
    return build_model(tmp_path_factory.mktemp("tiny") / "model")


@pytest.fixture(scope="module")
def loaded(tiny) -> Loaded:
    return load(EngineConfig(tiny))
