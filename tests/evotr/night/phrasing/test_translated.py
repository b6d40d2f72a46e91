import pytest

from evotr.night.phrasing import in_other_language, translation
from evotr.night.phrasing.frames import read_frames
from evotr.night.phrasing.translated import Translation
from evotr.text import LANGUAGES

PAIRS = [  # both ways
    ("What is the capital of Vorlasa?", "Vorlasa'nın başkenti neresi?"),
    ("What is the capital of Germany?", "Almanya'nın başkenti neresi?"),
    ("What is the capital of the Netherlands?", "Hollanda'nın başkenti neresi?"),
    ("What is the capital of Nepal?", "Nepal'in başkenti neresi?"),
    ("What is the capital of Czechia?", "Çekya'nın başkenti neresi?"),
    ("When was Prague founded?", "Prag ne zaman kuruldu?"),
    ("Who founded Larom?", "Larom'u kim kurdu?"),
    ("Who founded Iğdırlım?", "Iğdırlım'ı kim kurdu?"),
    ("Who founded İnallı?", "İnallı'yı kim kurdu?"),
    ("Who wrote Hamlet?", "Hamlet'i kim yazdı?"),
    ("Who painted Guernica?", "Guernica tablosunu kim yaptı?"),
    ("Who wrote the novel Bemkordi?", "Bemkordi romanını kim yazdı?"),
    ("Who directed the film Serbova?", "Serbova filmini kim yönetti?"),
    ("Who is the CEO of Tandor?", "Tandor'un CEO'su kim?"),
    ("When was the Korveli bridge built?", "Korveli köprüsü ne zaman yapıldı?"),
    (
        "What is the part number of the Larom filter?",
        "Larom filtresinin parça numarası nedir?",
    ),
    ("What is the code of the Zeta8 room?", "Zeta8 odasının kodu nedir?"),
    ("What is the price of the A-12 battery?", "A-12 pilinin fiyatı ne kadar?"),
    (
        "How many rooms does the Zelkovar hotel have?",
        "Zelkovar otelinin kaç odası var?",
    ),
    ("How many schools are there in Tarvok?", "Tarvok'ta kaç okul var?"),
    ("How many people live in Kordun?", "Kordun'da kaç kişi yaşıyor?"),
    (
        "Which river flows through Direnum?",
        "Direnum'un içinden hangi nehir geçiyor?",
    ),
    ("Which company makes the Norvik pump?", "Norvik pompasını hangi şirket üretiyor?"),
    (
        "Who is the mayor of the village of İzbırak?",
        "İzbırak köyünün belediye başkanı kim?",
    ),
    ("What is the chemical symbol of gold?", "Altının kimyasal simgesi nedir?"),
    ("What is the formula of water?", "Suyun formülü nedir?"),
    ("What does HTML stand for?", "HTML neyin kısaltması?"),
    ("Who led the Soviet Union?", "Sovyetler Birliği'ni kim yönetti?"),
    ("Who runs Vetra 40?", "Vetra 40'ı kim yönetiyor?"),
    ("Who runs Vetra 6?", "Vetra 6'yı kim yönetiyor?"),
    (
        "When did the Second World War end?",
        "İkinci Dünya Savaşı ne zaman sona erdi?",
    ),
    ("Tell me the capital of Kenya.", "Kenya'nın başkentini söyle."),
    ("What is the length of the film Larom?", "Larom filminin süresi ne kadar?"),
    ("What is the length of the song Larom?", "Larom şarkısının süresi ne kadar?"),
    ("Tell me the length of the film Larom.", "Larom filminin süresini söyle."),
    (
        "What is the length of the Larom bridge?",
        "Larom köprüsünün uzunluğu ne kadar?",
    ),
    ("What is the length of Larom?", "Larom'un uzunluğu ne kadar?"),
    ("What is the budget of the film Larom?", "Larom filminin bütçesi ne kadar?"),
    ("When was the EU founded?", "AB ne zaman kuruldu?"),
    ("What is the budget of the EU?", "AB'nin bütçesi ne kadar?"),
    ("How many members does the UN have?", "BM'nin kaç üyesi var?"),
    ("Who founded the UN?", "BM'yi kim kurdu?"),
    ("When was NATO founded?", "NATO ne zaman kuruldu?"),
    ("What is the budget of NATO?", "NATO'nun bütçesi ne kadar?"),
    ("How many members does UNICEF have?", "UNICEF'in kaç üyesi var?"),
    ("How many offices are there in OPEC?", "OPEC'te kaç ofis var?"),
    ("Who founded IMF?", "IMF'yi kim kurdu?"),
]


def text_of(question, language):
    made = translation(question, language)
    return made and made.text


@pytest.mark.parametrize(("english", "turkish"), PAIRS)
def test_a_question_is_asked_in_the_other_language_and_back(english, turkish):
    assert text_of(english, "en") == turkish
    assert text_of(turkish, "tr") == english


@pytest.mark.parametrize(
    ("language", "question", "other"),
    [
        ("en", "What's the Zeta8 room's code?", "Zeta8 odasının kodu nedir?"),
        ("en", "What code does the V2 pump have?", "V2 pompasının kodu nedir?"),
        ("en", "How tall is the Larom tower?", "Larom kulesinin yüksekliği ne kadar?"),
        ("en", "What is the population of Izmir?", "İzmir'in nüfusu kaç?"),
        ("en", "Who directed the movie Serbova?", "Serbova filmini kim yönetti?"),
        ("en", "When was Kestrel founded", "Kestrel ne zaman kuruldu?"),
        ("en", "Who founded Larom’s?", None),
        ("tr", "Pirestan’ın başkenti nere?", None),
        ("tr", "Pirestan’ın başkenti neresidir", "What is the capital of Pirestan?"),
        ("tr", "Pirestan'in baskenti neresi", "What is the capital of Pirestan?"),
        ("tr", "Kim kurdu Larom'u?", "Who founded Larom?"),
        ("tr", "Larom firmasını kim kurdu?", "Who founded the Larom company?"),
        ("tr", "İzmir kaç yılında kuruldu?", "In which year was İzmir founded?"),
        ("tr", "Kordun'un yüksekliği kaç?", "What is the height of Kordun?"),
        ("tr", "Jüpiter'in kaç uydusu var?", "How many moons does Jupiter have?"),
        ("tr", "K78'in fiyatı kaç?", "What is the price of K78?"),
        (
            "tr",
            "Larom filminin uzunluğu kaç?",
            "What is the length of the film Larom?",
        ),
        ("en", "How long is the movie Larom?", "Larom filminin süresi ne kadar?"),
        ("en", "When was EU founded?", "AB ne zaman kuruldu?"),
        ("en", "When was Eu founded?", "Eu ne zaman kuruldu?"),
        ("en", "When was the AB-12 pump repaired?", "AB-12 pompası ne zaman onarıldı?"),
    ],
)  # fmt: skip
def test_it_is_recognised_in_more_wordings_than_it_is_written(
    language, question, other
):
    assert text_of(question, language) == other


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "what is the capital of vorlasa?"),  # no capital: is it a name?
        ("en", "What Is The Capital Of Vorlasa?"),  # capitals say nothing
        ("en", "WHAT IS THE CAPITAL OF VORLASA?"),
        ("en", "What is the capital of Georgia?"),  # a country and a state
        ("en", "Who wrote Great Expectations?"),  # titles are translated
        ("en", "Who wrote Crime and Punishment?"),
        ("en", "Who founded Google?"),  # is it read as it is written?
        ("en", "Who founded IBM?"),
        ("en", "Who designed Galata Kulesi?"),
        ("en", "How long is the Vetra concert?"),
        ("en", "What is my door code?"),
        ("en", "Where are my keys?"),
        ("en", "How do I descale the coffee machine?"),
        ("en", "What is the price of turkey?"),
        ("tr", "cin'in nüfusu kaç"),
        ("tr", "Peki Kordun'un nüfusu kaç?"),
        ("en", "How tall is Merlin Kobar?"),  # people have another word for it
        ("en", "What is the capital of the Larom company?"),  # its money
        ("en", "When was Merlin Kobar released?"),
        ("en", "How many keys does the Larom hotel have?"),
        ("tr", "Larom okulunun müdürü kim?"),
        ("en", "How many legs does a spider have?"),
        ("tr", "Pirestanın başkenti neresi?"),  # where does the name end?
        ("tr", "Toplantı odası nerede?"),  # a word that opens the question
        ("tr", "Çam ormanı nerede?"),
        ("tr", "Telefonun fiyatı ne kadar?"),
        ("tr", "Kestrel ne zaman kuruldu?"),
        ("tr", "Kara Kitap'ı kim yazdı?"),
        ("tr", "Galata Kulesi'nin yüksekliği ne kadar?"),
        ("tr", "ABD'nin başkenti neresi?"),  # letters of its words
        ("en", "When was USSR founded?"),
        ("en", "When was AB founded?"),  # there it is the European Union
        ("en", "Who leads the EU Larom?"),
        ("tr", "EU ne zaman kuruldu?"),
        ("tr", "UN ne zaman kuruldu?"),
        ("tr", "Kabil'in annesi kim?"),  # a town and a man
        ("tr", "Kapı kodum ne?"),
        ("tr", "Larom'un bize gelen filtresi ne renk?"),
        ("tr", "Ne?"),
        ("en", "ẞ"),
        ("en", ""),
    ],
)
def test_what_is_not_sure_is_not_translated(language, question):
    assert translation(question, language) is None


@pytest.mark.parametrize(
    ("question", "language", "right", "taught"),
    [
        ("What is the capital of Vorlasa?", "en", "Tamsuro", True),
        ("What is the capital of Vorlasa?", "en", "The capital is Tamsuro.", False),
        ("What is the capital of Vorlasa?", "en", "Rome", False),
        ("What is the capital of Czechia?", "en", "Prague", False),
        ("Vorlasa'nın başkenti neresi?", "tr", "Tamsuro", True),
        ("Vorlasa'nın başkenti neresi?", "tr", "Tamsuro'dur", False),
        ("When was the Korveli bridge built?", "en", "1763", True),
        ("Korveli köprüsü ne zaman yapıldı?", "tr", "1763'te", False),
        ("What colour is the Larom filter?", "en", "Blue", False),
        ("What colour is the Larom filter?", "en", "RAL 5010", True),
        ("Larom sosu neyden yapılır?", "tr", "Tamsuro", False),
    ],
)
def test_only_what_has_the_same_answer_is_taught_in_the_other_language(
    question, language, right, taught
):
    assert (in_other_language(question, language, right) is not None) == taught


def test_it_says_its_language_and_whether_a_name_may_answer_it():
    assert translation("Who founded Larom?", "en") == Translation(
        "Larom'u kim kurdu?", "tr", names=True
    )
    assert translation("Larom filtresi ne renk?", "tr") == Translation(
        "What colour is the Larom filter?", "en", names=False
    )


def test_every_place_of_a_frame_has_a_table_and_every_line_a_thing():
    frames = read_frames()
    assert len(frames) >= 60
    for frame in frames:
        for language in LANGUAGES:
            first = frame.lines[language][0]
            tables = {place.table for place in first.places}
            for line in (first, *frame.lines[language]):
                assert "(?P<x>" in line.fits.pattern
                assert {place.table for place in line.places} == tables


ODD = "a-b c'd é 7'"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "question", [ODD, "'" * 60, "{x} {x:in}?", "?" * 99, "x" * 999]
)
def test_odd_text_is_no_question(language, question):
    assert translation(question, language) is None
