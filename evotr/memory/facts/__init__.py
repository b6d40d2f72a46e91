"""Facts about the user and their world, and what they wish to be kept or forgotten."""

from evotr.memory.facts.commands import Command, Wish, read_command
from evotr.memory.facts.fact import Fact, same_value
from evotr.memory.facts.model import FactReader, ModelReader
from evotr.memory.facts.reading import read_facts
from evotr.memory.facts.statements import looks_pasted
from evotr.memory.facts.stating import stated
from evotr.memory.facts.typed import read_correction
from evotr.memory.facts.wording import told_value

__all__ = [
    "Command",
    "Fact",
    "FactReader",
    "ModelReader",
    "Wish",
    "looks_pasted",
    "read_command",
    "read_correction",
    "read_facts",
    "same_value",
    "stated",
    "told_value",
]
