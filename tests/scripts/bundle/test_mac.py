"""What macOS is told of the bundle, as far as another system can check it."""

import plistlib

from evotr import __version__
from scripts.bundle import mac


def test_info_plist_is_one_and_says_what_the_bundle_is():
    told = plistlib.loads(plistlib.dumps(mac.info()))
    assert told == mac.info()
    assert told["CFBundleIdentifier"] == mac.IDENTIFIER
    assert told["CFBundleShortVersionString"] == __version__
    assert set(told["CFBundleLocalizations"]) == {"tr", "en"}
    assert told["CFBundleDevelopmentRegion"] in told["CFBundleLocalizations"]
    assert tuple(map(int, told["LSMinimumSystemVersion"].split("."))) >= (14, 0)
    # A night, or an answer, must not be ended as if nothing were open.
    assert told["NSSupportsSuddenTermination"] is False


def test_versions_are_numbers_that_launch_services_reads():
    for key in ("CFBundleVersion", "CFBundleShortVersionString"):
        assert all(part.isdigit() for part in mac.info()[key].split("."))


def test_entitlements_are_switches():
    permitted = plistlib.loads(plistlib.dumps(mac.entitlements()))
    assert permitted
    assert all(name.startswith("com.apple.security.") for name in permitted)
    assert set(permitted.values()) == {True}
