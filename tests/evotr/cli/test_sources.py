"""What an answer was given of the memory, under it and as JSON."""

import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from rich.console import Console

from evotr.cli.context import Context
from evotr.cli.sources import plain_recalled, print_recalled, print_sources
from evotr.domain import (
    MemoryItem,
    Recalled,
    Recollection,
    Source,
    correction_topic,
)
from evotr.paths import BUNDLED_MODEL
from evotr.settings import Settings
from evotr.text import Catalog

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SAID = MemoryItem("m1", "fact", "Kedim Pamuk.", "user", Source("c", "s"), NOON)
PAGE = MemoryItem(
    "m2",
    "document",
    "Kira › Ödeme\nKira her ayın\x1b[31m beşinde ödenir.",
    "",
    Source(path="/home/me/Kira.pdf", page=3, quote="Kira her ayın beşinde ödenir."),
    NOON,
    trust="document",
)
BOTH = Recalled((Recollection(SAID, 0.91239), Recollection(PAGE, 0.5)))


@pytest.fixture(params=["tr", "en"])
def said(request, home):
    """What is printed in both languages."""
    settings, say = Settings(evotr_home=home), Catalog.load(request.param)

    def said(show, *values):
        out = io.StringIO()
        console = Console(file=out, width=200)
        show(Context(settings, say, console, console), *values)
        return request.param, out.getvalue().splitlines()

    return said


def test_what_an_answer_cites_stands_under_it(said):
    language, lines = said(print_sources, BOTH, "Ayın beşinde [2].")
    page = {"tr": "sayfa", "en": "page"}[language]
    assert lines == [
        {"tr": "Kaynaklar:", "en": "Sources:"}[language],
        f"[2] Kira.pdf, {page} 3: “Kira her ayın beşinde ödenir.”",
    ]


def test_documents_that_were_not_cited_are_named_as_such(said):
    language, lines = said(print_sources, BOTH, "Ayın beşinde.")
    assert {"tr": "gösterilmedi", "en": "not cited"}[language] in lines[0]
    assert [line[:3] for line in lines[1:]] == ["[2]"]


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ("Kira günü hafızamda yok, bilmiyorum.", 0),
        ("I don't know that.", 0),
        ("Bunu bilmiyorum, ama kira sözleşmesi beşi diyor.", 2),
        ("I don't know that; see [2].", 2),
        ("Kira ayın beşinde, tutarını bilmiyorum.", 2),
        ("The rent is due on the fifth; I don't know the sum.", 2),
    ],
)
def test_nothing_that_was_read_is_told_of_an_answer_that_knows_nothing(
    said, answer, shown
):
    assert len(said(print_sources, BOTH, answer)[1]) == shown


def test_what_was_said_is_shown_where_it_is_cited_or_asked_for(said):
    assert said(print_sources, Recalled(BOTH.items[:1]), "Pamuk.")[1] == []
    language, lines = said(print_sources, BOTH, "Pamuk [1].")
    who = {"tr": "Siz", "en": "You"}[language]
    assert lines[1] == f"[1] {who}, 2026-11-20: “Kedim Pamuk.”"
    assert len(said(print_recalled, BOTH)[1]) == 3
    assert len(said(print_recalled, Recalled(()))[1]) == 1


def test_what_was_forgotten_leaves_the_others_the_numbers_that_were_read(said):
    left = replace(BOTH.items[1], number=2)
    _, lines = said(print_recalled, Recalled((left,), forgotten=1))
    assert lines[1].startswith("[2] Kira.pdf")
    assert len(lines) == 2


def test_long_texts_are_cut_and_cannot_drive_the_terminal(said):
    item = Recollection(
        MemoryItem("m", "document", "\x1b[31m" + "uzun " * 99, "", Source(), NOON), 1.0
    )
    _, lines = said(print_sources, Recalled((item,)), "")
    assert len(lines) == 2
    assert "\x1b" not in lines[1]
    assert lines[1].endswith(" …”")
    assert len(lines[1]) < 240


def test_the_part_that_answers_is_shown(said):
    answers = "Depozito 27.000 liradır."
    item = replace(PAGE, source=replace(PAGE.source, quote="Giriş. " * 99 + answers))
    found = Recalled((Recollection(item, 0.5, answers),))
    assert said(print_sources, found, "[1]")[1][1].endswith(f"3: “{answers}”")
    assert plain_recalled(found, "")[0]["passage"] == answers


def test_as_json_every_memory_tells_its_source():
    first, second = plain_recalled(BOTH, "Evet [2].")
    assert (first["number"], first["cited"], first["score"]) == (1, False, 0.9124)
    assert (second["cited"], second["trust"]) == (True, "document")
    assert second["source"] == {
        "conversation": None,
        "message": None,
        "path": "/home/me/Kira.pdf",
        "page": 3,
        "quote": "Kira her ayın beşinde ödenir.",
    }


@pytest.fixture
def evotr(schooled, monkeypatch):
    monkeypatch.setenv("BASE_MODEL_PATH", str(BUNDLED_MODEL))
    monkeypatch.setenv("EVOTR_MAX_TOKENS", "3")
    return schooled


def test_an_answer_tells_what_it_was_given(evotr, remember):
    known = remember(
        "Giriş. " * 50 + "Depozito üç kira bedelini geçemez. " + "Son. " * 50,
        kind="document",
        speaker="",
        trust="document",
        source=Source(path="/x/Kira.pdf", page=2),
    )
    asked = "Depozito üç kira bedelini geçer mi?"
    code, out, _ = evotr("ask", asked, "--json")
    found = json.loads(out)
    assert (code, found["memory_fault"]) == (0, None)
    assert [one["id"] for one in found["recalled"]] == [known]
    assert found["recalled"][0]["source"]["page"] == 2
    code, out, err = evotr("ask", asked)
    assert (code, err) == (0, "")
    assert "] Kira.pdf, page 2: “Depozito üç" in out


def test_a_chat_says_why(evotr, remember):
    remember("Başka söz. " * 30 + "Depozito üç kira bedelini geçemez.")
    asked = "Depozito üç kira bedelini geçer mi?"
    lines = f"/why\n{asked}\n/neden\n"
    code, out, err = evotr("chat", "--new", text=lines)
    assert (code, err) == (0, "")
    assert "There is no answer yet." in out
    assert "[1] You, 2026-05-03: “Depozito üç" in out


def test_a_correction_is_told_as_one(said):
    corrected = replace(SAID, topic=correction_topic("Kedimin adı ne?"))
    given = Recalled((Recollection(corrected, 1.0),))
    language, lines = said(print_recalled, given)
    own = {"tr": "Düzeltmeniz", "en": "Your correction"}[language]
    assert lines[1] == f"[1] {own}, 2026-11-20: “Kedim Pamuk.”"
    assert plain_recalled(given, "")[0]["correction"] is True
    assert plain_recalled(BOTH, "")[0]["correction"] is False


def test_an_answer_in_the_users_own_words_says_so(said):
    corrected = replace(SAID, topic=correction_topic("Kedimin adı ne?"))
    given = Recalled((Recollection(corrected, 1.0),), own=True)
    language, lines = said(print_sources, given, "Kedim Pamuk.")
    own = {"tr": "Düzeltmeniz", "en": "Your correction"}[language]
    head = {"tr": "Kendi sözlerinizle", "en": "Answered in your own words"}[language]
    assert lines[0].startswith(head)
    assert lines[1:] == [f"[1] {own}, 2026-11-20: “Kedim Pamuk.”"]


@pytest.mark.parametrize(
    ("asked", "right"),
    [("Kedimin adı ne?", "Kedinizin adı Pamuk."), ("Who am I?", "You are Işıl.")],
)
def test_what_was_corrected_is_answered_at_once(evotr, asked, right):
    first = json.loads(evotr("ask", asked, "--json")[1])
    assert not first["own_words"]
    evotr("feedback", first["message"], "--correct", right)
    code, out, _ = evotr("ask", asked.casefold().rstrip("?"), "--json")
    found = json.loads(out)
    assert (code, found["answer"], found["own_words"]) == (0, right, True)
    assert found["recalled"][0]["correction"] is True
    code, out, err = evotr("chat", "--new", text=f"{asked}\n")
    assert (code, err) == (0, "")
    assert right in out
    assert "[1] Your correction, 2" in out
