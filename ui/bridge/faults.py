"""Faults that nobody foresaw become an error that can be shown."""

import logging

from evotr.errors import EvotrError

__all__ = ["as_evotr_error"]

_log = logging.getLogger(__name__)


def as_evotr_error(fault: BaseException) -> EvotrError:
    """The fault itself, or an `EvotrError` around it; the latter is logged whole."""
    if isinstance(fault, EvotrError):
        return fault
    _log.error("unforeseen fault", exc_info=fault)
    return EvotrError(reason=f"{type(fault).__name__}: {fault}")
