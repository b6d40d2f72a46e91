"""The nights, as the other rooms use them."""

from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from datetime import date
from typing import Any

from evotr.domain import (
    DoomedVersion,
    LearnedLesson,
    Night,
    NightEnd,
    NightReport,
    NightSpent,
    NightState,
    NightStep,
    NightTrigger,
    NightVersion,
    NightWish,
    NightWishKind,
    OldAndNew,
    SkippedLesson,
    StepDone,
    UndoneWhy,
)
from evotr.journal import nights_reads, nights_writes
from evotr.journal.transactions import Transactions

__all__ = ["Nights"]


class Nights:
    """The nights of a `Journal`; futures as it says there.

    Every step is noted before the next one begins, so that a night whose process died
    goes on where it was. Whatever destroys a lesson dooms, in the same transaction, the
    versions that saw it. Methods that name a night raise ``NightNotFound`` in the
    future where there is none.
    """

    def __init__(self, transactions: Transactions) -> None:
        self._read, self._write = transactions.read, transactions.write

    def begin(
        self,
        trigger: NightTrigger,
        date: date,
        expert: str | None = None,
        owner: str = "",
        wishes: Iterable[int] = (),
    ) -> Future[Night]:
        """Note that a night begins, for ``expert`` alone or for all.

        It is what ``wishes`` ask for: from then on nobody waits for them.
        """
        return self._write(
            nights_writes.begin, trigger, date, expert, owner, tuple(wishes)
        )

    def resume(self, night_id: str, owner: str = "") -> Future[Night]:
        """Note that a night goes on; an unclean end more, where it was not left."""
        return self._write(nights_writes.resume, night_id, owner)

    def leave(self, night_id: str) -> Future[Night]:
        """Note that the process of a night ends before it: it is to go on."""
        return self._write(nights_writes.leave, night_id)

    def beat(self, night_id: str, spent: NightSpent | None = None) -> Future[None]:
        """Note that the process of a night lives.

        ``spent`` counts from the night's beginning on, whatever processes there were.
        """
        return self._write(nights_writes.beat, night_id, spent)

    def doing(self, night_id: str, step: NightStep, expert: str = "") -> Future[None]:
        """Note that a step begins; "" is a step of the whole night.

        What the step found before is dropped.
        """
        return self._write(nights_writes.doing, night_id, step, expert)

    def did(
        self,
        night_id: str,
        step: NightStep,
        expert: str = "",
        result: Mapping[str, Any] | None = None,
    ) -> Future[None]:
        """Note that a step is done; ``result`` is JSON without the user's words."""
        return self._write(nights_writes.did, night_id, step, expert, result or {})

    def steps(self, night_id: str) -> Future[tuple[StepDone, ...]]:
        """What a night has done, in the order in which it was begun."""
        return self._read(nights_reads.steps, night_id)

    def results(
        self, step: NightStep, expert: str = "", *, limit: int = 1_000
    ) -> Future[dict[str, Mapping[str, Any]]]:
        """What a step found for an expert, by the ids of nights, the newest first."""
        return self._read(nights_reads.results, step, expert, limit)

    def found(
        self, night_id: str, step: NightStep, expert: str = ""
    ) -> Future[Mapping[str, Any] | None]:
        """What a step of one night found; None where it is not done."""
        return self._read(nights_reads.found, night_id, step, expert)

    def anew(self, night_id: str, expert: str) -> Future[None]:
        """Drop what a night noted of an expert, which is to begin anew."""
        return self._write(nights_writes.anew, night_id, expert)

    def lessons(
        self,
        night_id: str,
        expert: str,
        learned: Iterable[LearnedLesson],
        skipped: Iterable[SkippedLesson] = (),
    ) -> Future[None]:
        """Note which lessons a candidate saw, and which it did not, and why.

        ``learned`` are all rows that its weights hang on: what it was trained on, and
        what its scale was chosen by. It takes the place of what was noted before; ids,
        ``new`` and ``recall`` are kept, the words stay in the ledger.
        """
        return self._write(
            nights_writes.lessons, night_id, expert, tuple(learned), tuple(skipped)
        )

    def keys(self, night_id: str, expert: str) -> Future[str]:
        """The `keys_digest` of what a candidate saw, as far as it is still there.

        Another one than that of the rows it was built of: something was destroyed.
        """
        return self._read(nights_reads.keys, night_id, expert)

    def examples(
        self,
        night_id: str,
        expert: str,
        told: Iterable[tuple[str | None, OldAndNew]],
    ) -> Future[None]:
        """Keep some answers of what served and of the candidate, in place of others.

        Each with the id of the lesson that it is about; None: about none.
        """
        return self._write(nights_writes.examples, night_id, expert, tuple(told))

    def proposed(self, night_id: str, exemplar_ids: Iterable[str]) -> Future[None]:
        """Note which stored exemplars a night proposes to the router."""
        return self._write(nights_writes.proposed, night_id, tuple(exemplar_ids))

    def made(
        self, night_id: str, expert: str, base: str, version: str, keys_sha: str
    ) -> Future[bool]:
        """Note which night made a version, under the `keys_digest` of what it saw.

        False: something of that was destroyed meanwhile, and the version is doomed.
        """
        new = NightVersion(base, expert, version, night_id, keys_sha)
        return self._write(nights_writes.made, new)

    def version_of(
        self, base: str, expert: str, version: str
    ) -> Future[NightVersion | None]:
        """Which night made a version, and what it saw.

        None where none did, or where its files are `gone`.
        """
        return self._read(nights_reads.version_of, base, expert, version)

    def learned(self) -> Future[frozenset[str]]:
        """Ids of the lessons that were promoted and not undone, be the version gone."""
        return self._read(nights_reads.learned)

    def first_taught(
        self, night_id: str, experts: Iterable[str]
    ) -> Future[tuple[str, ...]]:
        """Ids of the lessons that were new to what a night made for these experts.

        Also of those that lie in the trash, for they may come back.
        """
        return self._read(nights_reads.first_taught, night_id, tuple(experts))

    def taught(self) -> Future[dict[str, frozenset[str]]]:
        """The experts that nights made versions of, with the bases these are for."""
        return self._read(nights_reads.taught)

    def saw(self, lesson_ids: Iterable[str]) -> Future[tuple[NightVersion, ...]]:
        """The versions that one of these lessons is in: they would go with it."""
        return self._read(nights_reads.saw, tuple(lesson_ids))

    def finish(
        self, night_id: str, state: NightState, report: NightReport, error: str = ""
    ) -> Future[Night]:
        """Note how a night ended; the night as it is told from now on.

        Of ``report`` numbers and names are stored. Its lessons, examples and proposals
        are those of `lessons`, `examples` and `proposed`, as far as they are still
        there when it is read.
        """
        return self._write(nights_writes.finish, night_id, state, report, error)

    def unfinished(self) -> Future[Night | None]:
        """The oldest night that is not over: its process lives, or died, or left it."""
        return self._read(nights_reads.unfinished)

    def page(self, limit: int = 20, offset: int = 0) -> Future[tuple[Night, ...]]:
        """The nights, the newest first."""
        return self._read(nights_reads.page, limit, offset)

    def of_date(self, date: date) -> Future[tuple[Night, ...]]:
        """The nights of a date, the newest first."""
        return self._read(nights_reads.of_date, date)

    def find(self, text: str) -> Future[Night]:
        """The one night whose number is, or whose id starts with, ``text``.

        Raises:
            NightNotFound: In the future: none does.
            NightAmbiguous: In the future: several do, or it is too short for an id.
        """
        return self._read(nights_reads.find, text)

    def undo(
        self, night_id: str, why: UndoneWhy = "user", expert: str | None = None
    ) -> Future[Night]:
        """Note that a night was taken back, and why; the first time counts.

        With ``expert`` of it that one alone.
        """
        return self._write(nights_writes.undo, night_id, why, expert)

    def keep(self, night_id: str) -> Future[Night]:
        """Note that the user wants what a night learned to stay."""
        return self._write(nights_writes.keep, night_id)

    def unclean_streak(self) -> Future[int]:
        """How often nights died in a row that the user did not begin."""
        return self._read(nights_reads.unclean_streak)

    def forgive(self) -> Future[None]:
        """Let no death of before count: the user wants nights again."""
        return self._write(nights_writes.forgive)

    def doomed(self) -> Future[tuple[DoomedVersion, ...]]:
        """The versions that saw what was destroyed since, the longest doomed first."""
        return self._read(nights_reads.doomed)

    def gone(self, version: DoomedVersion) -> Future[None]:
        """Note that the files of a doomed version are gone, or never were there.

        Of it only what it answered is known from then on.
        """
        return self._write(nights_writes.gone, version)

    def wish(self, kind: NightWishKind, expert: str | None = None) -> Future[None]:
        """Ask for a night, or for its end, of the process that has the home open."""
        return self._write(nights_writes.wish, kind, expert)

    def wish_end(self, why: NightEnd) -> Future[None]:
        """Ask for the end of the night under way, and have its report say why."""
        return self._write(nights_writes.wish, "stop", why)

    def wishes(self) -> Future[tuple[NightWish, ...]]:
        """What is asked for, the oldest first."""
        return self._read(nights_reads.wishes)

    def granted(self, *numbers: int) -> Future[None]:
        """Ask no more for these wishes."""
        return self._write(nights_writes.granted, numbers)

    def withdraw(self) -> Future[int]:
        """Ask for none of the nights any more that are wished for; how many it were."""
        return self._write(nights_writes.withdraw)
