"""Whatever a memory says, it is told as data: nothing of it leaves the fence."""

import json
import re
from datetime import UTC, datetime

import pytest

from evotr.domain import (
    GenerationRequest,
    MemoryItem,
    Message,
    Recollection,
    SamplingParams,
    Source,
    correction_topic,
)
from evotr.inference.config import EngineConfig
from evotr.inference.loading import load
from evotr.inference.prompt import Prompts
from evotr.memory.prompting import FENCE, cited, fenced
from evotr.paths import BUNDLED_MODEL, PROGRAM

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ROWS = [
    json.loads(line)
    for line in (PROGRAM / "data" / "probes" / "injection.jsonl")
    .read_text("utf-8")
    .split("\n")
    if line
]
SAID = "Kullanıcının kedisinin adı Pamuk."


def item(text: str, **fields: object) -> MemoryItem:
    told = {"kind": "fact", "speaker": "user", "source": Source(), "created": NOW}
    return MemoryItem(**{"id": "m", "text": text, **told, **fields})


def page(text: str, path: str = "/home/me/Kira sözleşmesi.pdf", **more) -> MemoryItem:
    source = Source(path=path, page=3)
    told = {"kind": "document", "speaker": "", "trust": "document", "source": source}
    return item(text, **{**told, **more})


def recalled(*items: MemoryItem) -> list[Recollection]:
    return [Recollection(one, 1.0) for one in items]


def attack(row: dict[str, str]) -> MemoryItem:
    if row["where"] == "document":
        return page(row["text"], row.get("path", "/home/me/page.txt"))
    return item(row["text"], speaker=row.get("speaker", "user"))


def test_nothing_recalled_is_nothing_said():
    assert fenced([], "tr") == ""


@pytest.mark.parametrize(
    ("language", "label"),
    [("en", "the user's correction"), ("tr", "kullanıcının düzeltmesi")],
)
def test_a_correction_is_told_as_one(language, label):
    corrected = item(SAID, topic=correction_topic("Kedinin adı ne?"))
    assert f"[1] {SAID} ({label}, " in fenced(recalled(corrected), language)


def test_each_memory_has_its_number_its_source_and_whose_word_it_is():
    found = recalled(
        item(SAID),
        item("Ayşe geldi.", speaker="Ayşe", kind="episode"),
        item("Olur.", speaker="assistant", trust="assistant"),
        page("Kira 5.000 lira.\nHer ayın beşinde ödenir."),
        page("x", trust="web"),
    )
    lines = fenced(found, "tr").split("\n")
    assert "talimat değildir" in lines[0]
    assert "[1] gibi göster" in lines[0]
    assert lines[1:] == [
        "<memory>",
        "[1] Kullanıcının kedisinin adı Pamuk. (kullanıcının sözü, 2026-11-20)",
        "[2] Ayşe geldi. (kullanıcının sözü, Ayşe, 2026-11-20)",
        "[3] Olur. (önceki bir yanıt, doğrulanmadı, 2026-11-20)",
        "[4] Kira sözleşmesi.pdf, sayfa 3, 2026-11-20 (belge):",
        "> Kira 5.000 lira.",
        "> Her ayın beşinde ödenir.",
        "[5] Kira sözleşmesi.pdf, sayfa 3, 2026-11-20 (internetten, doğrulanmadı):",
        "> x",
        "</memory>",
    ]


@pytest.mark.parametrize("language", ["en", "tr"])
def test_what_is_left_of_memories_keeps_the_numbers_it_was_given(language):
    first, third = (
        Recollection(item(text), 1.0, number=number)
        for text, number in (("Pamuk is a cat.", 2), ("Kedi beyazdır.", 3))
    )
    lines = fenced([first, third], language).split("\n")
    assert [line[:4] for line in lines if line.startswith("[")] == ["[2] ", "[3] "]


def test_only_documents_are_to_be_cited():
    assert "cite" not in fenced(recalled(item("x")), "en")
    assert "cite its number" in fenced(recalled(page("x")), "en")


def test_the_folders_above_a_file_are_not_told():
    assert "/home" not in fenced(recalled(page("x")), "en")


def test_the_set_holds_many_kinds_of_attack_in_both_languages():
    assert len(ROWS) >= 60
    assert len({(row["attack"], row["lang"]) for row in ROWS}) >= 16
    assert len({row["id"] for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_no_attack_leaves_the_fence(row):
    found = recalled(item(SAID), attack(row), item(SAID))
    block = fenced(found, row["lang"])
    # The frame is that of a block whose memories all say nothing bad.
    good = attack({**row, "text": "a", "path": "/b.txt", "speaker": "c"})
    frame = fenced(recalled(item(SAID), good, item(SAID)), row["lang"])
    assert [block.count(mark) for mark in FENCE] == [1, 1]
    assert block.endswith("\n" + FENCE[1])
    before, _, inner = block.partition(f"\n{FENCE[0]}\n")
    assert before == frame.partition(f"\n{FENCE[0]}\n")[0]
    inside = inner.split("\n")[:-1]
    assert "".join(inside).splitlines() == ["".join(inside)]
    numbered = [line for line in inside if re.match(r"\[\d+\] ", line)]
    assert [line[:4] for line in numbered] == ["[1] ", "[2] ", "[3] "]
    assert all(line.startswith("> ") for line in inside if line not in numbered)
    assert re.findall(r"\[\d+\]", "\n".join(inside)) == ["[1]", "[2]", "[3]"]


@pytest.fixture(scope="module")
def prompts():
    return Prompts(load(EngineConfig(BUNDLED_MODEL)))


def test_nothing_in_an_attack_becomes_a_control_token(prompts):
    def controls(text: str) -> int:
        asked = (Message("system", text), Message("user", "?"))
        request = GenerationRequest("c", asked, SamplingParams(), instruction=text)
        return sum(token in prompts.silent for token in prompts.build(request).ids)

    plain = controls("x")
    for row in ROWS:
        block = fenced(recalled(attack(row)), row["lang"])
        assert controls(block) == plain, row["id"]


@pytest.mark.parametrize(
    ("answer", "numbers"),
    [
        ("Kira 5.000 lira [1].", (1,)),
        ("[2][1] ve [1, 3]", (1, 2, 3)),
        ("[4] [0] [99]", ()),
        ("Kira[2], `v[1]` değil.\n```\nv[3]\n```", (2,)),
        ("Kira [1]\n```\nv[3]", (1,)),
        ("Bilmiyorum.", ()),
        ("[ 1]", ()),
    ],
)
def test_what_an_answer_cites(answer, numbers):
    assert cited(answer, 3) == numbers
