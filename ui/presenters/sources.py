"""What answers were given of the memory, as it is shown under them."""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import PurePath
from textwrap import shorten
from typing import Final

from evotr.domain import (
    MemoryItem,
    Recalled,
    Recollection,
    is_correction,
    rests_on_near,
)
from evotr.errors import EvotrError
from evotr.text import Catalog
from ui.bridge import AssistantPort, Inbox
from ui.presenters.numbering import numbered
from ui.text.dates import day_of

__all__ = ["Origin", "Reasons", "doubts_of", "origins_of"]

_log = logging.getLogger(__name__)

_NOTHING: Final = Recalled(())
_AT_ONCE: Final = 20  # questions to the journal, which others wait for, too
_QUOTE: Final = 400  # characters of it that are shown
_NAME, _HEAD, _TAIL = 60, 40, 18  # characters of a file's name


@dataclass(frozen=True, slots=True)
class Origin:
    """A source: where it is, what stands there, and in which conversation.

    ``number`` is by which the answer, as it is shown, cites it.
    """

    label: str
    quote: str
    conversation_id: str | None = None
    number: int = 1


def origins_of(
    texts: Catalog, recalled: Recalled, answer: str = ""
) -> tuple[Origin, ...]:
    """The sources of an answer: what is near of what was ``recalled``, or is cited.

    ``answer`` is what the model wrote. What is cited comes first, as it is met there.
    """
    given = recalled.items
    near = rests_on_near(given, answer)
    _, numbers = numbered(answer, recalled.most)
    known = {one.number or place: one for place, one in enumerate(given, 1)}
    for number, one in known.items():
        if one.near and near:
            numbers.setdefault(number, len(numbers) + 1)
    return tuple(
        replace(_origin(texts, known[number]), number=shown)
        for number, shown in numbers.items()
        if number in known
    )


def doubts_of(texts: Catalog, given: Recalled) -> Iterator[str]:
    """What the user is asked under an answer: which facts hold."""
    for doubt in given.asked:
        facts = (
            shorten(_line(one.text), _QUOTE) for one in (doubt.item, *doubt.others)
        )
        yield texts("transcript.doubt", facts=" ".join(facts))


def _origin(texts: Catalog, one: Recollection) -> Origin:
    item, source = one.item, one.item.source
    quote = shorten(_line(one.quote), _QUOTE, placeholder=" …")
    if source.path:
        parts = [_name(PurePath(source.path).name)]
        if source.page is not None:
            parts.append(texts("transcript.page", page=source.page))
    else:
        day = day_of(item.created, texts.language)
        parts = [part for part in (_speaker(texts, item), day) if part]
    return Origin(", ".join(parts), quote, source.conversation_id)


def _speaker(texts: Catalog, item: MemoryItem) -> str:
    if is_correction(item):
        return texts("transcript.correction")
    match item.speaker:
        case "user":
            return texts("transcript.you")
        case "assistant":
            return texts("transcript.assistant")
        case name:
            return _name(name)


def _name(name: str) -> str:
    """On one line, the middle left out where it is long."""
    line = _line(name)
    return line if len(line) <= _NAME else f"{line[:_HEAD]}…{line[-_TAIL:]}"


def _line(text: str) -> str:
    shown = (char if char.isprintable() else " " for char in text)
    return " ".join("".join(shown).split())


class Reasons:
    """Keeps what answers were given, as far as the window was told.

    Args:
        inbox: Where the answers of the assistant arrive.
    """

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._given: dict[str, Recalled] = {}

    def note(self, answer_id: str, recalled: Recalled) -> None:
        """A turn has said what its answer is given."""
        self._given[answer_id] = recalled

    def ask_no_more(self) -> None:
        """The user has read what was asked of the memory, and goes on."""
        for answer_id, given in self._given.items():
            self._given[answer_id] = replace(given, asked=())

    def of(self, answer_id: str) -> Recalled:
        """What is known of an answer."""
        return self._given.get(answer_id, _NOTHING)

    def ask(
        self,
        assistant: AssistantPort,
        answers: Iterable[str],
        changed: Callable[[], object],
    ) -> None:
        """Ask the journal; ``changed`` is called once, if it says anything new.

        What was given nothing is not asked about again; what was given something is,
        for it may be forgotten meanwhile.
        """
        asked = [each for each in answers if self._given.get(each) != _NOTHING]
        before = {each: self.of(each) for each in asked}
        waiting, rest = set(asked), iter(asked)

        def arrived(answer_id: str, given: Recalled) -> None:
            known = self.of(answer_id)
            fault = None if given.items else known.fault
            self._given[answer_id] = replace(
                given, fault=fault, asked=known.asked, ms=known.ms
            )
            settle(answer_id)

        def failed(answer_id: str, error: EvotrError) -> None:
            _log.warning("why %s: %s", answer_id, error)
            settle(answer_id)

        def settle(answer_id: str) -> None:
            waiting.discard(answer_id)
            go_on(1)
            if not waiting and before != {each: self.of(each) for each in asked}:
                changed()

        def go_on(more: int) -> None:
            for each in islice(rest, more):
                self._inbox.expect(
                    assistant.why(each), partial(arrived, each), partial(failed, each)
                )

        go_on(_AT_ONCE)
