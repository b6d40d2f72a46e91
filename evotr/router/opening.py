"""Opening the router: kept heads if they are of these exemplars, else fitted anew."""

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from evotr.domain import GENERAL, Exemplar
from evotr.embedding import Embedder
from evotr.router.context import read_context
from evotr.router.features import Extractor, read_extractor
from evotr.router.files import BASE, GROUND, HEADS, VECTORS, unless_forgotten
from evotr.router.gating import Gate
from evotr.router.ground import Ground, Seen
from evotr.router.judging import NOISE
from evotr.router.keywords import build_keywords, read_patterns
from evotr.router.learned import LearnedRouter
from evotr.router.libraries import settle
from evotr.router.model import Model
from evotr.router.store import (
    has_ground,
    load_ground,
    load_model,
    save_ground,
    save_model,
)
from evotr.router.vectors import VectorCache

if TYPE_CHECKING:
    from evotr.router.fitting import Lessons

__all__ = ["CARD", "Knowledge", "lesson_texts", "make_ready", "open_router"]

CARD = "card"
"""The source of exemplars that a card holds."""

_RECIPE = 8  # another one whenever the same lessons would give other heads
_CALIBRATION = "calibration.jsonl"
_NOISE = "noise.toml"
_FOLLOWUP = "followup"
_DATA = (
    "calibration.jsonl",
    "glossary.toml",
    "language.toml",
    "noise.toml",
    "patterns.toml",
)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the router is made of.

    ``keywords`` are those of each expert's card, ``exemplars`` the cards' and the
    user's; an expert without a positive one is not routed to. ``data`` is the folder
    of the carried files, ``state`` the one of this home's. ``forgotten`` is what
    `forgotten_at` said before the user's were read (None: nobody destroys any): where
    something is destroyed since, nothing that was made of them is kept.
    """

    keywords: Mapping[str, tuple[str, ...]]
    exemplars: Sequence[Exemplar]
    data: Path
    state: Path
    gate: Gate = field(default_factory=Gate)
    forgotten: int | None = None


def open_router(
    knowledge: Knowledge, embedder: Embedder | None, *, anew: bool = False
) -> LearnedRouter:
    """The router of ``knowledge``; without an embedder, of words alone.

    Heads that are kept in ``knowledge.state``, or carried in ``knowledge.data``, serve
    if they are of the same exemplars, the same data and the same encoder, unless they
    are to be made ``anew``. Fitting takes some seconds, and some milliseconds per
    exemplar never embedded before.

    Raises:
        OSError: A carried file cannot be read.
    """
    extractor = _extractor(knowledge)
    model, ready = _model(knowledge, extractor, embedder, anew=anew)
    return LearnedRouter(
        model,
        extractor,
        read_context(knowledge.data / "context.toml"),
        embedder,
        frozenset(extractor.experts),
        knowledge.gate,
        ready,
    )


def make_ready(knowledge: Knowledge, embedder: Embedder | None) -> None:
    """Lay what a first correction starts from, where nothing was taught yet.

    Some seconds, once for each home; without it that correction takes them. Needed
    where a `LearnedRouter` is not ``ready``.

    Raises:
        OSError: A carried file cannot be read.
    """
    extractor = _extractor(knowledge)
    carried = [e for e in knowledge.exemplars if e.source == CARD]
    key = _key(knowledge, extractor, embedder, carried)
    if not has_ground(knowledge.state / GROUND, key):
        _grounded(knowledge, extractor, embedder, (carried, key))


def lesson_texts(knowledge: Knowledge) -> list[str]:
    """All that is embedded for a fit, as it is embedded."""
    extractor = _extractor(knowledge)
    texts = [each.text for each in knowledge.exemplars]
    texts += [each.text for each in _noise(knowledge.data / _NOISE)]
    texts += [row.text for row in _apart(knowledge.data / _CALIBRATION)]
    return [extractor.look(text).embedded for text in texts]


def _extractor(knowledge: Knowledge) -> Extractor:
    experts = {each.expert for each in knowledge.exemplars if not each.negative}
    experts.add(GENERAL)
    return read_extractor(
        knowledge.data,
        sorted(experts),
        build_keywords(
            {key: words for key, words in knowledge.keywords.items() if key in experts},
            read_patterns(knowledge.data / "patterns.toml"),
        ),
    )


def _model(
    knowledge: Knowledge, extractor: Extractor, embedder: Embedder | None, *, anew: bool
) -> tuple[Model, bool]:
    """The heads of the cards, with what the user taught on top of them.

    The second says whether the next correction finds what it starts from.
    """
    carried = [e for e in knowledge.exemplars if e.source == CARD]
    taught = [e for e in knowledge.exemplars if e.source != CARD]
    key = _key(knowledge, extractor, embedder, carried)
    heads = knowledge.state / HEADS
    learned = _learned(knowledge, carried)
    if not taught:
        _drop(heads)
        model = None if anew else _of_cards(knowledge, key, learned)
        if model is not None:
            return model, has_ground(knowledge.state / GROUND, key)
        return _fitted(knowledge, extractor, embedder, (carried, key))[0], True
    whole_key = _key(knowledge, extractor, embedder, knowledge.exemplars)
    both = [*learned, *(each for each in taught if not each.negative)]
    model = None if anew else load_model(heads, whole_key, both)
    if model is None:
        _drop(heads)
        model = None if anew else _of_cards(knowledge, key, learned)
        ground = load_ground(knowledge.state / GROUND, key)
        if model is None:
            model, ground = _fitted(knowledge, extractor, embedder, (carried, key))
        if ground is None:
            ground = _grounded(knowledge, extractor, embedder, (carried, key))
        model = _refitted(model, ground, taught, _Look(knowledge, extractor, embedder))
        with unless_forgotten(knowledge.state, knowledge.forgotten) as kept:
            if kept:
                save_model(heads, model, whole_key)
    return model, True


def _of_cards(knowledge: Knowledge, key: str, learned: list[Exemplar]) -> Model | None:
    """The cards' heads, of this home or as they come with the program."""
    for folder in (knowledge.state, knowledge.data):
        model = load_model(folder / BASE, key, learned)
        if model is not None:
            return model
    return None


def _learned(knowledge: Knowledge, carried: Sequence[Exemplar]) -> list[Exemplar]:
    """What the cards' heads are fitted on, in the order of their neighbours."""
    good = [each for each in carried if not each.negative]
    return good + _noise(knowledge.data / _NOISE)


def _drop(heads: Path) -> None:
    """Heads of other exemplars may hold what the user has taken back."""
    with suppress(OSError):  # a home that cannot be written has its own errors
        heads.unlink(missing_ok=True)


def _key(
    knowledge: Knowledge,
    extractor: Extractor,
    embedder: Embedder | None,
    exemplars: Sequence[Exemplar],
) -> str:
    """A hash of all that the heads depend on."""
    made_of = [
        _RECIPE,
        embedder.fingerprint if embedder else "",
        extractor.experts,
        sorted((key, list(words)) for key, words in knowledge.keywords.items()),
        [(e.text, e.expert, e.negative) for e in exemplars],
    ]
    digest = hashlib.sha256(json.dumps(made_of).encode())
    for name in _DATA:
        digest.update((knowledge.data / name).read_bytes())
    return digest.hexdigest()


class _Look:
    """Sees texts, and keeps the vectors of those that it saw first."""

    def __init__(
        self, knowledge: Knowledge, extractor: Extractor, embedder: Embedder | None
    ) -> None:
        self._extractor, self._knowledge = extractor, knowledge
        self._own = knowledge.state / VECTORS
        files = (knowledge.data / VECTORS, self._own)
        self._cache = VectorCache(embedder, files) if embedder else None

    def at(self, texts: Sequence[str]) -> Seen:
        looked = [self._extractor.look(text) for text in texts]
        if self._cache is None:
            return Seen(looked, None)
        return Seen(looked, self._cache.encode([each.embedded for each in looked]))

    def keep(self) -> None:
        if self._cache is None or not self._cache.grown:
            return
        # Among those that were read may be some of what was destroyed since.
        known = self._knowledge
        with unless_forgotten(known.state, known.forgotten) as kept:
            if kept:
                self._cache.write(self._own)


def _refitted(
    model: Model, ground: Ground, taught: Sequence[Exemplar], look: _Look
) -> Model:
    settle()
    # scipy takes a third of a second, and only a fit needs it.
    from evotr.router.lines import on_one_core  # noqa: PLC0415
    from evotr.router.refitting import refit  # noqa: PLC0415

    with on_one_core():
        model = refit(model, ground, taught, look.at([each.text for each in taught]))
    look.keep()
    return model


def _fitted(
    knowledge: Knowledge,
    extractor: Extractor,
    embedder: Embedder | None,
    carried: tuple[Sequence[Exemplar], str],
) -> tuple[Model, Ground]:
    settle()
    # scikit-learn takes a second.
    from evotr.router.fitting import fit  # noqa: PLC0415
    from evotr.router.lines import on_one_core  # noqa: PLC0415

    look = _Look(knowledge, extractor, embedder)
    lessons = _lessons(knowledge, extractor, look, carried[0])
    with on_one_core():
        model, ground = fit(extractor.experts, lessons)
    look.keep()
    save_model(knowledge.state / BASE, model, carried[1])
    save_ground(knowledge.state / GROUND, ground, carried[1])
    return model, ground


def _grounded(
    knowledge: Knowledge,
    extractor: Extractor,
    embedder: Embedder | None,
    carried: tuple[Sequence[Exemplar], str],
) -> Ground:
    """What a refit starts from, where the heads came with the program."""
    settle()
    from evotr.router.fitting import lay_ground  # noqa: PLC0415 - as in `_fitted`
    from evotr.router.lines import on_one_core  # noqa: PLC0415

    look = _Look(knowledge, extractor, embedder)
    lessons = _lessons(knowledge, extractor, look, carried[0])
    with on_one_core():
        ground = lay_ground(extractor.experts, lessons)
    look.keep()
    save_ground(knowledge.state / GROUND, ground, carried[1])
    return ground


def _lessons(
    knowledge: Knowledge, extractor: Extractor, look: _Look, carried: Sequence[Exemplar]
) -> "Lessons":
    from evotr.router.fitting import Lessons  # noqa: PLC0415 - as in `_fitted`

    exemplars = _learned(knowledge, carried)
    known = {each.text for each in exemplars}
    negatives = [
        each
        for each in carried
        # One that is another's exemplar is learned there, and nothing is guessed.
        if each.negative and each.expert in extractor.experts and each.text not in known
    ]
    apart = _apart(knowledge.data / _CALIBRATION)
    return Lessons(
        exemplars,
        look.at([each.text for each in exemplars]),
        negatives,
        look.at([each.text for each in negatives]),
        [row.accept for row in apart],
        look.at([row.text for row in apart]),
        [row.noise for row in apart],
    )


def _noise(file: Path) -> list[Exemplar]:
    texts: list[str] = tomllib.loads(file.read_text("utf-8"))["texts"]
    return [Exemplar(text, GENERAL, NOISE) for text in texts]


@dataclass(frozen=True, slots=True)
class _Apart:
    text: str
    accept: frozenset[str]
    noise: bool


def _apart(file: Path) -> list[_Apart]:
    """The rows written apart from the exemplars, but follow-ups, which say little."""
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    return [
        _Apart(row["text"], frozenset(row["accept"]), row["kind"] == "none")
        for row in rows
        if row["kind"] != _FOLLOWUP
    ]
