"""What the window knows of answers beside their words, and the entries made of it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from evotr.domain import (
    ExpertCard,
    Recalled,
    Routed,
    StoredMessage,
    Thumb,
    TurnFailed,
    TurnFinished,
)
from evotr.errors import EvotrError
from evotr.text import Catalog
from ui.bridge import AssistantPort, Inbox
from ui.presenters.entries import Entry, entry_of, note_of
from ui.presenters.numbering import Numbering, cites, numbered
from ui.presenters.provenance import (
    chip_of,
    choices_of,
    details_of,
    title_of,
)
from ui.presenters.sources import Origin, Reasons, doubts_of, origins_of
from ui.presenters.titles import model_name
from ui.presenters.trouble import lasts
from ui.presenters.turns import LiveTurn
from ui.text import titles_of

__all__ = ["EXPLAINED", "WHO", "Answers"]

EXPLAINED = 20
"""So many answers, the newest, show what they were given when they are read again.

Older ones do where they cite it: their numbers are those that they had.
"""

WHO = 0
"""The part of an entry that says who answered; sources are counted from 1."""

_Shown = tuple[str, tuple[Origin, ...]]


class Answers:
    """Errors, sources, thumbs and what of them is shown, by the answers' ids.

    Args:
        texts: The sentences.
        inbox: Where the answers of the assistant arrive.
    """

    def __init__(self, texts: Catalog, inbox: Inbox) -> None:
        self._texts = texts
        self._reasons = Reasons(inbox)
        self._errors: dict[str, EvotrError] = {}
        self._stored: dict[str, StoredMessage] = {}
        self._opened: dict[str, frozenset[int]] = {}
        self._titles: dict[str, str] = {}
        self._refused: set[str] = set()
        self._shown: dict[str, tuple[object, _Shown]] = {}
        self._model = ""
        self.thumbs: dict[str, Thumb] = {}

    def introduce(self, cards: Iterable[ExpertCard]) -> None:
        """Say who there is to answer."""
        self._titles = titles_of(cards, self._texts.language)

    def serve(self, model: str) -> None:
        """Say which model makes the answers from now on."""
        self._model = model_name(model)

    def title_of(self, expert: str) -> str:
        """How an expert is called."""
        return title_of(self._texts, self._titles, expert)

    def chip_of(self, routed: Routed) -> str:
        """Who answers, as it stands above an answer."""
        return chip_of(self._texts, self._titles, routed.experts, routed.route)

    def ask_no_more(self) -> None:
        """The user has read what was asked of the memory, and goes on."""
        self._reasons.ask_no_more()

    def explain(
        self,
        assistant: AssistantPort,
        entries: Iterable[Entry],
        changed: Callable[[], object],
    ) -> None:
        """Ask what the answers were given, the newest first; ``changed`` if it is news.

        Of the older ones only those that cite, or are known to have been given some.
        """
        answers = [
            entry
            for entry in entries
            if entry.role == "assistant" and entry.state != "streaming"
        ]
        older = (
            entry.key
            for entry in answers[:-EXPLAINED]
            if cites(entry.raw) or self._reasons.of(entry.key).items
        )
        newest = (entry.key for entry in answers[-EXPLAINED:])
        self._reasons.ask(assistant, newest, changed)
        self._reasons.ask(assistant, older, changed)

    def toggle(self, key: str, part: int) -> None:
        """Show a part of an answer that was hidden, or the other way round."""
        self._opened[key] = self._opened.get(key, frozenset()) ^ {part}

    def note(
        self, key: str, recalled: Recalled | None, error: EvotrError | None
    ) -> None:
        """A turn has said what its answer was given, and how it failed."""
        if recalled is not None:
            self._reasons.note(key, recalled)
        if error is not None:
            self._errors[key] = error

    def resume(self, live: LiveTurn, begun: Entry) -> None:
        """An answer goes on: it cites what its beginning was given."""
        live.numbering = Numbering(self._reasons.of(begun.key).most)
        live.hear(begun.raw)
        live.chip = begun.chip

    def heard(self, live: LiveTurn, event: Routed | Recalled) -> Iterator[EvotrError]:
        """A turn says who answers, or what is recalled; what is to be told of that."""
        if isinstance(event, Recalled):
            live.recalled = event
            live.numbering = Numbering(event.most)
            return
        first, live.routed = live.routed is None, event
        live.chip = self.chip_of(event)
        if event.fault is not None and first:
            yield event.fault
        for refused in event.refused:
            weights = str(refused.values["path"])
            if weights not in self._refused:  # once, and not at each answer
                self._refused.add(weights)
                yield refused

    def read(self, messages: Iterable[StoredMessage], live: set[str]) -> list[Entry]:
        """The entries of stored messages; those in ``live`` are being written."""
        return [self._read(message, live) for message in messages]

    def _read(self, message: StoredMessage, live: set[str]) -> Entry:
        entry, answer = entry_of(message, self._texts), message.answer
        if answer is None:
            return entry
        self._stored[message.id] = message
        if answer.corrects is not None:
            chip = self._texts("transcript.correction")
        else:
            chip = chip_of(self._texts, self._titles, answer.experts, answer.route)
        entry = replace(entry, chip=chip)
        kept = answer.failure if entry.state == "failed" else None
        failure = self._errors.get(entry.key, kept)
        if failure is not None:
            entry = self._failed(entry, failure, answer.model)
        elif entry.state == "streaming" and entry.key not in live:
            # Nobody writes it any more: its end could not be stored.
            note = note_of(self._texts, "interrupted")
            entry = replace(entry, state="interrupted", note=note)
        return self.dressed(entry)

    def retold(self, entry: Entry) -> Entry:
        """An entry in the language of now, as far as the window has read it."""
        stored = self._stored.get(entry.key)
        if stored is None or "streaming" in {entry.state, stored.status}:
            return entry
        return self._read(stored, set())

    def dressed(self, entry: Entry) -> Entry:
        """An entry with what is known of it now."""
        if entry.role == "user" or entry.state == "streaming":
            return entry
        given = self._reasons.of(entry.key)
        aside = self._texts.error(given.fault)[0] if given.fault else ""
        opened = self._opened.get(entry.key, frozenset())
        stored = self._stored.get(entry.key)
        details: tuple[str, ...] = ()
        choices: tuple[tuple[str, str], ...] = ()
        if stored and stored.answer and WHO in opened:
            details = details_of(self._texts, self._titles, stored.answer, given.ms)
            if not entry.hopeless:
                choices = choices_of(self._texts, self._titles, stored.answer)
        text, sources = self._as_shown(entry, given)
        return replace(
            entry,
            text=text,
            aside=" ".join(filter(None, (aside, *doubts_of(self._texts, given)))),
            sources=sources,
            opened=opened,
            details=details,
            choices=choices,
            thumb=self.thumbs.get(entry.key),
        )

    def _as_shown(self, entry: Entry, given: Recalled) -> _Shown:
        """An answer as it is shown, and its sources.

        They are kept: a conversation is read again whenever an answer in it has ended,
        and five hundred long ones with sources would hold the window up for a second.
        """
        if not given.most:
            return entry.raw, ()
        made_of = entry.raw, given.items, given.forgotten, self._texts.language
        known, shown = self._shown.get(entry.key, (None, ("", ())))
        if known != made_of:
            text, _ = numbered(entry.raw, given.most)
            shown = text, origins_of(self._texts, given, entry.raw)
            self._shown[entry.key] = made_of, shown
        return shown

    def ended(self, live: LiveTurn, event: TurnFinished | TurnFailed) -> Entry:
        """The entry of an answer that has just ended."""
        entry, texts = live.answer, self._texts
        match event:
            case TurnFailed(error):
                entry = self._failed(entry, error, self._model)
            case TurnFinished("cancelled"):
                note = note_of(texts, "cancelled")
                entry = replace(entry, state="cancelled", note=note)
            case TurnFinished(reason):
                note = note_of(texts, "complete", reason)
                entry = replace(entry, state="complete", note=note)
        return self.dressed(entry)

    def _failed(self, entry: Entry, error: EvotrError, model: str) -> Entry:
        """An answer of ``model`` that failed; another one may do better."""
        note, hint = self._texts.error(error)
        hopeless = lasts(error) and model_name(model) == self._model
        return replace(entry, state="failed", note=note, hint=hint, hopeless=hopeless)
