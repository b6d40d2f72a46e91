"""Two single-threaded workers with one exchange per step.

On a busy machine two threads that meet at every small operation wait for each other
most of the time; two processes that meet once per step do not. Gradients and weights
live in flat buffers, so one step needs one sum and one broadcast per worker. The sum
of two numbers has no order, so the result does not depend on timing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import distributed

if TYPE_CHECKING:
    from torch import Tensor, nn

__all__ = ["Shards"]


def _flatten(weights: list[nn.Parameter]) -> tuple[Tensor, Tensor]:
    """Move parameters and their gradients into two flat float32 buffers."""
    total = sum(w.numel() for w in weights)
    device = weights[0].device
    values = torch.empty(total, device=device)
    grads = torch.zeros(total, device=device)
    start = 0
    for weight in weights:
        stop = start + weight.numel()
        values[start:stop] = weight.detach().flatten()
        weight.data = values[start:stop].view_as(weight)
        weight.grad = grads[start:stop].view_as(weight)
        start = stop
    return values, grads


class Shards:
    """Updates each weight on one worker and shares the result.

    Attributes:
        rank: This worker's number.
        world: Number of workers.
    """

    def __init__(
        self, model: nn.Module, rates: tuple[float, float], rank: int, world: int
    ) -> None:
        self.rank, self.world = rank, world
        # Muon for the blocks' matrices; AdamW for embedding, norms and biases.
        matrices = [
            p
            for n, p in model.named_parameters()
            if n.startswith("blocks.") and p.ndim == 2  # noqa: PLR2004
        ]
        chosen = {id(p) for p in matrices}
        rest = [p for p in model.parameters() if id(p) not in chosen]
        shards = [matrices[r::world] for r in range(world)]
        flat = [_flatten([*shard]) for shard in shards]
        self._values = [values for values, _ in flat]
        values, grads = _flatten(rest)
        self._grads = [*(g for _, g in flat), grads]
        self.rest = values
        self._optimizers = [
            torch.optim.Muon(
                shards[rank],
                lr=rates[0],
                weight_decay=0.1,
                adjust_lr_fn="match_rms_adamw",
            ),
            torch.optim.AdamW(
                rest, lr=rates[1], betas=(0.9, 0.98), weight_decay=0.0, fused=True
            ),
        ]
        self._rates = rates

    def step(self, factor: float) -> None:
        """Average the gradients, clip them, update and share the weights.

        Args:
            factor: Factor of the peak learning rates.
        """
        for grads in self._grads:
            if self.world > 1:
                distributed.all_reduce(grads)
                grads.div_(self.world)
        norm = torch.stack([g.norm() for g in self._grads]).norm()
        scale = torch.clamp(1.0 / (norm + 1e-6), max=1.0)
        for grads in self._grads:
            grads.mul_(scale)
        for optimizer, rate in zip(self._optimizers, self._rates, strict=True):
            optimizer.param_groups[0]["lr"] = rate * factor
            optimizer.step()
        for grads in self._grads:
            grads.zero_()
        if self.world > 1:
            for owner, values in enumerate(self._values):
                distributed.broadcast(values, owner)
