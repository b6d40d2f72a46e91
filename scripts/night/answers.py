"""Write what evotr-mini says to what is replayed: ``python -m scripts.night.answers``.

Asked as a night asks (evotr/night/steps/kept.py), with the defaults of the settings;
some minutes. To be run again after evotr-mini, its system prompt or
``data/anchors/replay.jsonl`` changed.
"""

from __future__ import annotations

import shutil
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from typing_extensions import override

from evotr.experts.base import read_base
from evotr.inference import Engine, EngineConfig
from evotr.night.exam.anchors import read_replay
from evotr.night.steps.answering import (
    Answerer,
    Asked,
    EngineAnswerer,
    Reply,
    Serving,
    Speaker,
)
from evotr.night.steps.kept import KeptAnswers
from evotr.night.steps.reworded import controls
from evotr.paths import BUNDLED_ANSWERS, BUNDLED_MODEL
from scripts.mini.dialogue import SYSTEM

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]

SERVING = Serving(SYSTEM, "opening")
AT_ONCE = 32


class _Untimed(Answerer):
    """How long it took here says nothing elsewhere."""

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer

    @override
    def answer(self, asked: Sequence[Asked], speaker: Speaker) -> list[Reply]:
        said = self._answerer.answer(asked, speaker)
        return [replace(reply, seconds=0.0) for reply in said]


def main() -> None:
    """Ask all of them anew."""
    shutil.rmtree(BUNDLED_ANSWERS, ignore_errors=True)
    base = read_base(BUNDLED_MODEL).fingerprint
    asked = [*read_replay(), *controls()]
    with closing(Engine(EngineConfig(BUNDLED_MODEL, max_batch=AT_ONCE))) as engine:
        answerer = _Untimed(EngineAnswerer(engine, SERVING))
        kept = KeptAnswers(answerer, BUNDLED_ANSWERS, base, SERVING, asked)
        kept.answer(asked, Speaker())


if __name__ == "__main__":
    main()
