"""Write what evotr-mini is examined by: ``python -m scripts.night.anchors``.

Its skills, as they are served: memories in the block that a prompt has, names and
values from the generator with seeds of its own. ``general.jsonl``, for models that
know the world, is put together from ``scripts/night/general.json``.
"""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Final

from evotr.experts import read_cards
from evotr.paths import BUNDLED_ANCHORS, BUNDLED_EXPERTS
from scripts.mini import code, facts, sayings, smalltalk
from scripts.mini.words import load, new_word, person, value
from scripts.night.general import general

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scripts.mini.facts import Topic

__all__ = ["main"]

Line = dict[str, Any]
COUNTS: Final = {
    "memory": 104,
    "earlier": 72,
    "unknown": 96,
    "smalltalk": 72,
    "code": 36,
    "sayings": 30,
}
REPLAYED: Final = 12
ASIDE: Final = {"memory": 480, "earlier": 600, "unknown": 480, "smalltalk": 300}
ASIDE_MORE: Final = {"code": 280, "sayings": 140, "open": 260, "unheard": 300}
FRAMES: Final[dict[str, list[str]]] = json.loads(
    Path(__file__).with_name("unheard.json").read_text("utf-8")
)
EXEMPLARS: Final = 20


def _topics(rng: Random, count: int) -> list[tuple[Topic, str]]:
    """Facts about different things with different values."""
    slots = load("slots")["slots"]
    others = [slot for slot in slots if not slot.get("self")]
    people = [person(rng), person(rng)]
    found: dict[tuple[str, ...], tuple[Topic, str]] = {}
    used: list[str] = []
    while len(found) < count:
        if rng.random() < 0.6:  # noqa: PLR2004 - a share
            topic = facts.slot_topic(rng.choice(slots), None)
        else:
            topic = facts.slot_topic(rng.choice(others), rng.choice(people))
        drawn = value(rng, topic.kind)
        if topic.ident in found or any(drawn in u or u in drawn for u in used):
            continue
        found[topic.ident] = topic, drawn
        used.append(drawn)
    return list(found.values())


def _memory(rng: Random, lang: str) -> Line:
    known = _topics(rng, rng.randint(1, 4))
    topic, wanted = rng.choice(known)
    question, _ = facts.ask(rng, topic, lang)
    others = [other for _, other in known if other != wanted]
    return {
        "memory": [facts.state(rng, one, v, lang, "third") for one, v in known],
        "said": [question],
        "check": {"value": wanted, "others": others},
    }


def _earlier(rng: Random, lang: str) -> Line:
    told = _topics(rng, rng.randint(1, 3))
    said = []
    for topic, drawn in told:
        said += [facts.tell(rng, topic, drawn, lang)]
        said += [rng.choice(load("frames")[f"ack_{lang}"])]
    topic, wanted = rng.choice(told)
    question, _ = facts.ask(rng, topic, lang)
    others = [other for _, other in told if other != wanted]
    return {
        "said": [*said, question],
        "check": {"value": wanted, "others": others},
    }


def _unknown(rng: Random, lang: str) -> Line:
    *known, (topic, _) = _topics(rng, rng.randint(1, 4))
    question, _ = facts.ask(rng, topic, lang)
    line: Line = {"said": [question], "check": {"refusal": True}}
    if known:
        line["memory"] = [facts.state(rng, one, v, lang, "third") for one, v in known]
    return line


def _smalltalk(rng: Random, lang: str) -> Line:
    return {
        "said": [smalltalk.exchange(rng, lang)[0]],
        "check": {"language": True, "refusal": False},
    }


def _open(rng: Random, lang: str) -> Line:
    return {"said": [smalltalk.open_question(rng, lang)[0]], "check": {"refusal": True}}


def _unheard(rng: Random, lang: str) -> Line:
    frame, more = rng.choice(FRAMES[lang]), rng.choice(FRAMES[f"more_{lang}"])
    names = {key: new_word(rng).capitalize() for key in "xy"}
    return {"said": [frame.format(**names) + more], "check": {"refusal": True}}


def _code(rng: Random, lang: str) -> Line:
    family = rng.choice(code.families(base=True))
    frame = rng.choice(load("code")[f"ask_{lang}"])
    said = facts.capital(frame.format(d=rng.choice(family[lang])), lang)
    return {"said": [said], "check": {"tests": family["tests"]}}


def _sayings(rng: Random, lang: str) -> Line:
    del lang  # they are Turkish
    question, answer = sayings.exchange(rng)
    end = " ".join(answer.rstrip(".").split()[-2:])
    return {"said": [question], "check": {"any_of": [end]}}


KINDS: Final[dict[str, Callable[[Random, str], Line]]] = {
    "memory": _memory,
    "earlier": _earlier,
    "unknown": _unknown,
    "smalltalk": _smalltalk,
    "open": _open,
    "unheard": _unheard,
    "code": _code,
    "sayings": _sayings,
}


def _drawn(seed: str, counts: dict[str, int]) -> Iterator[tuple[str, str, Line]]:
    """Lines of each kind, no two with one conversation."""
    seen: set[str] = set()
    for kind, count in counts.items():
        rng, made = Random(f"{seed} {kind}"), 0
        for attempt in range(count * REPLAYED):
            lang = "tr" if kind == "sayings" else facts.LANGS[attempt % 2]
            line = KINDS[kind](rng, lang)
            key = json.dumps([line["said"], line.get("memory")], ensure_ascii=False)
            if key.casefold() not in seen:
                seen.add(key.casefold())
                made += 1
                yield kind, lang, line
            if made == count:
                break


def _mini() -> list[Line]:
    return [
        {"id": f"mini-{n:03}", "kind": kind, "lang": lang} | line
        for n, (kind, lang, line) in enumerate(_drawn("anchors", COUNTS))
    ]


def _replay(anchors: list[Line]) -> list[Line]:
    """Questions alone; none of them is an anchor's."""
    asked = {line["said"][-1].casefold() for line in anchors}
    lines = [
        {"lang": lang, **{k: line[k] for k in ("said", "memory") if k in line}}
        for _, lang, line in _drawn("replay", {**ASIDE, **ASIDE_MORE})
    ]
    cards = read_cards(BUNDLED_EXPERTS, BUNDLED_EXPERTS / "none").experts
    rng = Random("exemplars")
    for card in cards.values():
        for text in rng.sample(sorted(card.exemplars), EXEMPLARS):
            lang = "tr" if set(text.casefold()) & set("çğıöşü") else "en"
            lines.append({"lang": lang, "said": [text]})
    own = [line for line in lines if line["said"][-1].casefold() not in asked]
    rng.shuffle(own)
    return own


def _write(file: Path, lines: list[Line]) -> None:
    texts = [json.dumps(line, ensure_ascii=False) for line in lines]
    file.write_text("\n".join(texts) + "\n", "utf-8")
    print(f"{len(lines):5} {file.name}")


def main() -> None:
    """Write the files of ``data/anchors``."""
    mini, world = _mini(), general()
    _write(BUNDLED_ANCHORS / "mini.jsonl", mini)
    _write(BUNDLED_ANCHORS / "general.jsonl", world)
    _write(BUNDLED_ANCHORS / "replay.jsonl", _replay([*mini, *world]))


if __name__ == "__main__":
    main()
