"""The router and the memory put together, and the encoder they share."""

import logging
import math
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from evotr.domain import GENERAL, Exemplar, Router, StoredExemplar, fold_tokens
from evotr.embedding import Embedder, needs_torch, open_embedder, open_reranker
from evotr.errors import (
    EmbedderUnavailable,
    EvotrError,
    RerankerUnavailable,
    RouterFailed,
)
from evotr.experts import Cards, read_cards
from evotr.journal import Journal
from evotr.journal.home import open_journal
from evotr.memory.service import Habits, MemoryService
from evotr.memory.service_values import Able
from evotr.paths import BUNDLED_EXPERTS, BUNDLED_ROUTER
from evotr.router.files import forget_taught, forgotten_at
from evotr.settings import Settings
from evotr.torchless import hide_torch
from evotr.turn import TaughtRouter

if TYPE_CHECKING:
    from evotr.memory.recall import Reranker
    from evotr.router.gating import Gate
    from evotr.router.opening import Knowledge

__all__ = [
    "Encoder",
    "RouterMaker",
    "Weigher",
    "forget_heads",
    "memory_of",
    "open_cards",
    "open_memory",
    "open_router",
    "quiet_libraries",
]

_log = logging.getLogger(__name__)
_CARD = "card"
_GB = 1 << 30


def quiet_libraries(settings: Settings) -> None:
    """Settle what libraries find in the process: no telemetry, no advice.

    Nor PyTorch, where nothing runs on it; call it before they are imported.
    """
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("TRANSFORMERS_NO_ADVISORY_WARNINGS", "1")
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    if not needs_torch(settings):
        hide_torch()


def open_cards(settings: Settings) -> Cards:
    """The experts of the program and of the user's home."""
    return read_cards(BUNDLED_EXPERTS, settings.paths.experts)


class Encoder:
    """Opens the encoder once, for all that embed.

    Args:
        settings: Which one.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.fault: EmbedderUnavailable | None = None
        """Why there was none when it was last asked for, or not the chosen one."""
        self.tried: Future[EvotrError | None] = Future()
        """`fault` as it was after the first try."""
        self._embedder: Embedder | None = None
        self._lock = threading.Lock()

    def __call__(self) -> Embedder | None:
        """The encoder; None where it cannot serve.

        Then words alone decide, and `fault` says why.
        """
        with self._lock:
            if self._embedder is None:
                self.fault = None
                try:
                    self._embedder = open_embedder(self._settings, told=self._note)
                except EmbedderUnavailable as error:
                    self._note(error)
                if not self.tried.done():
                    self.tried.set_result(self.fault)
            return self._embedder

    def _note(self, fault: EmbedderUnavailable) -> None:
        self.fault = fault
        _log.warning("%s: %s", type(fault).__name__, fault)


class Weigher:
    """Opens the model that weighs memories anew, where one was chosen.

    Args:
        settings: Which one.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.tried: Future[EvotrError | None] = Future()
        """Why it could not serve when it was first asked for; None where it could."""

    def __call__(self) -> "Reranker | None":
        """The model; None where none was chosen, or where it cannot serve.

        Recall goes on without it.
        """
        opened, fault = None, None
        try:
            opened = open_reranker(self._settings)
        except RerankerUnavailable as error:
            fault = error
            _log.warning("%s: %s", type(error).__name__, error)
        if not self.tried.done():
            self.tried.set_result(fault)
        return opened


class RouterMaker:
    """Makes routers of what is known when it is asked.

    Args:
        settings: Where the home is, and how many experts may answer.
        cards: The experts.
        encoder: Who embeds; one of its own by default.
    """

    def __init__(
        self, settings: Settings, cards: Cards, encoder: Encoder | None = None
    ) -> None:
        self._settings = settings
        self._cards = cards
        self._encoder = encoder or Encoder(settings)
        self.ready = True
        """Whether a correction of what was made last need not begin with the cards."""

    def make(
        self,
        taught: Callable[[], Sequence[StoredExemplar]],
        only: frozenset[str] | None = None,
        *,
        anew: bool = False,
    ) -> Router:
        """A router of the cards and of what the user taught, which ``taught`` reads.

        Raises:
            RouterFailed: It cannot be opened.
            EvotrError: What ``taught`` raises.
        """
        last = self._forgotten_at()
        known = taught()
        # numpy, which a start must not wait for.
        from evotr.router.opening import open_router  # noqa: PLC0415

        with _router_errors():
            knowledge = self._knowledge(known, last)
            router = open_router(knowledge, self._encoder(), anew=anew)
        self.ready = router.ready
        candidates = frozenset(router.candidates if only is None else only)
        said = [e for e in self._own(known) if e.expert in candidates | {GENERAL}]
        return TaughtRouter(router.among(candidates), said)

    def make_ready(self) -> None:
        """Spend the seconds that the first correction would wait; once for each home.

        Raises:
            RouterFailed: It does not work; corrections try again.
        """
        from evotr.router.opening import make_ready  # noqa: PLC0415 - as above

        with _router_errors():
            make_ready(self._knowledge((), self._forgotten_at()), self._encoder())

    def _forgotten_at(self) -> int:
        return forgotten_at(self._settings.paths.router)

    def _knowledge(
        self, taught: Sequence[StoredExemplar], forgotten: int
    ) -> "Knowledge":
        from evotr.router.opening import Knowledge  # noqa: PLC0415 - as above

        cards = self._cards.experts
        return Knowledge(
            keywords={card.id: card.keywords for card in cards.values()},
            exemplars=self.exemplars(taught),
            data=BUNDLED_ROUTER,
            state=self._settings.paths.router,
            gate=self._gate(),
            forgotten=forgotten,
        )

    def _gate(self) -> "Gate":
        from evotr.router.gating import Gate, free_bytes  # noqa: PLC0415

        settings = self._settings
        most = _GB * (settings.memory_limit_gb or math.inf)
        return Gate(settings.max_experts, lambda: int(min(most, free_bytes())))

    def exemplars(self, taught: Iterable[StoredExemplar]) -> tuple[Exemplar, ...]:
        """Those of the cards, and those that the user taught of experts there are."""
        return (*_of_cards(self._cards), *self._own(taught))

    def _own(self, taught: Iterable[StoredExemplar]) -> Iterator[Exemplar]:
        known = {*self._cards.experts, GENERAL}
        for each in (stored.exemplar for stored in taught):
            # A correction of "???" is kept; there is no word in it to learn from.
            if each.expert in known and fold_tokens(each.text):
                yield each


@contextmanager
def _router_errors() -> Iterator[None]:
    try:
        yield
    except (ImportError, OSError, ValueError) as error:
        _log.warning("the router cannot be opened", exc_info=True)
        reason = getattr(error, "filename", None) or type(error).__name__
        raise RouterFailed(reason=reason) from error


def _of_cards(cards: Cards) -> Iterator[Exemplar]:
    for card in cards.experts.values():
        for text in card.exemplars:
            yield Exemplar(text, card.id, _CARD)
        for text in card.negatives:
            yield Exemplar(text, card.id, _CARD, negative=True)


def open_router(
    settings: Settings,
    only: frozenset[str] | None = None,
    *,
    anew: bool = False,
    encoder: Encoder | None = None,
) -> Router:
    """A router of all that is known now, without a model and without an assistant.

    Args:
        settings: As for `RouterMaker`.
        only: Who may be picked (the base always may); all of them where None.
        anew: Whether it is fitted even where that was done before.
        encoder: As for `RouterMaker`.

    Raises:
        RouterFailed: It cannot be opened.
        JournalError: What the user taught cannot be read.
    """
    quiet_libraries(settings)
    maker = RouterMaker(settings, open_cards(settings), encoder)
    return maker.make(partial(_taught_by_user, settings), only, anew=anew)


def memory_of(
    settings: Settings,
    journal: Journal,
    encoder: Encoder,
    weigher: Weigher,
    able: Able | None = None,
) -> MemoryService:
    """The memory of a journal, not opened yet; the caller closes it.

    ``able`` is the model, where it reads and sums up too.
    """
    habits = Habits(
        quiet=timedelta(minutes=settings.quiet_minutes),
        workspace=settings.workspace,
        able=able,
    )
    return MemoryService(
        journal,
        encoder,
        settings.index,
        habits,
        weigher,
        lambda: forget_heads(settings),
    )


@contextmanager
def open_memory(settings: Settings) -> Iterator[MemoryService]:
    """The memory without a model and without an assistant, also beside a running one.

    Its journal is there at once. Where another process has the index open, words alone
    decide, and `MemoryService.state` has that as its fault.

    Raises:
        JournalError: And its kin: the database cannot be used.
    """
    with open_journal(settings) as journal:
        memory = memory_of(settings, journal, Encoder(settings), Weigher(settings))
        try:
            yield memory
        finally:
            memory.close()


def forget_heads(settings: Settings) -> None:
    """Delete what was fitted on what the user taught; the cards' heads stay.

    Raises:
        OSError: It cannot be deleted.
    """
    forget_taught(settings.paths.router)


def _taught_by_user(settings: Settings) -> tuple[StoredExemplar, ...]:
    """What the journal holds, without making one where there is none."""
    paths = settings.paths
    if not paths.journal.is_file():
        return ()
    journal = Journal.open(paths.journal, paths.backups, recover=False)
    try:
        return journal.exemplars().result()
    finally:
        journal.close()
