"""Facts read by a model that is able to; nothing of what it says is taken on trust."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final, Protocol, get_args

from evotr.domain import StoredMessage, fold
from evotr.memory.facts.commands import read_command
from evotr.memory.facts.dates import day_named
from evotr.memory.facts.fact import Fact
from evotr.memory.facts.lexicon import Language, Noun, nouns, table
from evotr.memory.facts.rules import Said
from evotr.memory.facts.statements import Sentence, sentences
from evotr.memory.facts.wording import fact_of

__all__ = ["FactReader", "ModelReader"]

_USER: Final = "user"
_MOST: Final = 50
_CONFIDENCE: Final = 0.6
_LONGEST_VALUE: Final = 120
_LONGEST_OUTPUT: Final = 20_000
_AT_ONCE: Final = 6_000
"""So many characters of messages stand in one prompt."""
_KEYS: Final = frozenset({"turn", "subject", "slot", "value", "quote", "language"})
# Of these a rule has to know more than a value.
_NOT_ASKED: Final = frozenset({"favourite", "attribute", "note"})


class FactReader(Protocol):
    """Reads facts from messages, beside the rules."""

    def __call__(
        self, messages: Sequence[StoredMessage]
    ) -> tuple[tuple[StoredMessage, Fact], ...]:
        """The facts that messages of the user state, each with its message."""


class ModelReader:
    """Asks a model, and keeps what stands literally in a statement of the user.

    What is told is worded here: of the model's answer only names of subjects and slots
    that are known, and words of the user, are used. It is asked of messages alone that
    state something; wishes are for the rules.

    Args:
        generate: The model's answer to a prompt.
    """

    def __init__(self, generate: Callable[[str], str]) -> None:
        self._generate = generate

    def __call__(
        self, messages: Sequence[StoredMessage]
    ) -> tuple[tuple[StoredMessage, Fact], ...]:
        """The facts that the model finds; none where its answer is not as asked."""
        found = []
        for said in _batches(filter(_states, messages)):
            for entry in _entries(self._generate(_prompt(said))):
                turn = entry["turn"]
                if 1 <= turn <= len(said) and (fact := _fact(entry, said[turn - 1])):
                    found.append((said[turn - 1], fact))
        return tuple(found)


def _states(message: StoredMessage) -> bool:
    text = message.content
    if message.role != "user" or read_command(text) is not None:
        return False
    return any(True for _ in sentences(text))


def _batches(messages: Iterable[StoredMessage]) -> Iterator[list[StoredMessage]]:
    batch: list[StoredMessage] = []
    length = 0
    for message in messages:
        if batch and length + len(message.content) > _AT_ONCE:
            yield batch
            batch, length = [], 0
        batch.append(message)
        length += len(message.content)
    if batch:
        yield batch


def _prompt(messages: Sequence[StoredMessage]) -> str:
    turns = (
        json.dumps({"turn": number, "text": message.content}, ensure_ascii=False)
        for number, message in enumerate(messages, 1)
    )
    return str(table("model")["prompt"]).format(
        slots=", ".join(_slots()),
        subjects=", ".join([_USER, *sorted(_subjects("en"))]),
        turns="\n".join(turns),
    )


def _slots() -> list[str]:
    return [slot for slot in table("slots") if slot not in _NOT_ASKED]


def _subjects(language: Language) -> dict[str, Noun]:
    """Whom or what facts may be of, by their names in topics."""
    found: dict[str, Noun] = {}
    for kind in ("kin", "pet"):
        for noun in nouns(kind, language).by_word.values():
            found.setdefault(noun.name, noun)
    return found


def _entries(output: str) -> list[dict[str, Any]]:
    """The entries of an answer that is a JSON array of such; else none."""
    if len(output) > _LONGEST_OUTPUT:
        return []
    try:
        said = json.loads(output)
    except (ValueError, RecursionError):
        return []
    if not isinstance(said, list) or len(said) > _MOST:
        return []
    return [entry for entry in said if _is_entry(entry)]


def _is_entry(entry: object) -> bool:
    if not isinstance(entry, dict) or entry.keys() != _KEYS:
        return False
    if isinstance(entry["turn"], bool) or not isinstance(entry["turn"], int):
        return False
    return all(isinstance(entry[key], str) for key in _KEYS - {"turn"})


def _fact(entry: dict[str, Any], message: StoredMessage) -> Fact | None:
    """The fact that an entry says of a message; None where the message does not."""
    language: Language = entry["language"]
    quote, value = entry["quote"].strip(), entry["value"].strip()
    if language not in get_args(Language) or entry["slot"] not in _slots():
        return None
    if entry["subject"] != _USER and entry["subject"] not in _subjects(language):
        return None
    if not quote or not 0 < len(value) <= _LONGEST_VALUE or value not in quote:
        return None
    for sentence in sentences(message.content):
        start, end = sentence.text.place(sentence.parts[0][0], sentence.parts[-1][1])
        if quote.rstrip(".!… ") in sentence.text.text[start:end]:
            if entry["subject"] == _USER and _is_of_others(sentence, language):
                return None
            noun = _subjects(language).get(entry["subject"])
            said = Said(entry["slot"], value, language, noun, "kin" if noun else "")
            day = day_named(fold(quote), message.created_at)
            day = day if said.slot == "plan" else None
            fact = fact_of(said, quote, day=day, corrects=sentence.corrects)
            return replace(fact, confidence=_CONFIDENCE)
    return None


def _is_of_others(sentence: Sentence, language: Language) -> bool:
    """Whether a sentence names somebody beside the user: it may be said of them."""
    named = "|".join(nouns(kind, language).pattern for kind in ("kin", "pet"))
    said = sentence.text.folded[sentence.parts[0][0] : sentence.parts[-1][1]]
    return bool(re.search(rf"\b(?:{named})", said))
