"""A message as the model sees it."""

from dataclasses import dataclass
from typing import Literal

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it enters the chat template."""

    role: Role
    content: str
