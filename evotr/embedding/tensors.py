"""The tensors of a safetensors file, mapped: a part is read where it is used."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evotr.weights import read_header

__all__ = ["Tensors"]


class Tensors:
    """Float32 tensors by name, as read-only views of the mapped ``file``.

    Raises:
        HeaderBroken: It is no whole safetensors file.
        OSError: It cannot be read.
    """

    def __init__(self, file: Path) -> None:
        self._header = read_header(file)
        self._bytes = np.asarray(np.memmap(file, dtype=np.uint8, mode="r"))

    def get(self, name: str, *shape: int) -> NDArray[np.float32]:
        """The tensor called ``name``.

        Raises:
            ValueError: It is not there, or not of this ``shape`` and type.
        """
        tensor = self._header.get(name)
        if tensor is None or (tensor.dtype, tensor.shape) != ("F32", shape):
            raise ValueError(name)
        flat = self._bytes[tensor.start : tensor.end].view("<f4")
        return flat.reshape(shape)
