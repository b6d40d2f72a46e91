"""One expert's lessons on their way: from rows to a candidate that is asked."""

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from functools import cached_property, partial
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeVar

from evotr.domain import (
    AdapterVersion,
    LearnedLesson,
    OldAndNew,
    SkippedLesson,
    TokenCount,
    keys_digest,
)
from evotr.experts.verify import scope_digest, verify_pin
from evotr.night.diary import Diary, Found
from evotr.night.due import Order, digest_of
from evotr.night.exam.anchors import Anchor, read_anchors, read_replay
from evotr.night.faults import plain_reason
from evotr.night.judging import Reason, choose_scale, judge
from evotr.night.parts import Parts
from evotr.night.plan import ADAPTER, RUN, VALID_ROWS
from evotr.night.rows import read_rows
from evotr.night.steps.answering import EngineAnswerer, Speaker
from evotr.night.steps.build import Sources, build
from evotr.night.steps.chosen import build_plan, thresholds
from evotr.night.steps.examine import Exam, Examiner, Losses
from evotr.night.steps.judge import groups_of, outcome_of, recalls
from evotr.night.steps.kept import KeptAnswers
from evotr.night.steps.likelihood import losses_of
from evotr.night.steps.limit import limit
from evotr.night.steps.material import Correction, Praise, material
from evotr.night.steps.questions import (
    anchors_up_to,
    liked,
    read_questions,
    write_questions,
)
from evotr.night.steps.reworded import controls
from evotr.night.steps.scaled import at_scale
from evotr.night.steps.speaking import speaker_of
from evotr.night.steps.taught import taught_by
from evotr.night.steps.train import measure, train, train_plan
from evotr.night.train import prepare_run
from evotr.weights import ADAPTER_SCOPE

__all__ = ["Work"]

_EXAMPLES: Final = 20
_NONE: Final[Mapping[str, float]] = MappingProxyType({})

L = TypeVar("L", Correction, Praise)


class Work:
    """The steps of one expert from ``build`` to ``judge``, in a folder of its own.

    Rows are named by what they say, not by their ids: the same lessons give the same
    weights in any home.

    Args:
        parts: The open program.
        diary: Of the night.
        order: What is to be learned.
        folder: For the rows, which are the user's words: whoever calls deletes it.
    """

    def __init__(self, parts: Parts, diary: Diary, order: Order, folder: Path) -> None:
        self._parts = parts
        self._diary = diary
        self.order = order
        self.folder = folder
        self._ids = {row.sha256: row.id for row in reversed(order.rows)}
        self._shas = {row.id: row.sha256 for row in (*order.rows, *order.probes)}
        self._corrections, self._praises = self._material()

    def _material(self) -> tuple[list[Correction], list[Praise]]:
        corrections, praises = material(self.order.rows)
        return self._once_each(corrections), self._once_each(praises)

    def _once_each(self, listed: Iterable[L]) -> list[L]:
        named = (self._named(one) for one in listed)
        return list({one.key: one for one in named}.values())

    def _named(self, one: L) -> L:
        told = self._told(one.expert)
        return replace(one, key=self._shas[one.key], instruction=told)

    def _told(self, expert: str) -> str | None:
        """What is said to the expert whose question it is, if another learns for it."""
        if expert == self.order.expert:
            return None
        card = self._parts.registry.cards.experts.get(expert)
        return card.system_prompt if card else None

    def is_whole(self, built: Found) -> bool:
        """Whether what was built is what would be built now, and still there.

        Of these very lessons, for this base, under these settings: else the weights of
        one would be judged, and kept, under the name of the other.
        """
        night = self._diary.night.id
        keys = self._diary.nights.keys(night, self.order.expert).result()
        names = ("offered", "keys", "before", "settings")
        wanted = {**self.stated, "keys": keys}
        there = (self.folder / RUN).is_file() or not built["rows"]
        # One that an earlier version of the program built says nothing of settings.
        return there and all(built.get(name) == wanted[name] for name in names)

    def build(self) -> Found:
        """Make the rows of the lessons, and what is asked later.

        Raises:
            EvotrError: What the engine, the journal and the disk raise.
        """
        self._diary.watch.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
        settings, registry = self._parts.settings, self._parts.registry
        sources = Sources(self._corrections, self._praises, read_replay())
        plan, serving = build_plan(settings), self._parts.serving
        built = build(sources, plan, serving, self._root, self._answerer, self._count)
        write_questions(self.folder, built)
        rows = max(len(built.rows), 1)
        training = train_plan(
            settings, registry.base, registry.model, rows, built.turns
        )
        training = replace(training, expert=self.order.expert)
        if built.rows:
            prepare_run(self.folder, training, built.rows, built.held_out)
        learned = [self._ids[key] for key in built.learned]
        found = {
            **self.stated,
            "keys": keys_digest((one, self._shas[one]) for one in learned),
            "root": self.order.root.version if self.order.root else None,
            "rows": len(built.rows),
            "taught": built.taught,
            "wanted": built.wanted,
            "held_out": len(built.held_out),
            "new": len(self.order.new.intersection(learned)),
            "learned": learned,
            "skipped": {self._ids[one.key]: one.reason for one in built.dropped},
        }
        self._note(found)
        return found

    def _note(self, built: Found, recall: Mapping[str, float] = _NONE) -> None:
        """Note which lessons the candidate has seen, and how well it knows them."""
        rows = {row.id: row for row in self.order.rows}
        fresh = rows.keys() - self.order.seen
        learned = (rows[one] for one in built["learned"])
        skipped = ((rows[one], why) for one, why in built["skipped"].items())
        self._diary.nights.lessons(
            self._diary.night.id,
            self.order.expert,
            [
                LearnedLesson(
                    row.id,
                    row.question,
                    row.right,
                    recall.get(row.sha256),
                    row.id in fresh,
                )
                for row in learned
            ],
            [SkippedLesson(row.id, row.question, why) for row, why in skipped],
        ).result()

    def train(self, built: Found) -> Found:
        """Train the candidate, see that it is sound, and limit what it acts on.

        Raises:
            Stopped: The night was.
            EvotrError: What the child met; AdapterDamaged for a number that is none.
        """
        watch, tell = self._diary.watch, self._diary.tell
        watch.wait()  # its child takes memory also where it is paused at once
        _, told = train(self.folder, watch, tell, self.order.expert)
        version = self._checked(self.folder / ADAPTER)
        if self._parts.settings.night_scoped:
            limit(self.folder, built["taught"], built["wanted"], watch.check)
        return {
            "peak_bytes": told.peak_bytes,
            "sha256": version.sha256,
            "scope_sha256": scope_digest(self.folder),
            "told": asdict(told),
        }

    def scale(self) -> Found:
        """Choose at which share of its strength the candidate is judged.

        Raises:
            EvotrError: What the engine and the disk raise.
        """
        choices = choose_scale(
            lambda scale: self._examiner.marks(self._candidate(scale), "scale"),
            thresholds(self._parts.settings),
        )
        return {
            "scale": choices[0].scale,
            "choices": [list(asdict(choice).values()) for choice in choices],
        }

    def judge(self, built: Found, scale: float) -> Found:
        """Compare the candidate with what serves.

        Raises:
            EvotrError: What the engine, the child, the journal and the disk raise.
        """
        candidate = self._candidate(scale)
        losses = self._losses(candidate)
        evidence = self._examiner.evidence(candidate, scale, losses)
        limits = thresholds(self._parts.settings)
        verdict = judge(evidence, limits, taken_back=self.order.taken_back)
        self._note(built, recalls(evidence))
        self._keep_examples()
        found = {**self.stated, **outcome_of(verdict), "groups": groups_of(evidence)}
        told = {"base_loss": losses.served, "loss": losses.candidate}
        sure = told if losses.finite else {}
        return self.with_what_stays({**found, "sure": sure})

    def with_what_stays(self, found: Found) -> Found:
        """A verdict that says, where what serves stays, what of it was taken back."""
        gone = self.order.seen - {row.id for row in self.order.rows}
        if found["outcome"] == "promoted" or not gone:
            return found
        told = plain_reason(Reason("still_taught", {"count": len(gone)}))
        return {**found, "reasons": [*found["reasons"], told]}

    @property
    def stated(self) -> dict[str, str | None]:
        """What was built, and every verdict, says of what it is for."""
        return {
            "offered": self.order.offered,
            "settings": digest_of(self._parts),
            "before": self.order.before,
        }

    def adapter(self, scale: float) -> Path:
        """The candidate at a share of its strength.

        Raises:
            DiskFull, FolderNotWritable: It cannot be written.
        """
        scope, folder = self.folder / ADAPTER_SCOPE, self.folder / f"at-{scale}"
        return at_scale(self.folder / ADAPTER, scale, folder, scope)

    def _keep_examples(self) -> None:
        """Keep some answers of both, the new lessons' alone."""
        told = [
            (self._ids[key], OldAndNew(probe.asked.messages[-1].content, old, new))
            for probe, old, new in self._examiner.examples()
            if (key := probe.correction.key) in self._new
        ]
        nights, night = self._diary.nights, self._diary.night
        nights.examples(night.id, self.order.expert, told[:_EXAMPLES]).result()

    def _losses(self, candidate: Speaker) -> Losses:
        """What the held-out rows lose, at the scale that was chosen."""
        file = self.folder / VALID_ROWS
        held = read_rows(file) if file.exists() else []
        by_row = partial(measure, self.folder, self._diary.watch)
        return losses_of(held, self._served, candidate, by_row)

    @cached_property
    def _examiner(self) -> Examiner:
        by_key = {one.key: one for one in self._corrections}
        asked = read_questions(self.folder, by_key)
        _, praises = material(self.order.probes)
        exam = Exam(
            (*asked.probes, *liked(map(self._named, praises))),
            asked.neighbours,
            self._anchors,
            self._new,
            self._nights,
            thresholds(self._parts.settings).skill,
        )
        return Examiner(exam, self._answerer, self._root, self._served, self._asking)

    @cached_property
    def _anchors(self) -> tuple[Anchor, ...]:
        return anchors_up_to(self._parts.settings.night_anchors)

    @property
    def _nights(self) -> dict[str, int]:
        """The night that taught each correction, by its key."""
        taught = taught_by(self._diary.nights, self.order.expert)
        return {self._shas[row]: n for row, n in taught.items() if row in self._shas}

    @property
    def _new(self) -> frozenset[str]:
        return frozenset(self._shas[one] for one in self.order.new)

    @cached_property
    def _asking(self) -> EngineAnswerer:
        parts, wait = self._parts, self._diary.watch.wait
        return EngineAnswerer(parts.engine, parts.serving, check=wait)

    @cached_property
    def _answerer(self) -> KeptAnswers:
        parts = self._parts
        anchors = (anchor.asked for anchor in read_anchors())
        bundled = [*read_replay(), *anchors, *controls()]
        folder, base = parts.settings.paths.answers, parts.registry.base.fingerprint
        return KeptAnswers(self._asking, folder, base, parts.serving, bundled)

    def _count(self, texts: Sequence[str]) -> TokenCount:
        return self._parts.engine.count(texts).result()

    @property
    def _served(self) -> Speaker:
        """The expert as it answers now."""
        return self._speaker(self.order.served)

    @property
    def _root(self) -> Speaker:
        """The expert as no night has taught it."""
        return self._speaker(self.order.root)

    def _speaker(self, version: AdapterVersion | None) -> Speaker:
        card = self._parts.registry.cards.experts[self.order.expert]
        if version == self.order.root:
            return speaker_of(card.system_prompt, version)
        return speaker_of(card.system_prompt, version, self._root)

    def _candidate(self, scale: float) -> Speaker:
        return self._speaker(self._checked(self.adapter(scale)))

    def _checked(self, adapter: Path) -> AdapterVersion:
        registry = self._parts.registry
        return verify_pin(adapter, self.order.expert, registry.base)
