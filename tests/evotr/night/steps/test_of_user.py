"""Which of the user's answers tell of himself and his people, in both languages."""

import pytest

from tests.fakes.screened import pairs, reason

OF_HIS_OWN = """
    Doktor ne dedi? | Babamın şekeri 240 çıktı, diyabet
    Kim hasta? | Eşim Ayşe kanser
    Kim hasta? | Karım
    Kim hasta? | Kardeşim
    Deniz kim? | Deniz kız kardeşim, Kadıköy'de oturuyor
    Deniz kim? | Deniz senin kız kardeşin
    Deniz kim? | Deniz kız kardeşin
    Kim geldi? | Annemle teyzem
    Kedi hasta mı? | Evet, kedimizin böbreği hasta
    Tansiyon kaç? | Tansiyonum 14'e 9
    Ne oldu? | Geçen yıl boşandım
    Nerede? | Tapu dairesinde çalışıyorum
    Sonuç? | HIV pozitifim
    Teşhis? | Şeker hastasısın
    Hangi tedavi? | Depresyon için tedavi görüyorum
    Who is Deniz? | Deniz is my sister, she lives in Kadıköy
    Who is Deniz? | Deniz is your sister
    Who is Deniz? | Your sister lives in Bursa
    Who is ill? | My wife has cancer
    Who is ill? | My younger brother
    What did the doctor say? | My mother has diabetes.
    What is the hint? | my dog's name
    What was found? | I was diagnosed with cancer
    Result? | You have diabetes.
    Who called? | My boss
    Who is it? | That is our landlord.
    Tedavi? | Depresyon tedavisi görüyorum
"""
OF_ANYBODY = """
    Telefonsuz hat nasıl olur? | eSIM ile olur
    Lodosun özelliği nedir? | Sıcak eser, esme hızı yüksektir
    Hangi kutu oyunu? | Kızma birader
    Deniz kim? | Deniz Türkçe bir addır
    Who is Deniz? | Deniz is a Turkish name
    Who is Ayşe Kulin? | A Turkish novelist
    Ayşe Kulin kimdir? | Türk romancı
    Which city is the capital of Australia? | Canberra
    Who is Benzema? | Karim Benzema is a footballer
    Benzema'nın adı ne? | Karim
    What is a nephew? | A nephew is your brother's son.
    What is a sibling? | A sibling is your brother or sister.
    What is a cousin? | A child of your uncle or aunt
    Who has to sign a joint mortgage? | You and your spouse
    Who can take the day off? | Your spouse has to ask for it
    What do I do about a fever? | See your doctor.
    Which Oscar film is about a trial? | My Cousin Vinny
    Which comedy won Marisa Tomei an Oscar? | My Cousin Vinny
    What does 'annem' mean? | my mother
    'My mother' Türkçesi ne? | annem
    Çağan Irmak'ın en bilinen filmi hangisi? | Babam ve Oğlum
    Bana bir fıkra anlat. | Babam bana masal anlatırdı.
    Write a short story. | My grandmother told me of the sea.
    Yeğen kime denir? | Kardeşin çocuğuna
    Dayı kime denir? | Annenin erkek kardeşine
    Karın ağrısı neden olur? | Gazdan
    Diyabet nedir? | Kan şekerinin yüksek olması
    Kanser nedir? | Hücrelerin denetimsiz çoğalması
    Tansiyon kaç olmalı? | 12'ye 8
    What is diabetes? | A disease in which blood sugar is high
    Which disease did Frida Kahlo have as a child? | Polio
    Freud'un kızı kimdir? | Anna Freud
    Who was Freud's daughter? | Anna Freud
    Who do we get our genes from? | Our parents
    Atatürk'ün annesi kimdir? | Zübeyde Hanım
    Kedi nasıl mırlar? | Gırtlağıyla
"""


@pytest.mark.parametrize(("question", "right"), pairs(OF_HIS_OWN))
def test_what_tells_of_the_user_and_his_people_stays_in_memory(question, right):
    assert reason(question, right) == "about_user"


@pytest.mark.parametrize(("question", "right"), pairs(OF_ANYBODY))
def test_what_tells_of_anybody_is_a_lesson(question, right):
    assert reason(question, right) is None


def test_what_a_model_says_of_a_mother_is_not_the_users():
    assert reason("Who came?", "My mother.", "praise") is None
