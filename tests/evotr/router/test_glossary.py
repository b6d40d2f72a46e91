from evotr.paths import BUNDLED_ROUTER
from evotr.router.glossary import build_glossary, read_glossary
from evotr.router.reading import read


def test_the_longest_stem_wins_and_unknown_words_stay():
    glossary = build_glossary({"kira": "rent", "kiraci": "tenant"}, {})

    assert glossary.gloss(("kiracinin", "kirasi", "zumzuk")) == (
        "tenant",
        "rent",
        "zumzuk",
    )


def test_a_short_stem_is_a_whole_word():
    glossary = build_glossary({"at": "horse"}, {})

    assert glossary.gloss(("at", "atom")) == ("horse", "atom")


def test_a_phrase_comes_before_its_words():
    glossary = build_glossary(
        {"acik": "open", "kaynak": "source"}, {"acik artir": "auction"}
    )

    assert glossary.gloss(("acik", "artirmada")) == ("auction",)
    assert glossary.gloss(("acik", "kaynak")) == ("open", "source")
    assert glossary.gloss(("acik",)) == ("open",)


def test_the_carried_glossary_covers_the_fields():
    glossary = read_glossary(BUNDLED_ROUTER / "glossary.toml")

    said = glossary.gloss(read("Kiracı davası ve hastalık, Osmanlı faizi").words)

    assert {"tenant", "disease", "ottoman"} <= set(said)
    assert len(glossary.stems) >= 700
