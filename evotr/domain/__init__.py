"""The values that pass between the rooms: frozen, without third-party imports."""

from evotr.domain.chat import Message, Role
from evotr.domain.conversations import (
    Answer,
    Conversation,
    MessageStatus,
    SearchHit,
    StoredMessage,
    Transcript,
)
from evotr.domain.events import Routed, TurnEvent, TurnFailed, TurnFinished, TurnStarted
from evotr.domain.experts import (
    Activation,
    Adapter,
    AdapterMethod,
    AdapterVersion,
    ExpertCard,
    ServedExpert,
    VersionStatus,
    WeightedAdapter,
)
from evotr.domain.folding import fold, fold_tokens
from evotr.domain.generation import (
    EngineState,
    EngineStatus,
    FinishReason,
    GenerationEvent,
    GenerationFinished,
    GenerationRequest,
    Priority,
    PromptProgress,
    SamplingParams,
    TokenChunk,
    Usage,
)
from evotr.domain.values import is_number, whole_text

__all__ = [
    "Activation",
    "Adapter",
    "AdapterMethod",
    "AdapterVersion",
    "Answer",
    "Conversation",
    "EngineState",
    "EngineStatus",
    "ExpertCard",
    "FinishReason",
    "GenerationEvent",
    "GenerationFinished",
    "GenerationRequest",
    "Message",
    "MessageStatus",
    "Priority",
    "PromptProgress",
    "Role",
    "Routed",
    "SamplingParams",
    "SearchHit",
    "ServedExpert",
    "StoredMessage",
    "TokenChunk",
    "Transcript",
    "TurnEvent",
    "TurnFailed",
    "TurnFinished",
    "TurnStarted",
    "Usage",
    "VersionStatus",
    "WeightedAdapter",
    "fold",
    "fold_tokens",
    "is_number",
    "whole_text",
]
