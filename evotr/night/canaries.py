"""Watching what a night brought into use, and taking it back where it does harm.

Three rules (docs/night.md): the process died twice while the new version answered; of
ten answers in a row two were disliked where the old version says something else; or
two ran in circles where the old one does not. The old version is asked, greedily and
behind everything else, only when two answers are suspect.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise, starmap
from types import MappingProxyType
from typing import Final

from evotr.domain import (
    Adapter,
    Night,
    NightVersion,
    ServedAnswer,
    UndoneWhy,
    WeightedAdapter,
    fold_tokens,
    named_version,
)
from evotr.errors import AdapterError, EvotrError, NightBuiltOn
from evotr.experts import BASE, Registry, acting, adapter_of
from evotr.inference.api import TextEngine
from evotr.journal import Journal
from evotr.night.exam.repeating import repeats
from evotr.night.steps.answering import (
    Asked,
    EngineAnswerer,
    Serving,
    Speaker,
    room_for,
)
from evotr.night.takeback import TakenBack, undo
from evotr.router.scope import acts_on
from evotr.turn import recent

__all__ = ["Canaries"]

_log = logging.getLogger(__name__)

_WINDOW: Final = 10
_TWICE: Final = 2
_LOOKED_AT: Final = 50
"""So many of the last answers are looked at: a thumb may come late."""
_HISTORY: Final = 20

_SUSPECT: Final[Mapping[UndoneWhy, Callable[[ServedAnswer], bool]]] = MappingProxyType(
    {
        "disliked": lambda answer: answer.thumb == "down",
        "repeating": lambda answer: repeats(answer.text),
    }
)


@dataclass(frozen=True, slots=True)
class _Watched:
    """A version that a night made and that answers now; ``before`` answered before."""

    made: NightVersion
    before: str
    night: Night

    @property
    def expert(self) -> str:
        return self.made.expert

    @property
    def version(self) -> str:
        return self.made.version


class Canaries:
    """Looks after the versions that nights have brought into use.

    Called on one thread at a time, which may wait for answers; what the user asks goes
    before. What a look has found out is remembered as long as the process lives.

    Args:
        journal: Has the answers, and what was said of them.
        registry: Has the versions.
        engine: Answers with the old and the new.
    """

    def __init__(
        self, journal: Journal, registry: Registry, engine: TextEngine
    ) -> None:
        self._journal = journal
        self._registry = registry
        self._engine = engine
        self._worse: dict[tuple[str, UndoneWhy], bool] = {}

    def crashed(self) -> tuple[TakenBack, ...]:
        """Take back what the process died with twice; to be asked before it serves.

        Raises:
            JournalError: And its kin: nothing is known.
        """
        cut_off = self._journal.served.cut_off().result()
        died = Counter(
            named_version(one.id, one.version) for one in cut_off if one.version
        )
        # Usually nobody: then the model need not be looked at.
        suspects = {expert for (expert, _), times in died.items() if times >= _TWICE}
        return self._cleared(suspects, self._crash)

    def look(self) -> tuple[TakenBack, ...]:
        """Take back what does harm; what was.

        What cannot be taken back, or asked, now is logged; the next look goes on.

        Raises:
            EvotrError: What the journal raises, and a model that cannot be read.
        """
        return self._cleared(self._registry.cards.experts, self._harm)

    def _cleared(
        self, experts: Iterable[str], harm: Callable[[_Watched], UndoneWhy | None]
    ) -> tuple[TakenBack, ...]:
        taken = []
        for one in self._watched(experts):
            try:
                why = harm(one)
                if why is not None:
                    taken.append(self._taken_back(one, why))
            except EvotrError as error:  # it blinds no look at the others
                name = type(error).__name__
                _log.warning(
                    "%s %s stays: %s: %s", one.expert, one.version, name, error
                )
        return tuple(taken)

    def _watched(self, experts: Iterable[str]) -> Iterator[_Watched]:
        """Those whose answers come from a version that a night made."""
        for expert in sorted(self._registry.cards.experts.keys() & set(experts)):
            version = self._registry.active(expert)
            if version == BASE:
                continue
            nights, base = self._journal.nights, self._registry.base.fingerprint
            made = nights.version_of(base, expert, version).result()
            if made is None:
                continue
            night = nights.find(made.night_id).result()
            told = (one for one in night.report.experts if one.expert == expert)
            before = next((one.before or BASE for one in told), None)
            if not night.is_undone(expert) and before is not None:
                yield _Watched(made, before, night)

    def _crash(self, one: _Watched) -> UndoneWhy | None:
        died = self._journal.served.died(one.made).result()
        return "crashed" if died >= _TWICE else None

    def _taken_back(self, one: _Watched, why: UndoneWhy) -> TakenBack:
        """Take the night back; where others went on from it, of it this one alone."""
        _log.warning("%s %s is taken back: %s", one.expert, one.version, why)
        try:
            return undo(self._journal, self._registry, one.night, why)
        except NightBuiltOn:
            return undo(self._journal, self._registry, one.night, why, one.expert)

    def _harm(self, one: _Watched) -> UndoneWhy | None:
        if one.night.kept is not None:  # the user's word stands above thumbs
            return None
        answers = self._journal.served.answers(one.made, limit=_LOOKED_AT).result()
        for why, suspect in _SUSPECT.items():
            places = [at for at, answer in enumerate(answers) if suspect(answer)]
            near = sorted({at for pair in _near(places) for at in pair})
            worse = [at for at in near if self._is_worse(one, answers[at], why)]
            if _near(worse):
                return why
        return None

    def _is_worse(self, one: _Watched, answer: ServedAnswer, why: UndoneWhy) -> bool:
        """Whether the old version would not have said so; asked once for an answer."""
        key = (answer.id, why)
        if key not in self._worse:
            self._worse[key] = self._compared(one, answer, why)
        return self._worse[key]

    def _compared(self, one: _Watched, answer: ServedAnswer, why: UndoneWhy) -> bool:
        if not answer.question:  # it was forgotten
            return False
        old, new = (
            self._said(answer, {one.expert: version})
            for version in (one.before, one.version)
        )
        if old is None or new is None:
            return False
        if why == "repeating":
            return not repeats(old)
        return fold_tokens(old) != fold_tokens(new)

    def _said(self, answer: ServedAnswer, versions: Mapping[str, str]) -> str | None:
        """What these versions say to the question; None where one is not there."""
        shares: dict[Adapter, float] = {}
        acts = partial(acts_on, question=answer.question)
        for served in answer.experts:
            owner, name = named_version(served.id, served.version or BASE)
            name = versions.get(owner, name)
            if name == BASE:
                continue
            stored = self._registry.versions(owner)
            card = next((one.card for one in stored if one.name == name), None)
            if card is None:
                return None
            try:
                card = acting(self._registry, card, acts)
            except AdapterError:  # one that is damaged blinds no look at the others
                return None
            if card is not None:
                adapter = adapter_of(card)
                shares[adapter] = shares.get(adapter, 0.0) + served.weight
        adapters = starmap(WeightedAdapter, shares.items())
        history = self._journal.history(answer.question_id).result()
        speaker = Speaker(tuple(adapters), answer.instruction)
        answerer = EngineAnswerer(self._engine, Serving(answer.system_prompt))
        # Room for as much: what circles after many words would else do so unseen.
        asked = Asked(recent(history, _HISTORY), room=room_for(answer.text))
        (reply,) = answerer.answer([asked], speaker)
        return reply.text


def _near(places: Sequence[int]) -> list[tuple[int, int]]:
    """Neighbours that stand in one window."""
    return [pair for pair in pairwise(places) if pair[1] - pair[0] < _WINDOW]
