from evotr.night.judging import Thresholds
from evotr.night.steps.build import BuildPlan
from evotr.night.steps.chosen import build_plan, thresholds
from evotr.settings import Settings


def test_the_defaults_of_the_settings_are_those_of_the_night():
    assert build_plan(Settings()) == BuildPlan()
    assert thresholds(Settings()) == Thresholds()


def test_what_is_set_is_what_holds():
    settings = Settings(night_paraphrases=4, night_may_lose=0.01, night_recall=0.8)
    assert build_plan(settings).paraphrases == 4
    assert thresholds(settings).bound == -0.01
    earlier = Settings(night_may_lose_of_a_night=0.5, night_loss_p_value=0.1)
    assert thresholds(earlier).night_loss == 0.5
    assert thresholds(earlier).loss_p_value == 0.1
    assert thresholds(settings).recall == 0.8
