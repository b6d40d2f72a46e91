"""Model folders that are small and whole, as bytes by file name."""

import hashlib
import json
import math
import struct

_WIDTHS = {"F32": 4, "BF16": 2, "U32": 4, "U8": 1}


def safetensors(shapes: dict[str, tuple[str, tuple[int, ...]]]) -> bytes:
    """A safetensors file with noise for each name → (dtype, shape)."""
    header: dict[str, object] = {"__metadata__": {"format": "mlx"}}
    offset = 0
    for name, (dtype, shape) in shapes.items():
        size = math.prod(shape) * _WIDTHS[dtype]
        header[name] = {
            "dtype": dtype,
            "shape": list(shape),
            "data_offsets": [offset, offset + size],
        }
        offset += size
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + _noise(offset)


def _noise(size: int) -> bytes:
    return hashlib.shake_128(b"noise").digest(size)


QUANTIZED = {
    "model.embed_tokens.weight": ("U32", (128, 64)),
    "model.embed_tokens.scales": ("BF16", (128, 8)),
    "model.embed_tokens.biases": ("BF16", (128, 8)),
    "model.norm.weight": ("BF16", (512,)),
}
"""128 × 512 weights in 4 bits, and 512 in 16: 66,048 parameters."""


def tiny_model() -> dict[str, bytes]:
    """Everything a quantized qwen2 needs to be called whole (its weights are noise)."""
    config = {
        "model_type": "qwen2",
        "architectures": ["Qwen2ForCausalLM"],
        "max_position_embeddings": 4096,
        "quantization": {"group_size": 64, "bits": 4},
    }
    generation = {
        "do_sample": True,
        "temperature": 0.7,
        "top_p": 0.8,
        "top_k": 20,
        "repetition_penalty": 1.05,
        "eos_token_id": [7, 8],
    }
    return {
        "config.json": json.dumps(config).encode(),
        "generation_config.json": json.dumps(generation).encode(),
        "tokenizer.json": json.dumps({"model": {"type": "BPE"}}).encode(),
        "tokenizer_config.json": b"{}",
        "model.safetensors": safetensors(QUANTIZED),
    }
