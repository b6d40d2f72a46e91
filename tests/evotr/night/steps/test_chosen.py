from dataclasses import asdict

from evotr.night.judging import Thresholds
from evotr.night.steps.build import BuildPlan
from evotr.night.steps.chosen import build_plan, thresholds
from evotr.settings import Settings


def test_the_defaults_of_the_settings_are_those_of_the_night():
    assert build_plan(Settings()) == BuildPlan()
    assert thresholds(Settings()) == Thresholds()


def test_every_threshold_is_a_setting():
    other = {
        "night_p_value": 0.02,
        "night_least_corrections": 8,
        "night_recall": 0.7,
        "night_may_lose": 0.04,
        "night_may_lose_of_a_kind": 0.2,
        "night_kind_size": 30,
        "night_loss_p_value": 0.1,
        "night_may_lose_of_a_night": 0.4,
        "night_less_likely": 0.2,
        "night_more_unended": 0.03,
        "night_more_repeating": 0.04,
        "night_more_alike": 0.06,
        "night_speed_left": 0.6,
        "night_scale_may_lose": 0.05,
        "night_skill": 0.4,
    }
    wanted = Thresholds(
        p_value=0.02,
        corrections=8,
        recall=0.7,
        bound=-0.04,
        group_loss=0.2,
        group_size=30,
        loss_p_value=0.1,
        night_loss=0.4,
        loss=0.2,
        unended=0.03,
        repeating=0.04,
        alike=0.06,
        speed=0.6,
        scale_loss=0.05,
        skill=0.4,
    )
    assert thresholds(Settings(**other)) == wanted
    default = asdict(Thresholds())
    assert not [name for name, one in asdict(wanted).items() if one == default[name]]


def test_what_is_set_is_what_holds():
    settings = Settings(night_paraphrases=4, night_may_lose=0.01, night_recall=0.8)
    assert build_plan(settings).paraphrases == 4
    assert thresholds(settings).bound == -0.01
    assert thresholds(settings).recall == 0.8
