from threading import Event

from evotr.memory.alarm import Alarm


def test_it_rings():
    rung = Event()
    alarm = Alarm()
    alarm.set(0, rung.set)
    assert rung.wait(10)
    alarm.close()


def test_what_is_set_later_takes_the_place():
    first, second = Event(), Event()
    alarm = Alarm()
    alarm.set(3600, first.set)
    alarm.set(0, second.set)
    assert second.wait(10)
    assert not first.is_set()
    alarm.close()


def test_a_closed_one_rings_no_more():
    rung = Event()
    alarm = Alarm()
    alarm.close()
    alarm.set(0, rung.set)
    assert not rung.wait(0.05)
