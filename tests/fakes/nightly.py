"""Nights that were: lessons in a journal, and versions that were made of them."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from evotr.domain import (
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
        nights, registry = self.journal.nights, self.registry
        night = nights.begin("user", DAY).result(10)
        served = registry.serve(expert).version
        made = Provenance(
            activation="reply",
            night_run=night.id,
            scores={"recall": 1},
            parent=parent,
        )
        version = registry.add(expert, adapter or self.adapter, made)
        known = self.seen.setdefault(served.version if served else "", set())
        lessons = [
            LearnedLesson(row.id, row.question, row.right, new=row.id not in known)
            for row in rows
        ]
        nights.lessons(night.id, expert, lessons).result(10)
        digest = keys_digest((row.id, row.sha256) for row in rows)
        named = (night.id, expert, version.base, version.version)
        nights.made(*named, digest).result(10)
        if promote:
            registry.promote(expert, version.version, served)
        self.seen[version.version] = {row.id for row in rows}
        told = ExpertNight(
            expert=expert,
            outcome="promoted",
            before=served.version if served else None,
            version=version.version,
        )
        report = NightReport(experts=(told,))
        return nights.finish(night.id, "finished", report).result(10)

    def serving(self, expert: str) -> str | None:
        """The version that answers."""
        version = self.registry.serve(expert).version
        return version and version.version
