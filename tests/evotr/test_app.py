import pytest

from evotr.app import _chosen, _engine_config
from evotr.machine import memory_bytes
from evotr.models import ModelLibrary
from evotr.paths import BUNDLED_MODEL
from evotr.settings import load_settings


@pytest.fixture
def config(home, bundled_model):
    def config_():
        library = ModelLibrary(home / "models", bundled_model)
        return _engine_config(load_settings(), _chosen(library, ""))

    return config_


def test_experts_get_a_share_of_the_machines_memory(config):
    assert 2**28 < memory_bytes() < 2**46
    assert config().adapter_bytes == memory_bytes() // 16


def test_a_setting_bounds_what_experts_get(config, monkeypatch):
    monkeypatch.setenv("EVOTR_EXPERT_MEMORY_MB", "7")
    assert config().adapter_bytes == 7_000_000


def test_the_bundled_model_is_told_memories_where_it_reads_them(home):
    library = ModelLibrary(home / "models", BUNDLED_MODEL)
    assert _chosen(library, "").memories == "opening"
    assert _chosen(library, "no/such").memories == "answer"
