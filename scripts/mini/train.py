"""Train evotr-mini: steps, not minutes, define the run.

bfloat16 matrix products under autocast, Muon for the matrices and AdamW for the
rest, linear warm-up, a flat stretch and a linear decay. Batches are drawn while
training; nothing is read from a disk.
"""

from __future__ import annotations

import json
import math
import time
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import distributed, multiprocessing
from torch.nn import functional

from scripts.mini.batches import LATE, LENGTHS, Batch, encode, level_at, pool
from scripts.mini.dialogue import Level, conversation
from scripts.mini.model import MiniConfig, MiniQwen2
from scripts.mini.optim import Shards

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from torch import Tensor

__all__ = ["Run", "train"]

POOL: Final = 16
WARM_UP: Final = 60
FULL_TEXT: Final = 0.1


@dataclass(frozen=True)
class Run:
    """What defines a training run.

    Attributes:
        seed: Seed of weights and data.
        steps: Number of optimizer steps.
        again: Steps of a second pass from the result of the first, at half the rate.
        late: This is the second pass.
        workers: Processes that train together; one trains in this process.
        tokens: Tokens per worker and step, padding included.
        rate: Peak learning rate of AdamW.
        muon_rate: Peak learning rate of Muon.
        decay: Share of the run in which the rate falls to zero.
        compiled: Whether to compile the model (faster, the same on one machine).
        log_every: Steps between log lines.
        dev_every: Steps between scores on development conversations.
    """

    seed: int = 0
    steps: int = 2700
    again: int = 1100
    late: bool = False
    workers: int = 2
    tokens: int = 4096
    rate: float = 3e-3
    muon_rate: float = 4e-3
    decay: float = 0.45
    compiled: bool = True
    log_every: int = 25
    dev_every: int = 200


def _schedule(run: Run, step: int) -> float:
    """Return the factor of the learning rate at `step`."""
    warm = min(1.0, (step + 1) / min(WARM_UP, max(1, run.steps // 10)))
    left = (run.steps - step) / max(1.0, run.decay * run.steps)
    return min(warm, left, 1.0)


def _loss(forward: Callable[[Tensor], Tensor], head: Tensor, batch: Batch) -> Tensor:
    """Compute the weighted mean cross-entropy of one batch.

    Args:
        forward: From token ids (B, T) to hidden states (B, T, D).
        head: The tied embedding matrix, float32 of shape (V, D).
        batch: The batch; only targets with a weight go through the head.

    Returns:
        A float32 scalar.
    """
    tokens = torch.from_numpy(batch.tokens).to(head.device)
    weights = torch.from_numpy(batch.weights).to(head.device).flatten()
    seen = weights.nonzero().squeeze(1)
    with torch.autocast(head.device.type, dtype=torch.bfloat16):
        hidden = forward(tokens[:, :-1].contiguous())
        logits = functional.linear(hidden.flatten(0, 1)[seen], head)
    losses = functional.cross_entropy(
        logits.float(), tokens[:, 1:].flatten()[seen], reduction="none"
    )
    kept = weights[seen]
    return (losses * kept).sum() / kept.sum()


def _batches(tokenizer: Tokenizer, run: Run, rank: int, world: int) -> Iterator[Batch]:
    """Yield one batch per step, pool after pool.

    On a GPU one batch is as large as those of all workers together.
    """
    budget = run.tokens * run.workers // world
    for number in range(math.ceil(run.steps / POOL)):
        progress = number * POOL / run.steps
        # Predicting every token teaches to copy; later only replies count.
        early = progress < FULL_TEXT and not run.late
        level = LATE if run.late else level_at(progress)
        sizes = (min(POOL, run.steps - number * POOL), budget)
        name = f"{run.seed}-{'late' if run.late else 'pool'}-{number}"
        drawn = list(
            pool(tokenizer, f"{name}-{rank}", level, sizes, 0.1 if early else 0.0)
        )
        # All workers get about the same length at the same step: none waits.
        drawn.sort(key=lambda batch: batch.weights.shape[1])
        Random(name).shuffle(drawn)
        yield from drawn


def _refusal_marks(tokenizer: Tokenizer) -> set[int]:
    """Collect the tokens that stand where a value would, in a refusal."""
    return {tokenizer.encode(text).ids[0] for text in (" not", " hafızamda")}


@dataclass(frozen=True)
class Spot:
    """Which worker this is, and where it logs.

    Attributes:
        rank: Number of the worker.
        world: Number of workers.
        work: Folder of the log and the checkpoints, or None for neither.
    """

    rank: int
    world: int
    work: Path | None


def dev_scores(model: MiniQwen2, tokenizer: Tokenizer, count: int) -> dict[str, float]:
    """Score teacher-forced replies on conversations with an unused seed.

    Args:
        model: The model.
        tokenizer: Its tokenizer.
        count: Number of conversations.

    Returns:
        Share of facts and of unanswerable questions whose every token is right, and
        share of facts refused.
    """
    device = model.embed.weight.device
    drawn = [conversation(Random(f"dev-{i}"), Level()) for i in range(count)]
    marks = _refusal_marks(tokenizer)
    right: dict[str, list[bool]] = {"fact": [], "unknown": [], "false": []}
    encoded = encode(tokenizer, drawn, other=0.0)
    for messages, (ids, weights) in zip(drawn, encoded, strict=True):
        if len(ids) > max(LENGTHS):
            continue
        tokens = torch.from_numpy(ids)[None].to(device)
        with torch.no_grad(), torch.autocast(device.type, dtype=torch.bfloat16):
            best = model(tokens[:, :-1]).argmax(-1)[0].cpu().numpy()
        # `edges` are the first and one-past-last target of each reply.
        edges = np.flatnonzero(np.diff(np.concatenate([[0.0], weights, [0.0]])))
        spans = edges.reshape(-1, 2)
        replies = [m for m in messages if m.role == "assistant"]
        for reply, (first, last) in zip(replies, spans, strict=True):
            guess = best[first - 1 : last - 1]
            exact = bool((guess == ids[first:last]).all())
            if reply.kind in right:
                right[reply.kind].append(exact)
            if reply.kind == "fact":
                right["false"].append(bool(marks & set(guess.tolist())))
    return {k: float(np.mean(v)) if v else 0.0 for k, v in right.items()}


def _log(path: Path | None, row: dict[str, Any]) -> None:
    """Print a line and append it to the log."""
    line = json.dumps(row)
    print(line, flush=True)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")


def _forward(model: MiniQwen2, run: Run) -> Callable[[Tensor], Tensor]:
    """Return the pass to the hidden states, compiled if asked for."""
    if not run.compiled:
        return model.hidden_states
    forward: Callable[[Tensor], Tensor]
    forward = torch.compile(model.hidden_states, dynamic=False)
    return forward


def _work(model: MiniQwen2, tokenizer: Tokenizer, run: Run, spot: Spot) -> None:
    """Run the training loop of one worker.

    Args:
        model: The model, changed in place.
        tokenizer: Its tokenizer.
        run: What defines the run.
        spot: Which worker this is, and where it logs.
    """
    shards = Shards(model, (run.muon_rate, run.rate), spot.rank, spot.world)
    forward = _forward(model, run)
    log = spot.work / "log.jsonl" if spot.work else None
    begun, window = time.monotonic(), []
    for step, batch in enumerate(_batches(tokenizer, run, spot.rank, spot.world)):
        loss = _loss(forward, model.embed.weight, batch)
        loss.backward()
        window.append(loss.item())
        shards.step(_schedule(run, step))
        if spot.rank:
            continue
        if (step + 1) % run.log_every == 0:
            spent = round(time.monotonic() - begun, 1)
            mean = round(float(np.mean(window)), 4)
            _log(log, {"step": step + 1, "loss": mean, "seconds": spent})
            window = []
        if (step + 1) % run.dev_every == 0:
            scores = dev_scores(model, tokenizer, 100)
            rounded = {k: round(v, 3) for k, v in scores.items()}
            _log(log, {"step": step + 1, "dev": rounded})
            if spot.work:
                torch.save(model.state_dict(), spot.work / "checkpoint.pt")


def _second(run: Run) -> Run:
    """Describe the second pass: half the rate, falling from its first step."""
    late = replace(run, steps=run.again, decay=1.0, late=True)
    return replace(late, rate=run.rate / 2, muon_rate=run.muon_rate / 2)


def _worker(rank: int, folder: str, run: Run, config: MiniConfig) -> None:
    """Be one of two workers; files in `folder` carry tokenizer and result."""
    work = Path(folder)
    torch.set_num_threads(1)
    torch.manual_seed(run.seed)
    distributed.init_process_group(
        "gloo", init_method=f"file://{work}/meet", rank=rank, world_size=run.workers
    )
    model = MiniQwen2(config)
    if run.late:
        model.load_state_dict(torch.load(work / "final.pt", weights_only=True))
    tokenizer = Tokenizer.from_file(str(work / "tokenizer.json"))
    _work(model, tokenizer, run, Spot(rank, run.workers, work))
    if rank == 0:
        torch.save(model.state_dict(), work / "final.pt")
    # No worker leaves while another still talks to it.
    distributed.barrier()
    distributed.destroy_process_group()


def train(tokenizer: Tokenizer, config: MiniConfig, run: Run, work: Path) -> MiniQwen2:
    """Train a model from nothing.

    Args:
        tokenizer: The model's tokenizer.
        config: The model's shape.
        run: What defines the run.
        work: Folder of the log and the checkpoints.

    Returns:
        The trained model, on the CPU.
    """
    torch.manual_seed(run.seed)
    model = MiniQwen2(config)
    runs = [run, _second(run)] if run.again else [run]
    gpu = torch.cuda.is_available()
    if gpu or run.workers == 1:
        model.to("cuda" if gpu else "cpu")
        for each in runs:
            _work(model, tokenizer, each, Spot(0, 1, work))
        model.cpu()
        return model
    tokenizer.save(str(work / "tokenizer.json"))
    for each in runs:
        (work / "meet").unlink(missing_ok=True)
        folder = str(work.resolve())
        multiprocessing.spawn(_worker, (folder, each, config), nprocs=run.workers)
    model.load_state_dict(torch.load(work / "final.pt", weights_only=True))
    return model
