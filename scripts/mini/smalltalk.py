"""Greetings, thanks, questions about the assistant, and open questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.mini.facts import lower_tr
from scripts.mini.words import chance, fold, load

if TYPE_CHECKING:
    from random import Random

__all__ = ["exchange", "open_question", "refusal", "sloppy"]

QUESTION_WORDS = frozenset(load("smalltalk")["question_words"])


def sloppy(rng: Random, text: str, keep: tuple[str, ...] = ()) -> str:
    """Retype a message carelessly.

    Args:
        rng: Source of randomness.
        text: The message.
        keep: Substrings (names, values) that stay as they are.

    Returns:
        The message without capitals and end marks; half of the time also without
        Turkish letters.
    """
    pieces = [text]
    for word in keep:
        pieces = [p for piece in pieces for p in _split_keep(piece, word, keep)]
    bare = chance(rng, 0.5)
    out = ""
    for piece in pieces:
        if piece in keep:
            out += piece
            continue
        small = lower_tr(piece) if set(piece) & set("çğışöüİ") else piece.lower()
        out += fold(small) if bare else small
    return out.rstrip(".?!") or out


def _split_keep(piece: str, word: str, keep: tuple[str, ...]) -> list[str]:
    """Split around `word`, keeping it as a piece of its own."""
    if piece in keep or word not in piece:
        return [piece]
    parts = piece.split(word)
    out = [parts[0]]
    for part in parts[1:]:
        out += [word, part]
    return [p for p in out if p]


def _looks_asking(text: str) -> bool:
    """Say whether a message is a question, to choose its end mark."""
    words = lower_tr(text).split()
    return any(w in QUESTION_WORDS for w in words) or words[-1].endswith(
        ("misin", "mısın", "musun", "müsün")
    )


def exchange(rng: Random, lang: str) -> tuple[str, str]:
    """Draw one small-talk message and its reply.

    Args:
        rng: Source of randomness.
        lang: "tr" or "en".

    Returns:
        The user's message and the assistant's reply, in the same language.
    """
    data = load("smalltalk")
    intent = rng.choice(data["intents"])
    text = rng.choice(intent[lang])
    mark = "?" if _looks_asking(text) else rng.choice((".", "!", ".", ""))
    lead, tail = rng.choice(data[f"lead_{lang}"]), rng.choice(data[f"tail_{lang}"])
    if lead:
        keep_case = text.startswith(("I ", "I'm", "EVO"))
        text = text if keep_case else lower_tr(text[0]) + text[1:]
        if lang == "en" and not keep_case:
            text = text[0].lower() + text[1:]
    message = f"{lead}{text}{tail}{mark}"
    if chance(rng, 0.3):
        message = sloppy(rng, message)
    return message, rng.choice(intent[f"re_{lang}"])


def refusal(rng: Random, lang: str) -> str:
    """Draw a reply that says that the assistant does not know."""
    return str(rng.choice(load("frames")[f"refuse_{lang}"]))


def open_question(rng: Random, lang: str) -> tuple[str, str]:
    """Draw a question about the world, which this model cannot answer."""
    text = rng.choice(load("smalltalk")[f"open_{lang}"])
    if chance(rng, 0.3):
        text = sloppy(rng, text)
    return text, refusal(rng, lang)
