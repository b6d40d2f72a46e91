"""A tiny build: deterministic, and its files load in mlx-lm unchanged."""

import hashlib

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the 'mini' group")

from scripts.mini.build import build
from scripts.mini.model import MiniConfig, MiniQwen2, from_hugging_face
from scripts.mini.train import Run

CONFIG = MiniConfig(
    vocab_size=512, hidden=64, layers=2, heads=2, kv_heads=1, head_dim=32, ffn=64
)
RUN = Run(seed=3, steps=3, tokens=768, compiled=False)


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    made = []
    for name in ("one", "two"):
        root = tmp_path_factory.mktemp(name)
        build(RUN, CONFIG, root / "model", root / "work")
        made.append(root / "model")
    return made


def test_the_same_seed_gives_the_same_files(folders):
    first, second = (
        {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in f.iterdir()}
        for f in folders
    )
    assert first == second
    assert "model.safetensors" in first


def test_mlx_lm_computes_the_same_logits(folders):
    mlx_lm = pytest.importorskip("mlx_lm", reason="mlx-lm is not installed")
    from mlx import core as mx
    from safetensors.torch import load_file

    weights = load_file(str(folders[0] / "model.safetensors"))
    model = MiniQwen2(CONFIG)
    model.load_state_dict(from_hugging_face(weights, CONFIG))
    ids = list(range(5, 45))
    with torch.no_grad():
        mine = model(torch.tensor([ids])).numpy()
    theirs, tokenizer = mlx_lm.load(str(folders[0]))
    other = np.array(theirs(mx.array([ids])))
    assert np.abs(mine - other).max() < 1e-4
    chat = [{"role": "user", "content": "Merhaba"}]
    prompt = tokenizer.apply_chat_template(
        chat, add_generation_prompt=True, tokenize=False
    )
    assert prompt.endswith("Merhaba<|im_end|>\n<|im_start|>assistant\n")
    assert prompt.startswith("<|im_start|>system\nYou are EVO-TR")
