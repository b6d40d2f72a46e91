"""Build the bundle: ``python -m scripts.bundle [--out FOLDER]``.

PyInstaller must be there (``pip install pyinstaller``); on macOS ``iconutil`` and
``codesign`` are the system's. On another system it makes a folder with the program.
"""

import argparse
import os
import plistlib
import subprocess
import sys
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from scripts.bundle import mac
from scripts.bundle.icon import write_iconset

_HERE = Path(__file__).parent
_BUILD = _HERE / "build"


def main() -> int:
    """Write what PyInstaller reads, and run it; its exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--out", type=Path, default=Path("dist"))
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    QGuiApplication([])
    _BUILD.mkdir(exist_ok=True)
    iconset = _BUILD / "EVO-TR.iconset"
    write_iconset(iconset)
    permitted = plistlib.dumps(mac.entitlements())
    (_BUILD / "entitlements.plist").write_bytes(permitted)
    if sys.platform == "darwin":
        command = ["iconutil", "-c", "icns", str(iconset)]
        subprocess.run(command, check=True)  # noqa: S603 — the system's own
    out = str(options.out.absolute())
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--distpath", out]
    command += ["--workpath", str(_BUILD / "work"), str(_HERE / "evotr.spec")]
    return subprocess.run(command, check=False).returncode  # noqa: S603 — our own


if __name__ == "__main__":
    sys.exit(main())
