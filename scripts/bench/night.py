"""What nights are worth: ``python -m scripts.bench.night [--json] [--only PART]``.

Nights of invented users on the bundled model, in homes of their own, by the code that
the product runs. A whole run takes hours on two cores (the gate alone 60 nights): each
part can be run by itself, and what is known by then is told on the error output. Keys
and what they mean are told by each part's function in ``scripts/bench/night_parts``.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from evotr.inference.device import load_blas
from evotr.paths import PROGRAM

# Run as a file, the checkout is not on the path.
sys.path.insert(0, str(PROGRAM))

__all__ = ["main"]


def main() -> None:
    """Measure and print."""
    load_blas()
    from scripts.bench.night_parts import (  # noqa: PLC0415 - it imports MLX
        PARTS,
        World,
    )

    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--only", action="append", choices=PARTS, help="single parts")
    parser.add_argument("--seed", type=int, default=0, help="of the first user")
    parser.add_argument("--seeds", type=int, default=12, help="nights of each kind")
    parser.add_argument("--kills", type=int, default=50, help="kills at random moments")
    parser.add_argument("--work", type=Path, help="for the homes; kept")
    parser.add_argument("--set", default="{}", help="JSON: settings, for trying")
    options = parser.parse_args()
    results: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        world = World(
            folder=options.work or Path(folder),
            seed=options.seed,
            seeds=options.seeds,
            kills=options.kills,
            options=json.loads(options.set),
        )
        for name in options.only or PARTS:
            start = time.perf_counter()
            results |= PARTS[name](world)
            print(f"{name}: {time.perf_counter() - start:.0f} s", file=sys.stderr)
    _print(results, as_json=options.json)


def _print(results: dict[str, Any], *, as_json: bool) -> None:
    rounded = {
        key: round(value, 4) if isinstance(value, float) else value
        for key, value in results.items()
    }
    if as_json:
        print(json.dumps(rounded))
        return
    for key, value in rounded.items():
        print(f"{key:20} {value}")


if __name__ == "__main__":
    main()
