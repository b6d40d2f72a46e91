"""Short Python functions: the families, their instructions, and running them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any, Final

from scripts.mini.facts import capital
from scripts.mini.words import load

if TYPE_CHECKING:
    from random import Random

__all__ = ["exchange", "families", "passes", "reply", "source"]

SECONDS: Final = 5.0
RUNNER: Final = (
    "import json,sys\n"
    "job=json.load(sys.stdin)\n"
    "space={}\n"
    "exec(job['code'],space)\n"
    "found=[v for k,v in space.items() if callable(v) and not k.startswith('__')]\n"
    "ok=all(found[0](*a)==e for a,e in job['tests'])\n"
    "sys.exit(0 if ok else 1)\n"
)


def families(*, base: bool | None = None) -> list[dict[str, Any]]:
    """List the function families.

    Args:
        base: Only those the base covers (True), only the expert's (False), or all.

    Returns:
        Entries of `data/mini/code.json`.
    """
    listed: list[dict[str, Any]] = load("code")["families"]
    return [f for f in listed if base is None or f["base"] is base]


def source(family: dict[str, Any], name: str | None = None) -> str:
    """Write a family's function.

    Args:
        family: One entry of `families()`.
        name: The function's name; the family's own by default.

    Returns:
        Python source without a trailing newline.
    """
    body = "\n".join("    " + line for line in family["body"].split("\n"))
    return f"def {name or family['id']}({family['args']}):\n{body}"


def reply(family: dict[str, Any], name: str | None = None) -> str:
    """Write the assistant's reply: the function in a fenced block."""
    return f"```python\n{source(family, name)}\n```"


def exchange(rng: Random, lang: str, *, base: bool | None = True) -> tuple[str, str]:
    """Draw one instruction and its reply.

    Args:
        rng: Source of randomness.
        lang: Language of the instruction.
        base: Which families, see `families`.

    Returns:
        The user's message and the assistant's reply.
    """
    data = load("code")
    family = rng.choice(families(base=base))
    text = rng.choice(data[f"ask_{lang}"]).format(d=rng.choice(family[lang]))
    return capital(text, lang), reply(family)


def passes(answer: str, tests: list[list[Any]]) -> bool:
    """Run the first function of a reply against test cases.

    Args:
        answer: The assistant's reply, fenced or bare.
        tests: Pairs of arguments and expected result.

    Returns:
        Whether every case passed, in a separate process with a time limit.
    """
    fenced = re.search(r"```(?:python)?\n(.*?)(?:```|$)", answer, re.DOTALL)
    code = fenced.group(1) if fenced else answer
    if "def " not in code or "import" in code:
        return False
    job = json.dumps({"code": code, "tests": tests})
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter, isolated
            [sys.executable, "-I", "-c", RUNNER],
            input=job,
            text=True,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0
