"""The router's files in a home, and which of them hold what its user taught it.

None holds a text: those of the exemplars stand in the cards and the journal. But heads
and vectors are made of them, so that a guess could be tested.
"""

from pathlib import Path
from typing import Final

__all__ = ["BASE", "GROUND", "HEADS", "VECTORS", "forget_taught"]

BASE: Final = "base.npz"
"""The heads of the cards."""

GROUND: Final = "ground.npz"
"""What a refit starts from; of the cards as well."""

HEADS: Final = "heads.npz"
"""The heads with what the user taught."""

VECTORS: Final = "vectors.npz"
"""Embeddings of what is learned from: in the program's data, and in the home."""

_OF_CARDS = {BASE, GROUND}


def forget_taught(state: Path) -> None:
    """Delete what was made of the user's exemplars, also what a kill left unfinished.

    The cards' heads stay: the next router has nothing to fit but what is left.

    Raises:
        OSError: Something cannot be deleted.
    """
    for file in state.glob("*"):
        if file.name not in _OF_CARDS:
            file.unlink(missing_ok=True)
