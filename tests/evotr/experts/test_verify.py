"""Everything that may be wrong with an adapter's folder, each refused by its name."""

import hashlib
import json
import os
import shutil
import tomllib
from datetime import UTC, datetime

import numpy as np
import pytest
import tomlkit

from evotr.errors import (
    AdapterDamaged,
    AdapterMismatch,
    AdapterMissing,
    AdapterUnsupported,
)
from evotr.experts import Base, read_base
from evotr.experts.verify import verify_pin, verify_version
from tests.fakes.adapters import build_adapter
from tests.fakes.tensors import change_tensors, read_tensors, write_tensors
from tests.fakes.tiny_model import build_model

WEIGHTS, CONFIG, CARD = "adapters.safetensors", "adapter_config.json", "card.toml"
Q0 = "model.layers.0.self_attn.q_proj"
DOWN1 = "model.layers.1.mlp.down_proj"


@pytest.fixture
def version(registry, add, roots):
    add("one")
    return roots.own / registry.base.fingerprint / "tr_chat" / "0001"


@pytest.fixture
def dora(registry, add, roots):
    add("dora")
    return roots.own / registry.base.fingerprint / "tr_chat" / "0001"


@pytest.fixture
def refused(roots, base):
    def refused_(folder, kind, reason):
        with pytest.raises(kind) as caught:
            verify_version(folder, roots.own, base)
        assert type(caught.value) is kind
        assert caught.value.values == {"path": folder, "reason": reason}

    return refused_


def test_a_config_that_was_changed_since_is_refused(version, refused):
    config = json.loads((version / CONFIG).read_text())
    config["lora_parameters"]["scale"] *= 10
    (version / CONFIG).write_text(json.dumps(config))
    refused(version, AdapterDamaged, f"{CONFIG}: sha256")


def test_a_card_of_old_says_nothing_of_the_config(version, roots, base):
    edit(version / CARD, config_sha256=None)
    assert verify_version(version, roots.own, base).config_sha256 is None
    config = json.loads((version / CONFIG).read_text())
    (version / CONFIG).write_text(json.dumps(config, indent=1))
    verify_version(version, roots.own, base)


def edit(file, **changes):
    """Change keys of a card or a config; None takes one away."""
    text = file.read_text()
    values = tomllib.loads(text) if file.name == CARD else json.loads(text)
    target = values
    for key, value in changes.items():
        *tables, leaf = key.split("__")
        for table in tables:
            target = target[table]
        if value is None:
            del target[leaf]
        else:
            target[leaf] = value
        target = values
    dumped = tomlkit.dumps(values) if file.name == CARD else json.dumps(values)
    file.write_text(dumped)


def change(folder, edit_tensors):
    """Change tensors, and let the card know the new checksum."""
    change_tensors(folder / WEIGHTS, edit_tensors)
    digest = hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest()
    edit(folder / CARD, sha256=digest)


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
    edit(version / CARD, sha256=_digest(version))
    assert verify_version(version, roots.own, base)
    halves[f"{Q0}.lora_a"][3, 2] = bits
    write_tensors(version / WEIGHTS, halves, "BF16")
    edit(version / CARD, sha256=_digest(version))
    refused(version, AdapterDamaged, f"{Q0}.lora_a: NaN")


def _digest(folder):
    return hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest()


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


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"flavour": "mint"}, "flavour"),
        ({"path": "/etc"}, "path"),
        ({"sha256": None}, "sha256"),
        ({"sha256": "xyz"}, "sha256"),
        ({"method": "qlora"}, "method"),
        ({"method": ["lora"]}, "method"),
        ({"activation": "sometimes"}, "activation"),
        ({"rank": 0}, "rank"),
        ({"rank": True}, "rank"),
        ({"created_at": "yesterday"}, "created_at"),
        ({"status": "glorious"}, "status"),
        ({"seed": "1"}, "seed"),
        ({"scores": {"own": float("nan")}}, "scores"),
        ({"scores": {"own": "good"}}, "scores"),
        ({"scores": {"own": 10**400}}, "scores"),
        ({"created_at": datetime(9999, 12, 31, 23, tzinfo=UTC)}, "created_at"),
        ({"created_at": datetime(1, 1, 1, tzinfo=UTC)}, "created_at"),
        ({"data": 3}, "data"),
    ],
)
def test_a_card_that_says_what_cannot_be(version, refused, changes, reason):
    edit(version / CARD, **changes)
    refused(version, AdapterDamaged, f"{CARD}: {reason}")


@pytest.mark.parametrize("content", [b"", b"= 1", b"\xff", b"[" * 10_000])
def test_a_card_that_is_no_card(version, roots, base, content):
    (version / CARD).write_bytes(content)
    with pytest.raises(AdapterDamaged) as caught:
        verify_version(version, roots.own, base)
    assert caught.value.values["reason"].startswith(CARD)


@pytest.mark.parametrize(
    ("changes", "kind", "reason"),
    [
        ({"fine_tune_type": "full"}, AdapterUnsupported, "fine_tune_type = 'full'"),
        ({"fine_tune_type": []}, AdapterUnsupported, "fine_tune_type = []"),
        ({"fine_tune_type": "dora"}, AdapterMismatch, f"method dora ≠ lora ({CARD})"),
        ({"lora_parameters": 3}, AdapterDamaged, f"{CONFIG}: lora_parameters"),
        ({"num_layers": "2"}, AdapterDamaged, f"{CONFIG}: num_layers"),
        (
            {"lora_parameters__scale": None},
            AdapterDamaged,
            f"{CONFIG}: lora_parameters.scale",
        ),
        (
            {"lora_parameters__scale": float("nan")},
            AdapterDamaged,
            f"{CONFIG}: lora_parameters.scale",
        ),
        (
            {"lora_parameters__scale": 10**400},
            AdapterDamaged,
            f"{CONFIG}: lora_parameters.scale",
        ),
        (
            {"lora_parameters__keys": "q_proj"},
            AdapterDamaged,
            f"{CONFIG}: lora_parameters.keys",
        ),
        (
            {"lora_parameters__keys": ["q_proj"]},
            AdapterMismatch,
            f"{CONFIG}: lora_parameters.keys",
        ),
    ],
)
def test_a_config_that_says_what_cannot_be(version, refused, changes, kind, reason):
    edit(version / CONFIG, **changes)
    refused(version, kind, reason)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b"[" * 100_000])
def test_a_config_that_is_none(version, refused, content):
    (version / CONFIG).write_bytes(content)
    refused(version, AdapterDamaged, CONFIG)


def test_a_pin_needs_no_card(adapters, base):
    pin = verify_pin(adapters["dora"], "tr_chat", base)
    assert (pin.expert, pin.version) == ("tr_chat", "pinned")
    assert (pin.method, pin.rank, pin.activation) == ("dora", 4, "always")
    assert pin.sha256 == _digest(adapters["dora"])


def test_a_pin_may_say_when_it_acts(adapters, base, tmp_path):
    shutil.copytree(adapters["one"], tmp_path / "pin")
    edit(tmp_path / "pin" / CONFIG, activation="reply")
    assert verify_pin(tmp_path / "pin", "tr_chat", base).activation == "reply"
    edit(tmp_path / "pin" / CONFIG, activation="never")
    with pytest.raises(AdapterDamaged):
        verify_pin(tmp_path / "pin", "tr_chat", base)


def test_a_pinned_version_is_held_to_its_card(version, base):
    pin = verify_pin(version, "python_coder", base)
    assert (pin.expert, pin.version, pin.activation) == (
        "python_coder", "pinned", "reply",
    )  # fmt: skip
    edit(version / CARD, sha256="0" * 64)
    with pytest.raises(AdapterDamaged):
        verify_pin(version, "python_coder", base)
    edit(version / CARD, base="0" * 16)
    with pytest.raises(AdapterMismatch):
        verify_pin(version, "python_coder", base)


def test_a_pin_that_is_nowhere(tmp_path, base):
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "file").touch()
    for name in ("none", "loop", "file"):
        with pytest.raises(AdapterMissing) as caught:
            verify_pin(tmp_path / name, "tr_chat", base)
        assert caught.value.values["path"] == tmp_path / name


def test_a_pin_may_be_a_link_but_not_lead_out(adapters, base, tmp_path):
    (tmp_path / "link").symlink_to(adapters["one"])
    assert verify_pin(tmp_path / "link", "tr_chat", base).rank == 4
    out = tmp_path / "out"
    shutil.copytree(adapters["one"], out)
    (out / WEIGHTS).unlink()
    (out / WEIGHTS).symlink_to(adapters["one"] / WEIGHTS)
    with pytest.raises(AdapterDamaged) as caught:
        verify_pin(out, "tr_chat", base)
    assert caught.value.values["reason"] == f"{WEIGHTS}: symlink"


def test_a_pin_serves_before_the_active_version(open_registry, add, registry, adapters):
    registry.use("tr_chat", add("one"))
    pinned = open_registry(pins={"tr_chat": adapters["two"]})
    assert pinned.serve("tr_chat").version.version == "pinned"
    assert pinned.serve("python_coder").version is None


def test_a_refused_pin_lets_the_active_serve(open_registry, add, registry, tmp_path):
    registry.use("tr_chat", add("one"))
    served = open_registry(pins={"tr_chat": tmp_path}).serve("tr_chat")
    assert served.version.version == "0001"
    assert [error.values["reason"] for error in served.refused] == [CONFIG]
