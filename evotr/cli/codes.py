"""Exit codes that no error carries."""

__all__ = ["INTERRUPTED"]

INTERRUPTED = 130
"""After Ctrl-C, as shells count it: 128 and the signal's number."""
