"""What the settings say of a night."""

from evotr.night.judging import Thresholds
from evotr.night.steps.build import BuildPlan
from evotr.settings import Settings

__all__ = ["build_plan", "thresholds"]


def build_plan(settings: Settings) -> BuildPlan:
    """How rows are made."""
    return BuildPlan(
        turns=settings.night_turns,
        rows=settings.night_rows,
        paraphrases=settings.night_paraphrases,
        replay=settings.night_replay,
        most=settings.night_corrections,
    )


def thresholds(settings: Settings) -> Thresholds:
    """What a verdict asks for."""
    return Thresholds(
        p_value=settings.night_p_value,
        corrections=settings.night_least_corrections,
        recall=settings.night_recall,
        bound=-settings.night_may_lose,
        group_loss=settings.night_may_lose_of_a_kind,
        group_size=settings.night_kind_size,
        night_loss=settings.night_may_lose_of_a_night,
        loss_p_value=settings.night_loss_p_value,
        loss=settings.night_less_likely,
        unended=settings.night_more_unended,
        repeating=settings.night_more_repeating,
        alike=settings.night_more_alike,
        speed=settings.night_speed_left,
        scale_loss=settings.night_scale_may_lose,
        skill=settings.night_skill,
    )
