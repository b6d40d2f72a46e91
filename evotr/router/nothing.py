"""Texts that ask nothing of anybody: no words, another language, a log, code."""

from evotr.router.features import Features

__all__ = ["nothing_said"]

_FOREIGN = 0.6
_FEWEST = 3  # words in a line of prose
_MARKS = 0.08  # of a line of prose, at most: code and logs are full of them
_CODE = frozenset("{}()[];=<>:/\\|_#*&$`-0123456789")


def nothing_said(looked: Features) -> bool:
    """Whether no expert can be meant; an expert that is guessed anyway would be wrong.

    Code and logs count where no sentence stands before or after them.
    """
    if not any(word[0].isalpha() for word in looked.reading.words):
        return True
    if looked.language.foreign >= _FOREIGN:
        return True
    return looked.hits.noise and not _has_prose(looked.reading.text)


def _has_prose(text: str) -> bool:
    lines = [line for line in text.splitlines() if line.strip()]
    return any(_is_prose(line) for line in {*lines[:1], *lines[-1:]})


def _is_prose(line: str) -> bool:
    marks = sum(char in _CODE for char in line)
    return len(line.split()) >= _FEWEST and marks <= _MARKS * len(line)
