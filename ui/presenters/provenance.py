"""Who gave an answer, why, and how fast, in the words of the window."""

from collections.abc import Iterator, Mapping, Sequence
from textwrap import shorten
from typing import Final

from evotr.domain import GENERAL, Answer, Route, ServedExpert, Usage
from evotr.text import Catalog
from ui.text.order import alphabetical

__all__ = ["Titles", "chip_of", "choices_of", "details_of", "title_of"]

Titles = Mapping[str, str]
"""How experts are called, by their ids."""

_EXAMPLE: Final = 120  # characters of the nearest example that are shown
_WORDS: Final = 6  # of those that spoke for a pick
_BY_HAND: Final = frozenset({"pinned", "standing"})


def chip_of(
    texts: Catalog,
    titles: Titles,
    experts: Sequence[ServedExpert],
    route: Route | None,
) -> str:
    """Who answered and how sure the router was; "" where nobody was to be picked."""
    if not experts and route is None:
        return ""
    if len(experts) > 1:
        names = " + ".join(_share(texts, titles, one) for one in experts)
    else:
        names = title_of(texts, titles, experts[0].id if experts else GENERAL)
    if route is None or not _weighed(route):
        return names
    percent = round(100 * route.confidence)
    return texts("provenance.sure", experts=names, percent=percent)


def details_of(
    texts: Catalog, titles: Titles, answer: Answer, recall_ms: float = 0.0
) -> tuple[str, ...]:
    """Why they answered, who came next, and what it took (recalling, if that is known).

    Each is a line.
    """
    if answer.corrects is not None:
        return (texts("provenance.own"),)
    lines = list(_why(texts, titles, answer.route)) if answer.route else []
    if answer.usage is not None:
        lines.append(_timing(texts, answer.usage, answer.route, recall_ms))
    if answer.model:
        lines.append(texts("provenance.model", model=answer.model))
    return tuple(lines)


def choices_of(
    texts: Catalog, titles: Titles, answer: Answer
) -> tuple[tuple[str, str], ...]:
    """Who could answer instead, by their titles; the base first.

    Nobody answered what the user wrote, or said before in these words: all can.
    """
    alone = answer.experts[0].id if len(answer.experts) == 1 else ""
    if not answer.experts and answer.corrects is None:
        alone = GENERAL
    others = sorted(
        (key for key in titles if key not in {alone, GENERAL}),
        key=lambda key: alphabetical(titles[key], texts.language),
    )
    ids = [GENERAL, *others] if alone != GENERAL else [*others]
    return tuple((key, title_of(texts, titles, key)) for key in ids)


def _weighed(route: Route) -> bool:
    """Whether a router picked."""
    gone = route.stage == "fallback" and not route.ranking
    return not gone and route.stage not in _BY_HAND


def _why(texts: Catalog, titles: Titles, route: Route) -> Iterator[str]:
    why = route.why
    if route.stage == "fallback" and not route.ranking:
        yield texts("provenance.gone")
    elif route.stage in {"fallback", "context", *_BY_HAND}:
        yield texts(f"provenance.{route.stage}")
    if why.keywords:
        words = ", ".join(why.keywords[:_WORDS])
        yield texts("provenance.keyword", words=words)
    if why.example:
        example = shorten(why.example, _EXAMPLE, placeholder=" …")
        percent = round(100 * (why.similarity or 0))
        yield texts("provenance.example", example=example, percent=percent)
    second = route.runner_up
    if second is not None and _weighed(route):
        title, percent = title_of(texts, titles, second[0]), round(100 * second[1])
        yield texts("provenance.next", expert=title, percent=percent)


def _timing(texts: Catalog, usage: Usage, route: Route | None, recall_ms: float) -> str:
    first = usage.queue_s + usage.prefill_s
    speed = usage.completion_tokens / usage.decode_s if usage.decode_s else 0.0
    parts = []
    if route is not None and _weighed(route):
        parts.append(texts("provenance.routing", ms=route.ms))
    if recall_ms:
        parts.append(texts("provenance.recalling", ms=recall_ms))
    told = {"tokens": usage.completion_tokens, "speed": speed}
    read = {"tokens": usage.prompt_tokens, "cached": usage.cached_tokens}
    parts += [
        texts("provenance.first", seconds=first),
        texts("provenance.speed", **told),
        texts("provenance.read", **read),
    ]
    return texts("provenance.timing", parts=" · ".join(parts))


def _share(texts: Catalog, titles: Titles, one: ServedExpert) -> str:
    title, percent = title_of(texts, titles, one.id), round(100 * one.weight)
    return texts("provenance.share", expert=title, percent=percent)


def title_of(texts: Catalog, titles: Titles, expert: str) -> str:
    """How an expert is called; by its id where it is gone."""
    return texts("provenance.base") if expert == GENERAL else titles.get(expert, expert)
