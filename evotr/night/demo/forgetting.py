"""A conversation that is forgotten leaves the weights of a home that never had it."""

from collections.abc import Sequence
from dataclasses import replace

from evotr.domain import GENERAL, Conversation, ExpertNight
from evotr.night.demo.lessons import Taught, lessons_of
from evotr.night.demo.shown import Shown
from evotr.night.demo.world import World, expert_of
from evotr.night.diary import Found
from evotr.night.forgetting import forget_conversation
from evotr.night.night import NightRun
from evotr.night.parts import Parts

__all__ = ["forget", "trained", "weights_digest"]


def forget(world: World, taught: Sequence[Taught]) -> Shown:
    """Learn of a conversation, forget it, learn anew; beside it, never hear of it.

    Compared are the SHA-256 of the weights as the trainings left them, and of where
    they act.
    """
    kept = taught[: world.sizes.short_lessons]
    said = taught[world.sizes.short_lessons]
    nights: dict[str, ExpertNight] = {}
    settings = world.settings("forgot", **world.sizes.short)
    with world.open_home(settings) as parts:
        talk = _said(parts, said)
        parts.journal.ledger.add(lessons_of(kept)).result()
        nights["saw"] = expert_of(NightRun(parts).run("user"))
        saw = trained(parts)
        roots, paths = parts.registry.roots, settings.paths
        gone = forget_conversation(parts.journal, roots, paths, talk)
        serving = parts.registry.serve(GENERAL).version
        nights["rebuilt"] = expert_of(NightRun(parts).run("forgotten"))
        rebuilt = trained(parts)
    world.keep(settings)
    settings = world.settings("never", **world.sizes.short)
    with world.open_home(settings) as parts:
        parts.journal.ledger.add(lessons_of(kept)).result()
        nights["never"] = expert_of(NightRun(parts).run("user"))
        never = trained(parts)
    world.keep(settings)
    told = {
        "saw": saw,
        "rebuilt": rebuilt,
        "never": never,
        "deleted": len(gone.versions),
        "forget_equal": int(rebuilt == never != ""),
    }
    whole = bool(gone.versions) and serving is None
    good = whole and rebuilt == never != "" and saw != never
    return Shown(part="forget", good=good, told=told, nights=nights)


def trained(parts: Parts) -> str:
    """The `weights_digest` what the last training in a home made; "" of none."""
    found = parts.journal.nights.results("train", GENERAL, limit=1).result()
    return next((weights_digest(one) for one in found.values()), "")


def weights_digest(trained: Found) -> str:
    """The SHA-256 of weights, and of the scope that they act within."""
    return f"{trained['sha256']} {trained['scope_sha256'] or ''}".strip()


def _said(parts: Parts, one: Taught) -> Conversation:
    """Teach something in a conversation; it."""
    journal = parts.journal
    asked = journal.add_user_message(None, one.question).result()
    talk, sources = asked.conversation_id, (asked.id,)
    (lesson,) = lessons_of([one])
    journal.ledger.add(
        [replace(lesson, conversation_id=talk, sources=sources)]
    ).result()
    return journal.find_conversation(talk).result()
