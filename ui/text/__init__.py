"""The window's sentences, and with them those of the errors, in one catalog."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Final

from typing_extensions import override

from evotr.domain import ExpertCard
from evotr.errors import CardWrong, EvotrError, HotKeyUnusable
from evotr.text import Catalog, Language
from ui.text.dates import minute_of, night_of
from ui.text.keys import native_held, native_keys

__all__ = ["ROOT", "Speech", "Words", "load", "titles_of"]

ROOT = Path(__file__).parent
_REMEMBERED: Final = 2_000
"""So many different sentences, the last ones, can be said again."""


class Words(Catalog):
    """The sentences of one language as the window says them; ``names`` are experts'.

    Times are written as the language writes them, and experts are called by name.
    """

    def __init__(
        self,
        language: Language,
        sentences: Mapping[str, str],
        names: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(language, sentences)
        self.names = dict(names or {})

    def expert(self, expert: str) -> str:
        """How an expert is called; by its id where that is all there is."""
        return self.names.get(expert, expert)

    @override
    def minute(self, moment: datetime) -> str:
        return minute_of(moment, self.language)

    @override
    def night_of(self, evening: date) -> str:
        return night_of(evening, self.language)

    @override
    def error(self, error: EvotrError) -> tuple[str, str]:
        if isinstance(error, CardWrong):  # there the id itself is what is wrong
            return Catalog(self.language, self.sentences).error(error)
        if isinstance(error, HotKeyUnusable):
            error = HotKeyUnusable(**{**_usable_keys(), **error.values})
        return super().error(error)

    @override
    def _told(self, values: Mapping[str, object]) -> dict[str, object]:
        """Settings, experts and keys are called as the window calls them."""
        told = super()._told(values)
        label = self.sentences.get(f"label.{told.get('key')}")
        if label is not None:
            told["key"] = label
        if isinstance(expert := told.get("expert"), str):
            told["expert"] = self.expert(expert)
        for name, keys in told.items():
            if name.startswith("keys") and isinstance(keys, str):
                told[name] = native_keys(keys)
        return told


class Speech(Words):
    """The sentences in the language of now; the whole window shares one of it.

    What stands for good is said anew by its key (`ui.widgets.phrases`). What was told
    in passing is shown as a mere text: `again` knows which sentence it was.
    """

    def __init__(self, language: Language) -> None:
        super().__init__(language, _sentences(language))
        self._cards: tuple[ExpertCard, ...] = ()
        self._sayings: dict[str, Callable[[], str]] = {}

    def speak(self, language: Language) -> None:
        """Say everything in this language from now on."""
        self.language = language
        self.sentences = _sentences(language)
        self.introduce(self._cards)

    def introduce(self, cards: Iterable[ExpertCard]) -> None:
        """Say who there is, to be called by name."""
        self._cards = tuple(cards)
        self.names = titles_of(self._cards, self.language)

    def still(self) -> Words:
        """What it says now; that stays so, for another thread."""
        return Words(self.language, self.sentences, self.names)

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

    def join(self, *sentences: str) -> str:
        """Sentences one after the other, as a text that can be said again."""
        there = [sentence for sentence in sentences if sentence]
        if len(there) < 2:  # noqa: PLR2004 — one alone is remembered as itself
            return "".join(there)
        joined = " ".join(there)
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


def _usable_keys() -> dict[str, str]:
    """What keys could be, in the words of the field that takes them."""
    held = {name.lower(): native_held(name) for name in ("Ctrl", "Alt", "Meta")}
    return {**held, "example": native_keys("Alt+Space")}


def titles_of(cards: Iterable[ExpertCard], language: str) -> dict[str, str]:
    """How experts are called in a language; by another one's name where it has none."""
    return {
        card.id: card.titles.get(language) or next(iter(card.titles.values()), card.id)
        for card in cards
    }


def load(language: Language) -> Speech:
    """The window's own sentences over those of the program (its errors above all)."""
    return Speech(language)


def _sentences(language: Language) -> dict[str, str]:
    program = Catalog.load(language).sentences
    return program | Catalog.load(language, ROOT).sentences
