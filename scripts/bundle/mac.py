"""What macOS is told of the bundle: Info.plist, and its entitlements."""

from typing import Any, Final

from evotr import __version__
from evotr.text import LANGUAGES

__all__ = ["IDENTIFIER", "entitlements", "info"]

IDENTIFIER: Final = "tr.evo.assistant"


def info() -> dict[str, Any]:
    """The keys of Info.plist."""
    return {
        "CFBundleDevelopmentRegion": "tr",
        "CFBundleDisplayName": "EVO-TR",
        "CFBundleIdentifier": IDENTIFIER,
        "CFBundleInfoDictionaryVersion": "6.0",
        "CFBundleLocalizations": list(LANGUAGES),
        "CFBundleName": "EVO-TR",
        "CFBundlePackageType": "APPL",
        "CFBundleShortVersionString": __version__,
        "CFBundleVersion": __version__,
        "LSApplicationCategoryType": "public.app-category.productivity",
        "LSArchitecturePriority": ["arm64"],
        # MLX has wheels from there on.
        "LSMinimumSystemVersion": "14.0",
        # It stands in the Dock; the setting `dock` takes it out at run time.
        "LSUIElement": False,
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": "MIT",
        "NSSupportsAutomaticTermination": False,
        "NSSupportsSuddenTermination": False,
    }


def entitlements() -> dict[str, bool]:
    """What the hardened runtime must allow."""
    return {
        # The wheels' own libraries are signed by their makers, or by nobody.
        "com.apple.security.cs.disable-library-validation": True,
    }
