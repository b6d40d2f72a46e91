"""Whether a night's adapter may serve: statistics and rules over paired answers.

Pure: it sees marks and numbers, no model. No model judges here, and a training loss
counts for nothing: it falls in every bad night too.
"""

from evotr.night.judging.evidence import Evidence, Group, Half, Manner, Mark
from evotr.night.judging.scales import SCALES, Choice, choose_scale
from evotr.night.judging.statistics import lower_bound, sign_test, swap_test
from evotr.night.judging.thresholds import Thresholds
from evotr.night.judging.verdict import Decision, Reason, Verdict, judge

__all__ = [
    "SCALES",
    "Choice",
    "Decision",
    "Evidence",
    "Group",
    "Half",
    "Manner",
    "Mark",
    "Reason",
    "Thresholds",
    "Verdict",
    "choose_scale",
    "judge",
    "lower_bound",
    "sign_test",
    "swap_test",
]
