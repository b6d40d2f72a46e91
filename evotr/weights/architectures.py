"""Which architectures mlx-lm can run, read from its files without importing it.

Importing mlx-lm takes seconds and belongs to the inference room. An architecture is
a module ``mlx_lm/models/<model_type>.py``; a few names are remapped in
``mlx_lm/utils.py`` (``MODEL_REMAPPING``).
"""

import ast
import functools
import importlib.util
import re
from pathlib import Path

__all__ = ["is_supported"]

_NAME = re.compile(r"[A-Za-z0-9_.-]+")
_ARGUMENTS = re.compile(r"\bModelArgs\b")


def is_supported(model_type: str) -> bool:
    """Whether the installed mlx-lm has a module for a ``model_type``."""
    root = _mlx_lm()
    name = _remapped(root).get(model_type, model_type) if root else model_type
    if root is None or not _NAME.fullmatch(name):
        return False
    try:
        source = (root / "models" / f"{name}.py").read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    # Beside the architectures lie helpers; only an architecture has arguments.
    return _ARGUMENTS.search(source) is not None


@functools.cache
def _mlx_lm() -> Path | None:
    spec = importlib.util.find_spec("mlx_lm")
    return Path(spec.origin).parent if spec and spec.origin else None


@functools.cache
def _remapped(root: Path) -> dict[str, str]:
    tree = ast.parse((root / "utils.py").read_text("utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "MODEL_REMAPPING"
            for target in node.targets
        ):
            names: dict[str, str] = ast.literal_eval(node.value)
            return names
    return {}
