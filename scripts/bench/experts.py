"""Experts beside mlx-lm: ``python scripts/bench/experts.py [--json] [--only PART]``.

One process, medians over rounds in which ours and the peer take turns. The model is
random, 4-bit, of Qwen2.5-0.5B's block shape (four blocks, 66 M parameters), with
random adapters of rank 16 on all linears; ``mixed4_…`` is taken on evotr-mini. Keys and
what they mean are told by each part's function in ``scripts/bench/expert_parts``.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from evotr.inference.device import load_blas
from evotr.paths import PROGRAM

# Run as a file, the checkout is not on the path.
sys.path.insert(0, str(PROGRAM))

from scripts.bench.common import print_results

__all__ = ["main"]


def main() -> None:
    """Measure and print."""
    load_blas()
    from scripts.bench.expert_parts import (  # noqa: PLC0415 - it imports MLX
        FULL,
        PARTS,
        TINY,
        World,
    )

    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--model", type=Path, help="in place of the bundled model")
    parser.add_argument("--only", action="append", choices=PARTS, help="single parts")
    parser.add_argument("--tiny", action="store_true", help="does it run, not how fast")
    options = parser.parse_args()
    results: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder), TINY if options.tiny else FULL, options.model)
        for name, part in PARTS.items():
            if options.only and name not in options.only:
                continue
            start = time.perf_counter()
            results |= part(world)
            print(f"{name}: {time.perf_counter() - start:.0f} s", file=sys.stderr)
    print_results(results, as_json=options.json)


if __name__ == "__main__":
    main()
