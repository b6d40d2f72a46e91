"""Who answers a turn: the user's wish, the conversation's pin, or the router's pick."""

from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from evotr.domain import GENERAL, Branch, Route, RouteQuery, Stage
from evotr.errors import (
    AdapterError,
    AdapterOverflowed,
    BlendWrong,
    EvotrError,
    ExpertNotFound,
    ModelError,
    ModelNotFound,
    StandingExpertGone,
)
from evotr.experts import (
    AUTO,
    Crew,
    Registry,
    Shares,
    adapter_of,
    crew_of,
    parse_blend,
)
from evotr.inference.api import TextEngine
from evotr.router.scope import acts_on
from evotr.turn.switchboard import Switchboard

__all__ = ["AUTO", "Choice", "Chooser"]

_HISTORY = 6  # messages before the question that the router is shown


@dataclass(frozen=True, slots=True)
class Choice:
    """Who answers, and how they were picked.

    ``route`` is None where there is no router. ``fault`` says why the router, or what
    was pinned, had no say. ``question`` is what they answer.
    """

    crew: Crew = field(default_factory=Crew)
    route: Route | None = None
    fault: EvotrError | None = None
    question: str = field(default="", compare=False)


class Chooser:
    """Picks who answers; it reads files, so not on a thread in a hurry.

    Args:
        experts: Who there is.
        switchboard: The router; without one "general" answers what nobody is chosen
            for.
        standing: Who answers where neither the message nor the conversation says;
            `AUTO` leaves it to the router.
    """

    def __init__(
        self,
        experts: Registry,
        switchboard: Switchboard | None = None,
        standing: str = AUTO,
    ) -> None:
        self._experts = experts
        self._switchboard = switchboard
        self._standing = standing

    def choose(self, question: str, branch: Branch, wanted: Shares | None) -> Choice:
        """Pick who answers ``question``, the last of the branch's messages.

        ``wanted`` is the user's choice for this message, and stands above all.

        Raises:
            ExpertNotFound: ``wanted`` names one that there is not.
            ModelError, ModelNotFound: The base cannot be read.
            AdapterError: What was sound a moment ago is gone.
        """
        fault: EvotrError | None = None
        stage: Stage = "pinned"
        if wanted is None:
            wanted, fault = self._pinned(branch.pinned)
            stage = "pinned" if branch.pinned else "standing"
        if wanted is None:
            return self._routed(question, branch, fault)
        route = Route(tuple(wanted), 1.0, stage)
        return Choice(self._crew(wanted, question), route, fault, question)

    def instead(self, choice: Choice, fault: AdapterError) -> Choice | None:
        """``choice`` with what serves now that weights failed while they were in use.

        Returns:
            None where that would be the same weights again.

        Raises:
            EvotrError: As `choose`.
        """
        path = fault.values["path"]
        # Other faults lie in the files: they are judged anew.
        if isinstance(fault, AdapterOverflowed) and isinstance(path, Path):
            self._experts.distrust(path, fault)
        shares = [(expert.id, expert.weight) for expert in choice.crew.experts]
        crew = self._crew(shares, choice.question)
        if crew.adapters == choice.crew.adapters:
            return None
        return replace(choice, crew=crew)

    def prefetch(self, route: Route | None, engine: TextEngine) -> None:
        """Let the engine read the runner-up's adapter, behind everything else."""
        second = route.runner_up if route else None
        known = self._experts.cards.experts
        if self._switchboard and second and second[0] in known:
            self._switchboard.later(partial(self._fetch, second[0], engine))

    def unlearn(self) -> None:
        """Have the router fitted anew, without what was destroyed; does not wait."""
        if self._switchboard is not None:
            self._switchboard.unlearn()

    def _fetch(self, expert: str, engine: TextEngine) -> None:
        version = self._experts.serve(expert).version
        if version is not None:
            engine.prefetch((adapter_of(version),))

    def _pinned(self, pin: str | None) -> tuple[Shares | None, EvotrError | None]:
        """What stands for more than a message; a pin whose expert is gone does not."""
        standing = pin or self._standing
        if standing == AUTO:
            return None, None
        try:
            return parse_blend(standing, self._experts.cards.experts), None
        except ExpertNotFound as error:
            own = StandingExpertGone(**error.values) if pin is None else error
            return None, own
        except BlendWrong as error:
            return None, error

    def _routed(
        self, question: str, branch: Branch, fault: EvotrError | None
    ) -> Choice:
        if self._switchboard is None:
            gone = Route((), 0.0, "fallback") if fault else None
            return Choice(self._nobody(question), gone, fault, question)
        query = RouteQuery(question, branch.messages[:-1][-_HISTORY:], branch.previous)
        try:
            route = self._switchboard.route(query)
        except EvotrError as error:  # of the journal and the encoder too
            return Choice(self._nobody(question), None, error, question)
        if not route.experts:
            return Choice(self._nobody(question), route, fault, question)
        try:
            return Choice(self._crew(route.experts, question), route, fault, question)
        except ExpertNotFound as error:  # its card is gone since the router was made
            return Choice(self._nobody(question), None, error, question)

    def _crew(self, shares: Shares, question: str) -> Crew:
        return crew_of(self._experts, shares, partial(acts_on, question=question))

    def _nobody(self, question: str) -> Crew:
        """What answers where nobody is picked: "general", or else the base."""
        try:
            return self._crew(((GENERAL, 1.0),), question)
        except AdapterError as error:
            return Crew(refused=(error,))
        except (ExpertNotFound, ModelError, ModelNotFound):
            return Crew()  # what is wrong with the base the engine tells
