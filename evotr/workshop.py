"""Experts, models and settings as a face with panels keeps them.

It stands beside the assistant, and works without one: a model that cannot be loaded is
exchanged here. What is changed holds from the next answer (experts) or the next start
(models, settings) on.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from evotr.domain import (
    Crowd,
    ExpertCard,
    ExpertState,
    HomeElsewhere,
    ModelOffer,
    ModelState,
    NightProgress,
)
from evotr.embedding import missing_models
from evotr.errors import (
    EmbedderMissing,
    EvotrError,
    ModelError,
    ModelNotFound,
    RerankerMissing,
)
from evotr.experts import (
    BASE,
    PIN_SETTINGS,
    Registry,
    import_adapter,
    open_registry,
)
from evotr.instance import running_instance
from evotr.journal.home import open_journal
from evotr.machine import memory_bytes
from evotr.models import ModelInfo, ModelLibrary
from evotr.models.fitting import fit_of
from evotr.models.offers import offers
from evotr.paths import BUNDLED_MODEL
from evotr.settings import (
    Settings,
    ShownSetting,
    env_name,
    examine_settings,
    shown,
    write_text,
)

__all__ = ["Workshop"]

_ALIVE: Final = timedelta(minutes=2)
"""A night gives a sign of life every few seconds."""


class Workshop:
    """Every call reads or writes files and returns when that is done.

    Args:
        settings: As the program was started with; what is written meanwhile is read
            anew by each call.
    """

    def __init__(self, settings: Settings) -> None:
        self._home = settings.paths.home
        self._library = ModelLibrary(settings.paths.models, BUNDLED_MODEL)
        self._in_use = settings.base_model_path
        self._settings = settings

    def experts(self) -> Crowd:
        """All experts with their versions for the base model that is in use."""
        registry = self._registry()
        faults: list[EvotrError] = list(registry.cards.broken)
        readable = True
        try:
            registry.base  # noqa: B018 — read for its errors
        except (ModelError, ModelNotFound) as error:
            faults.append(error)
            readable = False
        cards = registry.cards.experts
        states = tuple(_state(registry, name, readable=readable) for name in cards)
        return Crowd(states, tuple(faults))

    def cards(self) -> tuple[ExpertCard, ...]:
        """The cards of all experts, without a look at their versions."""
        return tuple(self._registry().cards.experts.values())

    def use(self, expert: str, version: str) -> None:
        """Let an expert answer with ``version``, or with "base": none.

        Raises:
            EvotrError: As `Registry.use`.
        """
        self._registry().use(expert, version)

    def roll_back(self, expert: str) -> str:
        """Let an expert answer with what served before; that version's name.

        Raises:
            EvotrError: As `Registry.rollback`.
        """
        return self._registry().rollback(expert)

    def import_expert(self, expert: str, folder: Path) -> str:
        """Keep a copy of an adapter as a version of an expert; the version's name.

        It does not serve before `use` says so.

        Args:
            expert: Whose it will be.
            folder: The adapter's, or any file in it.

        Raises:
            EvotrError: As `import_adapter`.
        """
        where = folder.parent if folder.is_file() else folder
        return import_adapter(self._registry(), expert, where).version

    def models(self) -> tuple[ModelState, ...]:
        """The models on this machine, and the chosen one also where it is not here."""
        chosen = self._now().base_model_path
        memory = memory_bytes()
        states = tuple(
            self._model(info, chosen, memory)
            for info in self._library.installed(chosen)
        )
        missing = self._library.missing(chosen)
        return states if missing is None else (*states, _gone(missing))

    def offers(self) -> tuple[ModelOffer, ...]:
        """The models that could be downloaded, the best for this machine marked."""
        here = {info.id for info in self._library.installed() if info.complete}
        return offers(memory_bytes(), here)

    def use_model(self, name: str) -> None:
        """Answer with a model from the next start on.

        Raises:
            ModelNotFound, ModelError: There is none of this name, or it cannot serve.
            EvotrError: The settings cannot be written.
        """
        info = self._library.checked(name)
        write_text(self._settings, "base_model_path", self._library.setting_for(info))

    def remove_model(self, name: str) -> int:
        """Delete a pulled model; the bytes that were freed.

        Raises:
            EvotrError: As `ModelLibrary.remove`; the one that answers now stays, too.
        """
        self._library.check_removable(name, in_use=self._in_use)
        return self._library.remove(name, in_use=self._now().base_model_path)

    def pull(self, model: str, progressed: Callable[[int, int], None]) -> None:
        """Download a model of the hub, or what is missing of it.

        Args:
            model: ``organisation/model``.
            progressed: Told the bytes that are here, and of how many; what it raises
                ends the pull, which can be taken up again.

        Raises:
            EvotrError: As `evotr.models.download.pull`.
        """
        # The hub's client, for which nobody else needs to wait.
        from evotr.models.download import pull  # noqa: PLC0415
        from evotr.models.hub import HubAccess  # noqa: PLC0415

        settings = self._now()
        token = settings.hf_token
        access = HubAccess(
            endpoint=settings.hf_endpoint,
            token=token.get_secret_value() if token else None,
        )
        pull(
            model,
            settings.paths.models,
            access,
            on_progress=lambda far: progressed(far.done, far.total),
        )

    def elsewhere(self) -> HomeElsewhere:
        """Whether another process has the home open, and what night it makes.

        Raises:
            JournalError: And its kin: the database cannot be read.
        """
        if running_instance(self._settings.paths.lock) is None:
            return HomeElsewhere(free=True)
        with open_journal(self._settings) as journal:
            night = journal.nights.unfinished().result()
        # Not by the night's lock: whoever looks holds it for a moment.
        if night is None or abs(datetime.now(UTC) - night.beat) > _ALIVE:
            return HomeElsewhere(free=False)
        far = NightProgress(night.number, night.step)
        return HomeElsewhere(free=False, far=far)

    def stop_elsewhere(self) -> None:
        """Ask the process that makes a night to end it.

        Raises:
            JournalError: And its kin.
        """
        with open_journal(self._settings) as journal:
            journal.nights.withdraw().result()  # what would follow it, too
            journal.nights.wish("stop").result()

    def settings(
        self, unfit: Mapping[str, EvotrError] | None = None
    ) -> tuple[ShownSetting, ...]:
        """Every setting as it will be at the next start, and what is wrong with it.

        ``unfit`` is as for `unread`.
        """
        settings, faults = self._examined()
        damaged = self._held(settings, _damaged(unfit or {}))
        unread = {**damaged, **missing_models(settings)}
        return tuple(
            replace(each, fault=each.fault or unread.get(each.name))
            for each in shown(settings, faults)
        )

    def unread(
        self, unfit: Mapping[str, EvotrError] | None = None
    ) -> tuple[EvotrError, ...]:
        """Why what was chosen to read texts and memories does not; () where it does.

        Not where another choice was written since: that one waits for the next start.

        Args:
            unfit: What `Assistant.tried` told, by the setting.
        """
        missing = missing_models(self._settings)
        unread = {**_damaged(unfit or {}), **missing}
        return tuple(self._held(self._now(), unread).values())

    def set(self, name: str, text: str | None) -> None:
        """Write a setting as it was typed; None takes it back to its default.

        Raises:
            InvalidSetting: The value is refused; nothing was written.
            EvotrError: The file cannot be written.
        """
        write_text(self._settings, name, text)

    def _held(
        self, now: Settings, faults: Mapping[str, EvotrError]
    ) -> dict[str, EvotrError]:
        """Those of settings that are as they were when the program was started."""
        started = self._settings
        return {
            name: error
            for name, error in faults.items()
            if getattr(now, name) == getattr(started, name)
        }

    def _registry(self) -> Registry:
        model = self._library.resolve(self._in_use)
        return open_registry(self._settings, model)

    def _now(self) -> Settings:
        """What is wrong with them is told at the start, not here."""
        return self._examined()[0]

    def _examined(self) -> tuple[Settings, tuple[EvotrError, ...]]:
        return examine_settings({"evotr_home": self._home})

    def _model(self, info: ModelInfo, chosen: str, memory: int) -> ModelState:
        return ModelState(
            id=info.id,
            size=info.size_bytes,
            parameters=info.parameters,
            bits=info.bits,
            context=info.context_tokens,
            license=info.license or "",
            bundled=info.bundled,
            in_use=self._library.is_called(info.path, chosen),
            fit=fit_of(info.size_bytes, memory),
            problem=info.problem,
        )


def _damaged(unfit: Mapping[str, EvotrError]) -> dict[str, EvotrError]:
    """Without what was not there: whether it is now can be seen."""
    missing = (EmbedderMissing, RerankerMissing)
    return {name: e for name, e in unfit.items() if not isinstance(e, missing)}


def _gone(missing: ModelInfo) -> ModelState:
    return ModelState(
        id=missing.id,
        size=0,
        parameters=0,
        bits=0,
        context=0,
        license="",
        bundled=False,
        in_use=True,
        fit="fits",
        problem=missing.problem,
    )


def _state(registry: Registry, expert: str, *, readable: bool) -> ExpertState:
    card, own = registry.cards.experts[expert], expert in registry.cards.own
    pinned_by = env_name(PIN_SETTINGS[expert]) if expert in registry.pins else ""
    if not readable:
        return ExpertState(card, pinned_by=pinned_by, own=own)
    served = registry.serve(expert)
    return ExpertState(
        card,
        serves=served.version.version if served.version else "",
        pinned_by=pinned_by,
        own=own,
        versions=tuple(registry.versions(expert)),
        refused=tuple(served.refused),
        earlier=registry.earlier(expert) not in {None, BASE},
    )
