"""Exit codes that no error carries."""

from evotr.domain import Night

__all__ = ["INTERRUPTED", "code_of"]

INTERRUPTED = 130
"""After Ctrl-C, as shells count it: 128 and the signal's number."""


def code_of(night: Night) -> int:
    """How a command ends that made a night: 0, as after Ctrl-C, or 1."""
    if night.state == "finished":
        return 0
    return INTERRUPTED if night.report.end == "interrupted" else 1
