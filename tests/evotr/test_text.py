import errno
import os
import string
from pathlib import Path

import pytest

from evotr import errors
from evotr.errors import DocumentUnreadable, EvotrError, JournalTooNew
from evotr.paths import PROGRAM
from evotr.text import LANGUAGES, Catalog

ROOTS = [PROGRAM / "evotr" / "text", PROGRAM / "ui" / "text"]


KINDS = [
    kind for name in errors.__all__ if isinstance(kind := getattr(errors, name), type)
]


def placeholders(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("root", ROOTS, ids=["evotr", "ui"])
def test_both_languages_have_the_same_sentences_with_the_same_places(root: Path):
    tr, en = (Catalog.load(language, root).sentences for language in ("tr", "en"))
    assert tr
    assert set(tr) == set(en)
    differing = [key for key in tr if placeholders(tr[key]) != placeholders(en[key])]
    assert differing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_has_a_sentence_and_a_hint(language):
    say = Catalog.load(language)
    for kind in KINDS:
        sentence, hint = say.error(kind())
        assert sentence
        assert hint
        if not kind.__subclasses__():
            assert f"error.{kind.__name__}" in say.sentences


def test_an_error_without_sentence_takes_its_parents():
    class Stranger(JournalTooNew):
        pass

    sentence, _ = Catalog.load("en").error(Stranger(path="/x", revision="r9"))
    assert "/x" in sentence
    assert "r9" in sentence


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (os.strerror(errno.EIO), "aygıt okunamıyor ya da yazılamıyor"),
        (
            FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), "/x"),
            "bir şey yok",
        ),
        ("[Errno 21] Is a directory: '/x'", "bu bir klasör"),
        (os.strerror(errno.EDOM), os.strerror(errno.EDOM)),
        ("graph: 3", "graph: 3"),
    ],
)
def test_what_the_system_says_is_told_in_the_users_language(reason, told):
    error = DocumentUnreadable(path="/x", reason=reason)
    assert told in Catalog.load("tr").error(error)[0]


def test_the_tree_in_the_docstring_is_the_tree():
    named = {word for word in errors.__doc__.split() if word in dir(errors)}
    assert named == {kind.__name__ for kind in KINDS}
    assert all(issubclass(kind, EvotrError) for kind in KINDS)


@pytest.mark.parametrize(
    ("language", "said"), [("tr", "erişim izni yok"), ("en", "access is denied")]
)
def test_what_the_system_refused_is_said_in_the_users_language(language, said):
    say = Catalog.load(language)
    refused = PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    error = errors.FileNotReadable(file="x.jsonl", reason=refused)
    assert said in say.error(error)[0]
    assert said in say("doctor.instance.unknown", reason=refused)


def test_a_refusal_without_a_sentence_has_the_systems_own_words():
    say = Catalog.load("tr")
    for refused, said in (
        (OSError(errno.EDOM, "Out of domain"), "Out of domain"),
        (OSError(), "OSError"),
    ):
        error = errors.FileNotReadable(file="x.jsonl", reason=refused)
        assert said in say.error(error)[0]
