"""Weights that cannot be read, do not fit, or break the model's numbers."""

import json
import shutil

import mlx.core as mx
import pytest

from evotr.domain import (
    Adapter,
    WeightedAdapter,
)
from evotr.errors import (
    AdapterDamaged,
    AdapterMismatch,
    AdapterOverflowed,
    GenerationBroken,
)
from tests.fakes.adapters import build_adapter
from tests.fakes.desk import Desk
from tests.fakes.tiny_model import build_model


def test_weights_that_are_not_there_fail_their_own_answer_only(desk, experts, tmp_path):
    missing = desk.ask("Merhaba", Adapter("gone", tmp_path / "gone"), conversation="g")
    fine = desk.ask("Merhaba", experts["coder"])
    desk.run(missing, fine)
    with pytest.raises(AdapterDamaged):
        list(missing)
    assert list(fine)


@pytest.fixture
def huge(adapters, tmp_path):
    """Finite weights whose products are not."""
    folder = shutil.copytree(adapters["coder"], tmp_path / "huge")
    weights = mx.load(str(folder / "adapters.safetensors"))
    full = {name: mx.full(array.shape, 1e20) for name, array in weights.items()}
    mx.save_safetensors(str(folder / "adapters.safetensors"), full)
    return folder


@pytest.mark.parametrize("activation", ["reply", "always"])
def test_weights_that_overflow_are_named_and_not_the_model(desk, huge, activation):
    broken = desk.ask("Merhaba", Adapter("huge", huge, activation))
    desk.run(broken)
    with pytest.raises(AdapterOverflowed) as caught:
        list(broken)
    assert caught.value.values["path"] == huge
    assert desk.answer("Merhaba")[0]


def test_of_a_blend_the_weights_that_overflow_are_named(desk, huge, experts):
    fine = desk.ask("Merhaba", experts["chat"], conversation="fine", tokens=20)
    shares = [(experts["chat"], 0.5), (Adapter("huge", huge), 0.5)]
    broken = desk.ask("Merhaba", *(WeightedAdapter(*share) for share in shares))
    desk.run(fine, broken)
    with pytest.raises(AdapterOverflowed) as caught:
        list(broken)
    assert caught.value.values["path"] == huge
    assert list(fine)[-1].reason in {"stop", "length"}


def test_a_blend_that_overflows_though_no_part_does_names_all(desk, experts):
    shares = [WeightedAdapter(experts[name], 1e38) for name in ("coder", "chat")]
    broken = desk.ask("Merhaba", *shares)
    desk.run(broken)
    with pytest.raises(AdapterOverflowed) as caught:
        list(broken)
    paths = [experts[name].path for name in ("coder", "chat")]
    assert caught.value.values["path"] == ", ".join(map(str, paths))


@pytest.mark.parametrize("value", [float("nan"), 0.0])
def test_a_broken_model_is_no_fault_of_its_experts(folder, experts, tmp_path, value):
    broken = shutil.copytree(folder, tmp_path / "broken")
    weights = mx.load(str(broken / "model.safetensors"))
    norm = "model.norm.weight"
    weights[norm] = mx.full(weights[norm].shape, value)
    mx.save_safetensors(str(broken / "model.safetensors"), weights)
    desk = Desk(broken)
    job = desk.ask("Merhaba", experts["coder"])
    desk.run(job)
    with pytest.raises(GenerationBroken):
        list(job)


def test_weights_that_were_mended_serve_at_the_next_request(desk, adapters, tmp_path):
    folder = shutil.copytree(adapters["coder"], tmp_path / "adapter")
    file = folder / "adapters.safetensors"
    whole = file.read_bytes()
    file.write_bytes(whole[:-10])
    broken = desk.ask("Merhaba", Adapter("mended", folder))
    desk.run(broken)
    with pytest.raises(AdapterDamaged):
        list(broken)
    file.write_bytes(whole)
    assert desk.answer("Merhaba", Adapter("mended", folder))[0]


def test_weights_for_another_base_are_refused_by_name(desk, tmp_path):
    other = build_model(tmp_path / "other", hidden_size=128)
    job = desk.ask("Merhaba", Adapter("other", build_adapter(tmp_path / "a", other)))
    desk.run(job)
    with pytest.raises(AdapterMismatch, match="shape"):
        list(job)


def test_a_runner_up_that_cannot_be_read_is_told_to_who_asks_for_it(desk, tmp_path):
    gone = Adapter("gone", tmp_path / "gone")
    desk.session.prefetch((gone,))
    desk.woken.wait(10)
    desk.session.turn()
    job = desk.ask("Merhaba", gone)
    desk.run(job)
    with pytest.raises(AdapterDamaged):
        list(job)


def test_scale_must_be_a_number(desk, adapters, tmp_path):
    folder = shutil.copytree(adapters["coder"], tmp_path / "adapter")
    config = json.loads((folder / "adapter_config.json").read_text("utf-8"))
    config["lora_parameters"]["scale"] = "big"
    (folder / "adapter_config.json").write_text(json.dumps(config), "utf-8")
    job = desk.ask("Merhaba", Adapter("odd", folder))
    desk.run(job)
    with pytest.raises(AdapterDamaged, match="scale"):
        list(job)
