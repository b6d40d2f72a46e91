import pytest

from evotr.experts import PIN_SETTINGS, Provenance, open_registry
from evotr.settings import Settings, load_settings
from tests.fakes.experts import CARD


def test_the_home_and_the_program_are_its_places(model, home, adapters):
    (home / "experts").mkdir(parents=True)
    (home / "experts" / "law.toml").write_text(CARD)
    registry = open_registry(load_settings(), model)
    assert {"tr_chat", "python_coder", "law"} <= registry.cards.experts.keys()
    added = registry.add("law", adapters["one"], Provenance(activation="reply"))
    assert added.path.is_relative_to(home / "adapters")


@pytest.mark.parametrize("expert", PIN_SETTINGS)
def test_settings_pin_an_adapter(model, adapters, monkeypatch, expert):
    assert PIN_SETTINGS[expert] in Settings.model_fields
    monkeypatch.setenv(PIN_SETTINGS[expert].upper(), str(adapters["dora"]))
    registry = open_registry(load_settings(), model)
    served = registry.serve(expert)
    assert (served.version.version, served.version.method) == ("pinned", "dora")
    assert served.version.status == "active"


def test_it_opens_without_reading_the_model(tmp_path):
    registry = open_registry(load_settings(), tmp_path / "none")
    assert "tr_chat" in registry.cards.experts
