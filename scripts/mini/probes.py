"""Write the probes: `python -m scripts.mini.probes`.

Values, names and wordings come from `data/probes/held_out.json` and
`data/probes/wordings.json`, which the training generator never draws from.
"""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING, Any, Final

from scripts.mini import code, facts, sayings
from scripts.mini.dialogue import SYSTEM
from scripts.mini.words import PROBES, branch, chance, is_held_out, load

if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.mini.facts import Topic

__all__ = ["main", "rows", "wordings"]

Row = dict[str, Any]
SEED: Final = "probes-1"
# Every sixth fact of a chat is corrected; a quarter of the unknown facts is asked
# after turns without a memory block, an eighth with nothing known at all.
CORRECTED: Final = 6
TURN_CASES: Final = (3,)
EMPTY_CASES: Final = (6,)


def _read(name: str) -> dict[str, Any]:
    """Read one JSON file of `data/probes`."""
    content: dict[str, Any] = json.loads((PROBES / name).read_text(encoding="utf-8"))
    return content


def wordings() -> dict[str, Any]:
    """Return the wordings of the probes."""
    return _read("wordings.json")


class Maker:
    """Draws held-out values, names and facts.

    Attributes:
        rng: Source of randomness.
        words: The wordings of the probes.
        held: The held-out syllables, digit groups and values.
    """

    def __init__(self, seed: str) -> None:
        self.rng = Random(seed)
        self.words = wordings()
        self.held = _read("held_out.json")

    def word(self) -> str:
        """Draw a nonsense word with a held-out syllable."""
        parts = [self.rng.choice(self.held["syllables"])]
        parts.append(self.rng.choice(self.words["pieces"]))
        if chance(self.rng, 0.3):
            parts.append(self.rng.choice(self.words["pieces"]))
        self.rng.shuffle(parts)
        return "".join(parts)

    def name(self) -> str:
        """Draw a capitalised nonsense name."""
        word = self.word()
        return word[0].upper() + word[1:]

    def number(self, low: int, high: int) -> str:
        """Draw digits around a held-out group."""
        extra = self.rng.randint(low, high) - 3
        tail = "".join(self.rng.choices("0123456789", k=max(0, extra)))
        group = self.rng.choice(self.held["digits"])
        return str(group) + tail if chance(self.rng, 0.5) else tail + str(group)

    def listed(self, *matching: str) -> str:
        """Draw a held-out value that holds one of the given marks."""
        fit = [v for v in self.held["values"] if any(m in v for m in matching)]
        return str(self.rng.choice(fit))

    def value(self, kind: str) -> str:
        """Draw a held-out value of a kind."""
        months = ["March", "October", "May", "August", "February", "December"]
        months += ("Mart", "Ekim", "Mayıs", "Ağustos", "Şubat", "Aralık")
        makers: dict[str, Callable[[], str]] = {
            "time": lambda: self.listed(":"),
            "date": lambda: self.listed(*months),
            "age": lambda: self.listed("37", "46", "52", "68", "23"),
            "small": lambda: self.listed("37", "46", "52", "68", "23"),
            "height": lambda: f"{self.rng.choice(('126', '205'))} cm",
            "number": lambda: self.number(3, 5),
            "phone": lambda: f"05{self.number(3, 3)} {self.number(3, 3)} 40",
            "code": lambda: (
                f"{self.rng.choice('QXKZ')}{self.rng.choice('QXKZ')}-"
                f"{self.number(3, 4)}"
            ),
            "secret": lambda: self.word() + str(self.rng.randint(10, 99)),
            "email": lambda: f"{self.word()}@{self.rng.choice(self.words['hosts'])}",
            "version": lambda: f"{self.number(3, 3)[0]}.{self.number(3, 3)}",
            "person": self.name,
            "place": self.name,
            "code_name": self.name,
            "title": lambda: f"{self.name()} {self.name()}",
        }
        lists = {
            "colour": ("turquoise", "crimson", "ivory", "olive", "turkuaz", "haki"),
            "food": ("stew", "pancakes", "mushrooms", "dolma", "sütlaç", "çilek"),
            "job": ("keeper", "plumber", "astronom", "arıcı", "tesisatçı", "berber"),
        }
        while True:
            if kind in makers:
                drawn = makers[kind]()
            elif kind in lists and chance(self.rng, 0.6):
                drawn = self.listed(*lists[kind])
            else:
                drawn = self.word()
            if is_held_out(drawn):
                return drawn

    def topic(self, people: list[str]) -> Topic:
        """Draw a topic of the user, of a person or of an arbitrary key."""
        slots, values, rng = load("slots")["slots"], load("values"), self.rng
        owner = branch(rng, 0.6, 0.82)
        if owner == 0:
            return facts.slot_topic(rng.choice(slots), None)
        if owner == 1:
            rest = [s for s in slots if not s.get("self")]
            return facts.slot_topic(rng.choice(rest), rng.choice(people))
        return facts.key_topic(
            tuple(rng.choice(values["objects"])),
            tuple(rng.choice(values["adjectives"])),
            rng.choice(values["attributes"]),
        )

    def facts(self, count: int, people: list[str]) -> list[tuple[Topic, str]]:
        """Draw facts about different topics with different values."""
        out: dict[tuple[str, ...], tuple[Topic, str]] = {}
        used: set[str] = set()
        while len(out) < count:
            topic = self.topic(people)
            drawn = self.value(topic.kind)
            clash = any(drawn in u or u in drawn for u in used)
            if topic.ident not in out and not clash:
                out[topic.ident] = (topic, drawn)
                used.add(drawn)
        return list(out.values())

    def ask(self, topic: Topic, lang: str) -> str:
        """Ask in a held-out wording."""
        phrase = self.rng.choice(topic.mine[lang])
        accusative = facts.accusative(phrase)
        frame = self.rng.choice(self.words[f"ask_{lang}"])
        return facts.capital(frame.format(np=phrase, acc=accusative), lang)

    def tell(self, topic: Topic, val: str, lang: str, *, fix: bool = False) -> str:
        """State a fact in a held-out wording."""
        frame = self.rng.choice(self.words[f"{'fix' if fix else 'tell'}_{lang}"])
        text = frame.format(np=self.rng.choice(topic.mine[lang]), v=val)
        return facts.capital(text, lang)

    def block(self, known: list[tuple[Topic, str]], lang: str) -> str:
        """Write the product's system prompt with a memory block."""
        if chance(self.rng, 0.15):
            lang = "en" if lang == "tr" else "tr"
        head, foot = self.rng.choice(self.words["heads"])
        date = chance(self.rng, 0.2)
        lines = []
        for topic, val in known:
            phrase = facts.capital(self.rng.choice(topic.theirs[lang]), lang)
            line = f"- {phrase} is {val}." if lang == "en" else f"- {phrase} {val}."
            day = f"{self.rng.randint(1, 12):02}-{self.rng.randint(1, 28):02}"
            lines.append(line + (f" (2026-{day})" if date else ""))
        return "\n".join([SYSTEM, "", head, *lines, *([foot] if foot else [])])


def _people(maker: Maker) -> list[str]:
    return [maker.name(), maker.name()]


def _turn(role: str, content: str) -> dict[str, str]:
    return {"role": role, "content": content}


def _memory(maker: Maker, number: int, lang: str) -> Row:
    """Answer from a memory block of 1 to 6 facts."""
    known = maker.facts(1 + number % 6, _people(maker))
    topic, val = maker.rng.choice(known)
    messages = [
        _turn("system", maker.block(known, lang)),
        _turn("user", maker.ask(topic, lang)),
    ]
    others = [v for _, v in known if v != val]
    return {"messages": messages, "expect": {"value": val, "others": others}}


def _chat(maker: Maker, told: list[tuple[Topic, str]], lang: str) -> list[Any]:
    """Write turns in which the user states facts, with small talk between."""
    acks = load("frames")[f"ack_{lang}"]
    talk = {"en": ("Thanks!", "You are welcome!"), "tr": ("Sağ ol!", "Rica ederim!")}
    out = []
    for topic, val in told:
        out += [_turn("user", maker.tell(topic, val, lang))]
        out += [_turn("assistant", maker.rng.choice(acks))]
        if chance(maker.rng, 0.3):
            out += [_turn("user", talk[lang][0]), _turn("assistant", talk[lang][1])]
    return out


def _earlier(maker: Maker, number: int, lang: str) -> Row:
    """Answer from an earlier turn; every sixth one was corrected."""
    told = maker.facts(1 + number % 3, _people(maker))
    messages = [_turn("system", SYSTEM), *_chat(maker, told, lang)]
    topic, val = maker.rng.choice(told)
    others = [v for _, v in told if v != val]
    if number % CORRECTED == CORRECTED - 1:
        others.append(val)
        val = maker.value(topic.kind)
        while any(val in o or o in val for o in others):
            val = maker.value("word")
        messages.append(_turn("user", maker.tell(topic, val, lang, fix=True)))
        messages.append(_turn("assistant", load("frames")[f"ack_fix_{lang}"][0]))
    messages.append(_turn("user", maker.ask(topic, lang)))
    return {"messages": messages, "expect": {"value": val, "others": others}}


def _unknown(maker: Maker, number: int, lang: str) -> Row:
    """Ask for what is not there: memory, turns, or nothing at all."""
    people = _people(maker)
    known = maker.facts(2 + number % 5, people)
    topic, _ = known.pop()
    system, turns = maker.block(known, lang), []
    if number % 4 in TURN_CASES:
        system, turns = SYSTEM, _chat(maker, known[:2], lang)
    elif number % 8 in EMPTY_CASES:
        system, known = SYSTEM, []
    messages = [_turn("system", system), *turns]
    messages.append(_turn("user", maker.ask(topic, lang)))
    return {"messages": messages, "expect": {"refusal": True}}


def _small() -> list[Row]:
    return [
        {
            "lang": lang,
            "messages": [_turn("system", SYSTEM), _turn("user", text)],
            "expect": {"language": lang},
        }
        for lang, text in wordings()["small"]
    ]


def _code(maker: Maker) -> list[Row]:
    """Ask for every function family, in both languages."""
    out = []
    for family in code.families():
        for lang, text in zip(
            facts.LANGS, maker.words["code"][family["id"]], strict=True
        ):
            frame = maker.rng.choice(maker.words[f"code_{lang}"])
            said = facts.capital(frame.format(d=text), lang)
            expect = {"tests": family["tests"], "base": family["base"]}
            messages = [_turn("system", SYSTEM), _turn("user", said)]
            out.append({"lang": lang, "messages": messages, "expect": expect})
    return out


def _sayings(maker: Maker) -> list[Row]:
    """Ask for every proverb and culture question."""
    out = []
    asked = [(maker.words["sayings"], "a", sayings.proverbs, ())]
    asked.append((maker.words["culture"], "q", sayings.culture, ()))
    for frames, slot, rows_of, _ in asked:
        mine = rows_of(base=True)
        for start, end in rows_of():
            said = maker.rng.choice(frames).format(**{slot: start})
            messages = [_turn("system", SYSTEM), _turn("user", said)]
            expect = {"contains": end, "base": (start, end) in mine}
            out.append({"lang": "tr", "messages": messages, "expect": expect})
    return out


def rows() -> dict[str, list[Row]]:
    """Make all probes.

    Returns:
        Rows with id, skill, lang, messages and expect, by skill.
    """
    made: dict[str, list[Row]] = {}
    plans = (("memory", _memory, 168), ("earlier", _earlier, 132))
    for skill, make, count in (*plans, ("unknown", _unknown, 168)):
        maker = Maker(f"{SEED}-{skill}")
        made[skill] = [
            {"lang": facts.LANGS[i % 2]} | make(maker, i // 2, facts.LANGS[i % 2])
            for i in range(count)
        ]
    made["smalltalk"] = _small()
    made["code"] = _code(Maker(f"{SEED}-code"))
    made["sayings"] = _sayings(Maker(f"{SEED}-sayings"))
    return {
        skill: [
            {"id": f"{skill}-{i:03}", "skill": skill} | row
            for i, row in enumerate(listed)
        ]
        for skill, listed in made.items()
    }


def main() -> None:
    """Write one JSONL file per skill."""
    for skill, listed in rows().items():
        lines = [json.dumps(row, ensure_ascii=False) for row in listed]
        path = PROBES / f"{skill}.jsonl"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{len(lines):4} {path.name}")


if __name__ == "__main__":
    main()
