"""Anchors for models that know the world: ``general.json`` in full lines."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["general"]

SOURCE: Final = Path(__file__).with_name("general.json")
SUMS: Final = 56
SIGNS: Final = {
    "+": ("What is {} plus {}?", "{} artı {} kaç eder?"),
    "-": ("What is {} minus {}?", "{} eksi {} kaç eder?"),
    "*": ("What is {} times {}?", "{} çarpı {} kaç eder?"),
    "/": ("What is {} divided by {}?", "{} bölü {} kaç eder?"),
}
Line = dict[str, Any]


def general() -> list[Line]:
    """Every line, numbered, with its kind and language."""
    groups: list[dict[str, Any]] = json.loads(SOURCE.read_text("utf-8"))["groups"]
    lines = [line for group in groups for line in _lines(group)]
    lines += _sums()
    return [{"id": f"general-{n:03}"} | line for n, line in enumerate(lines)]


def _lines(group: dict[str, Any]) -> Iterator[Line]:
    """Each row in each frame of its language; a row without a frame is a question."""
    for lang in ("en", "tr"):
        frame = group.get(f"frame_{lang}", "{0}")
        for row in group.get(lang, group.get("rows", ())):
            *parts, wanted = row
            line: Line = {"kind": group["kind"], "lang": lang}
            line["said"] = [frame.format(*parts)]
            line["check"] = _check(group["check"], wanted)
            if group.get("canary"):
                line["canary"] = True
            yield line


def _sums() -> Iterator[Line]:
    """Sums and a little more, half of them Turkish."""
    rng = Random("sums")
    for number in range(SUMS):
        lang = ("en", "tr")[number % 2]
        sign, frames = list(SIGNS.items())[number // 2 % len(SIGNS)]
        one, other = rng.randint(12, 79), rng.randint(3, 11)
        if sign == "/":
            one *= other
        wanted = {"+": one + other, "-": one - other, "*": one * other}
        said = frames[number % 2].format(one, other)
        check = {"number": wanted.get(sign, one // other)}
        yield {"kind": "sums", "lang": lang, "said": [said], "check": check}


def _check(name: str, wanted: Any) -> Line:  # noqa: ANN401 - as JSON has it
    if name == "mixed":
        whole: Line = wanted
        return whole
    return {name: wanted}
