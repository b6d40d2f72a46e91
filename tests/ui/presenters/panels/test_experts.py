"""The experts and their versions, without a widget."""

import shutil
from functools import partial

import pytest

from evotr.errors import VersionNotFound
from evotr.paths import BUNDLED_ADAPTERS


@pytest.fixture
def experts(qtbot, panels):
    with qtbot.waitSignal(panels.opened, timeout=10_000):
        panels.open()
    return panels.experts


def listed(qtbot, experts, ask):
    with qtbot.waitSignal(experts.changed, timeout=20_000) as told:
        ask()
    return {state.card.id: state for state in told.args[0]}


def test_a_version_is_put_aside_and_comes_back(qtbot, panels, experts, texts):
    told = []
    panels.told.connect(told.append)
    before = listed(qtbot, experts, experts.refresh)["tr_chat"]
    assert before.serves
    now = listed(qtbot, experts, lambda: experts.use("tr_chat", "base"))["tr_chat"]
    assert now.serves == ""
    now = listed(qtbot, experts, lambda: experts.roll_back("tr_chat"))["tr_chat"]
    assert now.serves == before.serves
    assert told == [texts("panels.from_next_answer")] * 2


def test_what_cannot_be_is_told(qtbot, panels, experts, texts):
    with qtbot.waitSignal(panels.troubled, timeout=20_000) as told:
        experts.use("tr_chat", "v9")
    wrong = VersionNotFound(expert="tr_chat", version="v9")
    assert texts.error(*told.args) == texts.error(wrong)


def test_before_the_workshop_is_there_nothing_is_asked(panels):
    panels.experts.refresh()
    panels.experts.use("tr_chat", "base")
    panels.experts.roll_back("tr_chat")


@pytest.fixture
def adapter(tmp_path):
    """An adapter somewhere on the disk, made for the model in use."""
    (found, *_) = BUNDLED_ADAPTERS.glob("*/tr_chat/0001")
    return shutil.copytree(found, tmp_path / "adaptör")


@pytest.mark.parametrize("name", ["", "adapter_config.json"])
def test_an_adapter_is_brought_in_and_serves_when_it_is_chosen(
    qtbot, panels, experts, adapter, name
):
    told = []
    panels.told.connect(told.append)
    before = listed(qtbot, experts, experts.refresh)["tr_chat"]
    bring = partial(experts.bring_in, "tr_chat", (adapter / name,))
    now = listed(qtbot, experts, bring)["tr_chat"]
    (new,) = {v.name for v in now.versions} - {v.name for v in before.versions}
    assert now.serves == before.serves
    assert told == [panels.texts("panels.imported", version=new)]
    now = listed(qtbot, experts, lambda: experts.use("tr_chat", new))["tr_chat"]
    assert now.serves == new


@pytest.mark.parametrize("language", ["en", "tr"])
def test_what_is_no_adapter_is_told_in_a_sentence(qtbot, panels, experts, tmp_path):
    file = tmp_path / "resim.png"
    file.write_bytes(b"png")
    with qtbot.waitSignal(panels.troubled, timeout=20_000) as told:
        experts.bring_in("tr_chat", (file,))
    assert str(tmp_path) in panels.texts.error(*told.args)[0]
    assert "\n" not in panels.texts.error(*told.args)[0]


def test_a_damaged_adapter_is_told_in_a_sentence(qtbot, panels, experts, adapter):
    (weights,) = adapter.glob("*.safetensors")
    weights.write_bytes(weights.read_bytes()[:100])
    with qtbot.waitSignal(panels.troubled, timeout=20_000) as told:
        experts.bring_in("tr_chat", (adapter,))
    assert str(adapter) in panels.texts.error(*told.args)[0]
