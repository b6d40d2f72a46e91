"""Nights that were: learned, held, refused, failed, stopped, empty."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from evotr.domain import (
    DecidedLesson,
    ExpertNight,
    GroupResult,
    LearnedLesson,
    Night,
    NightReason,
    NightReport,
    OldAndNew,
    SkippedLesson,
    TrainingTold,
)

BEGAN = datetime(2026, 5, 3, 2, 0, tzinfo=UTC)
GROUPS = {
    "correction": GroupResult(24, 0.04, 0.96, 0.81, 1.0),
    "earlier": GroupResult(40, 1.0, 0.975, -0.06, 0.0),
    "neighbour": GroupResult(48, 0.9, 0.9, -0.02, 0.02),
    "anchor": GroupResult(400, 0.74, 0.735, -0.012, 0.004),
}
TRAINING = TrainingTold(
    steps=480,
    rows=1920,
    seconds=251.4,
    tokens_per_s=3120.4,
    peak_bytes=512_000_000,
    base_loss=3.21,
    loss=0.14,
    curve=((0, 3.21), (120, 1.1), (240, 0.42), (360, 0.2), (480, 0.14)),
)
PROVEN = NightReason("proven", {"wins": 23, "count": 24, "recall": 96.0, "bound": -1.0})
REFUSED = NightReason("retention", {"retention": -6.2, "bound": -8.1, "least": -3.0})
FEW = NightReason("few", {"count": 3, "least": 7})


def learned(**fields):
    """An expert that learned."""
    fields = {"expert": "tr_chat", "outcome": "promoted", "before": "0003", **fields}
    return ExpertNight(
        version="0004",
        scale=0.85,
        reasons=fields.pop("reasons", (PROVEN,)),
        groups=GROUPS,
        learned=tuple(
            LearnedLesson(f"{i:032}", f"Soru {i}?", f"Yanıt {i}", 1.0, i < 3)
            for i in range(12)
        ),
        skipped=(
            SkippedLesson("f" * 32, "Şifrem ne?", "secret"),
            SkippedLesson("e" * 32, "Why?", "RowsTooLong"),
        ),
        examples=(OldAndNew("Avustralya'nın başkenti neresi?", "Sidney", "Canberra"),),
        training=TRAINING,
        **fields,
    )


def night(*experts, **fields):
    """A night that ended; ``report`` are more of its report's fields."""
    more = fields.pop("report", {})
    made = Night(
        id="a" * 32,
        number=3,
        date=date(2026, 5, 2),
        trigger="schedule",
        state="finished",
        began=BEGAN,
        beat=BEGAN,
        ended=BEGAN + timedelta(minutes=14, seconds=5),
        report=NightReport(experts=experts, **more),
    )
    return replace(made, **fields)


def full_night():
    """A night with all there is to tell."""
    return night(
        learned(),
        report={
            "looked": 30,
            "decided": {"sound": 24, "time_bound": 6},
            "named": {
                "time_bound": tuple(
                    DecidedLesson(f"{i:032}", f"Bugün ne {i}?", "c" * 32 * (i < 4))
                    for i in range(6)
                )
            },
            "doubts": 2,
            "remembered": 3,
            "proposed": {"tr_chat": ("Soru?", "Başka soru?")},
            "seconds": {"harvest": 0.2, "build": 21.0, "train": 251.4, "judge": 95.2},
            "peak_bytes": {"build": 300_000_000, "train": 512_000_000},
        },
    )
