"""One night on evotr-mini, measured: ``python -m scripts.night.trial --seed 100``.

Builds, trains in the child, answers through the engine, and prints one line of JSON
with shares: unseen wordings of others, locked probes, those in the other language of
what rules ask there, neighbours, anchors, probes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Final

from evotr.domain import Adapter, Message, TokenCount, WeightedAdapter
from evotr.inference import Engine, EngineConfig
from evotr.night.events import TrainingStep
from evotr.night.exam.anchors import read_anchors, read_replay
from evotr.night.exam.checks import met
from evotr.night.phrasing import neighbour
from evotr.night.plan import RESULT, TrainPlan
from evotr.night.steps.answering import (
    Answerer,
    Asked,
    EngineAnswerer,
    Reply,
    Serving,
    Speaker,
)
from evotr.night.steps.build import BuildPlan, Built, Question, Sources, build
from evotr.night.steps.examine import keeps
from evotr.night.steps.kept import KeptAnswers
from evotr.night.steps.limit import scope_of_rows
from evotr.night.steps.reworded import controls
from evotr.night.steps.scaled import at_scale
from evotr.night.train import TrainingRun, prepare_run
from evotr.paths import BUNDLED_MODEL
from scripts.mini.evaluate import load_rows, score
from scripts.mini.experts import KEYS
from scripts.night.answers import SERVING
from scripts.night.corrections import Invented, elsewhere, invented

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evotr.inference.api import TextEngine
    from evotr.router.scope import Scope

__all__ = ["main"]

AT_ONCE: Final = 32
TOLD: Final = 20  # steps
_ALIKE: Final = 6
_STYLES: Final = 3  # of probes; each correction has one of each
BASE: Final = Speaker()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One setting of everything that is varied."""

    seed: int = 100
    count: int = 24
    turns: int = 40
    paraphrases: int = 5
    replay: float = 0.5
    rank: int = 32
    keys: str = "all"
    epochs: int = 1
    steps: int = 0
    batch: int = 4
    rate: float = 1.4e-3
    method: str = "lora"
    activation: str = "reply"
    scale: float = 2.0
    fades: float = 30
    ratio: float = 2.0
    beta2: float = 0.99
    weight: float = 2.0
    near: float = 0.67
    unheard: int = 3
    other: bool = True
    bare: bool = False
    rows: int = 20_000
    scoped: bool = True
    revisit: float = 0.1
    revisit_rate: float = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """What is looked at after a trial: every so many anchors, and at which scales."""

    every: int = 1
    shares: tuple[float, ...] = (1.0,)
    skills: bool = False


class Bench:
    """The engine, and what the base said, kept between trials."""

    def __init__(self, engine: TextEngine, work: Path, looks: Looks) -> None:
        self.engine = engine
        self.work = work
        self.looks = looks
        self.serving = SERVING
        plain = EngineAnswerer(engine, self.serving, max_tokens=96)
        anchors = (anchor.asked for anchor in read_anchors())
        bundled = [*read_replay(), *anchors, *controls()]
        self.answerer: Answerer = KeptAnswers(
            plain, work, "kept", self.serving, bundled
        )

    def base(self, asked: Sequence[Asked]) -> list[Reply]:
        """The base's answers, from the disk where they were given before."""
        text = json.dumps([asdict(one) for one in asked], sort_keys=True)
        name = hashlib.sha256(text.encode()).hexdigest()[:16]
        file = self.work / f"base-{name}.json"
        if not file.exists():
            replies = self.answerer.answer(asked, BASE)
            file.write_text(json.dumps([asdict(reply) for reply in replies]))
        return [Reply(**reply) for reply in json.loads(file.read_text())]

    def built(self, trial: Trial, made: Sequence[Invented]) -> Built:
        """The rows of a trial."""
        sources = Sources([one.correction for one in made], replay=read_replay())
        plan, count = self.plan(trial), self.count
        return build(sources, plan, self.serving, BASE, self.answerer, count)

    def plan(self, trial: Trial) -> BuildPlan:
        """How a trial's rows are made."""
        return BuildPlan(
            turns=trial.turns,
            rows=trial.rows,
            paraphrases=trial.paraphrases,
            replay=trial.replay,
            kept_weight=trial.weight,
            near=trial.near,
            unheard=trial.unheard,
            other=trial.other,
        )

    def count(self, texts: Sequence[str]) -> TokenCount:
        """What texts take, by the engine."""
        return self.engine.count(texts).result()

    def measured(
        self, trial: Trial, made: Sequence[Invented], built: Built, folder: Path
    ) -> Iterator[dict[str, Any]]:
        """What the base says, and the adapter at each scale."""
        exam = _Exam(self, made, built)
        skills = exam.skills(None) if self.looks.skills else {}
        scope = (
            scope_of_rows(built.rows, built.taught, built.wanted)
            if trial.scoped
            else None
        )
        yield {"scale": 0.0, **exam.taken(BASE), **skills}
        for share in self.looks.shares:
            scaled = at_scale(folder / "adapter", share, folder / f"at-{share}")
            speaker = speaker_of(scaled, trial.activation, scope)
            skills = exam.skills(speaker) if self.looks.skills else {}
            yield {"scale": share, **exam.taken(speaker), **skills}


def speaker_of(folder: Path, activation: str, scope: Scope | None) -> Speaker:
    """The adapter in ``folder``, without an expert's instruction."""
    digest = hashlib.sha256((folder / "adapters.safetensors").read_bytes()).hexdigest()
    key = f"{folder} {digest}"
    adapter = Adapter(key, folder, activation)  # type: ignore[arg-type]
    acts = scope.covers if scope else None
    return Speaker((WeightedAdapter(adapter),), acts=acts)


class _Exam:
    def __init__(self, bench: Bench, made: Sequence[Invented], built: Built) -> None:
        self.bench = bench
        self.values = {one.correction.key: one.value for one in made}
        self.unseen = [
            (one.value, Asked((Message("user", text),)))
            for one in made
            for text in one.unseen
        ]
        self.other = [
            (one.value, Asked((Message("user", text),)))
            for one in made
            for text in elsewhere(one)
        ]
        self.probes = [(self.values[p.correction.key], p.asked) for p in built.probes]
        self.alike = [*built.neighbours, *_more_alike(made)]
        self.neighbours = [(self.values[q.correction.key], q.asked) for q in self.alike]
        self.asked = [
            (one.value, Asked((Message("user", one.correction.question),)))
            for one in made
        ]
        self.anchors = read_anchors()[:: bench.looks.every]

    def taken(self, speaker: Speaker) -> dict[str, Any]:
        groups = [
            [asked for _, asked in self.unseen],
            [asked for _, asked in self.probes],
            [asked for _, asked in self.neighbours],
            [asked for _, asked in self.asked],
        ]
        everything = [asked for group in groups for asked in group]
        anchors = [anchor.asked for anchor in self.anchors]
        begun = time.monotonic()
        texts = [r.text for r in self._said(everything, speaker)]
        marks = self._anchors([r.text for r in self._said(anchors, speaker)])
        said = iter(texts)
        unseen, probes, near, own = ([next(said) for _ in group] for group in groups)
        return {
            "asked": _share(self.asked, own),
            "unseen": _share(self.unseen, unseen),
            "probes": _share(self.probes, probes),
            "styles": [
                _share(self.probes[style::_STYLES], probes[style::_STYLES])
                for style in range(_STYLES)
            ],
            **self._elsewhere(speaker),
            "leaked": _share(self.neighbours, near),
            **self._held(near),
            "missed": _told(self.probes, probes, right=False),
            **marks,
            "answer_s": round(time.monotonic() - begun, 1),
        }

    def _elsewhere(self, speaker: Speaker) -> dict[str, Any]:
        """Of the locked wordings in the other language: no verdict looks at these."""
        if not self.other:
            return {}
        said = self._said([asked for _, asked in self.other], speaker)
        share = _share(self.other, [reply.text for reply in said])
        return {"other_language": share, "others": len(self.other)}

    def _held(self, texts: Sequence[str]) -> dict[str, Any]:
        """Look-alikes that the night's own exam would mark as lost."""
        base = [r.text for r in self._said([q.asked for q in self.alike], BASE)]
        pairs = zip(self.alike, texts, base, strict=True)
        lost = [
            (question.asked.messages[-1].content, text)
            for question, text, before in pairs
            if not keeps(question, text, before)
        ]
        return {"lost": round(100 * len(lost) / len(self.alike), 1), "leaks": lost}

    def _said(self, asked: Sequence[Asked], speaker: Speaker) -> list[Reply]:
        if speaker == BASE:
            return self.bench.base(asked)
        return self.bench.answerer.answer(asked, speaker)

    def _anchors(self, texts: list[str]) -> dict[str, float]:
        def mark(at: int) -> bool:
            anchor = self.anchors[at]
            return met(anchor.check, texts[at], anchor.language)

        with ThreadPoolExecutor(2) as pool:
            marks = list(pool.map(mark, range(len(texts))))
        kinds: dict[str, list[bool]] = {}
        for anchor, good in zip(self.anchors, marks, strict=True):
            kinds.setdefault(anchor.kind, []).append(good)
        return {f"a_{k}": round(100 * statistics.mean(v), 1) for k, v in kinds.items()}

    def skills(self, speaker: Speaker | None) -> dict[str, float]:
        """The probes of the small model, untouched by any correction."""
        rows = load_rows()
        asked = [
            Asked(tuple(Message(m["role"], m["content"]) for m in row["messages"]))
            for row in rows
        ]
        plain = EngineAnswerer(self.bench.engine, Serving(""), max_tokens=96)
        if speaker is None:
            kept = self.bench.answerer
            self.bench.answerer = plain
            texts = [reply.text for reply in self.bench.base(asked)]
            self.bench.answerer = kept
        else:
            texts = [reply.text for reply in plain.answer(asked, speaker)]
        with ThreadPoolExecutor(2) as pool:
            good = list(pool.map(score, rows, texts))
        kinds: dict[str, list[bool]] = {}
        for row, one in zip(rows, good, strict=True):
            kinds.setdefault(row["skill"], []).append(one)
        told = {f"p_{k}": round(100 * statistics.mean(v), 1) for k, v in kinds.items()}
        return {**told, "p_all": round(100 * statistics.mean(good), 2)}


def _more_alike(made: Sequence[Invented]) -> Iterator[Question]:
    """More look-alikes than a night is judged by: two are too few to compare by."""
    for one in made:
        correction = one.correction
        rng = Random(f"alike {correction.key}")
        for _ in range(_ALIKE):
            text = neighbour(correction.question, correction.language, rng)
            if text:
                yield Question(Asked((Message("user", text),)), correction)


def _told(
    wanted: Sequence[tuple[str, Asked]], texts: Sequence[str], *, right: bool
) -> list[tuple[str, str]]:
    """The questions whose answers hold the value, or do not, with these answers."""
    return [
        (asked.messages[-1].content, text)
        for (value, asked), text in zip(wanted, texts, strict=True)
        if (value in text) == right
    ]


def _share(wanted: Sequence[tuple[str, Asked]], texts: Sequence[str]) -> float:
    hits = [value in text for (value, _), text in zip(wanted, texts, strict=True)]
    return round(100 * statistics.mean(hits), 1)


def plan_of(trial: Trial, rows: int, turns: int) -> TrainPlan:
    """How a trial trains on so many rows, in which each correction has its turns."""
    steps = trial.steps or trial.epochs * -(-rows // trial.batch)
    return TrainPlan(
        base=BUNDLED_MODEL,
        method=trial.method,  # type: ignore[arg-type]
        activation=trial.activation,  # type: ignore[arg-type]
        rank=trial.rank,
        keys=KEYS if trial.keys == "mlp" else None,
        scale=trial.scale,
        learning_rate=trial.rate,
        warmup_steps=min(20, steps // 5),
        steps=steps,
        batch_rows=trial.batch,
        batch_tokens=4096,
        max_tokens=768,
        final_rate=0.0,
        weight_decay=turns / (steps * trial.fades * trial.rate),
        lora_plus_ratio=trial.ratio,
        beta2=trial.beta2,
        save_every=100,
        revisit=trial.revisit,
        revisit_rate=trial.revisit_rate,
        seed=trial.seed,
    )


def run(bench: Bench, trial: Trial) -> None:
    """Run one trial and print its lines."""
    name = hashlib.sha256(repr(trial).encode()).hexdigest()[:12]
    folder = bench.work / f"run-{name}"
    made = invented(trial.seed, trial.count, bare=trial.bare)
    begun = time.monotonic()
    built = bench.built(trial, made)
    told = {"rows": len(built.rows), "taught": built.taught}
    told |= {"build_s": round(time.monotonic() - begun)}
    if not (folder / RESULT).exists():
        shutil.rmtree(folder, ignore_errors=True)
        prepare_run(folder, plan_of(trial, len(built.rows), built.turns), built.rows)
    with TrainingRun(folder) as training:
        for event in training.events():
            if isinstance(event, TrainingStep) and event.step % TOLD == 0:
                print(event, file=sys.stderr)
        result = training.result()
    told |= {"train_s": round(getattr(result, "seconds", 0.0))}
    told |= {"steps": getattr(result, "step", 0)}
    for line in bench.measured(trial, made, built, folder):
        print(json.dumps({**asdict(trial), **told, **line}), flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="One night on evotr-mini, measured.")
    parser.add_argument("--work", type=Path, default=Path("build/night"))
    parser.add_argument("--shares", default="1.0", help="of the trained scale")
    parser.add_argument("--every", type=int, default=1, help="so many anchors, one")
    parser.add_argument("--skills", action="store_true", help="ask data/probes too")
    parser.add_argument(
        "--trials", default="{}", help="JSON: fields of a trial, a list"
    )
    return parser.parse_args()


def main() -> None:
    """Run trials."""
    options = _arguments()
    options.work.mkdir(parents=True, exist_ok=True)
    wanted = json.loads(options.trials)
    shares = tuple(float(share) for share in options.shares.split(","))
    looks = Looks(every=options.every, shares=shares, skills=options.skills)
    with closing(Engine(EngineConfig(BUNDLED_MODEL, max_batch=AT_ONCE))) as engine:
        bench = Bench(engine, options.work, looks)
        for fields in wanted if isinstance(wanted, list) else [wanted]:
            run(bench, replace(Trial(), **fields))


if __name__ == "__main__":
    main()
