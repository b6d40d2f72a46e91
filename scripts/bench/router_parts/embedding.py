"""What an embedding costs: processor time of a question, the start, memory, BGE-M3.

Ours and the peer, ``SentenceTransformer.encode`` on the same weights, take turns on
every question, each on one thread. Times are of the processor, all threads together:
what else the machine does counts little. Importing this imports PyTorch.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from transformers import XLMRobertaConfig, XLMRobertaModel

from evotr.embedding import choose_embedder
from evotr.embedding.minilm import MiniLm
from evotr.embedding.store import Store
from evotr.paths import PROGRAM
from evotr.settings import Settings
from scripts.bench.common import ratio

__all__ = [
    "QUESTIONS",
    "Encode",
    "bge_m3",
    "cold_start",
    "embedding",
    "milliseconds",
    "open_peer",
    "take_blocks",
    "take_turns",
]

Encode = Callable[[str], object]

QUESTIONS = (
    "Python'da bir listeyi tersten nasıl sıralarım?",
    "what does a 502 from nginx mean",
    "dun aksamdan beri karnim agriyor, doktora gideyim mi",
    "Kiracım üç aydır ödemiyor, tahliye davası ne kadar sürer?",
    "Should I pay off my mortgage early or put the money into an index fund?",
    "peki ya üçü?",
    "and in async?",
    "Işık hızı neden aşılamaz, bana bir lise öğrencisi gibi anlat",
    "Malazgirt Savaşı'nın sonuçları nelerdi?",
    "Who built the aqueducts of Istanbul, and why there?",
    "bu akşam ne pişirsem, evde kabak ve yoğurt var",
    "pandas ile csv okurken UnicodeDecodeError alıyorum, encoding ne olmalı?",
    "günaydın",
    "Write two lines about the sea for a birthday card.",
    "Bu metni iki cümleyle özetler misin: toplantı ertelendi, bütçe onaylanmadı.",
    "Translate 'rüzgar gülü' into English and explain the difference.",
    "KDV iadesi icin hangi belgeler lazim",
    "Can antibiotics make me dizzy when I take them with coffee?",
    "İki bilinmeyenli denklem sorularına nasıl çalışmalıyım?",
    "hangi kitapla başlayayım",
)
"""Written for this; 4 to 30 word pieces, as questions have."""

# A piece of BGE-M3's vocabulary holds about four letters of Turkish or English.
_PIECE_LETTERS = 4
_BGE_LAYERS = 24
_START = """
import json, time
wall = time.perf_counter()
from evotr.embedding import open_embedder
from evotr.settings import load_settings
open_embedder(load_settings()).encode(["merhaba"])
wall, cpu = time.perf_counter() - wall, time.process_time()
import psutil  # the system's own peak would be that of the process that started it
print(json.dumps([wall, cpu, psutil.Process().memory_info().rss / 1e6]))
"""


def milliseconds(encode: Encode, text: str) -> float:
    """Processor time of one call, over all threads of the process."""
    start = time.process_time()
    encode(text)
    return (time.process_time() - start) * 1000


def take_blocks(
    encoders: Sequence[Encode], texts: Sequence[str], size: int
) -> list[list[tuple[float, object]]]:
    """Milliseconds and answer of each encoder for each text, a block at a time."""
    taken: list[list[tuple[float, object]]] = [[] for _ in encoders]
    for encode in encoders:
        encode("merhaba, nasılsın")
    for at, start in enumerate(range(0, len(texts), size)):
        for offset in range(len(encoders)):
            which = (at + offset) % len(encoders)
            for text in texts[start : start + size]:
                before = time.process_time()
                answer = encoders[which](text)
                took = (time.process_time() - before) * 1000
                taken[which].append((took, answer))
    return taken


def take_turns(
    encoders: Sequence[Encode], texts: Sequence[str], rounds: int
) -> list[list[float]]:
    """Milliseconds of each encoder for each text of each round, one after another."""
    taken: list[list[float]] = [[] for _ in encoders]
    for encode in encoders:
        encode(texts[0])
    for at in range(rounds):
        for text in texts:
            for offset in range(len(encoders)):
                which = (at + offset) % len(encoders)
                taken[which].append(milliseconds(encoders[which], text))
    return taken


def open_peer() -> Encode:
    """``SentenceTransformer.encode`` with the bundled weights, on one thread."""
    torch.set_num_threads(1)
    folder = choose_embedder(Settings(embedder="minilm")).folder
    model = SentenceTransformer(str(folder), device="cpu")

    def encode(text: str) -> object:
        return model.encode(text, show_progress_bar=False)

    return encode


def embedding(rounds: int = 10) -> dict[str, float]:
    """Ours beside the peer: milliseconds, their ratio, and how near the vectors are.

    ``embed_cosine`` is the mean over the questions, with i for ı on both sides.
    """
    peer = open_peer()
    folder = choose_embedder(Settings(embedder="minilm")).folder
    with tempfile.TemporaryDirectory() as place:
        model = MiniLm(folder, Store(Path(place)))

        def ours(text: str) -> object:
            return model.encode([text])

        mine, theirs = take_turns([ours, peer], QUESTIONS, rounds)
        plain = [text.replace("ı", "i") for text in QUESTIONS]
        near = np.stack([np.asarray(peer(text)) for text in plain])
        cosines = (model.encode(plain) * near).sum(axis=1)
    return {
        "embed_p50_ms": statistics.median(mine),
        "embed_p95_ms": float(np.percentile(mine, 95)),
        "sentence_transformers_p50_ms": statistics.median(theirs),
        "sentence_transformers_p95_ms": float(np.percentile(theirs, 95)),
        "embed_vs_sentence_transformers": ratio(mine, theirs),
        "embed_cosine": float(cosines.mean()),
        "embed_cosine_min": float(cosines.min()),
    }


def cold_start(rounds: int = 3) -> dict[str, float]:
    """From nothing imported to the first vector, in processes of their own.

    ``embed_export_s`` is the processor time that the first start of all takes more, for
    it checks the weights and writes the graph. ``embed_rss_mb`` is the whole process.
    """
    with tempfile.TemporaryDirectory() as home:
        first = _start(home)
        later = [_start(home) for _ in range(rounds)]
    wall, cpu, rss = (statistics.median(column) for column in zip(*later, strict=True))
    return {
        "embed_cold_start_s": wall,
        "embed_cold_start_cpu_s": cpu,
        "embed_export_s": max(first[1] - cpu, 0.0),
        "embed_rss_mb": rss,
    }


def _start(home: str) -> list[float]:
    done = subprocess.run(  # noqa: S603 - this program's own code
        [sys.executable, "-c", _START],
        capture_output=True,
        text=True,
        check=True,
        cwd=PROGRAM,
        env={"EVOTR_HOME": home, "EVOTR_EMBEDDER": "minilm", "PATH": ""},
    )
    found: list[float] = json.loads(done.stdout)
    return found


def bge_m3(rounds: int = 2, layers: int = _BGE_LAYERS) -> dict[str, float]:
    """What BGE-M3 would cost here: its layers with other numbers in them, on PyTorch.

    568 million parameters, of which 303 million are multiplied for each piece and
    256 million are the table of words, left out: looking up is free. Milliseconds of
    one thread for the same questions; ``bge_m3_weights_mb`` as float32 with the table.
    """
    torch.set_num_threads(1)
    with torch.device("meta"):
        model: Any = XLMRobertaModel(_bge_config(layers), add_pooling_layer=False)
    model = model.to_empty(device="cpu").eval()
    with torch.no_grad():
        for tensor in [*model.parameters()]:
            tensor.fill_(0.01)

        def encode(text: str) -> object:
            pieces = 2 + -(-len(text) // _PIECE_LETTERS)
            places = torch.arange(2, 2 + pieces)[None]
            ids = torch.full((1, pieces), 5)
            types = torch.zeros_like(ids)
            with torch.no_grad():
                return model(
                    input_ids=ids,
                    position_ids=places,
                    token_type_ids=types,
                    attention_mask=torch.ones_like(ids),
                )

        (taken,) = take_turns([encode], QUESTIONS, rounds)
    return {
        "bge_m3_p50_ms": statistics.median(taken),
        "bge_m3_p95_ms": float(np.percentile(taken, 95)),
        "bge_m3_weights_mb": 568 * 4.0,
    }


def _bge_config(layers: int) -> XLMRobertaConfig:
    """The shape of BAAI/bge-m3 (its config.json), with a small table of words."""
    return XLMRobertaConfig(
        vocab_size=16,
        hidden_size=1024,
        num_hidden_layers=layers,
        num_attention_heads=16,
        intermediate_size=4096,
        max_position_embeddings=8194,
        type_vocab_size=1,
        pad_token_id=1,
    )
