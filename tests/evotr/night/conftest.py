"""One tiny random base, and rows of chat for it."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from evotr.domain import Message
from evotr.experts import Cards, Registry, Roots
from evotr.inference.config import EngineConfig
from evotr.inference.loading import Loaded, load
from evotr.night.parts import Parts
from evotr.night.plan import TrainPlan
from evotr.night.rows import Row
from evotr.settings import Settings, load_settings
from tests.fakes.adapters import build_adapter
from tests.fakes.experts import CARDS
from tests.fakes.migrated import open_migrated
from tests.fakes.nightly import Nightly
from tests.fakes.tiny_model import build_model
from tests.fakes.tiny_night import LENIENT, tiny_parts


def make_rows(count: int, seed: int = 0) -> list[Row]:
    chance = random.Random(seed)
    words = ["güzel", "hava", "quick", "fox", "lazy", "dünya", "name", "ışık"]
    return [
        Row(
            (
                Message(
                    "user", " ".join(chance.choices(words, k=chance.randint(1, 9)))
                ),
                Message("assistant", " ".join(chance.choices(words, k=3))),
            )
        )
        for _ in range(count)
    ]


@pytest.fixture(scope="session")
def tiny_base(tmp_path_factory) -> Path:
    return build_model(tmp_path_factory.mktemp("tiny-base") / "model")


@pytest.fixture(scope="session")
def shallow_base(tmp_path_factory) -> Path:
    """Of one layer: for nights, of which the training is the smaller part."""
    folder = tmp_path_factory.mktemp("shallow-base") / "model"
    return build_model(folder, num_hidden_layers=1)


@pytest.fixture(scope="session")
def quantized_base(tmp_path_factory) -> Path:
    return build_model(tmp_path_factory.mktemp("tiny-4bit") / "model", bits=4)


@pytest.fixture(scope="module")
def loaded(tiny_base) -> Loaded:
    return load(EngineConfig(tiny_base))


@pytest.fixture(scope="module")
def quantized(quantized_base) -> Loaded:
    return load(EngineConfig(quantized_base))


@pytest.fixture
def plan(tiny_base) -> TrainPlan:
    return TrainPlan(
        base=tiny_base,
        rank=4,
        learning_rate=5e-3,
        warmup_steps=2,
        batch_rows=4,
        epochs=2,
        evaluate_every=3,
        save_every=2,
        device="cpu",
    )


@pytest.fixture
def rows() -> list[Row]:
    return make_rows(20)


@pytest.fixture
def held_out() -> list[Row]:
    return make_rows(6, seed=1)


@pytest.fixture
def home_journal(tmp_path):
    journal = open_migrated(tmp_path / "home" / "journal.db", tmp_path / "home" / "b")
    yield journal
    journal.close()


@pytest.fixture
def settings() -> Settings:
    """Those of nights of seconds."""
    return load_settings().model_copy(update=LENIENT)


@pytest.fixture
def parts(settings, shallow_base) -> Iterator[Parts]:
    """The parts of a home under these settings."""
    with tiny_parts(settings, shallow_base) as parts:
        yield parts


@pytest.fixture
def nightly(home_journal, tiny_base, tmp_path) -> Nightly:
    """Nights that learn, in a home of their own."""
    adapter = build_adapter(tmp_path / "an-adapter", tiny_base)
    roots = Roots(own=tmp_path / "home" / "adapters")
    return Nightly(home_journal, Registry(Cards(CARDS), roots, tiny_base), adapter)
