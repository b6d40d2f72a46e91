"""A message as the model sees it."""

from dataclasses import dataclass
from typing import Literal

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it enters the chat template."""

    role: Role
    content: str

    @property
    def is_sent(self) -> bool:
        """Whether a prompt has it, where it is in the window.

        An answer that says nothing, stopped before its first word, is left out.
        """
        return self.role == "user" or bool(self.content.strip())
