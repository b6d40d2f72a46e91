"""What becomes of versions that were trained on what is forgotten, before and after."""

from collections.abc import Iterable, Sequence

from evotr.cli.context import Context
from evotr.cli.dialogue import tell
from evotr.domain import DoomedVersion, NightVersion
from evotr.experts import BASE
from evotr.night.forgetting import Forgotten

__all__ = ["plain_versions", "tell_doomed", "tell_later", "tell_versions"]


def tell_doomed(context: Context, versions: Iterable[NightVersion]) -> None:
    """Before it is done: which versions go with it."""
    for one in versions:
        tell(context, "forget.version", expert=one.expert, version=one.version)


def tell_versions(context: Context, gone: Forgotten) -> None:
    """Which versions went, what answers now, and whether a night still holds some."""
    for one in gone.versions:
        tell(context, "forget.deleted", expert=one.expert, version=one.version)
    for expert, version in gone.serves.items():
        key = "experts.use.base" if version == BASE else "experts.use.done"
        tell(context, key, expert=expert, version=version)
    if gone.busy:
        tell(context, "forget.busy")


def tell_later(context: Context, gone: Forgotten, *, rebuild: bool = False) -> None:
    """Who learns anew in the next night, and who has nothing left to learn."""
    bare = [expert for expert in gone.experts if expert not in gone.anew]
    for key, experts in (("later", () if rebuild else gone.anew), ("bare", bare)):
        if experts:
            tell(context, f"forget.{key}", experts=", ".join(experts))


def plain_versions(
    versions: Sequence[NightVersion | DoomedVersion], gone: Forgotten | None
) -> dict[str, object]:
    """The versions that went, or would, and what is told of it, for JSON."""
    return {
        "versions": [
            {"base": one.base, "expert": one.expert, "version": one.version}
            for one in versions
        ],
        "serves": gone.serves if gone else {},
        "anew": gone.anew if gone else (),
        "busy": gone is not None and gone.busy,
    }
