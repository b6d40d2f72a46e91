"""Values and conversations as texts: what a terminal shows, and what a file gets."""

import dataclasses
import json
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from evotr.domain import Conversation, StoredMessage, Transcript
from evotr.text import Catalog

__all__ = ["json_text", "markdown_of", "printable", "title_of", "whole_of"]

_MINUTE: Final = "%Y-%m-%d %H:%M"


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: _plain(getattr(value, field.name))
            for field in dataclasses.fields(value)
        }
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, datetime):
        return value.isoformat()
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)


def json_text(value: object) -> str:
    """One line of JSON; dataclasses and times are understood."""
    return json.dumps(_plain(value), ensure_ascii=False)


def printable(text: str) -> str:
    """``text`` without control characters, so that it cannot drive the terminal."""
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")


def title_of(conversation: Conversation, say: Catalog) -> str:
    """The title on one line; that of what is forgotten is gone with it."""
    title = " ".join(printable(conversation.title).split())
    return title or say("cli.conversations.untitled")


def markdown_of(
    transcript: Transcript, say: Catalog, shown: Mapping[str, str] | None = None
) -> str:
    """A conversation's active branch to be read, without an end of line at its end.

    ``shown`` are the texts of messages that a face shows otherwise than they were
    stored, by their ids.
    """
    shown = shown or {}
    parts = [f"# {title_of(transcript.conversation, say)}"]
    if any(len(message.versions) > 1 for message in transcript.messages):
        parts.append(f"_{say('cli.conversations.versions')}_")
    for message in transcript.messages:
        when = message.created_at.astimezone().strftime(_MINUTE)
        head = f"**{_speaker(message, say)}** · {when}"
        if len(message.versions) > 1:
            head += f" ({message.version}/{len(message.versions)})"
        parts.append(head)
        parts.append(shown.get(message.id, message.content))
        if message.status != "complete":
            parts.append(f"_{say(f'cli.status.{message.status}')}_")
    return "\n\n".join(parts)


def _speaker(message: StoredMessage, say: Catalog) -> str:
    """Who says it: what stands in an answer's place may be the user's own words."""
    if message.answer is not None and message.answer.corrects is not None:
        return say("cli.sources.correction")
    return say(f"cli.role.{message.role}")


def whole_of(
    transcript: Transcript, stored: Iterable[StoredMessage]
) -> dict[str, object]:
    """A conversation for `json_text`.

    Args:
        transcript: Its active branch.
        stored: The messages of every branch, oldest first.
    """
    shown = {message.id: message for message in transcript.messages}
    return {
        "conversation": transcript.conversation,
        "messages": [
            {
                **dataclasses.asdict(shown.get(message.id, message)),
                "active": message.id in shown,
            }
            for message in stored
        ],
    }
