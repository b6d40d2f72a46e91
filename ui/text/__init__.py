"""The window's sentences, and with them those of the errors, in one catalog."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from typing_extensions import override

from evotr.errors import EvotrError
from evotr.text import Catalog, Language

__all__ = ["ROOT", "Speech", "load"]

ROOT = Path(__file__).parent
_REMEMBERED: Final = 2_000
"""So many different sentences, the last ones, can be said again."""


class Speech(Catalog):
    """The sentences in the language of now; the whole window shares one of it.

    What stands for good is said anew by its key (`ui.widgets.phrases`). What was told
    in passing is shown as a mere text: `again` knows which sentence it was.
    """

    def __init__(self, language: Language) -> None:
        super().__init__(language, _sentences(language))
        self._sayings: dict[str, Callable[[], str]] = {}

    def speak(self, language: Language) -> None:
        """Say everything in this language from now on."""
        self.language = language
        self.sentences = _sentences(language)

    @override
    def __call__(self, key: str, **values: object) -> str:
        sentence = super().__call__(key, **values)
        return self._remember(sentence, partial(self, key, **values))

    @override
    def error(self, error: EvotrError) -> tuple[str, str]:
        sentence, hint = super().error(error)
        self._remember(sentence, lambda: self.error(error)[0])
        self._remember(hint, lambda: self.error(error)[1])
        return sentence, hint

    @override
    def _told(self, values: Mapping[str, object]) -> dict[str, object]:
        """A setting is called as the window calls it."""
        told = super()._told(values)
        label = self.sentences.get(f"label.{told.get('key')}")
        return told if label is None else {**told, "key": label}

    def join(self, *sentences: str) -> str:
        """Sentences one after the other, as a text that can be said again."""
        joined = " ".join(filter(None, sentences))
        return self._remember(
            joined, lambda: self.join(*(self.again(each) for each in sentences))
        )

    def again(self, text: str) -> str:
        """What was said lately, in the language of now; anything else as it is."""
        if text in self._sayings:
            return self._sayings[text]()
        lines = text.split("\n")
        return "\n".join(map(self.again, lines)) if len(lines) > 1 else text

    def _remember(self, sentence: str, say: Callable[[], str]) -> str:
        self._sayings.pop(sentence, None)  # the newest stand last
        self._sayings[sentence] = say
        if len(self._sayings) > _REMEMBERED:
            del self._sayings[next(iter(self._sayings))]
        return sentence


def load(language: Language) -> Speech:
    """The window's own sentences over those of the program (its errors above all)."""
    return Speech(language)


def _sentences(language: Language) -> dict[str, str]:
    program = Catalog.load(language).sentences
    return program | Catalog.load(language, ROOT).sentences
