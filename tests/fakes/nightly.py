"""Nights that were: lessons in a journal, and versions that were made of them."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from evotr.domain import (
    AdapterVersion,
    ExpertNight,
    LearnedLesson,
    LedgerRow,
    Lesson,
    Night,
    NightReport,
    keys_digest,
)
from evotr.experts import Provenance, Registry
from evotr.journal import Journal

__all__ = ["Nightly"]

DAY = date(2026, 11, 20)


class Nightly:
    """Teaches, and has nights learn it, without training anything."""

    def __init__(self, journal: Journal, registry: Registry, adapter: Path) -> None:
        self.journal = journal
        self.registry = registry
        self.adapter = adapter
        self.DAY = DAY
        self.PLAIN = Provenance(activation="reply")
        self.seen: dict[str, set[str]] = {}

    def teach(self, question: str, right: str, **fields: object) -> LedgerRow:
        """Put a lesson into the ledger."""
        lesson = Lesson(kind="edit", question=question, right=right, **fields)
        return self.journal.ledger.add([lesson]).result(10)[0]

    def learn(
        self,
        expert: str,
        rows: Sequence[LedgerRow],
        *,
        promote: bool = True,
        adapter: Path | None = None,
        parent: str | None = None,
    ) -> Night:
        """A night that makes a version of these rows, and promotes it."""
        night = self.journal.nights.begin("user", DAY).result(10)
        told = self._made(night, expert, rows, adapter=adapter, parent=parent)
        if promote:
            self.registry.promote(expert, str(told.version), self._served(expert))
        report = NightReport(experts=(told,))
        return self.journal.nights.finish(night.id, "finished", report).result(10)

    def learn_at_once(self, taught: Mapping[str, Sequence[LedgerRow]]) -> Night:
        """A night that makes a version for each of these experts."""
        nights = self.journal.nights
        night, told = nights.begin("user", DAY).result(10), []
        for expert, rows in taught.items():
            one = self._made(night, expert, rows)
            self.registry.promote(expert, str(one.version), self._served(expert))
            found = {"version": one.version}
            nights.did(night.id, "promote", expert, found).result(10)
            told.append(one)
        report = NightReport(experts=tuple(told))
        return nights.finish(night.id, "finished", report).result(10)

    def _made(
        self,
        night: Night,
        expert: str,
        rows: Sequence[LedgerRow],
        *,
        adapter: Path | None = None,
        parent: str | None = None,
    ) -> ExpertNight:
        nights, served = self.journal.nights, self._served(expert)
        made = Provenance(
            activation="reply",
            night_run=night.id,
            scores={"recall": 1},
            parent=parent,
        )
        version = self.registry.add(expert, adapter or self.adapter, made)
        known = self.seen.setdefault(served.version if served else "", set())
        lessons = [
            LearnedLesson(row.id, row.question, row.right, new=row.id not in known)
            for row in rows
        ]
        nights.lessons(night.id, expert, lessons).result(10)
        digest = keys_digest((row.id, row.sha256) for row in rows)
        named = (night.id, expert, version.base, version.version)
        nights.made(*named, digest).result(10)
        self.seen[version.version] = {row.id for row in rows}
        return ExpertNight(
            expert=expert,
            outcome="promoted",
            before=served.version if served else None,
            version=version.version,
        )

    def _served(self, expert: str) -> AdapterVersion | None:
        return self.registry.serve(expert).version

    def serving(self, expert: str) -> str | None:
        """The version that answers."""
        version = self.registry.serve(expert).version
        return version and version.version
