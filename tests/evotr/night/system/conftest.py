"""Tools of a system, played by small scripts that note how they were called."""

import os
import shlex
import stat

import pytest


class Tools:
    """A folder of commands that comes first, with what they say and were asked."""

    def __init__(self, folder):
        self.folder = folder
        self.log = folder / "calls"

    def add(self, name, says="", code=0, wrong=""):
        """A command that says this, whatever it is asked."""
        script = self.folder / name
        lines = [
            "#!/bin/sh",
            f'printf "%s\\n" "{name}" "$@" "--end" >> {shlex.quote(str(self.log))}',
            f"printf '%s' {shlex.quote(says)}",
            f"printf '%s' {shlex.quote(wrong)} >&2",
            f"exit {code}",
        ]
        script.write_text("\n".join(lines))
        script.chmod(script.stat().st_mode | stat.S_IXUSR)

    def calls(self):
        """Each call as its words."""
        if not self.log.exists():
            return []
        said = self.log.read_text("utf-8").split("--end\n")
        return [call.splitlines() for call in said if call]


@pytest.fixture
def tools(tmp_path, monkeypatch):
    """No tool is there but those that a test adds, and the shell's."""
    folder = tmp_path / "tools"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    (folder / "printf").symlink_to("/usr/bin/printf")
    assert os.access("/bin/sh", os.X_OK)
    return Tools(folder)
