"""Refusing a request that cannot be answered, before it is queued."""

from evotr.domain import GenerationRequest, SamplingParams
from evotr.errors import EmptyMessage, InvalidSetting

__all__ = ["check_request"]

_INFINITY = float("inf")
_RANGES: dict[str, tuple[float, float]] = {
    "max_tokens": (1, _INFINITY),
    "temperature": (0, 100),
    "top_p": (0, 1),
    "top_k": (0, _INFINITY),
    "min_p": (0, 1),
    "xtc_probability": (0, 1),
    "xtc_threshold": (0, 0.5),
    "repetition_penalty": (1e-6, 100),
    "presence_penalty": (-100, 100),
    "frequency_penalty": (-100, 100),
    "penalty_context": (1, _INFINITY),
}


def _check_sampling(sampling: SamplingParams) -> None:
    for key, (low, high) in _RANGES.items():
        value = getattr(sampling, key)
        if not low <= value <= high:  # also refuses NaN
            reason = f"{value} ∉ [{low}, {high}]"
            raise InvalidSetting(key=key, source="sampling", reason=reason)


def check_request(request: GenerationRequest) -> None:
    """Check what can be checked without a model.

    Raises:
        EmptyMessage: There is no message, or the newest is not the user's or has no
            visible character.
        InvalidSetting: A sampling parameter is outside its range.
    """
    newest = request.messages[-1] if request.messages else None
    if newest is None or newest.role != "user" or not newest.content.strip(" \0\t\r\n"):
        raise EmptyMessage
    _check_sampling(request.sampling)
