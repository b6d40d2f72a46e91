"""The router's carried data and cards, cut down so that a fit takes a second."""

import json
import shutil
from pathlib import Path

import tomlkit

from evotr.paths import BUNDLED_EXPERTS, BUNDLED_ROUTER

EXPERTS = ("general", "legal", "python_coder", "tr_chat")
_EXEMPLARS = 40
_NEGATIVES = 5


def build_school(folder: Path) -> tuple[Path, Path]:
    """Write both under ``folder``: the folder of cards, and that of the data."""
    cards, data = folder / "cards", folder / "data"
    cards.mkdir(parents=True)
    for expert in EXPERTS:
        file = BUNDLED_EXPERTS / f"{expert}.toml"
        card = tomlkit.parse(file.read_text("utf-8")).unwrap()
        card["exemplars"] = card["exemplars"][:_EXEMPLARS]
        card["negatives"] = card["negatives"][:_NEGATIVES]
        (cards / file.name).write_text(tomlkit.dumps(card), "utf-8")
    shutil.copytree(BUNDLED_ROUTER, data)
    rows = data / "calibration.jsonl"
    lines = rows.read_text("utf-8").splitlines(keepends=True)
    known = [line for line in lines if set(json.loads(line)["accept"]) <= {*EXPERTS}]
    rows.write_text("".join(known), "utf-8")
    return cards, data
