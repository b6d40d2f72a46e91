from dataclasses import replace
from datetime import UTC, datetime

import pytest

from evotr.domain import MemoryItem, Source
from evotr.memory.no_answer import holds_no_answer

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def said(text, speaker="user", kind="episode"):
    return MemoryItem("m", kind, text, speaker, Source(), NOW)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("When is the rent due?", "When is the rent due?"),
        ("when is the rent due", "When's the rent due?"),
        ("When is my rent due again?", "When is the rent due?"),
        ("Do you know when the rent is due?", "When is the rent due?"),
        ("Kira ne zaman ödenecek?", "kira ne zaman odenecek"),
        ("Kiranın ne zaman ödeneceğini biliyor musun?", "Kira ne zaman ödenecek?"),
        ("Kedimin adı ne", "Kedimin adı neydi?"),
    ],
)
def test_a_question_that_is_asked_again_holds_no_answer(text, question):
    assert holds_no_answer(said(text), question)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("The rent is due on the fifth.", "When is the rent due?"),
        ("The rent is due.", "Is the rent due?"),
        ("When is the rent due? It is the fifth, I think.", "When is the rent due?"),
        ("Did Elif move to her new house in Bursa?", "Where did Elif move?"),
        ("Kira ayın beşinde ödenecek.", "Kira ne zaman ödenecek?"),
        ("Kedimin adı Pamuk.", "Kedimin adı Pamuk mu?"),
        ("", "When?"),
    ],
)
def test_what_says_more_may_hold_it(text, question):
    assert not holds_no_answer(said(text), question)


@pytest.mark.parametrize(
    "text",
    [
        "I don't know that.",
        "I'm sorry. I do not know when the rent is due.",
        "Sorry, I don’t have that. Would you like to tell me?",
        "Bunu bilmiyorum.",
        "That is not in my memory.",
        "Kiranın tarihi hafızamda yok.",
        "Üzgünüm. Kiranın ne zaman ödeneceğini bilmiyorum.",
        "Bununla ilgili belleğimde bir şey yok.",
        "There is nothing about that in my memory.",
    ],
)
def test_the_assistant_not_knowing_holds_no_answer(text):
    assert holds_no_answer(said(text, "assistant"), "When is the rent due?")
    assert not holds_no_answer(said(text), "When is the rent due?")


@pytest.mark.parametrize(
    "text",
    [
        "The rent is due on the fifth.",
        "I don't know the sum, but the rent is due on the fifth.",
        "I don't know the sum. The rent is due on the fifth.",
        "Tutarı bilmiyorum ama kira ayın beşinde.",
        "Kira ayın beşinde, tutarını bilmiyorum.",
        "The rent is due on the fifth; I don't know the sum.",
        "When is the rent due?",
        "",
    ],
)
def test_the_assistant_knowing_something_may_hold_it(text):
    assert not holds_no_answer(said(text, "assistant"), "When is the rent due?")


def test_facts_pages_and_other_people_are_left_alone():
    asked = "When is the rent due?"
    assert not holds_no_answer(said(asked, kind="fact"), asked)
    assert not holds_no_answer(said(asked, "", "document"), asked)
    assert not holds_no_answer(said(asked, "Mary"), asked)


@pytest.mark.parametrize("text", ["Tamam.", "Okay.", "Rica ederim!", "Hello!"])
def test_greetings_and_assent_hold_no_answer(text):
    assert holds_no_answer(said(text, "assistant"), "Kedimin adı ne?")
    assert holds_no_answer(said(text), "Kedimin adı ne?")
    assert not holds_no_answer(said(text, "Mary"), "Kedimin adı ne?")
    assert not holds_no_answer(said(f"{text} Pamuk."), "Kedimin adı ne?")


@pytest.mark.parametrize(
    "text",
    [
        "Tamam, aklımda tutacağım.",
        "Not ettim. Bunu unutmayacağım!",
        "Thanks, I noted that.",
        "Got it. I’ll keep that in mind.",
    ],
)
def test_the_assistant_taking_note_holds_no_answer(text):
    assert holds_no_answer(said(text, "assistant"), "Kedimin adı ne?")
    assert not holds_no_answer(said(f"{text} Pamuk.", "assistant"), "Kedimin adı ne?")
    assert not holds_no_answer(said(text), "What did I note?")


@pytest.mark.parametrize(
    "text",
    [
        "Fatura numarası kaç?",
        "What's my name?",
        "Depozito ne kadar?",
        "where do i live",
    ],
)
def test_a_short_question_that_names_nothing_holds_no_answer(text):
    asked = "When is the boiler serviced?"
    assert holds_no_answer(said(text), asked)
    assert not holds_no_answer(said(text, "Mary"), asked)
    assert not holds_no_answer(said(text), "What did I ask you yesterday?")
    assert not holds_no_answer(said(text), "Sana dün ne sormuştum?")
    assert not holds_no_answer(said(f"{text} The boiler is broken."), asked)


@pytest.mark.parametrize(
    "text",
    [
        "Why is my cat Pamuk sick?",
        "Kedim Pamuk neden hasta?",
        "Did the boiler break?",
        "How do I descale the old boiler of my mother's flat?",
        "What fits a flat of 70 square metres?",
    ],
)
def test_a_question_that_tells_something_may_hold_it(text):
    assert not holds_no_answer(said(text), "When is the boiler serviced?")


def paper(text, collection="general"):
    source = Source(path="/spy.txt", quote=text)
    item = MemoryItem("m", "document", text, "", source, NOW)
    return replace(item, trust="document", collection=collection)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Benim adım Casus. Prag güzeldir.", "Adım ne?"),
        ("My name is Spy. Prague is fine.", "What is my name?"),
        ("My name is Spy.", "Adım ne?"),
        ("I live in Prague.", "Where do I live?"),
    ],
)
def test_a_writer_is_not_who_asks(text, question):
    assert holds_no_answer(paper(text), question)
    assert not holds_no_answer(paper(text, "user"), question)
    assert not holds_no_answer(said(text), question)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Kira ayın beşinde ödenir.", "Kiramı ne zaman ödüyorum?"),
        ("Benim adım Casus.", "Casusun adı ne?"),
        ("Benim adım Casus.", "Belgeye göre adım ne?"),
        ("I cook lentils for twenty minutes.", "How do I cook lentils?"),
        ("I like dogs. The rent is due on the fifth.", "When is my rent due?"),
    ],
)
def test_a_page_answers_what_is_not_of_its_writer(text, question):
    assert not holds_no_answer(paper(text), question)


def test_what_was_answered_from_documents_is_not_told_of_the_user():
    answer = replace(said("Adın Casus.", "assistant"), trust="document")
    assert holds_no_answer(answer, "Adım ne?")
    assert not holds_no_answer(answer, "Bana adımı ne demiştin?")
    assert not holds_no_answer(answer, "Casusun adı ne?")
    own = replace(answer, trust="assistant")
    assert not holds_no_answer(own, "Adım ne?")


@pytest.mark.timeout(20)
@pytest.mark.parametrize("piece", ["x", "-", "I ", "“", "ne ", "adım", "\n", "?", ". "])
def test_odd_text_is_read_in_time(piece):
    text = piece * 50_000
    for item in (said(text), said(text, "assistant"), paper(f"{text} my x")):
        assert holds_no_answer(item, "Adım ne?") in {True, False}
    assert not holds_no_answer(said("Kira beşinde."), text)
