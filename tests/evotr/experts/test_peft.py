"""Adapters that PEFT made answer as they did in PEFT."""

import json

import numpy as np
import pytest

WHY = "PyTorch and PEFT lie apart from the program (see the Makefile)"
torch = pytest.importorskip("torch", reason=WHY)
peft = pytest.importorskip("peft", reason=WHY)
transformers = pytest.importorskip("transformers", reason=WHY)

import mlx.core as mx  # noqa: E402
from mlx_lm.tuner.utils import load_adapters  # noqa: E402
from mlx_lm.utils import load_model  # noqa: E402

from evotr.errors import AdapterUnsupported  # noqa: E402
from evotr.experts import import_adapter  # noqa: E402
from evotr.inference.adapter_file import read_adapter  # noqa: E402
from evotr.inference.adapters import Preparation  # noqa: E402
from evotr.inference.layers import Selection, adapt  # noqa: E402
from evotr.inference.loading import reply_header  # noqa: E402

# PEFT asks transformers for a name that was changed.
pytestmark = pytest.mark.filterwarnings(
    "ignore:.is_gradient_checkpointing. is deprecated:FutureWarning"
)
TOKENS = [[5, 17, 300, 2, 44, 99, 120, 7, 250, 31]]
ALL = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


@pytest.fixture
def make(model, tmp_path):
    """Make a random adapter with PEFT: its folder, and the logits it gives."""

    def make_(dtype=torch.float32, **config):
        torch.manual_seed(3)
        base = transformers.AutoModelForCausalLM.from_pretrained(
            model, dtype=torch.float32
        )
        known = {
            "r": 4,
            "lora_alpha": 6,
            "target_modules": ALL,
            "task_type": "CAUSAL_LM",
        }
        adapted = peft.get_peft_model(base, peft.LoraConfig(**(known | config)))
        with torch.no_grad():
            for name, weight in adapted.named_parameters():
                if "magnitude" in name:
                    weight.mul_(0.7 + 0.6 * torch.rand(weight.shape))
                elif "lora_" in name:
                    weight.copy_(0.3 * torch.randn(weight.shape))
                    weight.copy_(weight.to(dtype))
            adapted.eval()
            logits = adapted(torch.tensor(TOKENS)).logits.numpy()
        folder = tmp_path / "peft"
        adapted.save_pretrained(folder)
        if dtype != torch.float32:
            _store_as(folder / "adapter_model.safetensors", dtype)
        return folder, logits

    return make_


def _store_as(file, dtype):
    from safetensors.torch import load_file, save_file  # noqa: PLC0415 — torch's

    save_file({name: w.to(dtype) for name, w in load_file(file).items()}, file)


def logits_of(model, version):
    loaded, _ = load_model(model)
    if version is not None:
        load_adapters(loaded, str(version.path))
    loaded.eval()
    return np.array(loaded(mx.array(TOKENS)).astype(mx.float32))


def logits_through_the_engines_layers(model, version):
    loaded, _ = load_model(model)
    selection = Selection()
    raw = read_adapter(version.path)
    linears = adapt(loaded, selection)
    delta = Preparation("peft", raw, linears).advance(len(linears) + 1)
    selection.choose([delta])
    return np.array(loaded(mx.array(TOKENS)).astype(mx.float32))


def relative_error(ours, theirs):
    return np.linalg.norm(ours - theirs) / np.linalg.norm(theirs)


KINDS = {
    "lora": {},
    "dora": {"use_dora": True},
    "rslora": {"use_rslora": True},
    "rsdora": {"use_rslora": True, "use_dora": True},
    "attention": {"target_modules": ["q_proj", "v_proj"]},
    "last-layer": {"layers_to_transform": [1]},
    "first-layer": {"layers_to_transform": [0]},
    "differing-layers": {
        "target_modules": r"model\.layers\.(0\.self_attn\.(q|v)_proj|1\.mlp\.up_proj)"
    },
    "alphas": {"alpha_pattern": {"q_proj": 11, r"layers\.1\..*down_proj": 3}},
    "ranks": {"rank_pattern": {"q_proj": 2, r"layers\.1\..*down_proj": 7}},
    "dora-ranks": {
        "use_dora": True,
        "rank_pattern": {"q_proj": 2, "down_proj": 7},
        "alpha_pattern": {"k_proj": 13},
    },
    "rank-1": {"r": 1},
    "no-effect": {"lora_alpha": 0},
}


@pytest.mark.parametrize("kind", KINDS)
def test_logits_agree_with_pefts(make, registry, model, kind):
    folder, theirs = make(**KINDS[kind])
    version = import_adapter(registry, "tr_chat", folder)
    registry.use("tr_chat", version.version)
    assert registry.serve("tr_chat").version.sha256 == version.sha256
    assert version.method == ("dora" if "dora" in kind else "lora")
    assert version.activation == "always"
    assert version.data.startswith("PEFT: ")
    assert relative_error(logits_of(model, version), theirs) < 1e-5
    ours = logits_through_the_engines_layers(model, version)
    assert relative_error(ours, theirs) < 1e-5
    changed = relative_error(logits_of(model, None), theirs)
    assert (changed > 1e-2) == (kind != "no-effect")


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
@pytest.mark.parametrize("patterns", [{}, {"alpha_pattern": {"q_proj": 11}}])
def test_halves_are_kept_as_they_are(make, registry, model, dtype, patterns):
    folder, theirs = make(dtype, **patterns)
    version = import_adapter(registry, "tr_chat", folder)
    assert relative_error(logits_of(model, version), theirs) < 1e-5
    source = (folder / "adapter_model.safetensors").stat().st_size
    copied = (version.path / "adapters.safetensors").stat().st_size
    assert copied < 1.2 * source


def test_an_activated_lora_acts_on_replies(make, registry, model):
    header = reply_header(model)
    folder, _ = make(alora_invocation_tokens=list(header[:2]))
    assert import_adapter(registry, "tr_chat", folder).activation == "reply"
    stated = import_adapter(registry, "tr_chat", folder, "always")
    assert stated.activation == "always"


def test_what_is_invoked_elsewhere_is_not_taken_for_a_reply(make, registry):
    folder, _ = make(alora_invocation_tokens=[1, 2])
    with pytest.raises(AdapterUnsupported) as error:
        import_adapter(registry, "tr_chat", folder)
    assert error.value.values["reason"] == "alora_invocation_tokens"
    stated = import_adapter(registry, "tr_chat", folder, "reply")
    assert stated.activation == "reply"


def test_what_peft_writes_by_default_hinders_nothing(make, registry):
    folder, _ = make()
    config = json.loads((folder / "adapter_config.json").read_text())
    assert config["peft_type"] == "LORA"
    assert import_adapter(registry, "tr_chat", folder).rank == 4
