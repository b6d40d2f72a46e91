"""How a stored message stands in the transcript."""

from datetime import UTC, datetime

import pytest

from evotr.domain import Answer, SamplingParams, StoredMessage, Usage
from evotr.text import LANGUAGES
from ui.presenters.entries import entry_of
from ui.text import load


def message(content, *, role="assistant", status="complete", answer=None):
    now = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    return StoredMessage("m", "c", None, role, content, status, now, ("m",), answer)


def answer(**made):
    return Answer("mini", "", SamplingParams(), **made)


def usage(tokens):
    return Usage(10, 0, tokens, 0, 0.0, 0.01, 0.02)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "gone",
    [
        message("", role="user"),
        message("", answer=answer(corrects="a", usage=usage(0))),
        message("", answer=answer(corrects="a")),
        message("", answer=answer(reason="stop", usage=usage(12))),
    ],
)
def test_what_was_forgotten_says_so(language, gone):
    texts = load(language)
    entry = entry_of(gone, texts)
    assert entry.note == texts("transcript.forgotten")
    assert not entry.resumable


@pytest.mark.parametrize(
    "other",
    [
        message("söz", role="user"),
        message("söz", answer=answer(corrects="a")),
        message("", answer=answer(reason="stop", usage=usage(1))),
        message("", status="streaming", answer=answer()),
        message("", status="cancelled", answer=answer(reason="cancelled")),
        message("", answer=answer()),
    ],
)
def test_what_merely_is_empty_does_not(texts, other):
    assert entry_of(other, texts).note != texts("transcript.forgotten")
