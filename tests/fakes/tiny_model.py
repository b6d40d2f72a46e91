"""A tiny random model folder: Qwen2's shape, byte-level tokenizer, chat template."""

import json
from pathlib import Path

import mlx.core as mx
from mlx import nn
from mlx.utils import tree_flatten
from mlx_lm.models import mamba, qwen2
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

TEMPLATE = (
    "{%- if messages[0]['role'] == 'system' -%}"
    "{{- '<|im_start|>system\\n' + messages[0]['content'] + '<|im_end|>\\n' -}}"
    "{%- else -%}"
    "{{- '<|im_start|>system\\nYou help.<|im_end|>\\n' -}}"
    "{%- endif -%}"
    "{%- for message in messages -%}"
    "{%- if message.role != 'system' -%}"
    "{{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' -}}"
    "{%- endif -%}{%- endfor -%}"
    "{%- if add_generation_prompt -%}{{- '<|im_start|>assistant\\n' -}}{%- endif -%}"
)
SPECIALS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
WORDS = (
    "Merhaba dünya! Nasılsın, bugün hava çok güzel. The quick brown fox jumps over "
    "the lazy dog. What is your name? Benim adım Zorvak. İstanbul'da ışık var."
)
TINY = {
    "hidden_size": 64,
    "num_hidden_layers": 2,
    "intermediate_size": 128,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "vocab_size": 512,
    "max_position_embeddings": 512,
    "tie_word_embeddings": True,
    "rms_norm_eps": 1e-6,
    "rope_theta": 10000.0,
}


def write_tokenizer(folder: Path, vocab_size: int = 400) -> None:
    """Write a byte-level BPE with Qwen's control tokens and template."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator([WORDS] * 3, trainer)
    tokenizer.add_special_tokens([AddedToken(name, special=True) for name in SPECIALS])
    tokenizer.save(str(folder / "tokenizer.json"))
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "eos_token": "<|im_end|>",
        "pad_token": "<|endoftext|>",
        "chat_template": TEMPLATE,
    }
    path = folder / "tokenizer_config.json"
    path.write_text(json.dumps(settings), encoding="utf-8")


def build_model(
    folder: Path, bits: int | None = None, seed: int = 0, **changes: object
) -> Path:
    """Write a random model of ``TINY``'s shape with ``changes`` into ``folder``.

    ``bits`` quantizes it as ``mlx_lm.convert`` does.
    """
    folder.mkdir(parents=True, exist_ok=True)
    config: dict[str, object] = {"model_type": "qwen2", **TINY, **changes}
    config["architectures"] = ["Qwen2ForCausalLM"]
    mx.random.seed(seed)
    model = qwen2.Model(qwen2.ModelArgs.from_dict(config))
    if bits is not None:
        nn.quantize(model, group_size=64, bits=bits)
        config["quantization"] = {"group_size": 64, "bits": bits}
    weights = dict(tree_flatten(model.parameters()))
    mx.eval(weights)
    mx.save_safetensors(str(folder / "model.safetensors"), weights, {"format": "mlx"})
    write_tokenizer(folder)
    path = folder / "config.json"
    path.write_text(json.dumps(config), encoding="utf-8")
    return folder


def build_mamba(folder: Path) -> Path:
    """Write a random model without attention into ``folder``."""
    config: dict[str, object] = {"model_type": "mamba", **TINY}
    config |= {"state_size": 8, "conv_kernel": 4, "time_step_rank": 4}
    config |= {"use_bias": False, "use_conv_bias": True}
    mx.random.seed(0)
    model = mamba.Model(mamba.ModelArgs.from_dict(config))
    # As they begin they hardly heed what was said before.
    weights = {n: 4 * w for n, w in tree_flatten(model.parameters())}
    mx.save_safetensors(str(folder / "model.safetensors"), weights, {"format": "mlx"})
    write_tokenizer(folder)
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    return folder
