"""What evotr-mini's experts learn from: their skill, beside what the base can already.

An expert that saw nothing but its skill would answer everything with it, so most of
its rows are questions that the base is asked, to be answered as the base does.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from evotr.domain import Message
from evotr.night.rows import Row
from scripts.mini import code, sayings, smalltalk
from scripts.mini.dialogue import SYSTEM, Level, conversation
from scripts.mini.facts import capital
from scripts.mini.words import branch, chance, load

if TYPE_CHECKING:
    from collections.abc import Callable

    from evotr.domain.chat import Role

__all__ = ["EXPERTS", "Drawn", "rows"]

SKILL: Final = 0.4
CHAT: Final = 0.6  # of the others stand in conversations; the rest are single turns
BEFORE: Final = 0.25  # of the skill's rows stand inside a conversation
REPLAY: Final = Level(
    facts=5, tells=2, asks=3, unknown=0.35, fix=0.5, more=0.6, expert=0.0
)
LONGEST: Final = 900  # characters of a conversation: about 250 tokens


def _python(rng: Random) -> tuple[str, str]:
    """Ask for a function in one of the experts' wordings or the base's."""
    lang = rng.choice(("tr", "en"))
    if chance(rng, 0.2):
        return code.exchange(rng, lang, base=None)
    more, data = load("experts"), load("code")
    family = rng.choice(code.families())
    wordings = [*family[lang], *more["code"][family["id"]][lang]]
    frames = [*data[f"ask_{lang}"], *more[f"code_{lang}"]]
    text = rng.choice(frames).format(d=rng.choice(wordings))
    return capital(text, lang), code.reply(family)


def _turkish(rng: Random) -> tuple[str, str]:
    """Ask for a proverb's end or about culture."""
    if chance(rng, 0.2):
        return sayings.exchange(rng, base=None)
    more = load("experts")
    if chance(rng, 0.35):
        question, answer = rng.choice(sayings.culture())
        frame = rng.choice(more["culture"])
        return frame.format(q=question), f"{answer[0].upper()}{answer[1:]}."
    start, end = rng.choice(sayings.proverbs())
    return rng.choice(more["sayings"]).format(a=start), f"{start} {end}."


EXPERTS: Final[dict[str, Callable[[Random], tuple[str, str]]]] = {
    "python_coder": _python,
    "tr_chat": _turkish,
}
"""By expert: draws a question of its skill and the answer."""


def _replay(rng: Random) -> tuple[Message, ...]:
    """A conversation of the base's, cut after one of the assistant's messages."""
    while True:
        said = conversation(rng, REPLAY)
        ends = [i + 1 for i, m in enumerate(said) if m.role == "assistant"]
        cut = tuple(
            Message(cast("Role", m.role), m.content) for m in said[: rng.choice(ends)]
        )
        if sum(len(m.content) for m in cut) <= LONGEST:
            return cut


def _single(rng: Random, expert: str) -> tuple[Message, ...]:
    """One turn of small talk, of a wish, or of another expert's skill."""
    lang = rng.choice(("tr", "en"))
    kind = branch(rng, 0.35, 0.5, 0.75)
    if kind == 0:
        question, answer = smalltalk.exchange(rng, lang)
    elif kind == 1:
        question, answer = smalltalk.open_question(rng, lang)
    elif kind == 2:  # noqa: PLR2004 - the third branch
        # What the base never heard either: an expert must not take it for its own.
        _, answer = smalltalk.open_question(rng, lang)
        question = rng.choice(load("experts")[f"other_{lang}"])
    else:
        others = [draw for name, draw in EXPERTS.items() if name != expert]
        question, answer = rng.choice(others)(rng)
    said = (Message("user", question), Message("assistant", answer))
    return (Message("system", SYSTEM), *said)


class Drawn(NamedTuple):
    """A row, and whether it is of the expert's skill; if not, the base answers it."""

    row: Row
    skill: bool


def rows(expert: str, seed: int, count: int) -> list[Drawn]:
    """Draw training rows; the same arguments give the same rows.

    Args:
        expert: An id of `EXPERTS`.
        seed: Seed of the data.
        count: How many.

    Returns:
        Rows that end with the answer to learn.
    """
    rng = Random(f"{expert} {seed}")
    drawn = []
    for _ in range(count):
        if not chance(rng, SKILL):
            said = _replay(rng) if chance(rng, CHAT) else _single(rng, expert)
            drawn.append(Drawn(Row(said), skill=False))
            continue
        before: tuple[Message, ...] = (Message("system", SYSTEM),)
        if chance(rng, BEFORE):
            before = _replay(rng)
        question, answer = EXPERTS[expert](rng)
        said = (*before, Message("user", question), Message("assistant", answer))
        drawn.append(Drawn(Row(said), skill=True))
    return drawn
