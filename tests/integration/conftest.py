"""The real program as a process, on a home of its own."""

import json
import os
import shlex
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from evotr.paths import PROGRAM


@dataclass
class Program:
    """``evotr`` as its user starts it, without display."""

    home: Path
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if k in {"PATH", "HOME", "LANG"}}
        return {
            **kept,
            "EVOTR_HOME": str(self.home),
            "EVOTR_LANGUAGE": "en",
            "EVOTR_EXPERT": "base",  # a router in each new home takes seconds
            "PYTHONPATH": str(PROGRAM),
            **self.extra,
        }

    def start(self, *words: str, **options) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-m", "evotr", *words],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=self.home.parent,
            **options,
        )

    def run(self, *words: str, text: str = "") -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "-m", "evotr", *words],
            env=self.environment,
            input=text.encode("utf-8", "surrogateescape"),
            capture_output=True,
            check=False,
            timeout=120,
            cwd=self.home.parent,
        )

    def run_in_shell(self, words: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            f"{shlex.quote(sys.executable)} -m evotr {words}",
            shell=True,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=120,
            cwd=self.home.parent,
        )

    def json(self, *words: str, text: str = ""):
        done = self.run(*words, "--json", text=text)
        assert done.stdout, done.stderr.decode()
        return json.loads(done.stdout)


@pytest.fixture
def program(home) -> Program:
    home.mkdir()
    return Program(home)
