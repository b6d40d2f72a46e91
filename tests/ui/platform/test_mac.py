"""The desktop of macOS over a PyObjC of ours: which calls are made, and when."""

import ctypes
import importlib
from dataclasses import replace
from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QWidget

from evotr.errors import FeatureMissing, LoginItemRefused
from tests.fakes.carbon import FakeCarbon
from tests.fakes.macos import FakeMac
from ui.platform import Notice

NOTICE = Notice("n1", "Çay?", "Hazır.", "Göster")


@pytest.fixture
def open_mac(monkeypatch, qapp):
    """The platform on a Mac like this; and Carbon beside it."""
    assert qapp
    carbon = FakeCarbon()
    monkeypatch.setattr(ctypes, "CDLL", lambda _: carbon)

    def open_(mac):
        mac.install(monkeypatch)
        module = importlib.import_module("ui.platform.mac")
        return module.MacPlatform(), carbon

    return open_


@pytest.fixture
def mac():
    return FakeMac()


@pytest.fixture
def here(open_mac, mac):
    return open_mac(mac)[0]


def named(mac, name):
    return [call[1:] for call in mac.calls if call[0] == name]


def test_the_hot_key_is_carbons(open_mac, mac):
    here, carbon = open_mac(mac)
    heard = []
    here.bind_hot_key("Alt+Space", lambda: heard.append(1))
    carbon.press(49, 0x800)
    here.release_hot_key()
    carbon.press(49, 0x800)
    assert heard == [1]


def test_a_panel_floats_without_bringing_the_program_along(qtbot, here, mac):
    panel = QWidget()
    qtbot.addWidget(panel)
    here.lift(panel)
    assert named(mac, "window.setStyleMask_") == [(1 | 128,)]
    assert named(mac, "window.setLevel_") == [(25,)]
    assert named(mac, "window.setHidesOnDeactivate_") == [(False,)]
    assert named(mac, "window.setCollectionBehavior_") == [(1 | 256 | 8,)]


@pytest.mark.parametrize(("active", "times"), [(True, 1), (False, 0)])
def test_the_focus_goes_back_where_it_was_taken(here, mac, active, times):
    here.note_focus()
    mac.active = active
    here.return_focus()
    here.return_focus()
    assert len(named(mac, "front.activateWithOptions_")) == times


def test_the_program_does_not_go_back_to_itself(open_mac, mac):
    mac.front = mac.own
    here, _ = open_mac(mac)
    here.note_focus()
    here.return_focus()
    assert named(mac, "own.activateWithOptions_") == []


def test_the_login_item_is_off_until_it_is_asked_for(here, mac):
    assert not here.starts_at_login()
    here.set_start_at_login(on=True)
    assert here.starts_at_login()
    mac.refusal = "Operation not permitted"
    with pytest.raises(LoginItemRefused) as refused:
        here.set_start_at_login(on=False)
    assert refused.value.values == {"reason": "Operation not permitted"}


def test_a_notice_is_told_and_its_click_comes_once(qtbot, here, mac):
    chosen = []
    here.tell(NOTICE, lambda: chosen.append(1))
    assert named(mac, "content.setTitle_") == [("Çay?",)]
    assert named(mac, "content.setBody_") == [("Hazır.",)]
    added = named(mac, "center.addNotificationRequest_withCompletionHandler_")
    assert added == [("n1", None)]
    request = SimpleNamespace(identifier=lambda: "n1")
    notification = SimpleNamespace(request=lambda: request)
    response = SimpleNamespace(notification=lambda: notification)
    method = "userNotificationCenter_didReceiveNotificationResponse_"
    answer = getattr(mac.delegate, f"{method}withCompletionHandler_")
    ended = []
    answer(None, response, lambda: ended.append(1))
    answer(None, response, lambda: ended.append(1))
    assert chosen == []  # it comes on the main thread, later
    qtbot.waitUntil(lambda: chosen == [1])
    assert ended == [1, 1]


def test_notices_of_the_language_before_keep_their_button(here, mac):
    for action in ("Göster", "Göster", "Show"):
        here.tell(replace(NOTICE, action=action), lambda: None)
    assert named(mac, "center.setNotificationCategories_") == [
        ({"Göster"},),
        ({"Göster"},),
        ({"Göster", "Show"},),
    ]


def test_a_notice_is_shown_while_the_program_is_in_front(here, mac):
    here.tell(NOTICE, lambda: None)
    method = "userNotificationCenter_willPresentNotification_"
    shown = []
    present = getattr(mac.delegate, f"{method}withCompletionHandler_")
    present(None, None, shown.append)
    assert shown == [1 << 4 | 1 << 3]


@pytest.mark.parametrize(("shown", "policy"), [(True, 0), (False, 1)])
def test_the_dock(here, mac, shown, policy):
    here.show_in_dock(shown=shown)
    assert named(mac, "app.setActivationPolicy_") == [(policy,)]


def test_the_machine_stays_awake_and_may_sleep_again_after_a_fault(here, mac):
    def work():
        with here.keep_awake("pull"):
            assert named(mac, "process.endActivity_") == []
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()
    ((options, reason),) = named(mac, "process.beginActivityWithOptions_reason_")
    assert options & 1 << 20
    assert reason == "pull"
    assert named(mac, "process.endActivity_") == [("activity",)]


def test_what_is_read(here):
    assert here.idle_seconds() == 42.0
    assert here.thermal() == "serious"
    assert here.memory().total > 0
    everything = {"hot_key", "notices", "login_item", "dock", "awake"}
    assert here.features == everything


def test_without_a_bundle_there_are_no_notices_and_no_login_item(open_mac):
    here, _ = open_mac(FakeMac(bundle=None))
    assert here.features == {"hot_key", "dock", "awake"}
    assert not here.starts_at_login()
    with pytest.raises(FeatureMissing):
        here.tell(NOTICE, lambda: None)
    with pytest.raises(FeatureMissing):
        here.set_start_at_login(on=True)
