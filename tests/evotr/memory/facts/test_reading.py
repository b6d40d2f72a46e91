"""Facts read from one message, in Turkish and English."""

import json
from datetime import UTC, datetime

import pytest

from evotr.domain import fold
from evotr.memory.facts import read_facts
from evotr.paths import PROGRAM

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
PROBES = [
    json.loads(line)
    for line in (PROGRAM / "data/probes/facts.jsonl").read_text("utf-8").splitlines()
]


def read(text):
    return read_facts(text, NOW)


def said(text):
    """Topics and values of a message."""
    return {(fact.topic, fact.value) for fact in read(text)}


def probed(part):
    """How many facts of a part were found, were wrong, and were missed."""
    found = wrong = missed = 0
    for row in PROBES:
        if row["part"] == part:
            wanted = {(topic, fold(value)) for topic, value in row["facts"]}
            facts = {
                (fact.topic, fold(fact.value))
                for fact in read(row["text"])
                if fact.topic != "note"
            }
            found += len(facts & wanted)
            wrong += len(facts - wanted)
            missed += len(wanted - facts)
    return found, wrong, missed


@pytest.mark.parametrize("part", ["dev", "held1", "held2"])
def test_rather_a_fact_is_missed_than_a_wrong_one_kept(part):
    found, wrong, missed = probed(part)
    assert wrong == 0
    assert found / (found + missed) >= 0.98


@pytest.mark.parametrize(
    "text",
    [
        "Here is a mail I got: Dear Sir, my name is Mailman and I live in Rome.",
        "I got this message: my name is Mailman. I live in Rome.",
        "He wrote: my name is Mailman and I live in Rome.",
        "My landlord wrote to me: Hello. My name is Mailman. I live in Rome.",
        "Look. Dear Sir, thanks. My name is Mailman. I live in Rome.",
        "İşte gelen mail: Merhaba. Benim adım Postacı. Roma'da yaşıyorum.",
        "Şu mesaj geldi: Merhaba. Benim adım Postacı. Roma'da yaşıyorum.",
        "Bana şöyle bir e-posta geldi: Benim adım Postacı ve Roma'da yaşıyorum.",
        "Arkadaşımın gönderdiği mesaj: Selam. Adım Postacı. Roma'da yaşıyorum.",
        "Sana yazıyorum. Sayın Yetkili, adım Postacı. Roma'da yaşıyorum.",
    ],
)
def test_what_others_wrote_on_one_line_is_not_the_users_word(text):
    assert read(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Here is my address for later. I live in Rome.",
        "I got a new phone! I live in Rome.",
        "Bir mesaj aldım. Roma'da yaşıyorum.",
    ],
)
def test_what_the_user_says_beside_is_still_theirs(text):
    assert {topic for topic, _ in said(text)} == {"user.home"}


def test_every_quote_stands_literally_in_its_message():
    quotes = [(row["text"], fact.quote) for row in PROBES for fact in read(row["text"])]
    assert len(quotes) > 200
    assert all(quote in text and quote.strip() for text, quote in quotes)


SENTENCES = {
    "Kedimin adı Pamuk.": "Kullanıcının kedisinin adı Pamuk.",
    "My cat's name is Pamuk!": "The user's cat's name is Pamuk.",
    "Artık İzmir'de yaşıyorum.": "Kullanıcının yaşadığı yer: İzmir.",
    "I live in Ankara": "The user lives in Ankara.",
    "annemin doğum günü 3 Mayıs": "Kullanıcının annesinin doğum günü 3 Mayıs.",
    "Kızımın adı Elif": "Kullanıcının kızının adı Elif.",
    "Oğlumun adı Emir": "Kullanıcının oğlunun adı Emir.",
    "Köpeğimin adı Gümüş": "Kullanıcının köpeğinin adı Gümüş.",
    "My wife is a chef": "The user's wife's profession: chef.",
    "Kulübenin wifi şifresi orman42": (
        "Kullanıcının kulübesinin wifi şifresi: orman42."
    ),
    "The wifi password of the cabin is pine-42": (
        "The user's cabin's wifi password is pine-42."
    ),
    "En sevdiğim renk yeşil": "Kullanıcının en sevdiği renk: yeşil.",
    "Favori yemeğim mantı": "Kullanıcının en sevdiği yemek: mantı.",
    "Yarın dişçiye gidiyorum": (
        "Kullanıcının planı: Yarın dişçiye gidiyor (2026-11-22)."
    ),
    "I'm flying to Oslo on 3 July": (
        "A plan of the user: flying to Oslo on 3 July (2027-07-03)."
    ),
}


@pytest.mark.parametrize(("text", "sentence"), SENTENCES.items())
def test_a_fact_is_told_in_the_third_person_and_the_same_language(text, sentence):
    assert [fact.sentence for fact in read(text)] == [sentence]


def test_the_topic_is_the_same_in_both_languages():
    pairs = [
        ("Ankara'da yaşıyorum", "I live in Ankara"),
        ("Plakam 06 AB 12", "My license plate is 06 AB 12"),
        ("En sevdiğim kitap Yaban", "My favorite book is Yaban"),
        ("Ablamın adı Ece", "My older sister's name is Ece"),
    ]
    for turkish, english in pairs:
        assert said(turkish) == said(english) != set()


def test_casing_apostrophes_and_letters_do_not_matter():
    for text in (
        "ANKARA'DA YAŞIYORUM",
        "Ankara’da yaşıyorum",
        "ankarada yasiyorum",
        "Ankara'da yas\u0327ıyorum",
    ):
        ((topic, value),) = said(text)
        assert (topic, fold(value)) == ("user.home", "ankara")


def test_one_value_several_values_and_what_may_be_several():
    (home,) = read("I live in Oslo")
    (tea,) = read("I like tea")
    (film,) = read("My favourite film is Yol")
    (cat,) = read("My cat's name is Pamuk")
    flags = [(fact.exclusive, fact.doubtful) for fact in (home, tea, film, cat)]
    assert flags == [(True, False), (False, False), (False, True), (False, True)]
    (now,) = read("No, my favourite film is Yol now")
    assert (now.exclusive, now.doubtful) == (True, False)
    assert (tea.opposite, home.opposite) == ("user.dislikes", "")


def test_a_message_says_several_things():
    assert said(
        "Selam, ben Ali, 28 yaşındayım ama Konya'da yaşıyorum; ne yapayım?"
    ) == {
        ("user.name", "Ali"),
        ("user.age", "28"),
        ("user.home", "Konya"),
    }
    assert said("I have a cat, what should I feed it?") == {("user.pet", "cat")}


NOTHING = [
    "```\nI live in Ankara\n```",
    "`I live in Ankara`",
    "> I live in Ankara",
    "    I live in Ankara",
    '"I live in Ankara."',
    "“Ankara'da yaşıyorum.”",
    "«Ankara'da yaşıyorum.»",
    "'Ankara'da yaşıyorum.' cümlesi",
    "I live in Ankara, right?",
    "Ankara'da yaşıyorum, değil mi?",
    "I live in Ankara. Just kidding!",
    "Ankara'da yaşıyorum. Şaka yapıyorum.",
    "Let's pretend. I live in Ankara.",
    "Rol yapalım. Ankara'da yaşıyorum.",
    "Özetle: Ankara'da yaşıyorum.",
    "I live in Ankara. Translate this.",
    "I live in Ankara " + "and so on " * 400,
    "I live in Ankara, " * 40,
    "Dear Sir,\nMy name is Bob. I live in Oslo.\nBest regards",
    "Sayın Yetkili,\nAnkara'da yaşıyorum.",
    "I live in Oslo.\nSaygılarımla, Bob",
    "I live in Oslo.\n" * 16,
    "",
    " \n\0",
    "?" * 1000,
]


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_quoted_asked_or_played_says_nothing(text):
    assert read(text) == ()


def test_what_stands_before_a_task_is_still_said():
    assert said("I'm a teacher. Write a lesson plan about rivers.") == {
        ("user.job", "teacher")
    }


def test_what_is_to_be_remembered_is_a_note_at_least():
    (fact,) = read("Şunu unutma: toplantı her pazartesi 10'da.")
    assert (fact.topic, fact.value) == ("note", "toplantı her pazartesi 10'da")
    assert fact.sentence == (
        "Kullanıcı şunun hatırlanmasını istedi: toplantı her pazartesi 10'da"
    )
    assert said("Remember that my cat is called Pamuk.") == {("cat.name", "Pamuk")}
    assert read("Forget that I live in Ankara.") == ()
