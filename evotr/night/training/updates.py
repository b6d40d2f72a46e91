"""How the parameters move: learning rate, clipping, AdamW over one flat array."""

import math
from typing import Any

import mlx.core as mx
import mlx.optimizers as optim

from evotr.night.plan import TrainPlan

__all__ = ["Updates", "learning_rate"]

_NAME = "adapter"
_BETA1 = 0.9


def learning_rate(plan: TrainPlan, step: int, steps: int) -> float:
    """The rate of a step (from 0): a rise from zero, then half a cosine or level."""
    rise = min(1.0, (step + 1) / (plan.warmup_steps + 1))
    if plan.schedule == "constant":
        return plan.learning_rate * rise
    past = max(step - plan.warmup_steps, 0) / max(steps - plan.warmup_steps, 1)
    cosine = (1 + math.cos(math.pi * min(past, 1.0))) / 2
    return (
        plan.learning_rate * rise * (plan.final_rate + (1 - plan.final_rate) * cosine)
    )


class Updates:
    """AdamW (arXiv 1711.05101) on the flat parameters, clipped by their global norm.

    Args:
        plan: How to learn.
        parameters: Where they start, (size,), float32.
        rates: Of the learning rate, for each parameter, (size,) or ().

    Attributes:
        parameters: As they are now, (size,), float32.
    """

    def __init__(self, plan: TrainPlan, parameters: mx.array, rates: mx.array) -> None:
        self.parameters = parameters
        self._rates = rates
        self._clip = plan.clip_norm
        self._optimizer = optim.AdamW(
            learning_rate=plan.learning_rate,
            weight_decay=plan.weight_decay,
            bias_correction=True,
            betas=[_BETA1, plan.beta2],
        )
        self._optimizer.init({_NAME: parameters})

    def apply(self, gradient: mx.array, norm: float, rate: float) -> None:
        """Move by a gradient whose length is ``norm``, and compute it."""
        self._optimizer.learning_rate = rate * self._rates
        factor = min(1.0, self._clip / norm) if norm else 1.0
        moved = self._optimizer.apply_gradients(
            {_NAME: gradient * factor}, {_NAME: self.parameters}
        )
        self.parameters = moved[_NAME]
        mx.eval(self.parameters, self._optimizer.state)

    def state(self) -> dict[str, mx.array]:
        """Everything that decides the next update."""
        state: dict[str, Any] = self._optimizer.state
        moments = {f"adam.{name}": a for name, a in state[_NAME].items()}
        return {"parameters": self.parameters, "step": state["step"], **moments}

    def restore(self, state: dict[str, mx.array]) -> None:
        """Go on from what `state` gave."""
        self.parameters = state["parameters"]
        self._optimizer.state["step"] = state["step"]
        for name in self._optimizer.state[_NAME]:
            self._optimizer.state[_NAME][name] = state[f"adam.{name}"]
