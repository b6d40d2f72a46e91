from pathlib import Path

import pytest

from evotr.experts import Cards, Provenance, Registry, Roots, read_base
from evotr.experts.verify import verify_version
from tests.fakes.adapters import build_adapter
from tests.fakes.experts import CARDS
from tests.fakes.tiny_model import build_model


@pytest.fixture(scope="session")
def model(tmp_path_factory) -> Path:
    return build_model(tmp_path_factory.mktemp("base") / "tiny")


@pytest.fixture(scope="session")
def base(model):
    return read_base(model)


@pytest.fixture(scope="session")
def adapters(tmp_path_factory, model) -> dict[str, Path]:
    """Sound adapters of mlx-lm's own: three of LoRA, one of DoRA."""
    root = tmp_path_factory.mktemp("adapters")
    made = {
        name: build_adapter(root / name, model, seed=seed)
        for seed, name in enumerate(("one", "two", "three"))
    }
    return made | {"dora": build_adapter(root / "dora", model, method="dora")}


@pytest.fixture
def roots(tmp_path) -> Roots:
    return Roots(own=tmp_path / "own")


@pytest.fixture
def open_registry(roots, model):
    """Open it as another process would, with nothing remembered."""

    def open_(**changes) -> Registry:
        cards = Cards(CARDS)
        return Registry(cards, changes.pop("roots", roots), model, **changes)

    return open_


@pytest.fixture
def registry(open_registry) -> Registry:
    return open_registry()


@pytest.fixture
def add(registry, adapters):
    """Keep one of the adapters as a version of ``tr_chat``; its name."""

    def add_(name="one", expert="tr_chat", **known) -> str:
        provenance = Provenance(activation="reply", **known)
        return registry.add(expert, adapters[name], provenance).version

    return add_


@pytest.fixture
def version(registry, add, roots) -> Path:
    """The folder of a sound version."""
    return roots.own / registry.base.fingerprint / "tr_chat" / add("one")


@pytest.fixture
def dora(registry, add, roots) -> Path:
    """The folder of a sound version of DoRA."""
    return roots.own / registry.base.fingerprint / "tr_chat" / add("dora")


@pytest.fixture
def refused(roots, base):
    """Check that a version's folder is refused for a reason."""

    def refused_(folder, kind, reason):
        with pytest.raises(kind) as caught:
            verify_version(folder, roots.own, base)
        assert type(caught.value) is kind
        assert caught.value.values == {"path": folder, "reason": reason}

    return refused_
