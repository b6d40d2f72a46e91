"""Models that read a question and a text together: sentence-transformers' CrossEncoder.

Importing this imports PyTorch, which takes seconds.
"""

from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sentence_transformers import CrossEncoder
from torch.nn import Sigmoid
from transformers.utils import logging as progress

from evotr.embedding.readable import first_line, readable
from evotr.errors import RerankerUnavailable

__all__ = ["PairModel"]

# A question and a memory; of a longer one what follows is cut.
_MOST_PIECES: Final = 512
_BATCH: Final = 16


class PairModel:
    """How well texts answer a question, on the CPU: some 20 ms and more for each.

    One thread computes at a time.

    Args:
        folder: The model's files; code in them is not run.
        name: What the model is called.

    Raises:
        RerankerUnavailable: It cannot be loaded, its numbers are not finite, or it
            gives more than one for a pair.
    """

    def __init__(self, folder: Path, name: str) -> None:
        progress.disable_progress_bar()  # type: ignore[no-untyped-call]
        self._lock = Lock()
        try:
            self._model = CrossEncoder(
                str(folder),
                device="cpu",
                local_files_only=True,
                max_length=_MOST_PIECES,
                # Models differ in whether they give probabilities or their logits.
                activation_fn=Sigmoid(),
            )
            probe = self.scores(name, [name])
        except Exception as error:  # three libraries' errors, without a common root
            reason = first_line(error)
            raise RerankerUnavailable(model=name, reason=reason) from error
        if probe.shape != (1,) or not np.isfinite(probe).all():
            raise RerankerUnavailable(model=name, reason=str(probe.tolist()))

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """How well each text answers ``question``, 0 … 1."""
        if not texts:
            return np.empty(0, np.float32)
        asked = readable(question, _MOST_PIECES)
        pairs = [(asked, readable(text, _MOST_PIECES)) for text in texts]
        with self._lock:
            found = self._model.predict(
                pairs, batch_size=_BATCH, show_progress_bar=False
            )
        return np.asarray(found, np.float32)
