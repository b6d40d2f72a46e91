"""Compose whole conversations: system prompt, memory block, turns.

One conversation asks many questions, so that every sequence carries many
supervised answers. What may be asked is tracked in a `World`, which knows every
fact stated so far; near misses of it make the questions that have no answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from scripts.mini import code, facts, sayings, smalltalk
from scripts.mini.words import branch, chance, load, person, value

if TYPE_CHECKING:
    from random import Random

    from scripts.mini.facts import Topic

__all__ = ["SYSTEM", "Level", "Message", "conversation"]

PLAIN_KEY: Final = 2
SAYING: Final = 2
SYSTEM: Final[str] = (
    "You are EVO-TR, a personal assistant that runs entirely on this Mac. "
    "Answer in the language of the question."
)


class Message(NamedTuple):
    """One message; `kind` says what a reply shows ("fact", "unknown", ...)."""

    role: str
    content: str
    kind: str = ""


@dataclass(frozen=True)
class Level:
    """How hard a conversation may be.

    Attributes:
        facts: Most facts in the memory block.
        tells: Most facts stated in turns.
        asks: Most questions.
        unknown: Share of questions without an answer.
        filler: Chance of a long system prompt.
        fix: Share of statements that correct a known fact.
        more: Share of the wordings in `data/mini/more.json`.
        echo: Share of conversations that only repeat words; they teach to copy.
        expert: Share of conversations in which experts speak: a system message with
            what their card says stands before some answers.
    """

    facts: int = 7
    tells: int = 3
    asks: int = 9
    unknown: float = 0.28
    filler: float = 0.12
    echo: float = 0.02
    fix: float = 0.2
    more: float = 0.0
    expert: float = 0.15


@dataclass
class World:
    """What has been stated so far in one conversation.

    Attributes:
        lang: Main language.
        people: Names of persons other than the user.
        known: Topic and current value by topic identity.
        asked: Identities asked already.
    """

    lang: str
    people: list[str]
    known: dict[tuple[str, ...], tuple[Topic, str]] = field(default_factory=dict)
    asked: set[tuple[str, ...]] = field(default_factory=set)


def _draw_topic(rng: Random, world: World) -> Topic:
    """Draw a topic of any owner."""
    values = load("values")
    owner = branch(rng, 0.52, 0.78, 0.9)
    if owner == 0:
        return facts.slot_topic(rng.choice(load("slots")["slots"]), None)
    if owner == 1:
        slots = [s for s in load("slots")["slots"] if not s.get("self")]
        return facts.slot_topic(rng.choice(slots), rng.choice(world.people))
    attribute = rng.choice(values["attributes"])
    if owner == PLAIN_KEY:
        thing = tuple(rng.choice(values["objects"]))
        return facts.key_topic(
            thing, tuple(rng.choice(values["adjectives"])), attribute
        )
    return facts.nonsense_topic(rng, attribute)


def _near_slot(rng: Random, world: World, ident: tuple[str, ...]) -> Topic:
    """Change the owner or the slot of a known slot."""
    who, slot_id = ident
    slots = load("slots")["slots"]
    if chance(rng, 0.5):
        owners = [None, *world.people, person(rng)]
        slot = next(s for s in slots if s["id"] == slot_id)
        owner = rng.choice([o for o in owners if (o or "user") != who])
        if slot.get("self"):
            return facts.slot_topic(rng.choice(slots), None)
        return facts.slot_topic(slot, owner)
    rest = [s for s in slots if s["id"] != slot_id]
    if who == "user":
        return facts.slot_topic(rng.choice(rest), None)
    return facts.slot_topic(rng.choice([s for s in rest if not s.get("self")]), who)


def _near_key(rng: Random, ident: tuple[str, ...]) -> Topic:
    """Change one part of a known arbitrary key."""
    values = load("values")
    _, thing, adjective, attribute = ident
    attr = next(a for a in values["attributes"] if a[0] == attribute)
    if not adjective:
        return facts.nonsense_topic(rng, attr)
    noun = next(o for o in values["objects"] if o[0] == thing)
    adj = next(a for a in values["adjectives"] if a[0] == adjective)
    part = rng.randrange(3)
    if part == 0:
        noun = rng.choice(values["objects"])
    elif part == 1:
        adj = rng.choice(values["adjectives"])
    else:
        attr = rng.choice(values["attributes"])
    return facts.key_topic(tuple(noun), tuple(adj), attr)


def _unknown_topic(rng: Random, world: World) -> Topic:
    """Draw a topic without a value, mostly a near miss of a known one."""
    while True:
        if world.known and chance(rng, 0.75):
            ident = rng.choice(list(world.known))
            topic = (
                _near_key(rng, ident)
                if ident[0] == "key"
                else _near_slot(rng, world, ident)
            )
        else:
            topic = _draw_topic(rng, world)
        if topic.ident not in world.known:
            return topic


def _new_fact(rng: Random, world: World) -> tuple[Topic, str]:
    """Draw a new fact, often about a person or slot that is known already."""
    topic = _unknown_topic(rng, world) if chance(rng, 0.5) else None
    while topic is None or topic.ident in world.known:
        topic = _draw_topic(rng, world)
    val = value(rng, topic.kind)
    world.known[topic.ident] = (topic, val)
    return topic, val


def _other(lang: str) -> str:
    return "en" if lang == "tr" else "tr"


def _turn_lang(rng: Random, world: World) -> str:
    return _other(world.lang) if chance(rng, 0.12) else world.lang


def _suffix(rng: Random, form: str) -> str:
    """Fill a date or source suffix of a memory line."""
    return form.format(date=_iso_date(rng), n=rng.randint(1, 40))


def _iso_date(rng: Random) -> str:
    return f"2026-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"


def _memory_block(rng: Random, world: World, count: int) -> str:
    """Write a memory block of `count` facts and add them to the world."""
    frames = load("frames")
    lang = _other(world.lang) if chance(rng, 0.25) else world.lang
    head, foot = rng.choice(frames["headers"])
    bullet = rng.choice(("- ", "- ", "* ", "[{n}] ", "{n}. ", "", "• "))
    suffix = rng.choice(frames["suffixes"]) if chance(rng, 0.25) else ""
    style = rng.choice(("third", "third", "third", "first", "quote", "short", "mixed"))
    lines = []
    for _ in range(count):
        topic, val = _new_fact(rng, world)
        kind = style
        if kind == "mixed":
            kind = rng.choice(("third", "first", "quote"))
        lines.append(facts.state(rng, topic, val, lang, kind))
    if chance(rng, 0.12):
        said = smalltalk.exchange(rng, lang)[0]
        lines.insert(rng.randint(0, len(lines)), f"User: {said}")
    body = [
        bullet.format(n=i + 1) + line + (_suffix(rng, suffix) if suffix else "")
        for i, line in enumerate(lines)
    ]
    return "\n".join([head, *body, *([foot] if foot else [])])


def _system(rng: Random, world: World, level: Level) -> str | None:
    """Write the system prompt with its memory block, or None."""
    frames = load("frames")
    count = rng.randint(1, level.facts) if chance(rng, 0.72) else 0
    if not count and chance(rng, 0.15):
        return None
    text = SYSTEM
    if not chance(rng, 0.55):
        text = rng.choice(frames["system_en"] + frames["system_tr"])
    if chance(rng, level.filler):
        text += " " + " ".join(rng.sample(frames["fill"], rng.randint(1, 6)))
    if not count:
        return text
    joint = rng.choice(("\n", "\n\n", "\n\n"))
    return text + joint + _memory_block(rng, world, count)


def _tell_turn(rng: Random, world: World, lang: str, level: Level) -> tuple[str, str]:
    """State a new fact, or correct a known one."""
    frames = load("frames")
    fix = bool(world.known) and chance(rng, level.fix)
    if fix:
        topic, _ = world.known[rng.choice(list(world.known))]
        val = value(rng, topic.kind)
        world.known[topic.ident] = (topic, val)
        world.asked.discard(topic.ident)
    else:
        topic, val = _new_fact(rng, world)
    said = facts.tell(rng, topic, val, lang, "fix" if fix else "tell", level.more)
    if chance(rng, 0.2):
        said = smalltalk.sloppy(rng, said, (*topic.names, val))
    if topic.ident == ("user", "name") and not fix:
        hello = f"Memnun oldum, {val}." if lang == "tr" else f"Nice to meet you, {val}."
        return said, hello
    return said, rng.choice(frames[f"ack_{'fix_' if fix else ''}{lang}"])


def _ask_turn(
    rng: Random, world: World, lang: str, level: Level
) -> tuple[str, str, str]:
    """Ask for a known value, or for one that was never stated."""
    fresh = [i for i in world.known if i not in world.asked]
    if not world.known or chance(rng, level.unknown):
        topic = _unknown_topic(rng, world)
        question, which = facts.ask(rng, topic, lang, level.more)
        reply, kind = facts.unknown(topic, lang, which), "unknown"
    else:
        ident = rng.choice(fresh or list(world.known))
        world.asked.add(ident)
        topic, val = world.known[ident]
        question, which = facts.ask(rng, topic, lang, level.more)
        reply, kind = facts.answer(topic, val, lang, which), "fact"
    if chance(rng, 0.2):
        question = smalltalk.sloppy(rng, question, topic.names)
    return question, reply, kind


def _skill_turn(rng: Random, lang: str) -> tuple[str, str]:
    """Draw a turn that needs no facts."""
    skill = branch(rng, 0.68, 0.82, 0.92)
    if skill == 0:
        return smalltalk.exchange(rng, lang)
    if skill == 1:
        return code.exchange(rng, lang)
    if skill == SAYING:
        return sayings.exchange(rng)
    return smalltalk.open_question(rng, lang)


def _echo_turn(rng: Random, lang: str) -> tuple[str, str]:
    """Ask for a literal repetition of a few random values."""
    kinds = ("person", "word", "code", "secret", "number", "title", "place", "email")
    drawn = (value(rng, rng.choice(kinds)) for _ in range(rng.randint(1, 6)))
    words = " ".join(drawn)
    frame = rng.choice(load("frames")[f"echo_{lang}"])
    return frame.format(x=words), words


def _expert(rng: Random) -> str:
    """What an expert's card may say: one to three sentences."""
    return " ".join(rng.sample(load("frames")["expert"], branch(rng, 0.6, 0.9) + 1))


def _plan(rng: Random, level: Level, *, remembers: bool) -> list[str]:
    """Choose the kinds of turns."""
    tells = rng.randint(0, level.tells) if remembers else rng.randint(1, level.tells)
    asks = rng.randint(3, level.asks)
    plan = ["tell"] * tells + ["ask"] * asks
    plan += ["skill"] * rng.choice((0, 0, 1, 1, 2))
    rng.shuffle(plan)
    return plan


def conversation(rng: Random, level: Level) -> list[Message]:
    """Compose one conversation.

    Args:
        rng: Source of randomness.
        level: How hard it may be.

    Returns:
        Messages as (role, content), ending with the assistant.
    """
    world = World(rng.choice(facts.LANGS), [person(rng) for _ in range(3)])
    world.people = world.people[: rng.randint(1, 3)]
    system = _system(rng, world, level)
    out = [Message("system", system)] if system is not None else []
    if chance(rng, level.echo):
        plan = ["echo"] * rng.randint(2, 5)
    elif chance(rng, 0.13):
        plan = ["skill"] * rng.randint(1, 5)
    else:
        plan = _plan(rng, level, remembers=bool(world.known))
    experts = chance(rng, level.expert)
    for step in plan:
        kind = step
        lang = _turn_lang(rng, world)
        if kind == "tell":
            said, reply = _tell_turn(rng, world, lang, level)
        elif kind == "ask":
            said, reply, kind = _ask_turn(rng, world, lang, level)
        elif kind == "echo":
            said, reply = _echo_turn(rng, lang)
        else:
            said, reply = _skill_turn(rng, lang)
        out.append(Message("user", said))
        if experts and chance(rng, 0.6):
            out.append(Message("system", _expert(rng)))
        out.append(Message("assistant", reply, kind))
    return out
