import pytest

from evotr.memory.first_person import asks_of_oneself, speaks_of_its_writer


@pytest.mark.parametrize(
    "question",
    [
        "Adım ne?",
        "adim ne",
        "En sevdiğim şehir hangisi?",
        "Nerede oturuyorum?",
        "Kan grubum ne?",
        "What is my name?",
        "Where do I live?",
        "Which books do I like?",
        "En sevdiğim kitap hangisi?",
    ],
)
def test_who_asks_of_himself_is_known(question):
    assert asks_of_oneself(question)


@pytest.mark.parametrize(
    "question",
    [
        "How do I cook lentils?",
        "Can I cancel the contract?",
        "Mercimeği nasıl pişirebilirim?",
        "Sözleşmeyi nasıl feshederim?",
        "Where did I go according to the diary?",
        "What does my letter say about the rent?",
        "Günlüğümdeki ilk gezide nereye gittim?",
        "Belgeye göre adım ne?",
        "“Yazmasam deli olacaktım” cümlesi hangi öyküde yer alır?",
        "Kiracı kirayı ne zaman öder?",
        "When is the rent due?",
    ],
)
def test_how_things_are_done_and_what_is_written_is_asked_of_nobody(question):
    assert not asks_of_oneself(question)


@pytest.mark.parametrize(
    "text",
    [
        "Benim adım Casus.",
        "Adım Casus, Prag'da yaşıyorum.",
        "Ben bir doktorum.",
        "En sevdiğim şehir Prag.",
        "Dün Roma'ya gittim.",
        "Annem İzmirli.",
        "My name is Spy.",
        "I live in Prague.",
        "I’m forty-two.",
    ],
)
def test_someone_tells_of_himself(text):
    assert speaks_of_its_writer(text)


@pytest.mark.parametrize(
    "text",
    [
        "Kira her ayın beşinde ödenir; bakım ve yönetim gideri kiracınındır.",
        "Eğitim 14 Mayıs'ta başlar, seçim ve denetim yardım alınarak yapılır.",
        "Bildirim, teslim ve üretim bölümü bu dönem toplam yatırım yaptı.",
        "The tenant pays the rent on the fifth.",
        "Type I diabetes and World War I have numbers.",
        "Ben owns the house.",
        "for i in range(3): print(i)",
        "Adım 1: kapağı açın. İlk adım fişi çekmektir.",
        "What is my PIN? It is on the back of the card.",
        "Şifrem nerede yazıyor? Bunu arıyorum? Kartın arkasında.",
        "i.e. (i) the landlord and (ii) the tenant",
        "",
    ],
)
def test_a_page_of_nobody_tells_of_nobody(text):
    assert not speaks_of_its_writer(text)
