"""The nights as a face with panels keeps them, beside the open program."""

from collections.abc import Sequence
from typing import Final

from evotr.domain import (
    Destroyed,
    Leaving,
    Night,
    NightHead,
    NightProgress,
    NightsStanding,
    NightTakenBack,
    NightTold,
)
from evotr.errors import ConversationNotInTrash
from evotr.experts import roots_of
from evotr.night.beside import NightsBeside
from evotr.night.calls import NightCall, evening_of
from evotr.night.consent import allow_nights
from evotr.night.forgetting import forget_conversation, going_with
from evotr.night.parts import Parts
from evotr.night.plots import pictures
from evotr.night.standing import as_it_stands, standing
from evotr.night.story import head_of, story
from evotr.night.system import System, this_system
from evotr.night.takeback import in_force, keep, never, undo
from evotr.settings import Settings, examine_settings, write_setting
from evotr.text import Catalog

__all__ = ["NightOffice"]

_LISTED: Final = 60


class NightOffice:
    """Every call but `progress`, `speak` and `stop` waits: a journal, a picture.

    Args:
        parts: Of the open program.
        nights: Those beside it.
        system: The computer; this one by default.
    """

    def __init__(
        self, parts: Parts, nights: NightsBeside, system: System | None = None
    ) -> None:
        self._parts = parts
        self._nights = nights
        self._system = system or this_system()
        self._say = Catalog.load(parts.settings.ui_language)

    @property
    def progress(self) -> NightProgress | None:
        """How far the night under way in this program is; None where none is."""
        return self._nights.progress

    def speak(self, say: Catalog) -> None:
        """Tell of nights with these sentences from now on; any thread may call."""
        self._say = say
        self._nights.speak(say)

    def standing(self) -> NightsStanding:
        """When the next night is, what it waits for, and how the last one was."""
        parts = self._parts
        return standing(
            self._settings(), parts.journal, lambda: parts.registry, self._system
        )

    def nights(self) -> tuple[NightHead, ...]:
        """The nights, the newest first."""
        known = self._parts.journal.nights.page(_LISTED).result()
        return tuple(head_of(self._as_it_stands(night), self._say) for night in known)

    def report(self, night_id: str) -> NightTold:
        """The report of a night; its pictures are drawn the first time.

        Raises:
            NightNotFound: There is no such night.
            DiskFull, FolderNotWritable: The pictures cannot be kept.
        """
        night = self._as_it_stands(self._night(night_id))
        say = self._say  # one language for the words and the pictures
        drawn = pictures(self._parts.settings, night, say)
        return story(night, say, drawn)

    def allow(self, *, on: bool) -> None:
        """Let nights begin by themselves, or no more.

        Raises:
            InvalidSetting: The settings file cannot be written to as it is.
        """
        settings = self._settings()
        if on:
            allow_nights(settings, self._parts.journal.nights)
        else:
            write_setting(settings.paths, "night", value=False)

    def run(self) -> None:
        """Begin a night now, whatever its conditions; it comes back before its end.

        One that is under way waits for none any more either, and comes first.
        """
        date = evening_of(self._parts.clock(), self._settings().night_hours)
        self._nights.begin(NightCall(trigger="user", date=date))

    def stop(self) -> None:
        """End the night under way, soon; what is not finished is not used."""
        self._nights.stop()

    def keep(self, night_id: str) -> None:
        """Let what a night learned stay: disliked answers take it back no more."""
        keep(self._parts.journal, self._night(night_id))

    def undo(self, night_id: str) -> NightTakenBack:
        """Take a night back: what answered before answers again, at once.

        Raises:
            EvotrError: As `takeback.undo`.
        """
        taken = undo(self._parts.journal, self._parts.registry, self._night(night_id))
        return NightTakenBack(taken.night.number, taken.serves, len(taken.waiting))

    def never(self, night_id: str) -> NightTakenBack:
        """Take a night back, where it was not, and never learn from its lessons.

        Raises:
            EvotrError: As `takeback.undo`.
        """
        night, serves = self._as_it_stands(self._night(night_id)), {}
        if in_force(night):
            taken = undo(self._parts.journal, self._parts.registry, night)
            night, serves = taken.night, taken.serves
        gone = never(self._parts.journal, self._parts.registry, night)
        return NightTakenBack(night.number, serves, never=len(gone))

    def leaving(self, conversation_ids: Sequence[str]) -> Leaving:
        """What would go with conversations.

        Raises:
            ConversationNotFound: One of them is gone.
        """
        journal = self._parts.journal
        going = [
            going_with(journal, journal.find_conversation(each).result())
            for each in conversation_ids
        ]
        seen = [(one.expert, one.version) for each in going for one in each.versions]
        # An answer may be made from several of them, or stand in one that goes itself.
        made = {key for each in going for key in each.gone.answers}
        elsewhere = journal.recalls.talks_of(made).result()
        return Leaving(
            conversations=len(going),
            messages=sum(each.messages for each in going),
            memories=len({key for each in going for key in each.gone.memories}),
            lessons=len({key for each in going for key in each.gone.lessons}),
            versions=tuple(dict.fromkeys(seen)),
            elsewhere=tuple(
                (talk.title, talk.updated_at, count)
                for talk, count in elsewhere
                if talk.id not in conversation_ids
            ),
        )

    def destroy(self, conversation_ids: Sequence[str]) -> Destroyed:
        """Destroy conversations of the trash, with all that was learned of them.

        Raises:
            ConversationNotInTrash: One was taken out of the trash; those before it are
                gone.
            EvotrError: As `forget_conversation`.
        """
        parts = self._parts
        journal, paths = parts.journal, parts.settings.paths
        gone = []
        for each in conversation_ids:
            found = journal.find_conversation(each).result()
            if found.deleted_at is None:
                raise ConversationNotInTrash(conversation=each)
            parts.engine.forget(each)
            gone.append(forget_conversation(journal, roots_of(paths), paths, found))
        parts.unlearn()
        if parts.memory is not None:
            parts.memory.refresh()  # its vectors hold no words; nobody waits for them
        experts = [expert for one in gone for expert in one.anew]
        busy = any(one.busy for one in gone)
        made = {key for one in gone for key in one.gone.answers}
        left = journal.recalls.talks_of(made).result()
        answers = sum(count for _, count in left)
        return Destroyed(len(gone), tuple(dict.fromkeys(experts)), busy, answers)

    def _night(self, night_id: str) -> Night:
        return self._parts.journal.nights.find(night_id).result()

    def _as_it_stands(self, night: Night) -> Night:
        return as_it_stands(self._parts.settings, night)

    def _settings(self) -> Settings:
        """Those of this moment."""
        return examine_settings({"evotr_home": self._parts.settings.evotr_home})[0]
