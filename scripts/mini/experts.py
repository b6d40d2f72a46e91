"""Train evotr-mini's experts: ``python -m scripts.mini.experts [--compare]``.

Each is trained by the night's own trainer on generated rows, measured on the probes
through the engine, and kept in ``adapters/``. ``--compare`` trains LoRA, DoRA and the
activated forms of both with the same budget and prints a table.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from dataclasses import asdict, dataclass, replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Final, get_args

from evotr.domain import Activation, AdapterMethod, Message
from evotr.experts import Provenance, Registry, Roots, crew_of, read_cards
from evotr.night.events import TrainingStep, TrainingValidated
from evotr.night.plan import TrainPlan
from evotr.night.train import TrainingRun, prepare_run
from evotr.paths import BUNDLED_ADAPTERS, BUNDLED_EXPERTS, BUNDLED_MODEL
from scripts.mini.evaluate import generate, load_rows, table
from scripts.mini.scaling import best_scale
from scripts.mini.skills import EXPERTS, Drawn, rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evotr.night.rows import Row

__all__ = ["main"]

ROWS: Final = 10000  # at most; no more than are seen
# What an expert of the small model learns is knowledge, which lies there; its
# attention, which copies what was said, is better left alone.
KEYS: Final = ("mlp.gate_proj", "mlp.up_proj", "mlp.down_proj")
HELD_OUT: Final = 128
FOR_SCALE: Final = 200
STEPS: Final = {"python_coder": 1600, "tr_chat": 800}
BATCH: Final = 16


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to train an expert."""

    expert: str
    method: AdapterMethod
    activation: Activation
    steps: int

    @property
    def name(self) -> str:
        """For folders and tables."""
        return f"{self.expert}-{self.method}-{self.activation}"


def _plan(variant: Variant, instruction: str, options: argparse.Namespace) -> TrainPlan:
    return TrainPlan(
        base=options.model,
        expert=variant.expert,
        method=variant.method,
        activation=variant.activation,
        rank=options.rank,
        keys=KEYS,
        scale=2.0,
        learning_rate=options.rate,
        warmup_steps=20,
        steps=variant.steps,
        batch_rows=BATCH,
        batch_tokens=2048,
        max_tokens=768,
        final_rate=0.0,
        instruction=instruction,
        evaluate_every=max(variant.steps // 4, 1),
        seed=options.seed,
    )


@cache
def _rows(expert: str, seed: int, count: int, model: Path) -> list[Drawn]:
    """Let the base answer what is not of the skill: it is to go on doing so."""
    drawn = rows(expert, seed, count)
    asked = [each.row for each in drawn if not each.skill]
    chats = [[asdict(m) for m in row.messages[:-1]] for row in asked]
    answers = iter(generate(model, chats))
    return [
        each
        if each.skill
        else Drawn(_with_answer(each.row, next(answers)), skill=False)
        for each in drawn
    ]


def _with_answer(row: Row, answer: str) -> Row:
    # An empty answer cannot be learned; the written one stands.
    said = Message("assistant", answer or row.messages[-1].content)
    return replace(row, messages=(*row.messages[:-1], said))


def _count(variant: Variant) -> int:
    return min(ROWS, BATCH * variant.steps)


def _train(variant: Variant, instruction: str, options: argparse.Namespace) -> Path:
    """Train one variant and choose its scale; its adapter's folder."""
    folder: Path = options.work / variant.name
    shutil.rmtree(folder, ignore_errors=True)
    model, seed = options.model, options.seed
    drawn = _rows(variant.expert, seed, _count(variant), model)
    held_out = _rows(variant.expert, seed + 1, HELD_OUT, model)
    prepare_run(
        folder,
        _plan(variant, instruction, options),
        [row for row, _ in drawn],
        [row for row, _ in held_out],
    )
    with TrainingRun(folder) as run:
        for event in run.events():
            if isinstance(event, TrainingStep) and event.step % 25 == 0:
                told = f"{variant.name} {event.step}/{event.steps} loss {event.loss}"
                print(f"{told} {event.tokens_per_s:.0f} tokens/s", file=sys.stderr)
            elif isinstance(event, TrainingValidated):
                name = event.name or variant.name
                print(f"{name}: held out {event.loss}", file=sys.stderr)
        run.result()
    adapter = folder / "adapter"
    serving = instruction, variant.activation
    unseen = _rows(variant.expert, seed + 2, FOR_SCALE, model)
    share = best_scale(adapter, unseen, model, serving, folder / "scales")
    return folder / "scales" / f"{share}"


def _scores(registry: Registry | None, expert: str, model: Path) -> dict[str, float]:
    """The table of the probes in percent, answered by an expert or the base."""
    probes = load_rows()
    crew = crew_of(registry, ((expert, 1.0),)) if registry else None
    replies = generate(model, [row["messages"] for row in probes], crew)
    return {cell.name: 100 * cell.share() for cell in table(probes, replies)}


def _variants(options: argparse.Namespace) -> Iterator[Variant]:
    methods, activations = (options.method,), (options.activation,)
    if options.compare:
        methods, activations = get_args(AdapterMethod), get_args(Activation)
    experts = options.only or sorted(EXPERTS)
    for expert, method, activation in product(experts, methods, activations):
        yield Variant(expert, method, activation, options.steps or STEPS[expert])


def _keep(
    variant: Variant, adapter: Path, root: Path, options: argparse.Namespace
) -> Registry:
    """Make the adapter the served version of a registry whose own root is ``root``."""
    cards = read_cards(BUNDLED_EXPERTS, Path(os.devnull))
    registry = Registry(cards, Roots(root), options.model)
    provenance = Provenance(
        activation=variant.activation,
        data=f"scripts/mini/skills.py, seed {options.seed}, {_count(variant)} rows",
        seed=options.seed,
    )
    version = registry.add(variant.expert, adapter, provenance)
    registry.use(variant.expert, version.version)
    scores = _scores(registry, variant.expert, options.model)
    rounded = {skill: round(score, 1) for skill, score in scores.items()}
    registry.annotate(
        variant.expert, version.version, replace(provenance, scores=rounded)
    )
    return registry


def _measured(registry: Registry, expert: str) -> dict[str, float]:
    version = registry.serve(expert).version
    assert version is not None
    return dict(version.scores)


def _print_table(results: dict[str, dict[str, float]]) -> None:
    base = results["base"]
    print("| | " + " | ".join(base) + " |")
    print("|---" * (len(base) + 1) + "|")
    for name, scores in results.items():
        cells = [
            f"{score:.1f}"
            if name == "base"
            else f"{score:.1f} ({score - base[skill]:+.1f})"
            for skill, score in scores.items()
        ]
        print(f"| {name} | " + " | ".join(cells) + " |")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Train evotr-mini's experts.")
    parser.add_argument("--compare", action="store_true", help="all four forms")
    parser.add_argument("--only", action="append", choices=sorted(EXPERTS))
    parser.add_argument("--method", choices=("lora", "dora"), default="lora")
    parser.add_argument("--activation", choices=("reply", "always"), default="reply")
    parser.add_argument("--rank", type=int, default=32)
    parser.add_argument("--steps", type=int, help="in place of each expert's own")
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--model", type=Path, default=BUNDLED_MODEL)
    parser.add_argument("--out", type=Path, default=BUNDLED_ADAPTERS)
    parser.add_argument("--work", type=Path, default=Path("build/experts"))
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser.parse_args()


def main() -> None:
    """Train, measure, keep and print."""
    options = _arguments()
    cards = read_cards(BUNDLED_EXPERTS, Path(os.devnull)).experts
    results = {"base": _scores(None, "", options.model)}
    for variant in _variants(options):
        adapter = _train(variant, cards[variant.expert].system_prompt, options)
        root = options.out
        if options.compare:
            root = options.work / "compared" / variant.name
            shutil.rmtree(root, ignore_errors=True)
        registry = _keep(variant, adapter, root, options)
        results[variant.name] = _measured(registry, variant.expert)
    if options.json:
        print(json.dumps(results, indent=2))
    else:
        _print_table(results)


if __name__ == "__main__":
    main()
