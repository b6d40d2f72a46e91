"""Topics one can know something about, and the sentences around them.

A topic is a slot of the user ("my cat's name"), a slot of somebody else ("Bora's
cat's name") or an arbitrary key ("the code of the blue box"). Everything is built
in Turkish and English from the same topic, so a fact may be stored in one language
and asked in the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from scripts.mini.words import chance, load, new_word, person

if TYPE_CHECKING:
    from random import Random

__all__ = ["LANGS", "Topic", "answer", "ask", "genitive", "key_topic", "state"]
__all__ += ["nonsense_topic", "slot_topic", "tell", "unknown"]

LANGS: Final = ("en", "tr")
HARMONY: Final = {
    "a": "ı", "ı": "ı", "e": "i", "i": "i", "o": "u", "u": "u", "ö": "ü", "ü": "ü",
}  # fmt: skip
SOFTENED: Final = {
    "renk": "rengi",
    "kitap": "kitabı",
    "yemek": "yemeği",
    "içecek": "içeceği",
    "çiçek": "çiçeği",
    "şehir": "şehri",
}


def lower_tr(text: str) -> str:
    """Lower-case with the Turkish i."""
    return text.replace("İ", "i").replace("I", "ı").lower()


def capital(text: str, lang: str) -> str:
    """Upper-case the first letter, 'i' as the language does."""
    if not text:
        return text
    first = "İ" if lang == "tr" and text[0] == "i" else text[0].upper()
    return first + text[1:]


def _last_vowel(word: str) -> str:
    """Find the harmony vowel of the last syllable, 'i' where there is none."""
    for letter in reversed(lower_tr(word)):
        if letter in HARMONY:
            return HARMONY[letter]
    return "i"


def genitive(name: str) -> str:
    """Add the genitive suffix to a proper name: 'Bora' gives "Bora'nın"."""
    buffer = "n" if lower_tr(name[-1]) in HARMONY else ""
    return f"{name}'{buffer}{_last_vowel(name)}n"


def accusative(phrase: str) -> str:
    """Add the accusative to a possessed noun ('adım' gives 'adımı').

    Args:
        phrase: The noun phrase in the nominative. One that ends in a vowel carries a
            third-person ending ('kedimin adı'), which takes an 'n' first; the few
            bare nouns that soften are listed.

    Returns:
        The phrase in the accusative.
    """
    head, _, last = phrase.rpartition(" ")
    if last in SOFTENED:
        return f"{head} {SOFTENED[last]}".strip()
    buffer = "n" if lower_tr(phrase[-1]) in HARMONY else ""
    return phrase + buffer + _last_vowel(phrase)


@dataclass(frozen=True)
class Topic:
    """Something that can have a value.

    Attributes:
        ident: What makes two topics the same.
        kind: The kind of value, see `scripts.mini.words.value`.
        owner: "user", "other" or "key".
        mine: Noun phrases as the user says them, by language.
        yours: The same, in a reply to the user, in the same order.
        theirs: The same, in a note about the user.
        wh: Turkish question word.
        say1: Other first-person statements with `{v}`, by language.
        say3: Other third-person statements with `{v}`, by language.
        asks: Other questions, by language.
        names: Proper names inside, which sloppy typing leaves alone.
    """

    ident: tuple[str, ...]
    kind: str
    owner: str
    mine: dict[str, list[str]]
    yours: dict[str, list[str]]
    theirs: dict[str, list[str]]
    wh: str = "ne"
    say1: dict[str, list[str]] = field(default_factory=dict)
    say3: dict[str, list[str]] = field(default_factory=dict)
    asks: dict[str, list[str]] = field(default_factory=dict)
    names: tuple[str, ...] = ()


def _filled(lines: list[str], name: str, lang: str) -> list[str]:
    """Put a person's name into statement or question templates."""
    owner = genitive(name) if lang == "tr" else name
    return [t.replace("{p}", name).replace("{g}", owner) for t in lines]


def _user_topic(slot: dict[str, Any], wh: str) -> Topic:
    """Make a topic about the user."""
    say, asks = slot.get("say", {}), slot.get("ask", {})
    third = {
        "en": _filled(say.get("en3", []), "The user", "en"),
        "tr": _filled(say.get("tr3", []), "Kullanıcı", "tr"),
    }
    # "Kullanıcı'nın" would be wrong: a common noun takes no apostrophe.
    third["tr"] = [t.replace("Kullanıcı'nın", "Kullanıcının") for t in third["tr"]]
    return Topic(
        ident=("user", slot["id"]),
        kind=slot["kind"],
        owner="user",
        mine={
            "en": [f"my {n}" for n in slot["en"]],
            "tr": [forms[0] for forms in slot["tr"]],
        },
        yours={
            "en": [f"your {n}" for n in slot["en"]],
            "tr": [forms[1] for forms in slot["tr"]],
        },
        theirs={
            "en": [f"the user's {n}" for n in slot["en"]],
            "tr": [f"kullanıcının {forms[2]}" for forms in slot["tr"]],
        },
        wh=wh,
        say1={lang: say.get(f"{lang}1", []) for lang in LANGS},
        say3=third,
        asks={lang: asks.get(f"{lang}1", []) for lang in LANGS},
    )


def slot_topic(slot: dict[str, Any], who: str | None) -> Topic:
    """Make a topic from a slot.

    Args:
        slot: One entry of `data/mini/slots.json`.
        who: A person's name, or None for the user.

    Returns:
        The topic.
    """
    wh = slot.get("wh", "ne")
    if who is None:
        return _user_topic(slot, wh)
    say, asks = slot.get("say", {}), slot.get("ask", {})
    phrases = {
        "en": [f"{who}'s {n}" for n in slot["en"]],
        "tr": [f"{genitive(who)} {forms[2]}" for forms in slot["tr"]],
    }
    return Topic(
        ident=(who, slot["id"]),
        kind=slot["kind"],
        owner="other",
        mine=phrases,
        yours=phrases,
        theirs=phrases,
        wh=wh,
        say3={x: _filled(say.get(f"{x}3", []), who, x) for x in LANGS},
        asks={x: _filled(asks.get(f"{x}3", []), who, x) for x in LANGS},
        names=(who,),
    )


def key_topic(
    thing: tuple[str, str, str], adjective: tuple[str, str], attribute: list[str]
) -> Topic:
    """Make a topic such as "the code of the blue box".

    Args:
        thing: English noun, Turkish noun, Turkish genitive.
        adjective: English and Turkish.
        attribute: English noun, Turkish possessed noun, kind of value.

    Returns:
        The topic.
    """
    phrases = {
        "en": [
            f"the {attribute[0]} of the {adjective[0]} {thing[0]}",
            f"the {adjective[0]} {thing[0]}'s {attribute[0]}",
        ],
        "tr": [f"{adjective[1]} {thing[2]} {attribute[1]}"],
    }
    return Topic(
        ident=("key", thing[0], adjective[0], attribute[0]),
        kind=attribute[2],
        owner="key",
        mine=phrases,
        yours=phrases,
        theirs=phrases,
    )


def nonsense_topic(rng: Random, attribute: list[str]) -> Topic:
    """Make a topic keyed by a name nobody has seen ("the code of Tarkel")."""
    name = person(rng) if chance(rng, 0.6) else new_word(rng)
    owner = genitive(name)
    phrases = {
        "en": [f"the {attribute[0]} of {name}", f"{name}'s {attribute[0]}"],
        "tr": [f"{owner} {attribute[1]}"],
    }
    return Topic(
        ident=("key", name, "", attribute[0]),
        kind=attribute[2],
        owner="key",
        mine=phrases,
        yours=phrases,
        theirs=phrases,
        names=(name,),
    )


def answer(topic: Topic, val: str, lang: str, which: int = 0) -> str:
    """Write the reply that gives a value.

    Args:
        topic: What was asked.
        val: Its value.
        lang: Language of the reply.
        which: Index of the noun phrase.

    Returns:
        One short sentence with the bare value.
    """
    phrase = capital(topic.yours[lang][which], lang)
    return f"{phrase} is {val}." if lang == "en" else f"{phrase} {val}."


def unknown(topic: Topic, lang: str, which: int = 0) -> str:
    """Write the reply that says that a value is not known.

    It begins like an answer: whether there is a value is then decided where the
    value would stand, by the same look-up, which a small model learns far sooner.
    """
    phrase = capital(topic.yours[lang][which], lang)
    if lang == "en":
        return f"{phrase} is not in my memory, I don't know it."
    return f"{phrase} hafızamda yok, bilmiyorum."


def ask(rng: Random, topic: Topic, lang: str, more: float = 0.0) -> tuple[str, int]:
    """Write a question.

    Args:
        rng: Source of randomness.
        topic: What is asked.
        lang: Language of the question.
        more: Share of questions in the wordings of the second pass.

    Returns:
        The question and the index of the noun phrase the reply should use.
    """
    which = 0
    extra = topic.asks.get(lang, [])
    if extra and chance(rng, 0.3):
        text = rng.choice(extra)
    else:
        which = rng.randrange(len(topic.mine[lang]))
        phrase = topic.mine[lang][which]
        # Nothing is drawn where `more` is 0: the first pass stays as it was.
        source = "more" if more and chance(rng, more) else "frames"
        frame = rng.choice(load(source)[f"ask_{lang}"])
        text = frame.format(
            np=phrase,
            wh=topic.wh,
            acc=accusative(phrase) if lang == "tr" else "",
        )
    if more:
        text = _dressed(rng, text, lang, (*topic.names, "I ", "PIN"), more)
    return capital(text, lang), which


def _dressed(
    rng: Random, text: str, lang: str, keep: tuple[str, ...], share: float
) -> str:
    """Put something unexpected before or after a question."""
    lines = load("more")
    if chance(rng, share):
        lead = rng.choice(lines[f"lead_{lang}"]).format(w=new_word(rng))
        if lead.endswith((", ", ": ", "k ", "n ", "i ")) and not text.startswith(keep):
            text = (lower_tr(text[0]) if lang == "tr" else text[0].lower()) + text[1:]
        text = lead + text
    if chance(rng, share / 3):
        text += rng.choice(lines[f"tail_{lang}"]).format(w=new_word(rng))
    return text


def tell(
    rng: Random, topic: Topic, val: str, lang: str, kind: str = "tell", more: float = 0
) -> str:
    """Write the user's statement of a fact.

    Args:
        rng: Source of randomness.
        topic: What the fact is about.
        val: Its value.
        lang: Language of the statement.
        kind: "tell", or "fix" for a correction.
        more: Share of statements in the wordings of the second pass.

    Returns:
        One sentence.
    """
    extra = [*topic.say1.get(lang, []), *(topic.say3.get(lang, []))]
    if topic.owner == "user":
        extra = topic.say1.get(lang, [])
    if extra and kind == "tell" and chance(rng, 0.35):
        return rng.choice(extra).format(v=val)
    source = "more" if more and chance(rng, more) else "frames"
    frames = load(source)[f"{kind}_{lang}"]
    phrase = rng.choice(topic.mine[lang])
    return capital(rng.choice(frames).format(np=phrase, v=val), lang)


def state(rng: Random, topic: Topic, val: str, lang: str, style: str) -> str:
    """Write a fact as a line of the memory block.

    Args:
        rng: Source of randomness.
        topic: What the fact is about.
        val: Its value.
        lang: Language of the line.
        style: "third", "first", "quote" or "short".

    Returns:
        One line.
    """
    frames = load("frames")
    if style in ("first", "quote"):
        line = tell(rng, topic, val, lang)
        if style == "first":
            return line
        return str(rng.choice(frames[f"quote_{lang}"])).format(fact=line)
    if style == "short":
        phrase = rng.choice(topic.theirs[lang])
        for lead in ("the user's ", "kullanıcının "):
            phrase = phrase.removeprefix(lead)
        return f"{capital(phrase, lang)}: {val}"
    extra = topic.say3.get(lang, [])
    if extra and chance(rng, 0.35):
        return rng.choice(extra).format(v=val)
    phrase = rng.choice(topic.theirs[lang])
    line = rng.choice(frames[f"fact_{lang}"]).format(np=phrase, v=val)
    return capital(line, lang)
