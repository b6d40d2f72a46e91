"""What the other rooms see of an embedding model."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:  # numpy takes a tenth of a second, and only vectors need it
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Embedder", "Precision"]

Precision = Literal["int8", "float32"]
"""What a model multiplies."""


class Embedder(Protocol):
    """Turns texts into vectors. Any thread may call it.

    What is learned or indexed on vectors belongs to one ``fingerprint``: it names the
    weights, the tokenizer and all that is done with them.
    """

    @property
    def fingerprint(self) -> str:
        """Changes whenever the vectors do; safe as a part of a file's name."""
        ...

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        ...

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """The vectors of ``texts``, shape ``(len(texts), dimensions)``, unit rows.

        Every string has one, an empty or broken one too; what is longer than the model
        reads is cut. A vector does not depend on the texts beside it.
        """
        ...
