"""No probe value, name or wording can come out of the training generator."""

import json
import re
from random import Random

import pytest

from scripts.mini import smalltalk
from scripts.mini.batches import LATE
from scripts.mini.dialogue import Level, conversation
from scripts.mini.facts import accusative, capital, genitive
from scripts.mini.probes import rows, wordings
from scripts.mini.words import PROBES, is_held_out, load, person, value

KINDS = sorted(
    {s["kind"] for s in load("slots")["slots"]}
    | {a[2] for a in load("values")["attributes"]}
)


@pytest.mark.parametrize("kind", KINDS)
def test_generator_never_draws_a_held_out_value(kind):
    rng = Random(7)
    assert not any(is_held_out(value(rng, kind)) for _ in range(300))


def test_generator_never_draws_a_held_out_person():
    rng = Random(8)
    assert not any(is_held_out(person(rng)) for _ in range(500))


def test_every_probe_value_is_held_out():
    for listed in rows().values():
        for row in listed:
            expect = row["expect"]
            values = [expect["value"], *expect["others"]] if "value" in expect else []
            assert all(is_held_out(v) for v in values), row["id"]


def test_question_wordings_are_disjoint():
    probes = wordings()
    for frames in (load("frames"), load("more")):
        for kind in ("ask", "tell", "fix"):
            for lang in ("en", "tr"):
                assert not set(frames[f"{kind}_{lang}"]) & set(probes[f"{kind}_{lang}"])


def test_code_and_saying_wordings_are_disjoint():
    data, probes = load("code"), wordings()
    for lang, column in (("en", 0), ("tr", 1)):
        assert not set(data[f"ask_{lang}"]) & set(probes[f"code_{lang}"])
        for family in data["families"]:
            assert probes["code"][family["id"]][column] not in family[lang]
    assert not set(load("sayings")["ask"]) & set(probes["sayings"])


def test_wordings_of_the_experts_are_disjoint_from_the_probes():
    more, probes = load("experts"), wordings()
    assert more["code"].keys() == probes["code"].keys()
    for lang, column in (("en", 0), ("tr", 1)):
        assert not set(more[f"code_{lang}"]) & set(probes[f"code_{lang}"])
        for family, said in more["code"].items():
            assert probes["code"][family][column] not in said[lang], family
    for kind in ("sayings", "culture"):
        assert not set(more[kind]) & set(probes[kind])


def test_small_talk_wordings_are_disjoint():
    def bare(text):
        return re.sub(r"\W+", " ", text).strip().lower()

    probes = {bare(text) for _, text in wordings()["small"]}
    rng = Random(3)
    drawn = {bare(smalltalk.exchange(rng, x)[0]) for x in ("tr", "en") * 10000}
    drawn |= {bare(t) for x in ("tr", "en") for t in load("experts")[f"other_{x}"]}
    assert not probes & drawn


def test_generated_questions_are_not_probe_questions():
    asked = {
        m["content"]
        for listed in rows().values()
        for row in listed
        for m in row["messages"]
        if m["role"] == "user" and m["content"] not in ("Thanks!", "Sağ ol!")
    }
    drawn = {
        m.content
        for i in range(400)
        for m in conversation(Random(i), LATE if i % 2 else Level())
        if m.role == "user"
    }
    assert not asked & drawn


def test_committed_probes_are_what_the_generator_writes():
    for skill, listed in rows().items():
        lines = (PROBES / f"{skill}.jsonl").read_text(encoding="utf-8").splitlines()
        assert [json.loads(line) for line in lines] == listed


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("Ayşe", "Ayşe'nin"),
        ("Bora", "Bora'nın"),
        ("Umut", "Umut'un"),
        ("Xyz", "Xyz'in"),
    ],
)
def test_genitive(name, owner):
    assert genitive(name) == owner


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("adım", "adımı"),
        ("kedimin adı", "kedimin adını"),
        ("favori rengim", "favori rengimi"),
        ("en sevdiğim renk", "en sevdiğim rengi"),
    ],
)
def test_accusative(phrase, expected):
    assert accusative(phrase) == expected


def test_capital_keeps_the_turkish_dot():
    assert capital("ismim", "tr") == "İsmim"
