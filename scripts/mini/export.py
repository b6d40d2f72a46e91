"""Write a trained model as a folder that mlx-lm and transformers load."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from safetensors.torch import save_file

from evotr.models.info import CARD
from scripts.mini.model import to_hugging_face
from scripts.mini.tokenizer import END, PAD, save

if TYPE_CHECKING:
    from pathlib import Path

    from tokenizers import Tokenizer

    from scripts.mini.model import MiniQwen2

__all__ = ["export"]


def _write(path: Path, content: dict[str, Any]) -> None:
    """Write JSON with a stable order of keys."""
    text = json.dumps(content, indent=2, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")


def export(model: MiniQwen2, tokenizer: Tokenizer, folder: Path) -> None:
    """Write weights (float32), configuration, card, tokenizer and chat template.

    Args:
        model: The trained model.
        tokenizer: Its tokenizer.
        folder: Where the files go; made if missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    end, pad = (int(tokenizer.token_to_id(mark) or 0) for mark in (END, PAD))
    weights = to_hugging_face(model.state_dict(), model.config)
    target = folder / "model.safetensors"
    save_file(weights, str(target), metadata={"format": "pt"})
    _write(folder / "config.json", model.config.to_hugging_face(end, pad))
    generation = {"do_sample": False, "eos_token_id": [end, pad], "pad_token_id": pad}
    _write(folder / "generation_config.json", generation)
    # It was trained on memories in the opening system message and reads them there.
    _write(folder / CARD, {"memories": "opening"})
    save(tokenizer, folder, model.config.max_len)
