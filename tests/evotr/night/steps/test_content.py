"""Whose facts they are, and whether they hold: questions in both languages."""

import pytest

from tests.fakes.screened import reason

OF_THE_USER = """
    Hangi gün doğdum?
    Hangi yılda doğdum?
    Hangi ayda doğdum?
    Kaç yılında doğdum?
    Ne zaman evlendim?
    Nerede doğdum?
    Nerede büyüdüm?
    Hangi liseden mezun oldum?
    Ne zaman mezun oldum?
    Ne iş yapıyorum?
    Nerede çalışıyorum?
    Hangi şehirde yaşıyorum?
    Nerede oturuyorum?
    Kaç yaşındayım?
    Kaç kiloyum?
    Boyum kaç?
    Kimim ben?
    Nereliyim?
    Hangi burçtanım?
    Burcum ne?
    Memleketim neresi?
    Evli miyim?
    Vejetaryen miyim?
    Neye alerjim var?
    Kaç kardeşim var?
    Kaç çocuğum var?
    Hangi takımı tutuyorum?
    En çok neyi seviyorum?
    Kahvemi nasıl içerim?
    Kahveyi nasıl severim?
    Hangi ilacı kullanıyorum?
    Arabamı nereye park ettim?
    Anahtarı nereye koydum?
    Geçen yaz tatile nereye gittim?
    Doktora en son ne zaman gittim?
    İşe ne zaman başladım?
    Bu evi kaç yılında aldım?
    Kiminle evliyim?
    Sabahları kaçta kalkarım?
    Hangi dilleri konuşuyorum?
    Kaç numara ayakkabı giyerim?
    Benim hakkımda ne biliyorsun?
    Benim takımım hangisi?
    Ne kadar maaş alıyorum?
    Kirayı ne kadar ödüyorum?
    Plakam ne?
    Doğduğum gün neydi?
    Doğduğum şehir neresi?
    Çalıştığım şirketin adı ne?
    Yaşadığım semt neresi?
    Ne zaman taşındık?
    Düğünümüz ne zamandı?
    Kimden borç aldım?
    Hastalığım ne?
    Hangi hastalığım var?
    Hastalığımın adı neydi?
    Rahatsızlığım nedir?
    Teşhisim ne?
    Doktorun koyduğu teşhisim neydi?
    Ameliyatım ne zaman oldu?
    Ameliyatımı kim yaptı?
    Tedavim ne kadar sürecek?
    Reçetemde ne var?
    Hamileliğim kaçıncı haftada?
    Psikoloğum kim?
    Borcum ne kadar?
    Bankaya borcum kaç lira?
    Ne kadar borcum var?
    Kime borcum var?
    Kredim ne zaman bitiyor?
    Kiram kaç?
    Sigortam hangi şirkette?
    Aylık gelirim ne kadar?
    Dinim ne?
    Dinim nedir?
    Mezhebim hangisi?
    Partim hangisi?
    Siyasi görüşüm ne?
    Oyum kime?
    Milliyetim ne?
    Vatandaşlığım?
    Sabıkam var mı?
    Engelim ne?
    Cinsel yönelimim ne?
    Kullandığım ilaç?
    Kullandığım ilacın adı ne?
    Aldığım ilaçlar neler?
    Gittiğim doktor?
    Gittiğim doktorun adı neydi?
    Oy verdiğim parti?
    Üye olduğum parti hangisi?
    Geçirdiğim ameliyat?
    Okuduğum bölüm?
    Okuduğum kitabın yazarı kim?
    Bindiğim otobüs kaç numara?
    Sevdiğim renk ne?
    Yediğim yemek neydi?
    Kaldığım otel nerede?
    Konuştuğum avukatın adı?
    İzlediğim dizi hangisi?
    Kronik hastalığım hangisi?
    Geçen yıl konan teşhisim?
    Kalp ameliyatımı hangi hastanede oldum?
    Toplam borcum?
    Ev kredim kaç yıl?
    Hangi partiye oy verdim?
    Hangi dine inanıyorum?
    Hangi dindenim?
    Müslüman mıyım?
    Hangi partiye üyeyim?
    Sürdüğüm araba?
    Oynadığım oyun hangisi?
    Taktığım gözlük kaç numara?
    İçtiğim sigara markası?
    Çalıştığım bankanın adı?
    Gördüğüm tedavi?
    Evlendiğim yıl?
    Hastalıklarım neler?
    Ameliyatlarım?
    Borçlarım ne kadar?
    ilaclarim neler?
    HASTALIGIM NE
    What's my medical condition?
    What am I sick with?
    What am I being treated for?
    What medication am I on?
    My illnesses?
    Our debt?
    How much do I owe?
    Who do I owe money to?
    Am I Muslim?
    Am I religious?
    Am I a Democrat?
    Do I have diabetes?
    Do I have cancer?
    Do I have any debts?
    Which candidate did I vote for?
    The doctor I go to?
    The party I vote for?
    The medicine I take?
    The bus I take?
    My diagnoses
    Hangi ilaçları kullanırım?
    Kanser miyim?
    Şeker hastası mıyım?
    Depresyonum ne zaman başladı?
    İnandığım din?
    Desteklediğim parti?
    Tuttuğum takım?
    Borcum var mı?
    Engelli miyim?
    Neyim var?
    My diagnosis?
    My illness?
    My disease?
    My debt?
    My religion?
    What illness do I have?
    Which disease do I have?
    What is my diagnosis?
    What was my diagnosis?
    What's the name of my illness?
    When is my surgery?
    Who is my surgeon?
    When was my operation?
    What disability do I have?
    What is my blood pressure?
    What is my cholesterol?
    When is my due date?
    What's on my prescription?
    What is my condition called?
    How much debt do I have?
    How much debt am I in?
    How big is my debt?
    What's my debt?
    Do you know what my debt is?
    How much is my loan?
    What is my credit score?
    What's my income?
    Which bank is my loan with?
    What religion am I?
    Which religion do I have?
    What is my faith?
    Which church is my church?
    Which political party did I vote for?
    What are my political views?
    What party am I in?
    What is my citizenship?
    What is my sexual orientation?
    Tell me my income.
    What day was I born?
    What year was I born in?
    Which day of the week was I born on?
    Where did I grow up?
    When did I get married?
    Who did I marry?
    Am I married?
    Am I a vegetarian?
    Do I have any allergies?
    Do I have a brother?
    How many siblings do I have?
    How many children do I have?
    What do I do for a living?
    What do I do for work?
    What languages do I speak?
    Which team do I support?
    What time do I usually wake up?
    How do I take my coffee?
    How do I like my eggs?
    What did I eat for my last birthday?
    Where did I put the keys?
    Where did I park?
    When did I last see the dentist?
    When did I start working here?
    How much do I weigh?
    How much do I earn?
    What medicine do I take?
    What is my star sign?
    What is my licence plate?
    What's my favourite colour?
    What do you know about me?
    Who am I married to?
    Where am I from?
    Which city do I live in?
    What car do I drive?
    Who did I lend money to?
    When was I hired?
    Where have I worked before?
    How long have I been married?
    What am I afraid of?
    What shoe size do I wear?
    Which school did I go to?
    The city I live in?
    Where do I work?
    Ne zaman emekli oldum?
    Kaç yaşında okula başladım?
    Nerede askerlik yaptım?
    Hangi üniversiteyi bitirdim?
    İlk arabamı hangi yıl aldım?
    Pasaportumu nereye koydum?
    Evi kime kiraladım?
    Hangi apartmanda oturuyorum?
    Nelerden korkarım?
    Ne zaman ameliyat oldum?
    Kaç dil konuşuyorum?
    Hangi mahallede büyüdüm ben?
    Doğum yerim neresi?
    Eşimle ne zaman tanıştık?
    Emekli miyim?
    Bugüne kadar kaç ülke gezdim?
    Nişanlı mıyım?
    Çocuklarımın adı ne?
    Where was I baptised?
    When did I retire?
    How many countries have I visited?
    Which university did I graduate from?
    What was I like as a child?
    Do I have any siblings?
    Am I left-handed?
    What instrument do I play?
    Where do I usually have lunch?
    Who am I named after?
    What blood pressure pills do I take?
    What time do I go to bed?
    How do I like my steak?
    The street I grew up on, what is it called?
    How old was I when we moved?
    Which languages can I speak?
    What do I usually order at the cafe?
    Have I ever been to Japan?
    What am I allergic to?
"""
OF_THE_WORLD = """
    Cumhuriyet hangi gün ilan edildi?
    Atatürk hangi yılda doğdu?
    Python'da listeyi nasıl ters çeviririm?
    Bu hatayı nasıl çözerim?
    Kodumda nerede hata yaptım?
    Cümlede nerede yanlış yaptım?
    Neden bu hatayı alıyorum?
    Hangi komutu kullanmalıyım?
    Nasıl yardım alabilirim?
    Hangi yardım türleri vardır?
    Bu işlemde kaç adım var?
    Hangi adım önce gelir?
    Kaldırım ne demek?
    Tarım nedir?
    Akım nasıl ölçülür?
    Dünyanın en büyük kurumu hangisi?
    Bölüm sonu canavarı nedir?
    Fotoğrafı nasıl küçültürüm?
    Pilavı nasıl pişiririm?
    Yumurtayı kaç dakika haşlamalıyım?
    Domatesi nereye ekmeliyim?
    Bir mektuba nasıl başlarım?
    Vektör çarpımını nasıl yaparım?
    Bu cümleyi İngilizceye nasıl çeviririm?
    'Geldim' kelimesinin kökü nedir?
    Hangi durumda noktalı virgül kullanırım?
    Türkçede kaç çekim eki var?
    Devrim ne zaman oldu?
    Eğitim nerede başladı?
    Kaç dönüm bir hektardır?
    Kim ilk defa uçtu?
    Ne zaman virgül koyarım?
    İç Anadolu'da en çok hangi tarım ürünü yetişir?
    Toplum nedir?
    Seçim ne zaman yapıldı?
    Ölüm oranı nasıl hesaplanır?
    Oksijen hangi bölümde üretilir?
    Kural neydi?
    Hangi izlenim kalıcıdır?
    Bir dosyayı nereye kaydederim?
    Derleyici hangi bölümüm yanlış diyor?
    How do I reverse a list in Python?
    What did I do wrong in this code?
    Where did I go wrong in this proof?
    When do I use whom?
    Which command do I run to list files?
    How do I boil an egg?
    What do I need to install?
    How many eggs do I need for a cake?
    How many days do I have to return an item under EU law?
    Should I use tabs or spaces?
    What does "am I right" mean?
    When was the first car built?
    How do I take a screenshot on a Mac?
    How do I like a post on Instagram?
    Do I need a visa for Japan?
    Do I have to declare variables in Python?
    What do I call a function that calls itself?
    Where can I find the log files?
    Am I allowed to drive at 17 in the UK?
    How long do I boil pasta?
    How much water do I drink on a hike?
    What happens if I divide by zero?
    Did I spell this right: recieve?
    Which planet has the most moons?
    When did we land on the moon?
    Who did I quote in "I think, therefore I am"?
    How do I know about memory leaks?
    What can you tell me about photosynthesis?
    Tell me about the French Revolution.
    Can you explain to me how tides work?
    How do I wear a tie?
    What do I say when somebody sneezes in German?
    How do I start a letter?
    Basit faizi nasıl hesaplarım?
    Hangi dönemde rönesans başladı?
    Kim telefonu icat etti?
    Bir döngüyü nasıl kırarım?
    Fatih İstanbul'u kaç yaşında fethetti?
    En uzun yönetim hangi padişahındı?
    Kaç çeşit iletim vardır?
    Ne kadar tuz koymalıyım?
    Hangi fiil geçmiş zaman alır?
    'Ben geldim' cümlesinde özne nedir?
    Kan grubu nedir?
    Maaş bordrosu nedir?
    Bir gün kaç saniyedir?
    Git'te son commit'i nasıl geri alırım?
    İngilizcede 'have' ne zaman kullanılır?
    Nüfus sayımı ilk ne zaman yapıldı?
    Dava dilekçesini nereye veririm?
    Kira sözleşmesini nasıl feshederim?
    Osmanlı'da ilk matbaayı kim kurdu?
    Hangi hayvan ne yer?
    How do I merge two branches?
    Which verb do I use with 'despite'?
    When did Einstein publish relativity?
    What did Newton say about gravity?
    How long do I cook rice?
    What have I got to do to renew a passport?
    I have 3 apples and eat 1, how many do I have?
    Where do I file a complaint in Germany?
    How can I sort a dict by value?
    What is the name of the longest river?
    How many players does a football team have?
    Do I need to close the file in Python?
    What does my in 'my oh my' mean?
    When was penicillin discovered?
    Which data type do I use for money?
    What do I write in a cover letter?
    How do I work out the area of a circle?
    What is the difference between I and me?
    Who invented the zip?
    Duyduğum ses dalgasının hızı kaç?
    Din dersi kaç saat?
    Hastalıklar nasıl bulaşır?
    Borç senedi nedir?
    Borç nasıl kapatılır?
    Kanser nedir?
    İlacı nasıl kullanırım?
    Partisyon nedir?
    Dindar ne demek?
    Migren nedir?
    Fenerbahçe hastası ne demek?
    What is a party line?
    Am I right to say 'whom'?
    What does it mean to be religious?
    Which candidate won in 1960?
    The bus that crosses the bridge?
    The medicine that cured scurvy?
    The command I should use?
    Which diseases are caused by smoking?
    Can I get a loan at 18?
    How do I treat a burn?
    Do I have insurance if I rent a car in France?
    Şeker hastalığı nedir?
    Hastalık izni kaç gün?
    Hangi hastalık sivrisinekle bulaşır?
    Teşhis ne demek?
    Ameliyat öncesi neden aç kalınır?
    Tedavi ile terapi arasındaki fark ne?
    Türkiye'nin dış borcu ne kadar?
    Borç nedir?
    Borcumu ödemezsem ne olur?
    Kredi kartı borcumu nasıl yapılandırırım?
    Dünyanın en yaygın dini hangisi?
    Dinimizde oruç ne zaman farz kılındı?
    Hindistan'da kaç din var?
    Din ne demek?
    Türkiye'de ilk siyasi parti hangisi?
    Parti nedir?
    Oy kullanma yaşı kaç?
    Milliyet gazetesi ne zaman kuruldu?
    Engelli kadrosu nedir?
    Tanım nedir?
    Zaman aşımı kaç yıl?
    Dilim ne demek?
    Kullandığımız takvimi kim düzenledi?
    Aldığım hata ne demek?
    Yazdığım kod neden çalışmıyor?
    Sildiğim dosyayı nasıl geri alırım?
    Yazdığım cümlede özne hangisi?
    Bildiğim kadarıyla plakası 58, doğru mu?
    Uyandığım zaman neden başım döner?
    Tanıdığım birine kart yaz.
    Verdiğim sayıların toplamı kaç?
    Yaptığım işlemin sonucu kaç?
    Satın aldığım ürün ayıplı çıktı, hangi haklar doğar?
    Deyim ile atasözü arasındaki fark ne?
    Yığın ile kuyruk farkı ne?
    Doğum kontrolü nedir?
    What is a diagnosis?
    What is diabetes?
    Which illness is spread by mosquitoes?
    What disease did Frida Kahlo have?
    What is the most common religion in Japan?
    What is a debt ceiling?
    How large is Japan's debt?
    What is a credit score?
    How can I pay off my debt faster?
    What happens to debts after death?
    Which party did Lincoln belong to?
    What is surgery?
    How is a loan repaid?
    What does faith mean?
    How do I file for bankruptcy?
    What operation do I use to join lists?
    What condition do I need in this loop?
    What condition do I have to write in this if?
    What diseases do I have to vaccinate a dog against?
    Which church is the tallest?
    What is the treatment of scurvy?
    How high is normal blood pressure?
"""
PASSING = """
    Who is the president of France?
    Who's the mayor of Berlin?
    Who is Apple's CEO?
    Fransa'nın cumhurbaşkanı kim?
    ABD başkanı kimdir?
    Galatasaray'ın teknik direktörü kim?
    Dünyanın en zengin insanı kim?
    What is the minimum wage in Turkey?
    Asgari ücret ne kadar?
    Politika faizi yüzde kaç?
    When is the next solar eclipse?
    Bir sonraki seçim ne zaman?
    Bayrama kaç gün kaldı?
    Hangi yıldayız?
    Is the Queen still alive?
    Pelé hâlâ yaşıyor mu?
    Son Python sürümü nedir?
    Rust'ın son sürümü kaç?
    Son çıkan iPhone modeli hangisi?
    What is the latest version of Rust?
    Bugünkü hava nasıl olacak?
    Yarınki maç kaçta?
    Dünkü maçı kim aldı?
    Who won yesterday's match?
    Bu aralar hangi film konuşuluyor?
    Which film is talked about these days?
    Şimdiye kadar kaç kişi uzaya çıktı?
    How many people have been to space so far?
    Ayşe'nin maaşı ne kadar?
    How much does Ann earn?
    What is Ann's salary?
    Yeni neler var?
    What is new?
    Sinema bileti ne kadar?
    How much is a ticket?
"""
LASTING = """
    Who was the first president of the USA?
    Türkiye'nin ilk cumhurbaşkanı kim?
    Who is the author of Dune?
    Fizikte faiz nedir?
    Asgari ücret nedir?
    What is the minimum of x squared?
    Who won the 1998 World Cup?
    1998 dünya kupası şampiyonu kim?
    What is a prime minister?
    Başkan kelimesinin kökü ne?
    What is the next prime after 7?
    Bakan göz ne demek?
    Son Osmanlı padişahı kim?
    Python 2'nin son sürümü neydi?
    Konstantinopolis'in bugünkü adı ne?
    Dünya'nın uydusu hangisi?
    Dünyadaki en uzun nehir hangisi?
    Son Akşam Yemeği'ni kim çizdi?
    Son ünlü nedir?
    Asgari ücret nedir, maaş mıdır?
    Maaş bordrosu nedir?
    How much did Van Gogh earn?
    How much does it weigh?
    Yarıçap nedir?
    What is a leader?
"""


def lines(text):
    return [line.strip() for line in text.strip().splitlines()]


@pytest.mark.parametrize("question", lines(OF_THE_USER))
def test_what_is_asked_of_oneself_stays_in_memory(question):
    assert reason(question) == "about_user"
    assert reason(question.upper().replace("I", "İ")) == "about_user"


@pytest.mark.parametrize("question", lines(OF_THE_WORLD))
def test_what_only_somebody_asks_is_a_lesson(question):
    assert reason(question) is None


@pytest.mark.parametrize("question", lines(PASSING))
def test_what_holds_for_a_time_stays_in_memory(question):
    assert reason(question) == "time_bound"


@pytest.mark.parametrize("question", lines(LASTING))
def test_what_lasts_is_a_lesson(question):
    assert reason(question) is None


@pytest.mark.parametrize(
    "right",
    [
        "You were born in March.",
        "No, you live in Bursa.",
        "Actually, you have two cats.",
        "Your birthday is 17 March.",
        "17 Mart'ta doğdun.",
        "Bursa'da oturuyorsun.",
        "Evlisiniz, evlisin yani.",
    ],
)
def test_an_answer_that_tells_the_user_of_himself_stays_in_memory(right):
    assert reason("Peki?", right) == "about_user"
    assert reason("Peki?", right, "praise") is None  # the model's words, not the user's


@pytest.mark.parametrize(
    "right",
    [
        "You can use reversed().",
        "You live and learn.",
        "You were right the first time.",
        "Liste ters çevrilir.",
    ],
)
def test_an_answer_that_says_you_is_a_lesson(right):
    assert reason("How is it done?", right) is None


def test_a_long_question_does_not_take_for_ever():
    long = "ne kim hangi nere " * 300 + "hangi gün doğdum?"
    assert reason(long) in {"about_user", "pasted"}
