import itertools
import re
from random import Random

import pytest

from evotr.domain import fold, fold_tokens
from evotr.night.phrasing import (
    crossed,
    mentions,
    neighbour,
    phrasings_of,
    read_wording,
    translation,
)
from evotr.night.phrasing.phrasings import MOST
from evotr.text import LANGUAGES

QUESTIONS = {
    "en": [
        "What is the capital of Zorvan?",
        "Who founded Kelmir?",
        "How do I descale the coffee machine?",
        "who wrote the song Blue Hollow",
        "Format {x} as {0}, please.",
        "Where's the spare key of A-12?",
    ],
    "tr": [
        "Zorvan'ın başkenti neresi?",
        "Telmak-7 sözleşmesini kim imzaladı?",
        "bulaşık makinesi tuzu ne zaman konur",
        "İzbırak köyünün muhtarı kim?",
        "Çamlık ne?",
    ],
}
ASKED = [(lang, text) for lang, texts in QUESTIONS.items() for text in texts]


@pytest.mark.parametrize(("language", "question"), ASKED)
@pytest.mark.parametrize("count", [4, 6, 8, MOST])
def test_it_has_so_many_paraphrases_and_three_probes_all_different(
    language, question, count
):
    made = phrasings_of(question, language, seed=3, count=count)
    assert made.training[0] == question
    assert len(made.training) == count + 1
    assert len(made.probes) == 3
    everything = [fold(text) for text in (*made.training, *made.probes)]
    assert len(set(everything)) == len(everything)


@pytest.mark.parametrize(("language", "question"), ASKED)
def test_the_same_seed_gives_the_same_and_another_gives_others(language, question):
    first, again, other = (
        phrasings_of(question, language, seed=seed, count=8) for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


def test_the_number_of_paraphrases_changes_no_probe():
    few, many = (
        phrasings_of("Who founded Kelmir?", "en", seed=5, count=n) for n in (4, 8)
    )
    assert few.probes == many.probes
    assert few.training == many.training[:5]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_probe_shares_its_template_with_a_training_phrasing(language):
    wording = read_wording(language)

    def words(styles):
        for line in itertools.chain(*styles.values()):
            bare = re.sub(r"\{\w+\}", " ", line)
            yield frozenset(fold_tokens(bare)), line

    for (mine, probe), (theirs, training) in itertools.product(
        words(wording.probes), words(wording.training)
    ):
        shared = len(mine & theirs) / max(len(mine | theirs), 1)
        assert shared < 0.5, (probe, training)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_style_has_a_template_that_fits_any_question(language):
    wording = read_wording(language)
    assert len(wording.training) == MOST
    assert len(wording.probes) == 3
    for lines in (*wording.training.values(), *wording.probes.values()):
        assert any("{about}" not in line and "{what}" not in line for line in lines)


def test_a_question_is_put_into_a_sentence_where_its_shape_is_known():
    english = seen_in("What is the capital of Zorvan?", "en")
    assert "I'd like to know what the capital of Zorvan is." in english
    turkish = seen_in("Zorvan'ın başkenti neresi?", "tr")
    assert "Zorvan'ın başkentinin neresi olduğunu öğrenmek istiyorum." in turkish


@pytest.mark.parametrize(
    ("question", "what"),
    [
        ("When was the Vefun bridge built?", "when the Vefun bridge was built"),
        ("What is Nusum sauce made from?", "what Nusum sauce is made from"),
        ("What's this tool used for?", "what this tool is used for"),
        ("Where is the spare key kept?", "where the spare key is kept"),
        ("When is the shop open?", "when the shop is open"),
        ("How many rooms does the inn have?", "how many rooms the inn has"),
        ("What is the top speed?", "what the top speed is"),
        ("Where is the red one?", "where the red one is"),
        ("What is it called?", "what it is called"),
        ("What is a set?", "what a set is"),
        ("What is the left?", "what the left is"),
        ("Where is the hotel we stayed at?", "where the hotel we stayed at is"),
        ("What is the city he was born in?", "what the city he was born in is"),
    ],
)
def test_an_english_verb_stands_where_it_does_inside_a_sentence(question, what):
    assert [one for one in seen_in(question, "en") if one.endswith(f" {what}.")]


@pytest.mark.parametrize(
    ("question", "what"),
    [
        ("Stajem şirketini kim kurdu?", "Stajem şirketini kimin kurduğunu"),
        ("Siyik romanını kim yazdı?", "Siyik romanını kimin yazdığını"),
        ("Raporu dün kim getirdi?", "Raporu dün kimin getirdiğini"),
        ("Trastit otelinin kaç odası var?", "Trastit otelinin kaç odası olduğunu"),
    ],
)
def test_a_turkish_verb_ends_as_it_does_inside_a_sentence(question, what):
    assert f"{what} öğrenmek istiyorum." in seen_in(question, "tr")


@pytest.mark.parametrize(
    "question",
    [
        "ilk kadın pilotumuz kim?",
        "İlk kadın pilotumuz kim?",
        "bugün günlerden ne?",
        "Kadının içtiği su ne?",
    ],
)
def test_a_turkish_ending_that_would_be_wrong_is_not_put_on(question):
    assert [text for text in seen_in(question, "tr") if "olduğunu" in text] == []


def test_a_turkish_ending_is_put_on_what_ends_with_a_vowel():
    made = seen_in("evin iç kapısı için boya ne?", "tr")
    assert "Evin iç kapısı için boyanın ne olduğunu öğrenmek istiyorum." in made


LOWER_I = [
    "istanbul'un ilk valisi kimdir?",
    "ilk kadın pilotumuz kim?",
    "ışık hızının değeri nedir?",
]


@pytest.mark.parametrize("question", LOWER_I)
def test_a_turkish_sentence_begins_with_a_turkish_letter(question):
    wording = read_wording("tr")
    made = seen_in(question, "tr", turns=40)
    for turn in range(9):
        made |= {*phrasings_of(question, "tr", seed=turn, count=0).probes}
    begun = {text.split()[0].strip(",.:;?") for text in made}
    dotless = {word for word in begun if word.startswith("I")} - {"I"}  # "I have …"
    turkish = {"ı" + word[1:] for word in dotless}
    assert turkish <= {"ışık", *wording.stray, *_asides(wording)}
    own = question.split()[0]
    assert ("İ" if own[0] == "i" else "I") + own[1:] in begun


def _asides(wording):
    return {
        word for lines in wording.asides.values() for word in " ".join(lines).split()
    }


def test_an_english_sentence_begins_with_an_english_letter_and_a_name_as_its_own():
    made = seen_in("what is iron made of?", "en") | seen_in("who is isaac?", "en")
    assert not [text for text in made if text.startswith("İ")]
    made = seen_in("iPhone'un ilk modelinin adı ne?", "tr")
    assert "iPhone'un ilk modelinin adının ne olduğunu bilmek istiyorum." in made


def test_capitals_hide_no_small_word():
    made = seen_in("KİM KURDU KELMİR'İ?", "tr")
    assert "KURDU KELMİR'İ" in made
    assert not [text for text in made if "kİM" in text]


@pytest.mark.parametrize(
    "question",
    [
        "Titanik'i kim yapmıştı?",
        "Yarışı kim kazanıyordu?",
        "Oraya kim gidecekti?",
        "Kapıda kim vardı?",
    ],
)
def test_other_turkish_verbs_are_left_as_they_are_asked(question):
    told = [text for text in seen_in(question, "tr") if "kimin" in text]
    assert told == []


def seen_in(question, language, turns=100):
    """Everything that is trained on in many turns."""
    made = (
        phrasings_of(question, language, seed=0, count=MOST, turn=turn)
        for turn in range(turns)
    )
    return {text for phrasings in made for text in phrasings.training}


def test_each_turn_has_its_own_paraphrases_and_the_same_probes():
    first, second = (
        phrasings_of("Who founded Kelmir?", "en", seed=5, count=4, turn=turn)
        for turn in (0, 1)
    )
    assert first.probes == second.probes
    assert first.training[0] == second.training[0]
    assert set(first.training[1:]) != set(second.training[1:])
    everything = seen_in("Who founded Kelmir?", "en")
    assert len(everything) > 30
    assert not everything & set(first.probes)


def test_the_telling_words_are_asked_for_as_in_a_search():
    made = seen_in("What is the capital of Zorvan?", "en")
    assert made > {"capital Zorvan", "capital Zorvan?", "Zorvan capital"}


def test_hurried_turkish_loses_its_letters_in_some_and_keeps_them_in_others():
    made = seen_in("İzbırak köyünün muhtarı kim?", "tr")
    assert made > {"izbırak köyünün muhtarı kim", "izbirak koyunun muhtari kim"}


def test_a_neighbour_asks_the_same_of_another_thing():
    made = neighbour("What is the capital of Zorvan?", "en", Random(1))
    assert re.fullmatch(r"What is the capital of [A-Z]\w+\?", made)
    assert "Zorvan" not in made
    number = neighbour("Where's the spare key of A-12?", "en", Random(1))
    assert re.fullmatch(r"Where's the spare key of A-\d\d\?", number)
    assert "12" not in number


def test_a_turkish_neighbour_keeps_its_endings():
    made = neighbour("Zorvan'ın başkenti neresi?", "tr", Random(2))
    assert re.fullmatch(r"[A-Z]\w+an'ın başkenti neresi\?", made)


@pytest.mark.parametrize(
    ("question", "language", "ending"),
    [
        ("İSKİ'nin genel müdürü kim?", "tr", "i'nin genel müdürü kim?"),
        ("Who runs İSKİ?", "en", "i?"),
        ("TÜRKSAT İŞTİ ne zaman kuruldu?", "tr", "i ne zaman kuruldu?"),
        ("KADI'nın görevi ne?", "tr", "ı'nın görevi ne?"),
    ],
)
def test_a_neighbours_name_is_spelled_as_its_language_spells(
    question, language, ending
):
    for seed in range(20):
        made = neighbour(question, language, Random(seed))
        assert made.endswith(ending)
        assert "\u0307" not in made


def test_a_question_without_a_thing_has_no_neighbour():
    assert neighbour("Ne?", "tr", Random(1)) is None
    assert mentions("Ne?", "tr") == []


def test_crossing_asks_what_another_asks_about_this_thing():
    mine, other = "What is the capital of Zorvan?", "Who founded Kelmir?"
    assert crossed(mine, other, "en") == "Who founded Zorvan?"
    assert crossed(mine, mine, "en") is None


@pytest.mark.parametrize(
    ("name", "other", "made"),
    [
        ("Zorvan", "Kelmir'in nehri ne?", "Zorvan'ın nehri ne?"),
        ("Zorvan", "Bardan’ın nehri ne?", "Zorvan’ın nehri ne?"),
        ("Zaze", "Zorvan'ın nehri ne?", "Zaze'nin nehri ne?"),
        ("Zaze", "Trimunes sosu neyden yapılır?", "Zaze sosu neyden yapılır?"),
        ("Kuzut", "Kelmir'de kim yaşıyor?", "Kuzut'ta kim yaşıyor?"),
        ("A-12", "Kelmir'den kim geldi?", "A-12'den kim geldi?"),
        ("Zorvan", "Bardan'lı kim?", "Zorvan'lı kim?"),
        ("Zorvan", "Kelmir'li kim?", None),
        ("Zorvan", "başkentinin nüfusu kaç?", None),
    ],
)
def test_crossing_in_turkish_gives_a_name_its_own_ending(name, other, made):
    assert crossed(f"{name} nerede?", other, "tr") == made


def test_what_only_mentions_a_thing_asks_nothing():
    lines = mentions("Zorvan'ın başkenti neresi?", "tr")
    assert len(lines) == 3
    assert all("Zorvan" in line and "?" not in line for line in lines)


BOTH = [("What is the capital of Zorvan?", "en"), ("Kelmir'i kim kurdu?", "tr")]


@pytest.mark.parametrize(("question", "language"), BOTH)
def test_the_other_language_is_one_style_more_in_some_turns(question, language):
    other = translation(question, language)
    own = seen_in(question, language, turns=400)
    found = []
    for turn in range(400):
        made = phrasings_of(
            question, language, seed=0, count=5, turn=turn, other=other
        ).training
        assert len(made) == 6
        assert made[0] == question
        found.append([text for text in made[1:] if other.text == text])
        told = [text for text in made if is_in_other_language(text, own, other)]
        assert len(told) <= 1
    plain = sum(map(len, found))
    # As likely as each of sixteen styles, half of the time as it is.
    assert 400 * 5 / 16 / 2 * 0.7 < plain < 400 * 5 / 16 / 2 * 1.3


def is_in_other_language(text, own, other):
    return other.text.rstrip("?").casefold() in text.casefold() and text not in own


@pytest.mark.parametrize(("question", "language"), BOTH)
def test_the_other_language_changes_no_probe_and_comes_as_one_asks_there(
    question, language
):
    other = translation(question, language)
    made = [
        phrasings_of(question, language, seed=0, count=5, turn=turn, other=other)
        for turn in range(200)
    ]
    assert made == [
        phrasings_of(question, language, seed=0, count=5, turn=turn, other=other)
        for turn in range(200)
    ]
    plain = phrasings_of(question, language, seed=0, count=5)
    assert {one.probes for one in made} == {plain.probes}
    locked = phrasings_of(other.text, other.language, seed=0, count=0).probes
    there = seen_in(other.text, other.language, turns=400)
    taught = {text for one in made for text in one.training}
    assert not taught & set(locked)
    assert len({text for text in taught if text in there}) > 5
