import pytest

from evotr.memory.facts import stated
from evotr.memory.facts.saying import has_verb, is_whole


@pytest.mark.parametrize(
    ("question", "right", "wanted"),
    [
        (
            "What is the capital of Australia?",
            "Canberra.",
            "The capital of Australia is Canberra.",
        ),
        ("what's the symbol of gold", "Au", "The symbol of gold is Au."),
        ("Who wrote the book?", "Selma Karan", "Selma Karan wrote the book."),
        ("How old is the house?", "ninety years", "The house is ninety years."),
        (
            "Avustralya'nın başkenti neresi?",
            "Canberra",
            "Avustralya'nın başkenti Canberra.",
        ),
        ("Kitabı kim yazdı?", "Selma Karan", "Kitabı Selma Karan yazdı."),
        ("Kütüphane ne zaman açılıyor?", "dokuzda", "Kütüphane dokuzda açılıyor."),
        ("KAÇ katı var?", "yedi", "Yedi katı var."),
        ("Ali nerede yaşıyor?", "İzmir'de", "Ali İzmir'de yaşıyor."),
        ("Tren nereden kalkıyor?", "son perondan", "Tren son perondan kalkıyor."),
        ("Ali ne yedi?", "elma", "Ali elma yedi."),
        ("How old is Ali?", "12 years old.", "Ali is 12 years old."),
        ("ilk kadın pilot kim?", "Bedriye Tahir", "İlk kadın pilot Bedriye Tahir."),
        ("istanbul'un plakası kaç?", "34", "İstanbul'un plakası 34."),
        ("kim kurdu?", "ince Memed", "İnce Memed kurdu."),
        ("ırmak nereden doğar?", "dağdan", "Irmak dağdan doğar."),
        ("who wrote it?", "isaac", "Isaac wrote it."),
        ("iPhone'un rengi ne?", "mavi", "iPhone'un rengi mavi."),
    ],
)
def test_a_question_and_its_answer_are_one_statement(question, right, wanted):
    assert stated(question, right) == wanted


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("What is the code of room Zeta8?", "The code of room Zeta8 is K78."),
        ("What is the code of room Zeta8?", "Room Zeta8's code is K78."),
        ("How old is the house?", "The house is ninety years old."),
        ("When does the library open?", "On Mondays, the library opens at nine."),
        ("Who wrote the book?", "selma Karan wrote the book."),
        ("Who is Ali?", "Ali is my brother."),
        ("Zeta8 odasının kodu nedir?", "Zeta8 odasının kodu K78'dir."),
        ("Zeta8 odasının kodu nedir?", "Zeta8 odasının kodu K78."),
        ("zeta8 odasinin kodu kactir", "K78, Zeta8 odasının kodudur."),
        ("Avustralya'nın başkenti hangi şehir?", "Avustralya’nın başkenti Canberra."),
        ("Başkentimiz neresi?", "Başkentimiz Ankara'dır."),
        ("Çalışma odası nerede?", "ÇALIŞMA ODASI üst kattadır."),
    ],
)
def test_a_sentence_that_says_what_it_is_about_stays_as_it_is(question, right):
    assert stated(question, right) == right


@pytest.mark.parametrize(
    ("question", "right", "wanted"),
    [
        ("Who is Ali?", "Ali Veli", "Ali is Ali Veli."),
        (
            "What is the code of room Zeta8?",
            "Zeta9",
            "The code of room Zeta8 is Zeta9.",
        ),
        (
            "What is the capital of Mexico?",
            "Mexico City",
            "The capital of Mexico is Mexico City.",
        ),
        (
            "Meksika'nın başkenti neresi?",
            "Meksika Şehri",
            "Meksika'nın başkenti Meksika Şehri.",
        ),
    ],
)
def test_a_name_that_has_a_word_of_the_question_is_no_sentence(question, right, wanted):
    assert stated(question, right) == wanted


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("What is the code of room Zeta8?", "It is K78."),
        ("What is the code of room Zeta8?", "The code is K78."),
        ("What is the code of room Zeta8?", "The code of room Zeta9 is K78."),
        ("Zeta8 odasının kodu nedir?", "Kodu K78"),
        ("Zeta8 odasının kodu nedir?", "Odanın kodu K78'dir."),
        ("Zeta8 odasının kodu nedir?", "O K78'dir."),
    ],
)
def test_a_sentence_that_leans_on_the_question_is_not_put_into_it(question, right):
    assert stated(question, right) is None


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("How many floors does it have?", "seven"),
        ("Who is it and what is it?", ""),
        ("Kim ne zaman geldi?", "Ali dün"),
        ("Bana bir şiir yaz", "Gül"),
        ("What is it? Tell me.", "A cat"),
        ("What is it?", "It is a cat. It sleeps."),
        ("What is it?", "one two three four five six seven eight nine"),
        ("", "A cat"),
    ],
)
def test_what_makes_no_statement_is_left_as_it_is(question, right):
    assert stated(question, right) is None


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("Gökyüzü ne renktir?", "Mavidir."),
        ("Su kaç derecede kaynar?", "Yüz derecede."),
        ("Ali kaç yaşında?", "12 yaşında."),
        ("Kaç katı var?", "7 katı."),
        ("Nutuk'u kim yazdı?", "Atatürk'tür."),
        ("Ali ne iş yapar?", "Öğretmen."),
        ("Ali nerede yaşıyor?", "İzmir."),
        ("Ali hangi şehirde yaşıyor?", "İzmir."),
        ("Tren nereye gidiyor?", "Sivas."),
        ("Bu kimin kalemi?", "Ali."),
        ("Who wrote Nutuk?", "Atatürk wrote it."),
        ("Who wrote Nutuk?", "Atatürk did."),
        ("Who painted the wall?", "Selma Karan painted it."),
        ("When was the bridge built?", "1973."),
        ("What is the book called?", "Nutuk."),
    ],
)
def test_what_is_no_bare_value_is_not_put_where_one_was_asked_for(question, right):
    assert stated(question, right) is None


@pytest.mark.parametrize("answer", ["yor" * 200_000 + " x", "x " + "yor" * 200_000])
def test_one_giant_word_is_no_trap_for_the_time_it_takes(answer):
    assert not is_whole(answer, "kedi")
    assert has_verb(answer) is answer.endswith("yor")
    assert stated("Kedi nerede?", answer) == f"Kedi {answer}."


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("Who are you?", "Doğru yanıt budur."),
        ("What is my phone number?", "You never told me."),
        ("Who wrote the book?", "Nobody knows."),
        ("When is the library open?", "There are no fixed hours."),
        ("What is the price?", "My sister has paid it."),
        ("Who are you?", "I'm EVO-TR."),
        ("Kim olduğunu söyle", "Ben EVO-TR'yim."),
        ("Kim olduğunu söyle", "EVO-TR’yim."),
        ("Kitabı kim yazdı?", "Orhan Pamuk yazdı."),
    ],
)
def test_what_is_a_sentence_of_its_own_is_not_put_into_another(question, right):
    assert stated(question, right) is None


def test_a_name_that_reads_as_a_verb_is_a_name():
    assert stated("Who wrote the book?", "Can Demir") == "Can Demir wrote the book."
