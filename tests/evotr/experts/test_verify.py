"""Everything that may be wrong with an adapter's weights, each refused by its name."""

import os
import shutil

import numpy as np
import pytest

from evotr.errors import AdapterDamaged, AdapterMismatch, AdapterUnsupported
from evotr.experts import Base, Provenance, read_base
from evotr.experts.verify import verify_pin, verify_version
from evotr.weights import ADAPTER_SCOPE as SCOPE
from tests.fakes.adapters import build_adapter
from tests.fakes.scopes import scope_file
from tests.fakes.tensors import read_tensors, write_tensors
from tests.fakes.tiny_model import build_model
from tests.fakes.versions import CARD, CONFIG, WEIGHTS, change, digest, edit

Q0 = "model.layers.0.self_attn.q_proj"
DOWN1 = "model.layers.1.mlp.down_proj"


def test_sound_versions_pass(version, roots, base):
    assert verify_version(version, roots.own, base).version == "0001"


def test_sound_dora_passes(dora, roots, base):
    assert verify_version(dora, roots.own, base).method == "dora"


@pytest.mark.parametrize("bits", [4, 8])
def test_quantized_bases_are_measured_unpacked(tmp_path, bits):
    model = build_model(tmp_path / "tiny", bits=bits)
    base = read_base(model)
    assert base.linears[DOWN1].inputs == 128
    assert base.linears[DOWN1].outputs == 64
    pin = build_adapter(tmp_path / "pin", model, method="dora")
    assert verify_pin(pin, "tr_chat", base).method == "dora"


def test_another_bases_adapter(version, roots, base):
    other = Base("0" * 16, base.linears, base.layers)
    with pytest.raises(AdapterMismatch) as caught:
        verify_version(version, roots.own, other)
    reason = f"base {base.fingerprint} ≠ {'0' * 16}"
    assert caught.value.values["reason"] == reason


def test_a_folder_moved_to_another_base(version, roots, base):
    moved = roots.own / ("0" * 16) / "tr_chat" / "0001"
    shutil.copytree(version, moved)
    with pytest.raises(AdapterMismatch):
        verify_version(moved, roots.own, Base("0" * 16, base.linears, base.layers))


def test_a_folder_moved_to_another_expert_or_version(version, refused):
    elsewhere = version.parents[1] / "python_coder" / "0001"
    shutil.copytree(version, elsewhere)
    refused(elsewhere, AdapterMismatch, "expert tr_chat ≠ python_coder")
    renamed = version.with_name("0002")
    shutil.copytree(version, renamed)
    refused(renamed, AdapterMismatch, "version 0001 ≠ 0002")


def test_a_linear_without_its_tensors(version, refused):
    def drop(tensors):
        del tensors[f"{DOWN1}.lora_a"], tensors[f"{DOWN1}.lora_b"]

    change(version, drop)
    refused(version, AdapterMismatch, f"- {DOWN1}.lora_a")


def test_half_a_pair(version, refused):
    change(version, lambda tensors: tensors.pop(f"{Q0}.lora_b"))
    refused(version, AdapterMismatch, f"- {Q0}.lora_b")


def test_dora_without_a_magnitude(dora, refused):
    change(dora, lambda tensors: tensors.pop(f"{Q0}.m"))
    refused(dora, AdapterMismatch, f"- {Q0}.m")


def test_lora_with_a_magnitude(version, refused):
    extra = {f"{Q0}.m": np.ones(64, np.float32)}
    change(version, lambda tensors: tensors.update(extra))
    refused(version, AdapterMismatch, f"+ {Q0}.m")


@pytest.mark.parametrize(
    "name",
    [
        "model.layers.7.self_attn.q_proj.lora_a",
        "model.embed_tokens.lora_a",
        "lm_head.lora_a",
        "whatever",
        "",
    ],
)
def test_a_tensor_that_the_base_has_no_place_for(version, refused, name):
    extra = {name: np.ones((64, 4), np.float32)}
    change(version, lambda tensors: tensors.update(extra))
    refused(version, AdapterMismatch, f"+ {name}")


def test_shapes_that_do_not_fit(version, refused):
    name = f"{Q0}.lora_a"
    change(version, lambda tensors: tensors.update({name: tensors[name][:-1].copy()}))
    refused(version, AdapterMismatch, f"{name}: [63, 4] ≠ [64, 4]")


def test_rank_0(version, refused):
    def cut(tensors):
        for name, array in tensors.items():
            tensors[name] = array[:, :0] if name.endswith("a") else array[:0]

    change(version, cut)
    edit(version / CONFIG, lora_parameters__rank=0)
    refused(version, AdapterDamaged, f"{CONFIG}: lora_parameters.rank")


def test_a_rank_that_card_and_config_do_not_share(version, refused):
    edit(version / CARD, rank=8)
    refused(version, AdapterMismatch, f"rank 4 ≠ 8 ({CARD})")


def test_a_rank_that_tensors_and_config_do_not_share(version, refused):
    edit(version / CARD, rank=8)
    edit(version / CONFIG, lora_parameters__rank=8)
    reason = "model.layers.0.mlp.down_proj.lora_a: [128, 4] ≠ [128, 8]"
    order = sorted(read_tensors(version / WEIGHTS))
    change(
        version, lambda tensors: [tensors.update({n: tensors.pop(n)}) for n in order]
    )
    refused(version, AdapterMismatch, reason)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("kind", [np.float32, np.float16])
def test_numbers_that_are_not_finite(version, refused, value, kind):
    name = f"{DOWN1}.lora_b"

    def spoil(tensors):
        tensors[name] = tensors[name].astype(kind)
        tensors[name][-1, -1] = value

    change(version, spoil)
    refused(version, AdapterDamaged, f"{name}: NaN")


@pytest.mark.parametrize("bits", [0x7FC0, 0x7F80, 0xFF80])
def test_bfloat16_that_is_not_finite(version, refused, roots, base, bits):
    tensors = read_tensors(version / WEIGHTS)
    halves = {
        name: (array.view(np.uint32) >> 16).astype(np.uint16)
        for name, array in tensors.items()
    }
    write_tensors(version / WEIGHTS, halves, "BF16")
    edit(version / CARD, sha256=digest(version))
    assert verify_version(version, roots.own, base)
    halves[f"{Q0}.lora_a"][3, 2] = bits
    write_tensors(version / WEIGHTS, halves, "BF16")
    edit(version / CARD, sha256=digest(version))
    refused(version, AdapterDamaged, f"{Q0}.lora_a: NaN")


def fill(folder, **sizes):
    """Fill the tensors of one linear, or of all that end alike, with one number."""
    names = {name: size for name, size in sizes.items() if size is not None}

    def fill_(tensors):
        for name, array in tensors.items():
            leaf = name.rpartition(".")[2]
            if leaf in names:
                array[:] = names[leaf]

    change(folder, fill_)


@pytest.mark.parametrize(
    ("sizes", "leaf"),
    [
        ({"lora_a": 1e20, "lora_b": 1e20}, "lora_b"),
        ({"lora_a": 1e35, "lora_b": 1e-35}, "lora_a"),
        ({"lora_a": 1e-35, "lora_b": -1e35}, "lora_b"),
        ({"m": 1e35}, "m"),
    ],
)
def test_finite_numbers_whose_products_are_not(dora, refused, sizes, leaf):
    fill(dora, **sizes)
    refused(dora, AdapterDamaged, f"model.layers.0.mlp.down_proj.{leaf}: > 1e+30")


def test_a_scale_that_float32_cannot_hold(version, refused):
    edit(version / CONFIG, lora_parameters__scale=1e300)
    edit(version / CARD, config_sha256=digest(version, CONFIG))
    refused(version, AdapterDamaged, f"{CONFIG}: lora_parameters.scale")


def test_large_numbers_that_can_be_computed_with_pass(version, roots, base):
    fill(version, lora_a=1e-20, lora_b=1e25)
    assert verify_version(version, roots.own, base)


def test_whole_numbers_are_no_weights(version, refused):
    name = f"{Q0}.lora_a"
    whole = {name: np.ones((64, 4), np.int32)}
    change(version, lambda tensors: tensors.update(whole))
    refused(version, AdapterUnsupported, f"{name}: I32")


@pytest.mark.parametrize("left", [0, 4, 100, -1])
def test_a_cut_file(version, roots, base, left):
    data = (version / WEIGHTS).read_bytes()
    (version / WEIGHTS).write_bytes(data[:left])
    with pytest.raises(AdapterDamaged) as caught:
        verify_version(version, roots.own, base)
    assert caught.value.values["reason"].startswith(f"{WEIGHTS}: ")


def test_a_checksum_that_is_not_the_files(version, refused):
    edit(version / CARD, sha256="0" * 64)
    refused(version, AdapterDamaged, f"{WEIGHTS}: sha256")


@pytest.mark.parametrize("name", [WEIGHTS, CONFIG, CARD])
def test_a_missing_file(version, refused, name):
    (version / name).unlink()
    refused(version, AdapterDamaged, name)


@pytest.mark.parametrize("name", [WEIGHTS, CONFIG, CARD])
def test_a_link_out_of_the_folder(version, refused, tmp_path, name):
    target = (version / name).rename(tmp_path / name)
    (version / name).symlink_to(target)
    refused(version, AdapterDamaged, f"{name}: symlink")


def test_a_folder_that_is_a_link(version, refused, tmp_path):
    target = version.rename(tmp_path / "elsewhere")
    version.symlink_to(target)
    refused(version, AdapterDamaged, "symlink")


def test_an_expert_whose_folder_is_a_link(version, refused, tmp_path):
    target = version.parent.rename(tmp_path / "elsewhere")
    version.parent.symlink_to(target)
    refused(version, AdapterDamaged, "symlink")


@pytest.mark.parametrize("name", [WEIGHTS, CONFIG, CARD])
def test_a_pipe_is_not_waited_for(version, refused, name):
    (version / name).unlink()
    os.mkfifo(version / name)
    refused(version, AdapterDamaged, name)


def test_a_scope_is_part_of_a_version(registry, adapters, roots, base, tmp_path):
    source = shutil.copytree(adapters["one"], tmp_path / "scoped")
    (source / SCOPE).write_bytes(scope_file())
    added = registry.add("tr_chat", source, Provenance(activation="reply"))
    assert added.scope_sha256 == digest(added.path, SCOPE) == digest(source, SCOPE)
    assert verify_version(added.path, roots.own, base) == added
    assert verify_pin(source, "tr_chat", base).scope_sha256 == added.scope_sha256


def test_a_scope_that_changed_went_or_came_is_damage(
    registry, adapters, version, refused, tmp_path
):
    reason = f"{SCOPE}: sha256"
    (version / SCOPE).write_bytes(scope_file())  # the card knows of none
    refused(version, AdapterDamaged, reason)
    source = shutil.copytree(adapters["two"], tmp_path / "scoped")
    (source / SCOPE).write_bytes(scope_file())
    scoped = registry.add("tr_chat", source, Provenance(activation="reply")).path
    (scoped / SCOPE).write_bytes(scope_file(least=-2.0))
    refused(scoped, AdapterDamaged, reason)
    (scoped / SCOPE).unlink()
    refused(scoped, AdapterDamaged, reason)
    os.mkfifo(scoped / SCOPE)
    refused(scoped, AdapterDamaged, SCOPE)
    (scoped / SCOPE).unlink()
    (scoped / SCOPE).symlink_to(source / SCOPE)
    refused(scoped, AdapterDamaged, f"{SCOPE}: symlink")


def test_what_is_no_scope_is_not_taken_in(registry, adapters, tmp_path):
    source = shutil.copytree(adapters["one"], tmp_path / "scoped")
    (source / SCOPE).write_bytes(b"which questions")
    with pytest.raises(AdapterDamaged) as caught:
        registry.add("tr_chat", source, Provenance(activation="reply"))
    assert caught.value.values["reason"] == SCOPE
    with pytest.raises(AdapterDamaged):
        verify_pin(source, "tr_chat", registry.base)
