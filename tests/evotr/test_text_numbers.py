"""Numbers are written as the language writes them, in every sentence."""

import ast
import re
from pathlib import Path

import pytest

import evotr.cli
import ui
from evotr.errors import DocumentSlow, MemoryLate, MessageTooLong
from evotr.text import LANGUAGES, Catalog
from evotr.text.forms import Written
from evotr.text.sizes import counted, readable
from ui.text import load

FRACTION = re.compile(r"(\.[1-9][f%e]|g|,)['\"]$")
FACES = [Path(ui.__file__).parent, Path(evotr.cli.__file__).parent]
TYPED = {"spoken.py", "models.py"}
"""What is to be typed as it stands: limits and values of settings."""


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("tr", ["1,7 GB", "12 B", "2,5 M", "0,24 sn", "281,3"]),
        ("en", ["1.7 GB", "12 B", "2.5 M", "0.24 s", "281.3"]),
    ],
)
def test_a_fraction_has_the_mark_of_its_language(language, wanted):
    texts = load(language)
    told = texts("load.speed", speed=281.34, tokens=3, cached=1, prompt=2)
    assert [
        texts.number(readable(1_740_000_000)),
        texts.number(readable(12)),
        texts.number(counted(2_500_000)),
        re.search(r"[\d.,]+ sn?", texts("provenance.first", seconds=0.2431))[0],
        next(word for word in told.split() if word.startswith("281")),
    ] == wanted


@pytest.mark.parametrize(("language", "size"), [("tr", "1,7 GB"), ("en", "1.7 GB")])
def test_a_sentence_writes_sizes_in_its_language(language, size):
    texts = Catalog.load(language)
    told = texts("models.remove.done", model="m", size=readable(1_740_000_000))
    assert size in told
    assert "m" in told


@pytest.mark.parametrize(("language", "many"), [("tr", "109.177"), ("en", "109,177")])
def test_thousands_are_set_apart(language, many):
    said, _ = Catalog.load(language).error(MessageTooLong(tokens=109_177, limit=768))
    assert many in said


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (MemoryLate(seconds=5.0), [" 5 s", " 5 sn"]),
        (MemoryLate(seconds=0.5), [" 0.5 s", " 0,5 sn"]),
        (DocumentSlow(path="a.pdf", limit=120.0), [" 120 s", " 120 s"]),
    ],
)
def test_seconds_are_told_as_they_are_read(error, told):
    said = [Catalog.load(language).error(error)[0] for language in ("en", "tr")]
    assert [one in each for one, each in zip(told, said, strict=True)] == [True, True]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_known_needs_no_format(language):
    assert "?" in Catalog.load(language).error(MessageTooLong())[0]


def test_words_keep_their_points():
    assert Catalog("tr", {"k": "{a} {b:.1f}"})("k", a="v1.2", b=1.25) == "v1.2 1,2"
    assert Catalog("tr", {"k": "{a}"}).number(Written("1,234.5")) == "1.234,5"


def formatted(tree, *, inside=False):
    """The lines of fractions that no `Written` is told of."""
    for node in ast.iter_child_nodes(tree):
        known = inside or (
            isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Written"
        )
        if (
            isinstance(node, ast.FormattedValue)
            and node.format_spec
            and not known
            and FRACTION.search(ast.unparse(node.format_spec))
        ):
            yield node.lineno
        yield from formatted(node, inside=known)


def test_no_face_writes_a_fraction_by_itself():
    found = [
        f"{path.name}:{line}"
        for face in FACES
        for path in face.rglob("*.py")
        if path.name not in TYPED
        for line in formatted(ast.parse(path.read_text("utf-8")))
    ]
    assert found == []
