"""The loss of a batch: how well the model predicts the tokens that are learned.

Only they go through the output matrix, which in a small model is half of the work and
most of the memory.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import mlx.core as mx
import numpy as np
from mlx import nn
from mlx_lm.models.cache import KVCache, make_prompt_cache

from evotr.night.training.batches import Batch
from evotr.night.training.examples import Example
from evotr.night.training.history import Known, Read, Shared
from evotr.night.training.layers import Focus

__all__ = ["Arrays", "Numbers", "Scorer", "arrays_of"]

Arrays = dict[str, mx.array]
Numbers = np.ndarray[Any, Any]
_CHUNK = 256  # rows of logits that are held at once, and as many of the base
_CLOSE = 1e-2


def arrays_of(batch: Batch) -> Arrays:
    """What a pass computes with, as MLX's arrays."""
    kept = {"kept": mx.array(batch.kept)} if batch.kept.any() else {}
    return kept | {
        "history": mx.array(batch.history),
        "read": mx.array(batch.read),
        "inputs": mx.array(batch.inputs),
        "replies": mx.array(batch.replies),
        "positions": mx.array(batch.positions),
        "targets": mx.array(batch.targets),
        "weights": mx.array(batch.weights),
    }


class Scorer:
    """Sums the loss over a batch.

    Args:
        model: Of mlx-lm. Where its body and output matrix can be told apart (and
            together give what it gives), the output matrix sees learned tokens only.
        focus: Gets the mask of each pass.
        reply_only: The adapters act from the assistant's header on.

    Attributes:
        splits: It wants batches whose rows are split at the header.
        shared: Tokens that it leaves out at the beginning of each history.
        exact: It wants batches no wider than they must be: on the CPU nothing is
            compiled, and a new shape costs nothing.
    """

    def __init__(self, model: Any, focus: Focus, *, reply_only: bool) -> None:  # noqa: ANN401 - mlx-lm is untyped
        self._focus = focus
        self._reply_only = reply_only
        self._body, self._head = _parts(model)
        # Where nothing before the header is adapted, nothing there has a gradient:
        # it is read once, by the base, as it is when the adapter serves.
        caches = make_prompt_cache(model)
        attention = all(type(cache) is KVCache for cache in caches)
        self._layers = len(caches)
        self.splits = reply_only and attention
        self.shared = 0
        self.exact = mx.default_device() == mx.Device(mx.cpu)
        self._begin: list[Shared] = []

    def share(self, examples: Sequence[Example]) -> tuple[int, ...]:
        """`begin` with what the histories of all rows begin with: the system prompt.

        Returns the tokens; none where nothing is split or shared.
        """
        if not self.splits or not examples:
            return ()
        # Of all rows, the first and the last in order have the least in common.
        ids = [example.ids for example in examples]
        ends = zip(min(ids), max(ids), strict=False)
        common = next((n for n, (a, b) in enumerate(ends) if a != b), len(min(ids)))
        # A history keeps at least one token of its own.
        shared = max(min(common, *(one.turn - 1 for one in examples)), 0)
        self.begin(ids[0][:shared])
        return ids[0][:shared]

    def begin(self, beginning: tuple[int, ...]) -> None:
        """Read once the tokens that all rows begin with."""
        self.shared = len(beginning)
        if not self.shared:
            return
        reads = [
            Read(mx.array([self.shared]), self.shared) for _ in range(self._layers)
        ]
        with self._focus.asleep():
            self._body(mx.array(beginning)[None], cache=reads)
        self._begin = [read.to_share() for read in reads]
        mx.eval([[one.keys, one.values] for one in self._begin])

    def __call__(self, batch: Arrays) -> mx.array:
        """The sum over learned tokens of weight times cross entropy, in float32.

        That of kept tokens is taken against the base's likelihoods of all tokens
        ("Learning without Forgetting", arXiv 1606.09282, at temperature 1).
        """
        total = mx.array(0.0)
        picked, fixed = self._picked(batch)
        for start in range(0, len(picked), _CHUNK):
            cut = slice(start, start + _CHUNK)
            # Arguments of a checkpointed function must have gradients: these have not.
            known = {name: array[cut] for name, array in fixed.items()}
            part: Callable[[mx.array], mx.array] = partial(self._loss, known=known)
            if len(picked) > _CHUNK:
                part = mx.checkpoint(part)
            total = total + part(picked[cut])
        return total

    def by_row(self, batch: Arrays) -> Numbers:
        """The loss of each row, as that of the batch is counted, and of the base.

        Returns:
            (rows, 3), float64: loss, weight, the base's loss.
        """
        found = np.zeros((len(batch["inputs"]), 3))
        for owners, hidden, known in self._by_token(batch, base=True):
            weights = np.array(known["weights"])
            own, base = (
                np.array(self._losses(one, known)) * weights
                for one in (hidden, known["base"])
            )
            np.add.at(found, owners, np.stack([own, weights, base], axis=1))
        return found

    def most(self, batch: Arrays) -> Numbers:
        """Of each row the highest cross entropy of a learned token, in nats.

        Returns:
            (rows, 1), float64.
        """
        # Whether a token is kept is nothing to its likelihood: the base need not look.
        batch = {name: array for name, array in batch.items() if name != "kept"}
        found = np.zeros((len(batch["inputs"]), 1))
        for owners, hidden, known in self._by_token(batch):
            learned = np.array(known["weights"]) > 0
            losses = np.where(learned, np.array(self._losses(hidden, known)), 0.0)
            np.maximum.at(found[:, 0], owners, losses)
        return found

    def _by_token(
        self, batch: Arrays, *, base: bool = False
    ) -> Iterator[tuple[Numbers, mx.array, Arrays]]:
        """`_picked`, some tokens at a time, with the rows that they belong to."""
        columns = batch["inputs"].shape[1]
        picked, fixed = self._picked(batch, base=base)
        for start in range(0, len(picked), _CHUNK):
            cut = slice(start, start + _CHUNK)
            owners = np.array(batch["positions"][cut]) // columns
            yield (
                owners,
                picked[cut],
                {name: array[cut] for name, array in fixed.items()},
            )

    def _picked(self, batch: Arrays, *, base: bool = False) -> tuple[mx.array, Arrays]:
        """What learned tokens are predicted from, and what is known of them.

        ``base`` asks for what the base predicts them from also where none is kept.
        """
        read, hidden = self._begun(batch, base=base)
        picked = _at(self._body(batch["inputs"], cache=read), batch)
        names = ("targets", "weights", "kept")
        fixed = {name: batch[name] for name in names if name in batch}
        if hidden is not None:
            fixed["base"] = _at(hidden, batch)
        return picked, fixed

    def _begun(
        self, batch: Arrays, *, base: bool
    ) -> tuple[list[Known] | None, mx.array | None]:
        """Where the adapters act in this batch, and what the base computes of it.

        Returns:
            What it read of the histories, None where there are none; and where tokens
            are kept (or ``base``) what it makes of the inputs, (rows, tokens, width).
        """
        # It stays: blocks that are computed again for the gradient need it then.
        self._focus.mask = None
        columns = batch["history"].shape[1]
        if self._reply_only and not columns:  # split rows begin where they act
            places = mx.arange(batch["inputs"].shape[1])[None]
            self._focus.mask = (places >= batch["replies"])[..., None]
        base = base or "kept" in batch
        if not (columns or base):
            return None, None
        # One pass for both: in a small model, passes cost more than their tokens.
        tokens, behind = batch["history"], 0
        if base:
            tokens = mx.concatenate([tokens, batch["inputs"]], axis=1)
            behind = batch["inputs"].shape[1]
        begin: list[Shared | None] = [*self._begin] or [None] * self._layers
        reads = [Read(batch["read"], columns, one, behind) for one in begin]
        with self._focus.asleep():
            hidden: mx.array = self._body(tokens, cache=reads if columns else None)
        known = [read.known() for read in reads] if columns else None
        return known, mx.stop_gradient(hidden[:, columns:]) if base else None

    def _loss(self, hidden: mx.array, known: Arrays) -> mx.array:
        total: mx.array = (self._losses(hidden, known) * known["weights"]).sum()
        return total

    def _losses(self, hidden: mx.array, known: Arrays) -> mx.array:
        logits = self._logits(hidden)
        targets = known["targets"]
        losses: mx.array = nn.losses.cross_entropy(logits, targets, reduction="none")
        if "kept" in known:
            likely = mx.softmax(self._logits(known["base"]), axis=-1)
            own = nn.losses.cross_entropy(logits, likely, reduction="none")
            losses = mx.where(known["kept"], own, losses)
        return losses

    def _logits(self, hidden: mx.array) -> mx.array:
        logits: mx.array = self._head(hidden[None])[0].astype(mx.float32)
        return logits


def _at(hidden: mx.array, batch: Arrays) -> mx.array:
    """What learned tokens are predicted from, (trained, width)."""
    return hidden.reshape(-1, hidden.shape[-1])[batch["positions"]]


def _parts(model: Any) -> tuple[Callable[..., Any], Callable[..., Any]]:  # noqa: ANN401 - mlx-lm is untyped
    """The model as body and head; the whole as body where it does not come apart."""
    probe = mx.array([[0, 1, 2]])
    whole = model(probe)
    for outer in (model, getattr(model, "language_model", None)):
        body: Any = getattr(outer, "model", None)
        tied: Any = getattr(getattr(body, "embed_tokens", None), "as_linear", None)
        head: Any = getattr(outer, "lm_head", tied)
        try:
            alike = mx.allclose(head(body(probe)), whole, rtol=_CLOSE, atol=_CLOSE)
        except (TypeError, ValueError, AttributeError):
            continue
        if alike.item():
            return body, head
    return model, lambda logits: logits
