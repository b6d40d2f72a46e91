"""A tiny build: deterministic, and its files load in mlx-lm unchanged."""

import dataclasses
import hashlib

import numpy as np
import pytest

WHY = "training needs the 'mini' group"
torch = pytest.importorskip("torch", reason=WHY)
builder = pytest.importorskip("scripts.mini.build", reason=WHY)
models = pytest.importorskip("scripts.mini.model", reason=WHY)
trainer = pytest.importorskip("scripts.mini.train", reason=WHY)
safetensors = pytest.importorskip("safetensors.torch", reason=WHY)
mlx = pytest.importorskip("mlx.core", reason="mlx is not installed")
mlx_lm = pytest.importorskip("mlx_lm", reason="mlx-lm is not installed")

CONFIG = models.MiniConfig(
    vocab_size=512, hidden=64, layers=2, heads=2, kv_heads=1, head_dim=32, ffn=64
)
RUN = trainer.Run(seed=3, steps=2, again=1, tokens=768, compiled=False, workers=1)


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    made = []
    for name in ("one", "two"):
        root = tmp_path_factory.mktemp(name)
        builder.build(RUN, CONFIG, root / "model", root / "work")
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
    weights = safetensors.load_file(str(folders[0] / "model.safetensors"))
    model = models.MiniQwen2(CONFIG)
    model.load_state_dict(models.from_hugging_face(weights, CONFIG))
    ids = list(range(5, 45))
    with torch.no_grad():
        mine = model(torch.tensor([ids])).numpy()
    theirs, tokenizer = mlx_lm.load(str(folders[0]))
    other = np.array(theirs(mlx.array([ids])))
    assert np.abs(mine - other).max() < 1e-4
    chat = [{"role": "user", "content": "Merhaba"}]
    prompt = tokenizer.apply_chat_template(
        chat, add_generation_prompt=True, tokenize=False
    )
    assert prompt.endswith("Merhaba<|im_end|>\n<|im_start|>assistant\n")
    assert prompt.startswith("<|im_start|>system\nYou are EVO-TR")


@pytest.mark.slow
def test_two_workers_give_the_same_files_twice(tmp_path):
    run = dataclasses.replace(RUN, workers=2, again=0)
    digests = set()
    for name in ("one", "two"):
        builder.build(run, CONFIG, tmp_path / name, tmp_path / f"work-{name}")
        weights = (tmp_path / name / "model.safetensors").read_bytes()
        digests.add(hashlib.sha256(weights).hexdigest())
    assert len(digests) == 1
