"""Build evotr-mini: `python -m scripts.mini.build --seed 0 --out models/evotr-mini`.

The same seed, steps and machine give the same files.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
from dataclasses import asdict
from pathlib import Path

from scripts.mini.export import export
from scripts.mini.model import MiniConfig
from scripts.mini.tokenizer import train as train_tokenizer
from scripts.mini.train import Run, train

__all__ = ["build", "main"]


def build(run: Run, config: MiniConfig, out: Path, work: Path) -> None:
    """Train tokenizer and model and write the model's folder.

    Args:
        run: What defines the training.
        config: The model's shape.
        out: The model's folder.
        work: Folder of the log and the checkpoints.
    """
    work.mkdir(parents=True, exist_ok=True)
    (work / "log.jsonl").unlink(missing_ok=True)
    texts = min(12000, 40 * run.steps)
    tokenizer = train_tokenizer(run.seed, config.vocab_size, texts)
    shape = json.dumps({"run": asdict(run), "config": config.as_dict()}, indent=2)
    (work / "run.json").write_text(shape + "\n", encoding="utf-8")
    export(train(tokenizer, config, run, work), tokenizer, out)


def _arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Build the bundled base model.")
    parser.add_argument("--seed", type=int, default=Run.seed)
    parser.add_argument("--steps", type=int, default=Run.steps)
    parser.add_argument("--out", type=Path, default=Path("models/evotr-mini"))
    parser.add_argument("--work", type=Path, default=Path("build/mini"))
    return parser.parse_args()


def main() -> None:
    """Build with the arguments of the command line and print the hashes."""
    args = _arguments()
    begun = time.monotonic()
    again = round(args.steps * Run.again / Run.steps)
    run = Run(seed=args.seed, steps=args.steps, again=again)
    build(run, MiniConfig(), args.out, args.work)
    for path in sorted(args.out.iterdir()):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        print(f"{digest[:16]}  {path.stat().st_size:>10,}  {path.name}")
    print(f"{(time.monotonic() - begun) / 60:.1f} minutes")


if __name__ == "__main__":
    main()
