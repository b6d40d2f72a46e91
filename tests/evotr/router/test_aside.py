import pytest

from evotr.domain import fold
from evotr.paths import BUNDLED_ROUTER
from evotr.router.aside import read_aside

ASIDE = read_aside(BUNDLED_ROUTER / "patterns.toml")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Forget the tax, which cake freezes well?", "which cake freezes well?"),
        ("Leave the law out of it: how do I boil rice?", "how do I boil rice?"),
        ("No lecture please, how was your day?", "how was your day?"),
        ("Hukuk değil, bugün ne pişirsem onu sor.", "bugün ne pişirsem onu sor."),
        ("Bana ders verme, biraz sohbet edelim.", "biraz sohbet edelim."),
        ("ilac onerme; hangi cayi icsem", "hangi cayi icsem"),
        ("Vet bills aside, who gets the dog?", "who gets the dog?"),
        ("I don't care about stocks, help me pick.", "help me pick."),
        (
            "I talk about code, but what I need is a good night's sleep.",
            "what I need is a good night's sleep.",
        ),
        (
            "I mention tax only because he asked; where do we eat?",
            "where do we eat?",
        ),
        ("Vergi desem de asıl derdim uyku.", "asıl derdim uyku."),
        ("Kaza geçti, derdim o değil; kime kızsam ki?", "kime kızsam ki?"),
        ("Borsayı sormuyorum, bana bir şiir oku.", "bana bir şiir oku."),
        (
            "Merhaba! Hava güzel. Asıl sorum şu: bu çorbaya ne kadar tuz koyayım?",
            "Asıl sorum şu: bu çorbaya ne kadar tuz koyayım?",
        ),
        ("Selam. Borsa bir yana, tatil nasıl geçti?", "Selam.   tatil nasıl geçti?"),
    ],
)
def test_what_is_set_aside_is_not_read(text, left):
    assert ASIDE.left(text).strip() == left
    assert ASIDE.may_stand_in(fold(text))


def test_most_questions_hold_no_word_that_sets_something_aside():
    assert not ASIDE.may_stand_in(fold("IŞIK neden suda kırılır?"))
    assert ASIDE.may_stand_in(fold("ASIL DERDİM uyku, neden uyuyamıyorum ki acaba?"))


def test_a_clause_that_needs_no_letters_is_always_looked_for(tmp_path):
    file = tmp_path / "patterns.toml"
    file.write_text('aside = ["forget [a-z]+,", "[a-z]+[:;]"]')
    aside = read_aside(file)
    assert aside.may_stand_in("x")
    assert aside.left("tax: which cake is best?").strip() == "which cake is best?"


@pytest.mark.parametrize(
    "text",
    [
        "No module named numpy, what do I install?",
        "Skip",
        "Kiracım para vermedi, ne yapayım?",
        "Forget it, thanks.",
        "Değerim 6 çıktı, asıl sorum bu normal mi?",
        "My script fails, but what I want is nine.",
        "Not found: the page is gone, why?",
        "forget the tax, " + "word " * 100,
    ],
)
def test_what_is_asked_is_left_as_it_is(text):
    assert ASIDE.left(text) == text
