import pytest

from evotr.app import _able, _chosen, _engine_config, _Model
from evotr.machine import memory_bytes
from evotr.models import ModelLibrary
from evotr.paths import BUNDLED_MODEL
from evotr.settings import load_settings
from tests.fakes.engine import FakeEngine


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


@pytest.mark.parametrize(
    ("wanted", "able", "found"),
    [
        ("auto", True, True),
        ("auto", False, False),
        ("on", False, True),
        ("off", True, False),
    ],
)
def test_the_model_reads_and_sums_up_where_it_can(
    home, monkeypatch, wanted, able, found
):
    monkeypatch.setenv("EVOTR_MEMORY_MODEL", wanted)
    engine = FakeEngine()
    model = _Model("m", home, able=able)
    assert (_able(load_settings(), model, engine) is not None) is found


def test_the_bundled_model_is_not_able_to(home):
    assert _chosen(ModelLibrary(home / "models", BUNDLED_MODEL), "").able is False


def test_the_bundled_model_is_told_memories_where_it_reads_them(home):
    library = ModelLibrary(home / "models", BUNDLED_MODEL)
    assert _chosen(library, "").memories == "opening"
    assert _chosen(library, "no/such").memories == "answer"
