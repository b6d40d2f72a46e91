"""What nights teach: one, five in a row, and a long one."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from evotr.app import open_night
from evotr.domain import GENERAL, ExpertNight, Message
from evotr.night.exam.checks import carries
from evotr.night.judging.evidence import mean
from evotr.night.night import NightRun
from evotr.night.parts import Parts
from evotr.night.phrasing import phrasings_of
from evotr.night.steps.answering import Asked, EngineAnswerer
from evotr.night.steps.speaking import serving_speaker
from scripts.bench.night_parts.world import World, expert_of, lessons
from scripts.night.corrections import Invented, invented

__all__ = ["chain", "full", "learn"]

_LESSONS = 24
_NIGHTS, _A_NIGHT = 5, 8
_MANY = 60


def learn(world: World) -> dict[str, Any]:
    """One night with 24 corrections.

    ``unseen_before`` and ``unseen_after``: percent of the locked wordings that decide,
    answered right by what served and by the candidate at the scale that was chosen.
    ``anchors_delta``, ``anchors_lower``: points, and their one-sided 95 % bound.
    ``wordings_after``: percent of the wordings by hand, further from the asked one.
    """
    made = invented(world.seed, _LESSONS)
    with _taught(world, "learn", made) as (told, parts, seconds):
        groups = told.groups
        wordings = _right(parts, made, [one.unseen for one in made])
    new, anchors = groups["correction"], groups["anchor"]
    return {
        "unseen_before": 100 * new.before,
        "unseen_after": 100 * new.after,
        "anchors_delta": 100 * (anchors.after - anchors.before),
        "anchors_lower": 100 * anchors.lower,
        "wordings_after": 100 * mean(wordings),
        "learn_scale": told.scale,
        "learn_outcome": told.outcome,
        "learn_s": seconds,
    }


def chain(world: World) -> dict[str, Any]:
    """Five nights of eight corrections each, in one home.

    ``chain_min_recall``: after the fifth, the percent of all locked wordings that what
    serves answers right, of the night whose corrections are known worst.
    """
    settings = world.settings("chain")
    made = invented(world.seed, _NIGHTS * _A_NIGHT)
    nights = [made[at : at + _A_NIGHT] for at in range(0, len(made), _A_NIGHT)]
    outcomes = []
    with open_night(settings) as parts:
        for one in nights:
            parts.journal.ledger.add(lessons(one)).result()
            outcomes.append(expert_of(NightRun(parts).run("user")).outcome)
        recalls = [
            100 * mean(_right(parts, one, [_locked(item) for item in one]))
            for one in nights
        ]
    world.keep(settings)
    return {
        "chain_min_recall": min(recalls),
        "chain_recalls": recalls,
        "chain_outcomes": outcomes,
    }


def full(world: World) -> dict[str, Any]:
    """``run60_s``: a whole night with 60 corrections in a fresh home.

    ``run60_why``: what the gate had against it.
    """
    made = invented(world.seed, _MANY)
    with _taught(world, "full", made) as (told, _, seconds):
        new = told.groups.get("correction")
    return {
        "run60_s": seconds,
        "run60_outcome": told.outcome,
        "run60_unseen": 100 * new.after if new else None,
        "run60_scale": told.scale,
        "run60_why": [repr(reason) for reason in told.reasons],
    }


@contextmanager
def _taught(
    world: World, name: str, made: Sequence[Invented]
) -> Iterator[tuple[ExpertNight, Parts, float]]:
    """A night in a fresh home; what came of it, the open parts, and its seconds."""
    settings = world.settings(name)
    with open_night(settings) as parts:
        parts.journal.ledger.add(lessons(made)).result()
        begun = time.monotonic()
        night = NightRun(parts).run("user")
        yield expert_of(night), parts, time.monotonic() - begun
    world.keep(settings)


def _locked(one: Invented) -> tuple[str, ...]:
    correction = one.correction
    return phrasings_of(
        correction.question, correction.language, seed=0, count=0
    ).probes


def _right(
    parts: Parts, made: Sequence[Invented], asked: Sequence[Sequence[str]]
) -> list[bool]:
    """Whether what serves answers each of the wordings right."""
    pairs = [
        (one.correction, Asked((Message("user", text),)))
        for one, texts in zip(made, asked, strict=True)
        for text in texts
    ]
    answerer = EngineAnswerer(parts.engine, parts.serving)
    speaker = serving_speaker(parts.registry, GENERAL)
    replies = answerer.answer([one for _, one in pairs], speaker)
    return [
        carries(reply.text, correction.right, correction.question)
        for (correction, _), reply in zip(pairs, replies, strict=True)
    ]
