"""A compact Qwen2 in PyTorch whose weights load in mlx-lm unchanged.

Shapes use B (rows), T (tokens), D (hidden), H (heads), K (key/value heads),
E (head dimension) and V (vocabulary). Query, key and value share one matrix while
training, and so do the two halves of the gated feed-forward layer: two large
products are faster on a CPU than five small ones. `to_hugging_face` splits them.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

__all__ = ["MiniConfig", "MiniQwen2", "from_hugging_face", "to_hugging_face"]


@dataclass(frozen=True)
class MiniConfig:
    """The model's shape.

    Attributes:
        vocab_size: Rows of the tied embedding matrix.
        hidden: Width of the residual stream.
        layers: Number of blocks.
        heads: Query heads.
        kv_heads: Key and value heads.
        head_dim: Width of one head; `heads * head_dim` equals `hidden`.
        ffn: Width of the gated feed-forward layer.
        rope_theta: Base of the rotary frequencies.
        max_len: Longest sequence the configuration announces.
        eps: Epsilon of every RMS norm.
    """

    vocab_size: int = 1536
    hidden: int = 192
    layers: int = 5
    heads: int = 3
    kv_heads: int = 3
    head_dim: int = 64
    ffn: int = 512
    rope_theta: float = 10000.0
    max_len: int = 1024
    eps: float = 1e-6

    def to_hugging_face(self, eos: int, pad: int) -> dict[str, object]:
        """Write the shape as a `config.json` of a Qwen2 model.

        Args:
            eos: Token id that ends a reply.
            pad: Token id used for padding.

        Returns:
            The configuration with `rope_theta` at the top level, where mlx-lm
            reads it.
        """
        return {
            "architectures": ["Qwen2ForCausalLM"],
            "model_type": "qwen2",
            "vocab_size": self.vocab_size,
            "hidden_size": self.hidden,
            "intermediate_size": self.ffn,
            "num_hidden_layers": self.layers,
            "num_attention_heads": self.heads,
            "num_key_value_heads": self.kv_heads,
            "head_dim": self.head_dim,
            "hidden_act": "silu",
            "max_position_embeddings": self.max_len,
            "rms_norm_eps": self.eps,
            "rope_theta": self.rope_theta,
            "tie_word_embeddings": True,
            "use_sliding_window": False,
            "attention_dropout": 0.0,
            "bos_token_id": pad,
            "eos_token_id": eos,
            "pad_token_id": pad,
            "torch_dtype": "float32",
        }

    def as_dict(self) -> dict[str, float | int]:
        """Return the fields by name, for the training record."""
        return asdict(self)


def _rope_tables(config: MiniConfig, length: int) -> tuple[Tensor, Tensor]:
    """Compute rotary tables.

    Args:
        config: The model's shape.
        length: Number of positions T.

    Returns:
        Cosine and sine, each float32 of shape (T, E).
    """
    half = torch.arange(0, config.head_dim, 2, dtype=torch.float32)
    freqs = config.rope_theta ** (-half / config.head_dim)
    angles = torch.outer(torch.arange(length, dtype=torch.float32), freqs)
    angles = torch.cat([angles, angles], dim=-1)
    return angles.cos(), angles.sin()


def _rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotate pairs (i, i + E/2), the Hugging Face layout.

    Args:
        x: Float tensor of shape (B, heads, T, E).
        cos: Cosine table of shape (T, E).
        sin: Sine table of shape (T, E).

    Returns:
        The rotated tensor, shape and dtype of `x`.
    """
    first, second = x.chunk(2, dim=-1)
    turned = torch.cat([-second, first], dim=-1)
    return x * cos.to(x.dtype) + turned * sin.to(x.dtype)


class Block(nn.Module):  # type: ignore[misc] # torch is not followed
    """One pre-norm block: grouped-query attention, then SwiGLU."""

    def __init__(self, config: MiniConfig) -> None:
        super().__init__()
        self.config = config
        wide = (config.heads + 2 * config.kv_heads) * config.head_dim
        inner = config.heads * config.head_dim
        self.norm1 = nn.RMSNorm(config.hidden, eps=config.eps)
        self.qkv = nn.Linear(config.hidden, wide)
        self.out = nn.Linear(inner, config.hidden, bias=False)
        self.norm2 = nn.RMSNorm(config.hidden, eps=config.eps)
        self.gate_up = nn.Linear(config.hidden, 2 * config.ffn, bias=False)
        self.down = nn.Linear(config.ffn, config.hidden, bias=False)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        """Apply the block to `x` of shape (B, T, D) and return the same shape."""
        c = self.config
        rows, length, _ = x.shape
        sizes = [c.heads * c.head_dim] + [c.kv_heads * c.head_dim] * 2
        q, k, v = self.qkv(self.norm1(x)).split(sizes, dim=-1)
        q = q.view(rows, length, c.heads, c.head_dim).transpose(1, 2)
        k = k.view(rows, length, c.kv_heads, c.head_dim).transpose(1, 2)
        v = v.view(rows, length, c.kv_heads, c.head_dim).transpose(1, 2)
        q, k = _rotate(q, cos, sin), _rotate(k, cos, sin)
        if c.kv_heads != c.heads:
            k = k.repeat_interleave(c.heads // c.kv_heads, dim=1)
            v = v.repeat_interleave(c.heads // c.kv_heads, dim=1)
        seen = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.out(seen.transpose(1, 2).reshape(rows, length, -1))
        gate, up = self.gate_up(self.norm2(x)).chunk(2, dim=-1)
        return x + self.down(functional.silu(gate) * up)


class MiniQwen2(nn.Module):  # type: ignore[misc] # as above
    """Qwen2 with tied embeddings."""

    def __init__(self, config: MiniConfig) -> None:
        super().__init__()
        self.config = config
        self.embed = nn.Embedding(config.vocab_size, config.hidden)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.layers))
        self.norm = nn.RMSNorm(config.hidden, eps=config.eps)
        cos, sin = _rope_tables(config, config.max_len)
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)
        self.apply(self._init)
        for block in self.blocks:
            depth = (2 * config.layers) ** -0.5
            nn.init.normal_(block.out.weight, std=0.02 * depth)
            nn.init.normal_(block.down.weight, std=0.02 * depth)

    @staticmethod
    def _init(module: nn.Module) -> None:
        """Fill one module with small normal weights and zero biases."""
        if isinstance(module, nn.Linear | nn.Embedding):
            nn.init.normal_(module.weight, std=0.02)
        if isinstance(module, nn.Linear) and module.bias is not None:
            nn.init.zeros_(module.bias)

    def hidden_states(self, tokens: Tensor) -> Tensor:
        """Run the blocks.

        Args:
            tokens: Token ids, int64 of shape (B, T).

        Returns:
            Normed hidden states of shape (B, T, D).
        """
        length = tokens.shape[1]
        cos, sin = self.cos[:length], self.sin[:length]
        x = self.embed(tokens)
        for block in self.blocks:
            x = block(x, cos, sin)
        return self.norm(x)

    def forward(self, tokens: Tensor) -> Tensor:
        """Return logits of shape (B, T, V) for token ids of shape (B, T)."""
        return functional.linear(self.hidden_states(tokens), self.embed.weight)


def to_hugging_face(state: dict[str, Tensor], config: MiniConfig) -> dict[str, Tensor]:
    """Rename and split trained weights to Hugging Face's Qwen2 names.

    Args:
        state: A `MiniQwen2.state_dict()`.
        config: The model's shape.

    Returns:
        Contiguous float32 tensors by Qwen2 name; the tied head is left out.
    """
    sizes = [config.heads * config.head_dim] + [config.kv_heads * config.head_dim] * 2
    out = {
        "model.embed_tokens.weight": state["embed.weight"],
        "model.norm.weight": state["norm.weight"],
    }
    for i in range(config.layers):
        mine, theirs = f"blocks.{i}.", f"model.layers.{i}."
        out[theirs + "input_layernorm.weight"] = state[mine + "norm1.weight"]
        out[theirs + "post_attention_layernorm.weight"] = state[mine + "norm2.weight"]
        for part in ("weight", "bias"):
            pieces = state[f"{mine}qkv.{part}"].split(sizes)
            for name, piece in zip("qkv", pieces, strict=True):
                out[f"{theirs}self_attn.{name}_proj.{part}"] = piece
        out[theirs + "self_attn.o_proj.weight"] = state[mine + "out.weight"]
        gate, up = state[mine + "gate_up.weight"].chunk(2)
        out[theirs + "mlp.gate_proj.weight"] = gate
        out[theirs + "mlp.up_proj.weight"] = up
        out[theirs + "mlp.down_proj.weight"] = state[mine + "down.weight"]
    return {k: v.detach().float().contiguous().clone() for k, v in out.items()}


def from_hugging_face(
    weights: dict[str, Tensor], config: MiniConfig
) -> dict[str, Tensor]:
    """Invert `to_hugging_face`.

    Args:
        weights: Tensors by Qwen2 name.
        config: The model's shape.

    Returns:
        A state dict for `MiniQwen2`.
    """
    out = {
        "embed.weight": weights["model.embed_tokens.weight"],
        "norm.weight": weights["model.norm.weight"],
    }
    for i in range(config.layers):
        mine, theirs = f"blocks.{i}.", f"model.layers.{i}."
        out[mine + "norm1.weight"] = weights[theirs + "input_layernorm.weight"]
        out[mine + "norm2.weight"] = weights[theirs + "post_attention_layernorm.weight"]
        for part in ("weight", "bias"):
            out[f"{mine}qkv.{part}"] = torch.cat(
                [weights[f"{theirs}self_attn.{name}_proj.{part}"] for name in "qkv"]
            )
        out[mine + "out.weight"] = weights[theirs + "self_attn.o_proj.weight"]
        out[mine + "gate_up.weight"] = torch.cat(
            [weights[f"{theirs}mlp.{name}_proj.weight"] for name in ("gate", "up")]
        )
        out[mine + "down.weight"] = weights[theirs + "mlp.down_proj.weight"]
    return out
