"""No sentence of the program is left over, and none is missing.

A key stands in the code as a string, or is put together there from parts
(``f"models.column.{key}"``). The parts are strings of the same module, unless the
table below says which values they take.
"""

import ast
import errno
import re
from functools import cache
from itertools import product
from typing import get_args

import pytest

from evotr import errors
from evotr.domain import (
    Consent,
    Decider,
    ExemplarState,
    LessonKind,
    LessonReason,
    LessonState,
    MemoryKind,
    MessageStatus,
    NightEnd,
    NightOutcome,
    NightState,
    NightStep,
    NightTrigger,
    Role,
    Split,
    Stage,
    Trust,
    UndoneWhy,
    VersionStatus,
    WordOf,
)
from evotr.memory import service
from evotr.memory.documents.values import Damage
from evotr.night.agent import TimerState
from evotr.night.conditions import Condition
from evotr.night.demo.shown import Part
from evotr.night.demo.spoiling import Fault
from evotr.night.heartbeat import Beat
from evotr.night.judging import Group
from evotr.night.outcomes import GO_ON
from evotr.night.runs import RunState
from evotr.paths import PROGRAM
from evotr.settings import Settings
from evotr.text import LANGUAGES, Catalog

HINT = ".hint"
NOT_KEYS = {"ledger.id", "settings.toml"}


@cache
def strings(path):
    """All strings of a module, and its patterns (``models.column.{}``)."""
    whole, patterns = set(), set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            whole.add(node.value)
        elif isinstance(node, ast.JoinedStr):
            parts = [
                v.value if isinstance(v, ast.Constant) else "{}" for v in node.values
            ]
            patterns.add("".join(parts))
    return whole, patterns


MODULES = sorted((PROGRAM / "evotr").rglob("*.py"))
DOCTOR = strings(PROGRAM / "evotr" / "doctor.py")[0]
# `UserError` is only ever raised as one of its kinds.
ERRORS = {
    name for name in errors.__all__ if isinstance(getattr(errors, name), type)
} - {"UserError"}
PARTS = {
    "error.{}": [ERRORS],
    "cli.role.{}": [set(get_args(Role))],
    # A message that is complete is shown without a word about it.
    "cli.status.{}": [set(get_args(MessageStatus)) - {"complete"}],
    "prompt.trust.{}": [set(get_args(Trust))],
    "router.stage.{}": [set(get_args(Stage))],
    "router.state.{}": [set(get_args(ExemplarState))],
    "experts.state.{}": [set(get_args(VersionStatus))],
    "training.runs.state.{}": [set(get_args(RunState))],
    "ledger.decider.{}": [set(get_args(Decider))],
    "ledger.kind.{}": [set(get_args(LessonKind))],
    "ledger.reason.{}": [set(get_args(LessonReason))],
    "ledger.split.{}": [set(get_args(Split))],
    "ledger.state.{}": [set(get_args(LessonState))],
    "memory.consent.{}": [set(get_args(Consent))],
    "memory.kind.{}": [set(get_args(MemoryKind))],
    "memory.stage.{}": [set(get_args(service.Stage))],
    "memory.trust.{}": [set(get_args(WordOf))],
    "damage.{}": [set(get_args(Damage))],
    # What the system seldom says of a file stays in its words.
    "system.{}": [set(errno.errorcode.values())],
    "judging.group.{}": [set(get_args(Group))],
    "clock.timer.{}": [set(get_args(TimerState))],
    "night.condition.{}": [set(get_args(Condition))],
    "night.now.{}": [set(get_args(Condition))],
    "night.demo.fault.{}": [set(get_args(Fault))],
    "night.demo.title.{}": [set(get_args(Part))],
    "night.demo.told.{}": [set(get_args(Part))],
    "night.end.{}": [set(get_args(NightEnd))],
    "night.failed.{}": [set(GO_ON)],
    "night.outcome.{}": [set(get_args(NightOutcome))],
    # Of a night that was finished its experts are told.
    # A night that was begun has its report.
    "night.scheduled.{}": [{"open", "running", *get_args(Beat)} - {"begun"}],
    "night.state.{}": [set(get_args(NightState)) - {"finished"}],
    "night.step.{}": [set(get_args(NightStep))],
    "night.trigger.{}": [set(get_args(NightTrigger))],
    "night.undone.{}": [set(get_args(UndoneWhy))],
    # One expert alone is taken back by canaries only.
    "night.withdrawn.{}": [set(get_args(UndoneWhy)) - {"user"}],
    "doctor.{}.{}": [DOCTOR, DOCTOR],
    "doctor.{}.name": [DOCTOR],
}
OPEN = ("doctor.", "system.")
SENTENCES = {language: Catalog.load(language).sentences for language in LANGUAGES}
# Only the commonest refusals have one; the others are said in the system's words.
PARTS["system.{}"] = [
    {code for code in errno.errorcode.values() if f"system.{code}" in SENTENCES["en"]}
]
# That these are the arguments of the commands, tests/evotr/cli/test_spoken.py says.
# Of few findings something can be done about the next one.
for known in ("cli.names.", "judging.hint."):
    PARTS[f"{known}{{}}"] = [
        {key.removeprefix(known) for key in SENTENCES["en"] if key.startswith(known)}
    ]
GROUPS = {key.partition(".")[0] for key in SENTENCES["en"]}


def is_key(text):
    group, dot, rest = text.partition(".")
    return bool(dot) and group in GROUPS and bool(re.fullmatch(r"[\w.{}]+", rest))


def written():
    """The keys that stand in the code as they are."""
    found = {text for path in MODULES for text in strings(path)[0] if is_key(text)}
    return {key for key in found if not key.endswith(".")} - NOT_KEYS


def computed():
    """Each pattern with the values that its holes can take."""
    for path in MODULES:
        whole, patterns = strings(path)
        for pattern in filter(is_key, patterns):
            holes = pattern.count("{}")
            words = {text for text in whole if re.fullmatch(r"\w+", text)}
            yield pattern, PARTS.get(pattern, [words] * holes)


def reached(key):
    """Whether a pattern of the code comes to ``key``."""
    for pattern, holes in computed():
        match = re.fullmatch(re.escape(pattern).replace(r"\{\}", r"(\w+)"), key)
        if match and all(map(set.__contains__, holes, match.groups())):
            return True
    return False


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_said_somewhere(language):
    used = written() | {f"settings.{field}" for field in Settings.model_fields}
    keys = {key.removesuffix(HINT) for key in SENTENCES[language]}
    left = [key for key in sorted(keys - used) if not reached(key)]
    assert left == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_in_the_code_has_its_sentence(language):
    assert len(written()) > 50
    assert written() - SENTENCES[language].keys() == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pattern", [p for p in PARTS if not p.startswith(OPEN)])
def test_every_value_of_a_known_set_has_its_sentence(language, pattern):
    assert pattern in dict(computed())
    keys = {pattern.format(*values) for values in product(*PARTS[pattern])}
    assert keys - SENTENCES[language].keys() == set()
