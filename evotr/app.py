"""The composition root: builds the parts, starts them in order, stops in reverse."""

import dataclasses
import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING

from typing_extensions import override

from evotr.assistant import Assistant, Profile
from evotr.domain import MemoryPlace, Night, Route, RouteQuery, Router, SamplingParams
from evotr.errors import ModelNotFound, named_os_error
from evotr.experts import open_registry
from evotr.groundwork import groundwork_beside
from evotr.inference.api import TextEngine
from evotr.inference.config import EngineConfig
from evotr.inference.engine import Engine
from evotr.instance import hold_instance
from evotr.journal import Journal
from evotr.journal.home import make_home, open_journal
from evotr.machine import memory_bytes
from evotr.memory.aside import Aside
from evotr.memory.documents.ingest import limits_of
from evotr.memory.prompting import Telling
from evotr.memory.service_values import Able
from evotr.models import ModelLibrary
from evotr.night.beside import nights_beside
from evotr.night.keeping import uphold
from evotr.night.lookout import Lookout
from evotr.night.parts import Parts
from evotr.night.steps.answering import Serving
from evotr.night.way import ask_way
from evotr.paths import BUNDLED_MODEL
from evotr.settings import Settings
from evotr.text import Catalog
from evotr.turn import AUTO, Mind, Speak, Switchboard, speak_terminal
from evotr.wiring import (
    Encoder,
    RouterMaker,
    Weigher,
    forget_heads,
    memory_of,
    open_router,
    quiet_libraries,
)

if TYPE_CHECKING:
    from evotr.night.office import NightOffice

__all__ = [
    "Desktop",
    "open_assistant",
    "open_desktop",
    "open_night",
    "open_rehearsal",
]

_LOG_BYTES = 2_000_000
_EXPERT_SHARE = 16  # of the memory: 1 GB of 16, some 16 experts of a 3B model


@dataclass(frozen=True, slots=True)
class _Opened:
    """The parts, open: what a face needs, and what a night is made with."""

    assistant: Assistant
    night: Parts


@dataclass(frozen=True, slots=True)
class Desktop:
    """What a window needs: who answers, and the nights beside."""

    assistant: Assistant
    nights: "NightOffice"


@contextmanager
def open_desktop(
    settings: Settings, speak: Speak = speak_terminal
) -> Iterator[Desktop]:
    """As `open_assistant`, with the nights to look at and to ask for.

    ``speak`` gives the window's words, for what the program itself answers.

    Raises:
        InstanceRunning, JournalError: As `open_assistant`.
    """
    # What tells of nights: a terminal's start is not to wait for it.
    from evotr.night.office import NightOffice  # noqa: PLC0415

    ask_way(settings)
    with (
        _opened(settings, speak) as opened,
        nights_beside(opened.night) as beside,
    ):
        yield Desktop(opened.assistant, NightOffice(opened.night, beside))


@contextmanager
def open_assistant(settings: Settings) -> Iterator[Assistant]:
    """Everything a face needs, for as long as the context lasts.

    The model, the router and the memory are loaded at the first message (or
    `Assistant.preload`), not here. A model that cannot be loaded fails the turns, not
    the conversations; without the router "general" answers; without the memory
    answers come from the conversation alone. Nights that are due begin by themselves;
    one that the system's timer began is left to them first.

    Raises:
        InstanceRunning: Another process has this home open.
        JournalError: The database cannot be used.
    """
    ask_way(settings)
    with _opened(settings) as opened, nights_beside(opened.night):
        yield opened.assistant


@contextmanager
def open_night(settings: Settings) -> Iterator[Parts]:
    """What a night is made with, for as long as the context lasts, without a face.

    Raises:
        InstanceRunning, JournalError: As `open_assistant`.
    """
    with _opened(settings) as opened:
        yield opened.night


@contextmanager
def open_rehearsal(settings: Settings) -> Iterator[Parts]:
    """What a night that changes nothing needs: also beside the open program.

    Raises:
        JournalError: And its kin: the database cannot be used.
    """
    quiet_libraries(settings)
    library = ModelLibrary(settings.paths.models, BUNDLED_MODEL)
    model = _chosen(library, settings.base_model_path)
    profile, routed = _profile(settings, model), partial(open_router, settings)
    with ExitStack() as stack:
        journal = stack.enter_context(open_journal(settings))
        engine = Engine(_engine_config(settings, model))  # loads nothing unasked
        stack.callback(engine.close)
        yield Parts(
            settings=settings,
            journal=journal,
            engine=engine,
            registry=open_registry(settings, model.path),
            serving=Serving(profile.system_prompt, model.memories),
            router=routed if profile.expert == AUTO else _NoRouter,
        )


@contextmanager
def _opened(settings: Settings, speak: Speak = speak_terminal) -> Iterator[_Opened]:
    quiet_libraries(settings)
    paths = settings.paths
    with ExitStack() as stack:
        make_home(paths.home)
        stack.enter_context(hold_instance(paths.lock))
        stack.enter_context(_log_to_file(settings))
        library = ModelLibrary(paths.models, BUNDLED_MODEL)
        model = _chosen(library, settings.base_model_path)
        journal = Journal.open(paths.journal, paths.backups)
        stack.callback(journal.close)
        engine = Engine(_engine_config(settings, model))
        stack.callback(engine.close)
        experts = open_registry(settings, model.path)
        # What saw the forgotten, or what the process died with, is not served again.
        Lookout(journal, experts, engine, paths, partial(_notice, settings)).first()
        profile = dataclasses.replace(_profile(settings, model), speak=speak)
        encoder, weigher = Encoder(settings), Weigher(settings)
        maker = switchboard = mind = None
        if profile.expert == AUTO:
            maker = RouterMaker(settings, experts.cards, encoder)
            # It learns what the journal holds each time it is made.
            switchboard = Switchboard(
                lambda: maker.make(lambda: journal.exemplars().result())
            )
            stack.callback(switchboard.close)
        if settings.memory:
            mind = _mind(settings, journal, (encoder, weigher), model, engine)
            stack.callback(mind.memory.close)
        assistant = Assistant(journal, engine, profile, experts, switchboard, mind)
        if maker is not None:
            lacking = partial(_lacks_ground, maker)
            beside = groundwork_beside(assistant.presence, lacking, paths.home)
            stack.enter_context(beside)
        assistant.tried = {"embedder": encoder.tried, "reranker": weigher.tried}
        assistant.forget_heads = partial(forget_heads, settings)
        assistant.uphold = partial(uphold, journal.ledger)
        assistant.pause_memory(paused=settings.memory_paused)
        night = Parts(
            settings=settings,
            journal=journal,
            engine=engine,
            registry=experts,
            serving=Serving(profile.system_prompt, model.memories),
            router=lambda: switchboard or _NoRouter(),
            unlearn=switchboard.unlearn if switchboard else lambda: None,
            memory=mind.memory if mind else None,
            presence=assistant.presence,
        )
        yield _Opened(assistant, night)


def _lacks_ground(maker: RouterMaker) -> bool:
    return not maker.ready


def _notice(settings: Settings, night: Night) -> None:
    """Show what became of a night; what that needs is imported only then."""
    from evotr.night.notify import notify_night  # noqa: PLC0415
    from evotr.night.system import this_system  # noqa: PLC0415

    notify_night(this_system(), night, Catalog.load(settings.ui_language))


class _NoRouter(Router):
    """Where the user said who answers, lessons stay with who did."""

    @override
    def route(self, query: RouteQuery) -> Route:
        """Nobody is picked."""
        return Route((), 0.0, "fallback")


def _mind(
    settings: Settings,
    journal: Journal,
    readers: tuple[Encoder, Weigher],
    model: "_Model",
    engine: TextEngine,
) -> Mind:
    return Mind(
        memory_of(settings, journal, *readers, _able(settings, model, engine)),
        settings.recall,
        settings.workspace,
        Telling(settings.ui_language, model.memories),
        limits=limits_of(settings),
    )


def _able(settings: Settings, model: "_Model", engine: TextEngine) -> Able | None:
    """The model as it reads and sums up, where it may and can."""
    wanted = settings.memory_model
    if wanted == "off" or (wanted == "auto" and not model.able):
        return None
    return Able(
        Aside(engine, "facts"),
        Aside(engine, "summary"),
        model.id,
        settings.history_messages,
    )


class _QuietHandler(RotatingFileHandler):
    """A log that cannot be written must not print a trace into the conversation."""

    @override
    def handleError(self, record: logging.LogRecord) -> None:
        """Lose the record."""


@contextmanager
def _log_to_file(settings: Settings) -> Iterator[None]:
    try:
        settings.logs.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler = _QuietHandler(
            settings.logs / "evotr.log",
            maxBytes=_LOG_BYTES,
            backupCount=3,
            encoding="utf-8",
        )
    except OSError as error:
        raise named_os_error(error, settings.logs) from error
    handler.setFormatter(
        logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    )
    loggers = [logging.getLogger(name) for name in ("evotr", "ui")]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(settings.log_level)
        logger.propagate = False
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeHandler(handler)
            logger.propagate = True
        handler.close()


@dataclass(frozen=True, slots=True)
class _Model:
    """What is known of the chosen model before it is loaded."""

    id: str
    path: Path
    sampling: SamplingParams = field(default_factory=SamplingParams)
    memories: MemoryPlace = "answer"
    able: bool = False


def _chosen(library: ModelLibrary, name: str) -> _Model:
    try:
        info = library.info(name)
    except ModelNotFound:
        return _Model(name, Path(name))
    return _Model(info.id, info.path, info.sampling, info.memories, info.able)


def _engine_config(settings: Settings, model: _Model) -> EngineConfig:
    minutes = settings.idle_unload_minutes
    return EngineConfig(
        model_path=model.path,
        name=model.id,
        context_tokens=settings.context_tokens,
        cache_bytes=settings.prompt_cache_mb * 1_000_000,
        adapter_bytes=_expert_bytes(settings),
        idle_unload_s=minutes * 60 if minutes else None,
        max_batch=settings.max_batch,
        device=settings.device,
    )


def _expert_bytes(settings: Settings) -> int:
    if settings.expert_memory_mb is not None:
        return settings.expert_memory_mb * 1_000_000
    return memory_bytes() // _EXPERT_SHARE


def _profile(settings: Settings, model: _Model) -> Profile:
    """What the model's makers recommend, overruled by what the user set."""
    chosen = {
        name: value
        for name in ("temperature", "top_p", "top_k", "min_p", "repetition_penalty")
        if (value := getattr(settings, name)) is not None
    }
    sampling = dataclasses.replace(
        model.sampling,
        max_tokens=settings.max_tokens,
        stop=settings.stop,
        seed=settings.seed,
        **chosen,
    )
    return Profile(
        model=model.id,
        system_prompt=settings.system_prompt,
        sampling=sampling,
        history_messages=settings.history_messages,
        fixed=frozenset(chosen) | ({"max_tokens"} & settings.model_fields_set),
        expert=settings.expert.strip(),
        own_words=settings.own_words,
    )
