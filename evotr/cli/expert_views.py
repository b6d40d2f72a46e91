"""How experts and their versions look on a terminal and as JSON."""

from collections.abc import Iterable

from rich.markup import escape
from rich.table import Table

from evotr.cli.context import Context
from evotr.cli.dialogue import tell
from evotr.cli.render import plain_error, print_error, printable
from evotr.domain import AdapterVersion, ExpertCard, version_name
from evotr.errors import EvotrError, ModelError, ModelNotFound
from evotr.experts import PIN_SETTINGS, PINNED, Registry, Served, StoredVersion
from evotr.settings import env_name
from evotr.text.forms import Written

__all__ = [
    "plain_expert",
    "plain_list",
    "plain_versions",
    "print_expert",
    "print_list",
    "print_versions",
]


def plain_list(context: Context, registry: Registry) -> dict[str, object]:
    """All experts; ``problem`` says why the base cannot be read."""
    problem = _base_problem(registry)
    return {
        "base": None if problem else registry.base.fingerprint,
        "problem": plain_error(problem, context.say) if problem else None,
        "experts": [
            _plain_summary(context, registry, card)
            for card in registry.cards.experts.values()
        ],
        "broken": [
            {"file": error.values["file"], **plain_error(error, context.say)}
            for error in registry.cards.broken
        ],
    }


def print_list(context: Context, registry: Registry) -> None:
    """A table of the experts; what is wrong with which goes to standard error."""
    say = context.say
    table = _table(context, "expert", "title", "answers", "kind")
    problem = _base_problem(registry)
    faults: list[EvotrError] = [problem] if problem else []
    for card in registry.cards.experts.values():
        served = None if problem else registry.serve(card.id)
        version = served.version if served else None
        table.add_row(
            card.id,
            escape(printable(card.titles[say.language])),
            _answers(context, card.id, served),
            _kind(version),
        )
        faults += served.refused if served else ()
    context.console.print(table)
    if registry.cards.replaced:
        names = ", ".join(sorted(registry.cards.replaced))
        tell(context, "experts.list.replaced", experts=names)
    _print_faults(context, (*faults, *registry.cards.broken))


def plain_expert(
    context: Context, registry: Registry, card: ExpertCard
) -> dict[str, object]:
    """An expert's card, and what it answers with."""
    return {
        **_plain_summary(context, registry, card),
        "system_prompt": card.system_prompt,
        "sampling": card.sampling,
        "keywords": card.keywords,
        "exemplars": card.exemplars,
        "negatives": card.negatives,
    }


def _plain_summary(
    context: Context, registry: Registry, card: ExpertCard
) -> dict[str, object]:
    served = None if _base_problem(registry) else registry.serve(card.id)
    version = served.version if served else None
    return {
        "id": card.id,
        "titles": card.titles,
        "purposes": card.purposes,
        "language": card.language,
        "own": card.id in registry.cards.own,
        "replaces_bundled": card.id in registry.cards.replaced,
        "serves": version,
        "pinned": version is not None and version.version == PINNED,
        "refused": _plain_refused(context, served),
    }


def print_expert(context: Context, registry: Registry, card: ExpertCard) -> None:
    """An expert's card and what it answers with."""
    say = context.say
    problem = _base_problem(registry)
    served = None if problem else registry.serve(card.id)
    sampling = ", ".join(
        f"{key} {say.number(Written(f'{value:g}'))}"
        for key, value in card.sampling.items()
    )
    whose = "own" if card.id in registry.cards.own else "bundled"
    if card.id in registry.cards.replaced:
        whose = "replacing"
    rows = {
        "expert": card.id,
        "title": card.titles[say.language],
        "purpose": card.purposes[say.language],
        "language": card.language or "-",
        "prompt": card.system_prompt or "-",
        "sampling": sampling or "-",
        "examples": str(len(card.exemplars)),
        "card": say(f"experts.card.{whose}"),
        "answers": _answers(context, card.id, served),
        "kind": _kind(served.version if served else None) or "-",
    }
    table = Table(box=None, pad_edge=False, show_header=False)
    for key, value in rows.items():
        table.add_row(say(f"experts.column.{key}"), escape(printable(value)))
    context.console.print(table)
    faults = served.refused if served else ()
    _print_faults(context, (problem,) if problem else faults)


def plain_versions(
    context: Context, registry: Registry, expert: str
) -> dict[str, object]:
    """All versions of an expert, and which it answers with."""
    stored = registry.versions(expert)
    served = registry.serve(expert)
    return {
        "expert": expert,
        "base": registry.base.fingerprint,
        "active": registry.active(expert),
        "serves": version_name(expert, served.version) if served.version else None,
        "refused": _plain_refused(context, served),
        "versions": [_plain_version(context, version) for version in stored],
    }


def print_versions(context: Context, registry: Registry, expert: str) -> None:
    """A table of an expert's versions; * marks the one it answers with."""
    stored, served = registry.versions(expert), registry.serve(expert)
    serving = served.version.path if served.version else None
    if not stored:
        sentence = context.say("experts.versions.none", expert=expert)
        context.console.print(sentence, markup=False, highlight=False, soft_wrap=True)
    else:
        table = _table(
            context, "version", "state", "kind", "made", "scores", "data", mark=True
        )
        for version in stored:
            mark = "*" if version.path == serving else ""
            table.add_row(mark, version.name, *_version_row(context, version))
        context.console.print(table)
    if served.version and served.version.version == PINNED:
        variable = env_name(PIN_SETTINGS[expert])
        said = {"variable": variable, "path": printable(str(serving))}
        sentence = context.say("experts.versions.pinned", **said)
        context.console.print(sentence, markup=False, highlight=False, soft_wrap=True)
    faults = [version.problem for version in stored if version.problem]
    faults += [error for error in served.refused if error not in faults]
    _print_faults(context, faults)


def _version_row(context: Context, version: StoredVersion) -> tuple[str, ...]:
    say, card = context.say, version.card
    if card is None:
        return (say("experts.state.refused"), "", "", "", "")
    scores = ", ".join(
        f"{key} {say.number(Written(f'{value:g}'))}"
        for key, value in card.scores.items()
    )
    return (
        say(f"experts.state.{version.status}"),
        _kind(card),
        f"{card.created_at.astimezone():%Y-%m-%d %H:%M}",
        escape(printable(scores)),
        escape(printable(card.data)),
    )


def _plain_version(context: Context, version: StoredVersion) -> dict[str, object]:
    problem = version.problem
    return {
        "version": version.name,
        "status": version.status,
        "bundled": version.bundled,
        "path": version.path,
        "card": version.card,
        "problem": plain_error(problem, context.say) if problem else None,
    }


def _plain_refused(context: Context, served: Served | None) -> list[dict[str, object]]:
    refused = served.refused if served else ()
    return [
        {"path": error.values["path"], **plain_error(error, context.say)}
        for error in refused
    ]


def _base_problem(registry: Registry) -> EvotrError | None:
    try:
        registry.base  # noqa: B018 — read for its errors
    except (ModelError, ModelNotFound) as error:
        return error
    return None


def _answers(context: Context, expert: str, served: Served | None) -> str:
    if served is None:
        return context.say("experts.serves.unknown")
    if served.version is None:
        return context.say("experts.serves.base")
    return version_name(expert, served.version)


def _kind(version: AdapterVersion | None) -> str:
    if version is None:
        return ""
    return f"{version.method} {version.rank}, {version.activation}"


def _table(context: Context, *columns: str, mark: bool = False) -> Table:
    table = Table(box=None, pad_edge=False)
    if mark:
        table.add_column("")
    for key in columns:
        table.add_column(context.say(f"experts.column.{key}"), overflow="fold")
    return table


def _print_faults(context: Context, faults: Iterable[EvotrError]) -> None:
    for error in faults:
        print_error(error, context.say, context.errors)
