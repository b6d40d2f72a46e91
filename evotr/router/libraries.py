"""What must be whole before scipy and scikit-learn are imported."""

from contextlib import suppress
from importlib import import_module

__all__ = ["settle"]


def settle() -> None:
    """Have PyTorch imported, or wait until another thread has done it.

    transformers imports it beside the opening of a router, and scipy asks whatever
    stands in ``sys.modules`` for its tensors: a half imported one breaks that. In a
    process that hides it there is nothing to wait for.
    """
    with suppress(ImportError):
        import_module("torch")
