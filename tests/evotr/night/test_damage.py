"""A version that a night made is damaged: the next night makes it anew."""

import pytest

from evotr.domain import GENERAL, NightReason
from evotr.errors import NightVersionDamaged
from evotr.night.damage import damaged
from evotr.night.night import NightRun
from tests.fakes.tiny_night import lessons


@pytest.mark.parametrize("name", ["adapters.safetensors", "adapter_config.json"])
def test_a_damaged_version_is_made_anew_and_judged_against_what_answers(parts, name):
    registry, nights = parts.registry, parts.journal.nights
    rows = parts.journal.ledger.add(lessons()).result(60)
    NightRun(parts).run("user")
    made = registry.serve(GENERAL).version
    assert (made.version, damaged(registry, nights, GENERAL)) == ("0001", ())
    (made.path / name).write_bytes(b"cut")
    (fault,) = registry.serve(GENERAL).refused
    assert type(fault) is NightVersionDamaged
    (broken,) = damaged(registry, nights, GENERAL)
    assert (broken.version, broken.night_id) == ("0001", made.night_run)
    (would,) = NightRun(parts).run("user", dry=True).report.experts
    assert NightReason("would_mend", {"count": len(rows)}) in would.reasons
    (one,) = NightRun(parts).run("user").report.experts
    assert (one.outcome, one.before, one.version) == ("promoted", None, "0002")
    assert {lesson.row_id for lesson in one.learned} == {row.id for row in rows}
    again = registry.serve(GENERAL).version
    assert (again.version, again.sha256) == ("0002", made.sha256)  # the same weights
    assert damaged(registry, nights, GENERAL) == ()
    assert NightRun(parts).run("user").report.experts == ()
