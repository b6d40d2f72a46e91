"""Opening the router: kept heads if they are of these exemplars, else fitted anew."""

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from evotr.domain import GENERAL, Exemplar
from evotr.embedding import Embedder
from evotr.router.context import read_context
from evotr.router.features import Extractor, read_extractor
from evotr.router.gating import Gate
from evotr.router.judging import NOISE
from evotr.router.keywords import build_keywords, read_patterns
from evotr.router.learned import LearnedRouter
from evotr.router.model import Model
from evotr.router.store import load_model, save_model
from evotr.router.vectors import VectorCache

__all__ = ["Knowledge", "open_router"]

_RECIPE = 3  # another one whenever the same lessons would give other heads
_HEADS = "heads.npz"
_VECTORS = "vectors.npz"
_CALIBRATION = "calibration.jsonl"
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
    of the carried files, ``state`` the one of this home's.
    """

    keywords: Mapping[str, tuple[str, ...]]
    exemplars: Sequence[Exemplar]
    data: Path
    state: Path
    gate: Gate = field(default_factory=Gate)


def open_router(
    knowledge: Knowledge, embedder: Embedder | None, *, anew: bool = False
) -> LearnedRouter:
    """The router of ``knowledge``; without an embedder, of words alone.

    Heads that are kept in ``knowledge.state`` serve if they are of the same exemplars,
    the same data and the same encoder, unless they are to be made ``anew``. Fitting
    takes a second or two, and some milliseconds per exemplar never embedded before.

    Raises:
        OSError: A carried file cannot be read.
    """
    experts = {each.expert for each in knowledge.exemplars if not each.negative}
    experts.add(GENERAL)
    extractor = read_extractor(
        knowledge.data,
        sorted(experts),
        build_keywords(
            {key: words for key, words in knowledge.keywords.items() if key in experts},
            read_patterns(knowledge.data / "patterns.toml"),
        ),
    )
    return LearnedRouter(
        _model(knowledge, extractor, embedder, anew=anew),
        extractor,
        read_context(knowledge.data / "context.toml"),
        embedder,
        frozenset(experts),
        knowledge.gate,
    )


def _model(
    knowledge: Knowledge,
    extractor: Extractor,
    embedder: Embedder | None,
    *,
    anew: bool,
) -> Model:
    key = _key(knowledge, extractor, embedder)
    file = knowledge.state / _HEADS
    model = None if anew else load_model(file, key)
    if model is None:
        model = _fitted(knowledge, extractor, embedder)
        save_model(file, model, key)
    return model


def _key(knowledge: Knowledge, extractor: Extractor, embedder: Embedder | None) -> str:
    """A hash of all that the heads depend on."""
    made_of = [
        _RECIPE,
        embedder.fingerprint if embedder else "",
        extractor.experts,
        sorted((key, list(words)) for key, words in knowledge.keywords.items()),
        [(e.text, e.expert, e.negative) for e in knowledge.exemplars],
    ]
    digest = hashlib.sha256(json.dumps(made_of).encode())
    for name in _DATA:
        digest.update((knowledge.data / name).read_bytes())
    return digest.hexdigest()


def _fitted(
    knowledge: Knowledge, extractor: Extractor, embedder: Embedder | None
) -> Model:
    # scikit-learn takes a second, and only a fit needs it.
    from evotr.router.fitting import Lessons, Seen, fit  # noqa: PLC0415

    carried, own = knowledge.data / _VECTORS, knowledge.state / _VECTORS
    cache = VectorCache(embedder, (carried, own)) if embedder else None

    def seen(texts: Sequence[str]) -> Seen:
        looked = [extractor.look(text) for text in texts]
        vectors = cache.encode([each.embedded for each in looked]) if cache else None
        return Seen(looked, vectors)

    exemplars = [each for each in knowledge.exemplars if not each.negative]
    exemplars += _noise(knowledge.data / "noise.toml")
    negatives = [
        each
        for each in knowledge.exemplars
        if each.negative and each.expert in extractor.experts
    ]
    apart = _apart(knowledge.data / _CALIBRATION)
    model = fit(
        extractor.experts,
        Lessons(
            exemplars,
            seen([each.text for each in exemplars]),
            negatives,
            seen([each.text for each in negatives]),
            [row.accept for row in apart],
            seen([row.text for row in apart]),
            [row.noise for row in apart],
        ),
    )
    if cache and cache.grown:
        cache.write(own)
    return model


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
