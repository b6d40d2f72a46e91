"""What is brought in from elsewhere, and what is refused by its name."""

import json
import os
import shutil

import numpy as np
import pytest

from evotr.errors import (
    AdapterDamaged,
    AdapterMismatch,
    AdapterMissing,
    AdapterUnsupported,
    ExpertNotFound,
    ImportDamaged,
)
from evotr.experts import Provenance, import_adapter
from tests.fakes.tensors import read_tensors, write_tensors

CONFIG = "adapter_config.json"
PEFT_WEIGHTS = "adapter_model.safetensors"
Q0 = "model.layers.0.self_attn.q_proj"
PREFIX = f"base_model.model.{Q0}"


@pytest.fixture
def write(tmp_path):
    """Write a PEFT adapter of one linear: q of the first block."""

    def write_(tensors=None, **config):
        folder = tmp_path / "peft"
        folder.mkdir()
        known = {
            "peft_type": "LORA", "r": 2, "lora_alpha": 4, "bias": "none",
            "target_modules": ["q_proj"], "init_lora_weights": True,
        }  # fmt: skip
        (folder / CONFIG).write_text(json.dumps(known | config))
        whole = {
            f"{PREFIX}.lora_A.weight": np.ones((2, 64), np.float32),
            f"{PREFIX}.lora_B.weight": np.ones((64, 2), np.float32),
        }
        changed = {n: a for n, a in (whole | (tensors or {})).items() if a is not None}
        write_tensors(folder / PEFT_WEIGHTS, changed)
        return folder

    return write_


@pytest.fixture
def refused(registry):
    def refused_(folder, kind, reason):
        kind = ImportDamaged if kind is AdapterDamaged else kind
        with pytest.raises(kind) as caught:
            import_adapter(registry, "tr_chat", folder)
        assert type(caught.value) is kind
        assert caught.value.values == {"path": folder, "reason": reason}
        assert registry.versions("tr_chat") == ()

    return refused_


def test_the_names_are_turned_and_the_matrices_too(registry, write):
    a = np.arange(128, dtype=np.float32).reshape(2, 64)
    version = import_adapter(registry, "tr_chat", write({f"{PREFIX}.lora_A.weight": a}))
    tensors = read_tensors(version.path / "adapters.safetensors")
    assert set(tensors) == {f"{Q0}.lora_a", f"{Q0}.lora_b"}
    assert np.array_equal(tensors[f"{Q0}.lora_a"], a.T)
    config = json.loads((version.path / CONFIG).read_text())
    assert config["lora_parameters"]["scale"] == 2.0
    # One block only: it must be named, mlx-lm counts blocks from the last.
    assert config["lora_parameters"]["keys"] == [Q0]


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        ({"peft_type": "LOHA"}, "peft_type = 'LOHA'"),
        ({"peft_type": None}, "peft_type = None"),
        ({"modules_to_save": ["lm_head"]}, "modules_to_save"),
        ({"bias": "all"}, "bias = 'all'"),
        ({"bias": "lora_only"}, "bias = 'lora_only'"),
        ({"lora_bias": True}, "lora_bias"),
        ({"init_lora_weights": "pissa"}, "init_lora_weights = 'pissa'"),
        ({"init_lora_weights": "pissa_niter_4"}, "init_lora_weights = 'pissa_niter_4'"),
        ({"init_lora_weights": "olora"}, "init_lora_weights = 'olora'"),
        ({"init_lora_weights": ["x"]}, "init_lora_weights = ['x']"),
        ({"use_dora": True, "fan_in_fan_out": True}, "fan_in_fan_out"),
        ({"trainable_token_indices": [1]}, "trainable_token_indices"),
        ({"layer_replication": [[0, 2], [1, 2]]}, "layer_replication"),
        ({"target_parameters": ["mlp.experts"]}, "target_parameters"),
        ({"use_qalora": True}, "use_qalora"),
        ({"loftq_config": {"loftq_bits": 4}}, "loftq_config"),
        ({"something_of_tomorrow": True}, "something_of_tomorrow"),
    ],
)
def test_what_changes_the_function_is_refused(write, refused, config, reason):
    refused(write(**config), AdapterUnsupported, reason)


@pytest.mark.parametrize(
    "config",
    [
        {"modules_to_save": None, "loftq_config": {}, "megatron_config": None},
        {"corda_config": {"corda_method": None}, "use_qalora": False},
        {"fan_in_fan_out": True, "lora_dropout": 0.1, "init_lora_weights": "gaussian"},
    ],
)
def test_what_does_not_is_let_pass(write, registry, config):
    assert import_adapter(registry, "tr_chat", write(**config)).rank == 2


@pytest.mark.parametrize(
    "name",
    [
        "base_model.model.lm_head.lora_A.weight",
        "base_model.model.model.embed_tokens.lora_embedding_A",
        f"{PREFIX}.lora_B.bias",
        f"{PREFIX}.base_layer.weight",
        "base_model.model.lm_head.weight",
        "whatever",
    ],
)
def test_a_tensor_without_a_place_is_refused(write, refused, name):
    folder = write({name: np.ones((2, 64), np.float32)})
    refused(folder, AdapterUnsupported, name)


def test_weights_that_are_no_floats(write, refused):
    name = f"{PREFIX}.lora_A.weight"
    folder = write({name: np.ones((2, 64), np.int32)})
    refused(folder, AdapterUnsupported, f"{name}: I32")


@pytest.mark.parametrize(
    ("tensors", "config", "reason"),
    [
        ({f"{PREFIX}.lora_B.weight": None}, {}, f"- {Q0}.lora_B"),
        ({}, {"use_dora": True}, f"- {Q0}.lora_magnitude_vector"),
        (
            {f"{PREFIX}.lora_magnitude_vector": np.ones(64, np.float32)},
            {},
            f"+ {Q0}.lora_magnitude_vector",
        ),
        (
            {f"{PREFIX}.lora_B.weight": np.ones((64, 3), np.float32)},
            {},
            f"{Q0}.lora_B",
        ),
        (
            {f"{PREFIX}.lora_A.weight": np.ones((0, 64), np.float32)},
            {},
            f"{PREFIX}.lora_A.weight: [0, 64]",
        ),
        (
            {
                f"{PREFIX}.lora_A.weight": None,
                f"{PREFIX}.lora_B.weight": None,
                f"{PREFIX.replace('0', '9')}.lora_A.weight": np.ones(
                    (2, 64), np.float32
                ),
                f"{PREFIX.replace('0', '9')}.lora_B.weight": np.ones(
                    (64, 2), np.float32
                ),
            },
            {},
            f"+ {Q0.replace('0', '9')}",
        ),
        ({}, {"r": 16}, f"{Q0}: r 2 ≠ 16"),
        ({}, {"rank_pattern": {"q_proj": 4}}, f"{Q0}: r 2 ≠ 4"),
        (
            {f"{PREFIX}.lora_A.weight": np.ones((2, 32), np.float32)},
            {},
            f"{Q0}.lora_a: [32, 2] ≠ [64, 2]",
        ),
    ],
)
def test_tensors_that_do_not_fit(write, refused, tensors, config, reason):
    refused(write(tensors, **config), AdapterMismatch, reason)


def test_numbers_that_are_not_finite(write, refused):
    spoilt = np.full((2, 64), np.nan, np.float32)
    folder = write({f"{PREFIX}.lora_A.weight": spoilt})
    refused(folder, AdapterDamaged, f"{Q0}.lora_a: NaN")


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        ({"r": None}, "r"),
        ({"r": 0}, "r"),
        ({"rank_pattern": {"q_proj": 0}}, "rank_pattern"),
        ({"lora_alpha": 10**400}, "lora_alpha"),
        ({"alpha_pattern": {"q_proj": 10**400}}, "alpha_pattern"),
        ({"lora_alpha": "16"}, "lora_alpha"),
        ({"lora_alpha": float("inf")}, "lora_alpha"),
        ({"alpha_pattern": ["q_proj"]}, "alpha_pattern"),
        ({"alpha_pattern": {"q_proj": "much"}}, "alpha_pattern"),
    ],
)
def test_numbers_that_cannot_be_meant(write, refused, config, reason):
    refused(write(**config), AdapterDamaged, f"{CONFIG}: {reason}")


def test_a_pattern_that_is_no_regular_expression_matches_nothing(registry, write):
    version = import_adapter(registry, "tr_chat", write(alpha_pattern={"(": 99}))
    config = json.loads((version.path / CONFIG).read_text())
    assert config["lora_parameters"]["scale"] == 2.0


def test_files_that_are_not_there(tmp_path, write, refused):
    refused(tmp_path / "none", AdapterMissing, CONFIG)
    (tmp_path / "file").touch()
    refused(tmp_path / "file", AdapterMissing, CONFIG)
    folder = write()
    (folder / PEFT_WEIGHTS).unlink()
    refused(folder, AdapterDamaged, f"{PEFT_WEIGHTS}: FileNotFoundError")
    (folder / "adapter_model.bin").write_bytes(b"pickled")
    refused(folder, AdapterUnsupported, "adapter_model.bin")


def test_a_cut_file(write, refused):
    folder = write()
    data = (folder / PEFT_WEIGHTS).read_bytes()
    (folder / PEFT_WEIGHTS).write_bytes(data[:-4])
    reason = f"{PEFT_WEIGHTS}: {len(data) - 4} / {len(data)} B"
    refused(folder, AdapterDamaged, reason)


def test_an_adapter_of_neither_kind(write, refused):
    folder = write()
    (folder / CONFIG).write_text("{}")
    refused(folder, AdapterUnsupported, CONFIG)


def test_mlx_lms_own_adapters_are_copied(registry, adapters):
    version = import_adapter(registry, "tr_chat", adapters["dora"])
    assert (version.method, version.activation) == ("dora", "always")
    assert version.data == f"mlx-lm: {adapters['dora']}"
    for name in (CONFIG, "adapters.safetensors"):
        source = (adapters["dora"] / name).read_bytes()
        assert (version.path / name).read_bytes() == source


def test_an_activation_that_is_none_is_refused(adapters, tmp_path, refused):
    folder = shutil.copytree(adapters["one"], tmp_path / "sometimes")
    config = json.loads((folder / CONFIG).read_text())
    (folder / CONFIG).write_text(json.dumps(config | {"activation": "sometimes"}))
    refused(folder, AdapterDamaged, f"{CONFIG}: activation")


def test_a_full_fine_tuning_of_mlx_lm_is_refused(adapters, tmp_path, refused):
    folder = shutil.copytree(adapters["one"], tmp_path / "full")
    config = json.loads((folder / CONFIG).read_text())
    (folder / CONFIG).write_text(json.dumps(config | {"fine_tune_type": "full"}))
    refused(folder, AdapterUnsupported, "fine_tune_type = 'full'")


def test_links_of_the_source_are_followed(registry, adapters, tmp_path):
    # So the hub's cache keeps its files.
    for name in (CONFIG, "adapters.safetensors"):
        (tmp_path / name).symlink_to(adapters["one"] / name)
    version = import_adapter(registry, "tr_chat", tmp_path)
    assert not (version.path / CONFIG).is_symlink()
    registry.use("tr_chat", version.version)
    assert registry.serve("tr_chat").refused == ()


def test_our_own_versions_bring_their_card(registry, adapters):
    known = Provenance(activation="reply", data="rows", seed=4, scores={"own": 0.5})
    made = registry.add("tr_chat", adapters["one"], known)
    version = import_adapter(registry, "python_coder", made.path)
    assert (version.expert, version.version) == ("python_coder", "0001")
    assert (version.activation, version.data, version.seed) == ("reply", "rows", 4)
    assert version.scores == {"own": 0.5}
    stated = import_adapter(registry, "python_coder", made.path, "always")
    assert stated.activation == "always"


def test_another_bases_version_is_refused_by_its_card(registry, adapters, tmp_path):
    made = registry.add("tr_chat", adapters["one"], Provenance(activation="reply"))
    folder = shutil.copytree(made.path, tmp_path / "other")
    card = (folder / "card.toml").read_text()
    (folder / "card.toml").write_text(
        card.replace(registry.base.fingerprint, "0123456789abcdef")
    )
    with pytest.raises(AdapterMismatch) as caught:
        import_adapter(registry, "tr_chat", folder)
    assert caught.value.values["reason"].startswith("base 0123456789abcdef")


@pytest.fixture
def kept(registry, adapters, tmp_path):
    """A copy of a version that was kept."""
    made = registry.add("python_coder", adapters["one"], Provenance(activation="reply"))
    return shutil.copytree(made.path, tmp_path / "kept")


def test_a_kept_version_that_was_changed_since_is_not_washed_clean(kept, refused):
    weights = kept / "adapters.safetensors"
    data = bytearray(weights.read_bytes())
    data[-1] ^= 1
    weights.write_bytes(data)
    refused(kept, AdapterDamaged, "adapters.safetensors: sha256")


@pytest.mark.parametrize(
    ("said", "changed", "reason"),
    [
        ('method = "lora"', 'method = "dora"', "method lora ≠ dora (card.toml)"),
        ("rank = 4", "rank = 8", "rank 4 ≠ 8 (card.toml)"),
    ],
)
def test_a_card_that_its_files_deny(kept, refused, said, changed, reason):
    card = (kept / "card.toml").read_text()
    assert said in card
    (kept / "card.toml").write_text(card.replace(said, changed))
    refused(kept, AdapterMismatch, reason)


def test_what_was_rejected_stays_so(registry, adapters):
    judged = Provenance(activation="reply", status="rejected")
    made = registry.add("tr_chat", adapters["one"], judged)
    assert import_adapter(registry, "python_coder", made.path).status == "rejected"


@pytest.mark.parametrize("name", [CONFIG, "card.toml", "adapters.safetensors"])
def test_a_pipe_is_not_waited_for(kept, refused, name):
    (kept / name).unlink()
    os.mkfifo(kept / name)
    reason = "adapters.safetensors: header" if name.startswith("adapters") else name
    refused(kept, AdapterDamaged, reason)


def test_an_unknown_expert_is_told_before_anything_is_kept(registry, adapters, roots):
    with pytest.raises(ExpertNotFound):
        import_adapter(registry, "nobody", adapters["one"])
    assert not os.path.lexists(roots.own / registry.base.fingerprint / "nobody")
