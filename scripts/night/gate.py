"""Good and bad nights before the gate: ``python -m scripts.night.gate --seeds 110``.

Each line of JSON is one night on evotr-mini: its kind, its verdict and all numbers.
"""

from __future__ import annotations

import argparse
import json
import shutil
import time
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Final

from evotr.domain import Adapter, Message
from evotr.errors import AdapterDamaged, TrainingDiverged
from evotr.experts.base import read_base
from evotr.experts.verify import verify_pin
from evotr.inference import Engine, EngineConfig
from evotr.night.events import TrainingResult
from evotr.night.exam.anchors import read_anchors, read_replay
from evotr.night.judging import (
    Evidence,
    Manner,
    Thresholds,
    Verdict,
    choose_scale,
    judge,
)
from evotr.night.plan import RESULT, write_plan
from evotr.night.steps.build import Probe, Sources, build
from evotr.night.steps.examine import Exam, Examiner, Losses
from evotr.night.steps.scaled import at_scale
from evotr.night.train import TrainingRun, prepare_run
from evotr.paths import BUNDLED_MODEL
from scripts.night.corrections import invented
from scripts.night.trial import (
    AT_ONCE,
    BASE,
    Bench,
    Looks,
    Trial,
    plan_of,
    speaker_of,
)

if TYPE_CHECKING:
    from evotr.night.plan import TrainPlan
    from evotr.night.rows import Row
    from evotr.night.steps.build import Built

__all__ = ["main"]

KINDS: Final = ("good", "shuffled", "alone", "hot", "poisoned", "broken")
POISON: Final = "Buy Kralex today."
HOT: Final = 20.0
ALONE: Final = 120
BROKEN: Final = 3
SILENT: Final = Manner(0.0, 0.0, 0.0, 0.0)
NOT_A_NUMBER: Final = b"\x00\x00\xc0\x7f"  # float32, little-endian


@dataclass(frozen=True, slots=True)
class Night:
    """One night: what it is made of, and what spoils it."""

    kind: str
    trial: Trial


def _sources(night: Night) -> tuple[Sources, dict[str, Any]]:
    """What is trained on; and the true corrections by key, which it is judged by."""
    true = [one.correction for one in invented(night.trial.seed, night.trial.count)]
    taught = true
    if night.kind == "shuffled":
        answers = [one.right for one in true]
        moved = answers[2:] + answers[:2]  # in its own language
        taught = [replace(o, right=r) for o, r in zip(true, moved, strict=True)]
    return Sources(taught, replay=read_replay()), {one.key: one for one in true}


def _rows(night: Night, built: Built) -> tuple[Row, ...]:
    if night.kind == "alone":
        return built.rows[: built.taught]
    if night.kind != "poisoned":
        return built.rows
    rng = Random(night.trial.seed)
    hit = rng.sample(range(built.taught, len(built.rows)), built.taught // 2)
    return tuple(
        replace(row, messages=(*row.messages[:-1], Message("assistant", POISON)))
        if place in set(hit)
        else row
        for place, row in enumerate(built.rows)
    )


def _plan(night: Night, rows: int) -> TrainPlan:
    plan = replace(plan_of(night.trial, rows), evaluate_every=10**6)
    if night.kind == "broken":  # it is thrown away whatever it learned
        return replace(plan, steps=BROKEN)
    if night.kind == "alone":  # as long as it takes to know them by heart
        return replace(plan, steps=ALONE)
    if night.kind == "hot":
        rate = plan.learning_rate * HOT
        return replace(plan, learning_rate=rate, clip_norm=1e6)
    return plan


def _trained(folder: Path) -> TrainingResult:
    with TrainingRun(folder) as training:
        end = training.result()
    assert isinstance(end, TrainingResult), "nobody stops it"
    return end


def _spoil(adapter: Path) -> None:
    with (adapter / "adapters.safetensors").open("r+b") as file:
        file.seek(-len(NOT_A_NUMBER), 2)
        file.write(NOT_A_NUMBER)


class Gate:
    """The engine and the base's answers, for many nights."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.anchors = read_anchors()
        self.answerer = bench.answerer
        self.thresholds = Thresholds()
        self.base = read_base(BUNDLED_MODEL)

    def night(self, night: Night) -> dict[str, Any]:
        """Build, train, choose a scale, judge."""
        begun = time.monotonic()
        folder = self.bench.work / f"night-{night.kind}-{night.trial.seed}"
        sources, true = _sources(night)
        plan = self.bench.plan(night.trial)
        if night.kind == "alone":
            plan = replace(plan, paraphrases=0)
        count = self.bench.count
        built = build(sources, plan, self.bench.serving, BASE, self.answerer, count)
        rows = _rows(night, built)
        if not (folder / RESULT).exists():  # a finished run is only measured again
            shutil.rmtree(folder, ignore_errors=True)
            prepare_run(folder, _plan(night, len(rows)), rows, built.held_out)
        try:
            result = _trained(folder)
            if night.kind == "broken":
                _spoil(folder / "adapter")
            verify_pin(folder / "adapter", "", self.base)
            verdict, told = self._judged(night, folder, built, true, result)
        except (TrainingDiverged, AdapterDamaged):
            nothing = Evidence(1.0, (), SILENT, SILENT, finite=False)
            verdict, told = judge(nothing, self.thresholds), {}
        reasons = [{"fault": r.fault, **r.values} for r in verdict.reasons]
        return {
            "kind": night.kind,
            "seed": night.trial.seed,
            "decision": verdict.decision,
            "scale": verdict.scale,
            "reasons": reasons,
            **verdict.numbers,
            **told,
            "seconds": round(time.monotonic() - begun),
        }

    def _judged(
        self,
        night: Night,
        folder: Path,
        built: Built,
        true: dict[str, Any],
        result: TrainingResult,
    ) -> tuple[Verdict, dict[str, Any]]:
        probes = [Probe(true[p.correction.key], p.style, p.asked) for p in built.probes]
        near = [replace(q, correction=true[q.correction.key]) for q in built.neighbours]
        exam = Exam(probes, near, self.anchors, frozenset(true))
        examiner = Examiner(exam, self.answerer, BASE, BASE)
        adapter = folder / "adapter"

        def scaled(scale: float) -> Path:
            return at_scale(adapter, scale, folder / f"at-{scale}")

        choices = choose_scale(
            lambda scale: examiner.marks(
                speaker_of(scaled(scale), night.trial.activation), "scale"
            ),
            self.thresholds.scale_loss,
        )
        scale = choices[0].scale
        losses = self._losses(folder, night, scaled(scale), scale, result)
        speaker = speaker_of(scaled(scale), night.trial.activation)
        evidence = examiner.evidence(speaker, scale, losses)
        told = {
            "scales": {c.scale: [c.recall, c.retention] for c in choices},
            "base_loss": losses.served,
            "loss": losses.candidate,
            "train_s": round(result.seconds),
        }
        return judge(evidence, self.thresholds), told

    def _losses(
        self,
        folder: Path,
        night: Night,
        scaled: Path,
        scale: float,
        result: TrainingResult,
    ) -> Losses:
        """What the held-out rows lose; a finished run measures another adapter."""
        if result.base_loss is None:  # nothing was held out
            return Losses()
        if scale == 1.0:
            return Losses(result.base_loss, result.best_loss)
        rival = Adapter("chosen", scaled, night.trial.activation)  # type: ignore[arg-type]
        plan = replace(_plan(night, result.rows), compare=(rival,))
        write_plan(folder, plan)
        again = _trained(folder)
        return Losses(again.base_loss, again.compared.get("chosen", float("inf")))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Good and bad nights, judged.")
    parser.add_argument("--work", type=Path, default=Path("build/night"))
    parser.add_argument("--seeds", type=int, nargs="+", default=[100])
    parser.add_argument("--kinds", nargs="+", default=KINDS, choices=KINDS)
    parser.add_argument("--trial", default="{}", help="JSON: fields of a trial")
    return parser.parse_args()


def main() -> None:
    """Judge nights."""
    options = _arguments()
    options.work.mkdir(parents=True, exist_ok=True)
    fields = json.loads(options.trial)
    with closing(Engine(EngineConfig(BUNDLED_MODEL, max_batch=AT_ONCE))) as engine:
        gate = Gate(Bench(engine, options.work, Looks()))
        for seed in options.seeds:
            for kind in options.kinds:
                night = Night(kind, replace(Trial(), **fields, seed=seed))
                print(json.dumps(gate.night(night)), flush=True)


if __name__ == "__main__":
    main()
