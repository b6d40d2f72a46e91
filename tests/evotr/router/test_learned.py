from dataclasses import replace

import pytest

from evotr.domain import Exemplar, Message, RouteQuery
from evotr.router.opening import open_router
from tests.fakes.embedder import FakeEmbedder

CODE = {
    "c": '#include <stdio.h>\nint main(void) { printf("%d", 1); return 0; }',
    "java": "public class A { public static void main(String[] a) { } }",
    "rust": "fn main() { let x: i32 = 5; }",
    "go": "package main\nfunc main() { x := 1 }",
    "kotlin": "fun main() { println(1) }",
    "js": "const f = (a) => { return a; };",
    "sql": "SELECT id, name FROM users WHERE age > 30;",
    "html": "<!DOCTYPE html><html><body></body></html>",
    "php": "<?php echo 1; ?>",
    "sh": "#!/bin/sh\nls -la | grep x",
}
LOG = "2026-01-02 10:11:12,131 INFO worker[12] done id=42\n" * 4_000


@pytest.fixture(params=["words", "meaning"])
def router(knowledge, request):
    return open_router(
        knowledge, FakeEmbedder() if request.param == "meaning" else None
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "\0",
        "\ud800",
        "😀🎉",
        "?!…",
        "12345",
        LOG,
        "مرحبا كيف حالك اليوم",
        "Ich habe heute meinen Schlüssel verloren und weiß nicht, was ich tun soll",
        *CODE.values(),
    ],
)
def test_what_asks_nothing_goes_to_the_base_with_low_confidence(router, text):
    route = router.route(RouteQuery(text))

    assert route.experts == ()
    assert route.confidence < 0.5
    assert route.ranking[0][0] == "general"


def test_a_route_says_why(router):
    route = router.route(RouteQuery("Metindeki kelimeleri sayan bir fonksiyon yaz."))

    assert route.experts == (("python_coder", 1.0),)
    assert "fonksiyon" in route.why.keywords
    assert route.ms > 0
    probabilities = [probability for _, probability in route.ranking]
    assert probabilities == sorted(probabilities, reverse=True)
    assert all(0 <= probability <= 1 for probability in probabilities)
    assert route.confidence == probabilities[0]


def test_the_closest_exemplar_explains(fitted):
    text = "My head hurts since yesterday, what should I take?"
    route = open_router(fitted, FakeEmbedder()).route(RouteQuery(text))

    assert route.stage == "semantic"
    assert route.why.example == text
    assert route.why.similarity == pytest.approx(1, abs=0.01)


def test_a_translation_may_be_asked_for_in_a_third_language(knowledge):
    lessons = (
        "Übersetze ins Türkische: Ich habe mich verlaufen.",
        "Traduce al turco: ¿Cuánto cuesta esto?",
        "Traduis en turc : Je voudrais une table.",
        "Bu cümleyi İngilizceye çevir: Geç kaldım.",
        "Translate into Turkish: I am late.",
    )
    taught = (Exemplar(text, "translation") for text in lessons)
    more = replace(knowledge, exemplars=(*knowledge.exemplars, *taught))
    router = open_router(more, FakeEmbedder())
    asked = RouteQuery("Übersetze ins Türkische: Ich habe das Buch verloren.")
    said = RouteQuery("Ich habe heute das Buch verloren und suche es noch.")

    assert router.route(asked).pick == "translation"
    assert router.route(said).stage == "fallback"
    without = router.among({"medical"}).route(asked)
    assert (without.experts, without.stage) == ((), "fallback")


def test_only_candidates_answer(router):
    query = RouteQuery("Metindeki kelimeleri sayan bir fonksiyon yaz.")
    route = router.among({"medical"}).route(query)

    assert {name for name, _ in route.ranking} == {"medical", "general"}


def test_a_follow_up_keeps_its_expert(router):
    route = router.route(RouteQuery("peki ya üçü?", previous="medical"))

    assert route.pick == "medical"


def test_the_history_says_who_answered_before(router):
    said = (
        Message("user", "Metindeki kelimeleri sayan bir fonksiyon yaz."),
        Message("assistant", "def say(metin): ..."),
    )

    assert router.route(RouteQuery("peki ya üçü?", said)).pick == "python_coder"


def test_a_new_subject_changes_the_expert(router):
    text = "Karnım ağrıyor, doktora gitmeli miyim?"

    assert router.route(RouteQuery(text, previous="python_coder")).pick == "medical"


@pytest.mark.parametrize("text", ["👍", "Çok teşekkürler!", "Wo ist hier der Bahnhof?"])
def test_what_goes_on_with_nothing_is_no_follow_up(router, text):
    route = router.route(RouteQuery(text, previous="medical"))

    assert route.experts == ()
    assert route.confidence <= 0.2


def test_a_number_is_a_follow_up(router):
    assert router.route(RouteQuery("42", previous="medical")).pick == "medical"


def test_one_embedding_per_turn(fitted):
    embedder = FakeEmbedder()
    router = open_router(fitted, embedder)
    router.route(RouteQuery("what could that rash on my arm be", previous="medical"))

    assert [len(texts) for texts in embedder.asked] == [1]
