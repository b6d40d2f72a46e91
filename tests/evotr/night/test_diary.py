import pytest

from evotr.night.diary import Diary
from evotr.night.progress import NightStepBegan, NightStepEnded
from evotr.night.watch import Stopped, Watch


@pytest.fixture
def write(parts):
    """A diary of one night, as a process that begins has it; what it tells."""
    nights = parts.journal.nights
    night = nights.begin("user", parts.clock().date()).result(10)

    def write(watch=None):
        told = []
        watch = watch or Watch(parts)
        return Diary(nights, night, watch, told.append), told

    return write


def test_a_step_is_done_once_also_by_another_process(write):
    diary, told = write()
    found = diary.once("build", lambda: {"rows": 3}, "law")
    assert found["rows"] == 3
    assert [type(event) for event in told] == [NightStepBegan, NightStepEnded]
    again, told = write()
    assert again.once("build", lambda: {"rows": 4}, "law") == found
    assert told == []
    assert again.found("build") is None
    assert again.seconds().keys() == again.peak_bytes().keys() == {"build"}


def test_what_fails_is_not_noted(write):
    diary, _ = write()
    with pytest.raises(ZeroDivisionError):
        diary.once("build", lambda: {"rows": 1 / 0}, "law")
    assert write()[0].found("build", "law") is None


def test_an_expert_can_begin_anew(write):
    diary, _ = write()
    diary.once("build", dict, "law")
    diary.once("build", dict, "chef")
    diary.anew("law")
    for one in (diary, write()[0]):
        assert one.found("build", "law") is None
        assert one.found("build", "chef") is not None


def test_nothing_is_begun_once_somebody_wants_an_end(parts, write):
    watch = Watch(parts)
    watch.stop()
    with pytest.raises(Stopped):
        write(watch)[0].once("build", dict)
