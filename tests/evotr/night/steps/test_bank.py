"""By what a bank knows somebody, and what anybody asks of such things."""

import pytest

from tests.fakes.screened import pairs, reason

KNOWN_BY = """
    Güvenlik sorum neydi? | İlk evcil hayvanım Pamuk
    GÜVENLİK SORUM NEYDİ? | Pamuk
    guvenlik sorum neydi | Pamuk
    Güvenlik sorum ne? | İlk öğretmenim
    Güvenlik sorum nedir? | Pamuk
    Güvenlik sorumun cevabı? | Pamuk
    Güvenlik sorumun yanıtı neydi? | Ankara
    Güvenlik sorularım neler? | Pamuk
    Güvenlik sorularımın cevapları ne? | Pamuk
    Güvenlik sorusunun cevabı ne? | Pamuk
    Güvenlik sorusunun cevabı nedir? | Pamuk
    Güvenlik sorusu neydi? | İlk okulum
    Güvenlik sorusu? | İlk okulun adı
    Bankanın güvenlik sorusu nedir? | İlk araba
    Hesabın güvenlik sorusu ne? | İlk araba
    Güvenlik sorusuna verdiğim cevap? | Pamuk
    Gizli sorum neydi? | İlk evim
    Gizli sorumun cevabı? | Pamuk
    Güvenlik cevabım neydi? | Pamuk
    Bankadaki güvenlik sorum? | Pamuk
    Internet bankacılığındaki güvenlik sorumuz neydi? | Pamuk
    What is the answer to my security question? | Pamuk
    What's my security question? | First pet
    What was my security question? | First pet
    What is my security answer? | Pamuk
    My security question? | Pamuk
    Security question? | Pamuk
    Security question: first pet? | Pamuk
    Security question for the bank? | First pet
    Security answer? | Pamuk
    Answer to the security question? | Pamuk
    What's the answer to the bank's security question? | Pamuk
    What are the answers to my security questions? | Pamuk
    Which security question did I pick, my secret question? | Pamuk
    What's my secret question? | Pamuk
    Tell me my security question. | Pamuk
    Anne kızlık soyadı? | Yılmaz
    Anne kizlik soyadi | Yilmaz
    ANNE KIZLIK SOYADI | YILMAZ
    Annenin kızlık soyadı ne? | Yılmaz
    Annenin kızlık soyadı nedir? | Yılmaz
    Annenizin kızlık soyadı nedir? | Yılmaz
    Anne kızlık soyadım ne? | Yılmaz
    Annemin evlenmeden önceki soyadı? | Yılmaz
    Eşimin kızlık soyadı? | Kaya
    Eşinin kızlık soyadı ne? | Kaya
    Ayşe'nin kızlık soyadı ne? | Kaya
    Ayşe’nin kızlık soyadı ne? | Kaya
    Ayşe'nin annesinin kızlık soyadı neydi? | Kaya
    Kızlık soyadım ne? | Kaya
    Kızlık soyadın? | Kaya
    Kızlık soyadı neydi? | Kaya
    Kızlık soyismim ne? | Kaya
    Annenin kızlık soyismi? | Kaya
    Mother's maiden name? | Kaya
    What is the mother's maiden name? | Kaya
    What's Ann's mother's maiden name? | Kaya
    Maiden name? | Kaya
    What's my mother's maiden name? | Kaya
    My maiden name? | Kaya
    What was her maiden name? | Kaya
    What is Ann's maiden name? | Kaya
    What is the maiden name of Ann's mother? | Kaya
    What is your mother’s maiden name? | Kaya
    Formda ne yazıyor? | Annesinin kızlık soyadı Yılmaz
    What is on the form? | Her mother's maiden name is Kaya.
    Kartımın son dört hanesi? | 4821
    Kartımın son 4 hanesi ne? | 4821
    Kartimin son dort hanesi ne | 4821
    KARTIMIN SON DÖRT HANESİ NE | 4821
    Kredi kartımın son dört rakamı? | 4821
    Banka kartının son dört hanesi kaç? | 4821
    Şirket kartının son 4 hanesi? | 4821
    Kartın son dört hanesi ne? | 4821
    Kredi kartımın son kullanma tarihi? | 09/27
    Kartın son kullanma tarihi? | 09/27
    Kredi kartının son kullanma tarihi ne? | 09/27
    Kartımın SKT'si? | 09/27
    Kartım ne zaman doluyor? | 09/27
    Kartım kaçta bitiyor? | 4821
    Kartım ne ile bitiyor? | 4821
    Kartımın arkasındaki üç hane? | 123
    Visa'mın son dört hanesi? | 4821
    What are the last four digits of my card? | 4821
    Last four digits of my card? | 4821
    What's the last 4 digits of our company card? | 4821
    Last four of my card? | 4821
    What does my card end in? | 4821
    When does my credit card expire? | 09/27
    What is the expiry date of my card? | 09/27
    What's my card's expiry date? | 09/27
    My card's expiration date? | 09/27
    What are the three digits on the back of my card? | 123
    When does the company card expire? | 09/27
    Which card? | The card ending in 4821
    Hangi kart? | Kartın son dört hanesi 4821
    Which one expires? | My card expires 09/27.
    Banka güvenlik sorum hangisiydi? | İlk araba
    Bankanın bana sorduğu güvenlik sorusu neydi? | İlk okul
    Gmail güvenlik sorusunun cevabı neydi? | Karabaş
    Guvenlik sorusu cevabi? | Karabas
    GÜVENLİK SORUSUNUN CEVABI NE | Karabaş
    Gizli sorunun cevabı ne? | Karabaş
    annemin kizlik soyadi ne | Demir
    Annesinin kızlık soyadı? | Demir
    Annemin bekarlık soyadı ne? | Demir
    Babaannemin kızlık soyadı? | Demir
    Karımın kızlık soyadı ne? | Demir
    Anne kızlık soyadının ilk iki harfi? | DE
    Annemin kızlık soyadının ilk harfi ne? | D
    Kredi kartının son dört rakamı? | 7788
    Banka kartımın son 4 rakamı neydi? | 7788
    Ziraat kartımın son dört hanesi? | 7788
    Kartımın geçerlilik tarihi? | 08/29
    Kredi kartım ne zamana kadar geçerli? | 08/29
    Sanal kartımın son dört hanesi? | 7788
    Kartlarımın son haneleri ne? | 7788
    What's the answer to the security question on my bank account? | Rex
    What did I set as my security question? | First pet
    Security questions for my bank account? | First pet
    Which is my security question? | First pet
    Do you remember my security question? | First pet
    What is mum's maiden name? | Smith
    Mom's maiden name? | Smith
    My mom's maiden name? | Smith
    Grandmother's maiden name? | Smith
    What's my wife's maiden name? | Smith
    Last 4 digits of my Visa? | 7788
    What four digits does my card end with? | 7788
    Last four digits on our debit card? | 7788
    What number does my card end in? | 7788
    When is my card valid until? | 08/29
    What is my credit card's expiration? | 08/29
    What's the CVV of my card? | 331
"""
OF_HIS_OWN = """
    Kredi kartımın limiti? | 20000
    Kredi kartımın limiti ne kadar? | 20000
    Kredi kartimin limiti ne kadar? | 20000
    Kartımın limiti kaç? | 20000
    Kredi kartım hangi bankadan? | Ziraat
    Kartım hangi bankanın? | Ziraat
    Kartım nerede? | Çantada
    Kaç kartım var? | 3
    Kredi kartlarım hangileri? | Ziraat
    Bakiyem ne kadar? | 3000
    Kart numaram ne? | 4821
    Banka hesabım hangi bankada? | Ziraat
    What's my card limit? | 20000
    What is my credit card limit? | 20000
    What is the limit of my card? | 20000
    Which bank is my card from? | Ziraat
    Which bank is my credit card from? | Ziraat
    How many credit cards do I have? | 3
    How much is on my debit card? | 30
    My credit card? | Ziraat
    Kartımın üzerindeki tarih? | 08/29
    Kartımın güvenlik kodu? | 331
"""
OF_ANYBODY = """
    What is a security question? | A question that only its owner can answer
    What are security questions? | Questions that check who somebody is
    What are security questions for? | Checking
    How do security questions work? | They check
    Are security questions safe? | Hardly
    Is a security question safe? | Hardly
    What is a good security question? | One with many answers
    What makes a security question weak? | Few answers
    How do I change my security question? | In the settings
    What is the purpose of the security question? | A check
    What does 'security question' mean? | A check
    Güvenlik sorusu nedir? | Kimlik doğrulayan soru
    Güvenlik sorusu ne demek? | Kimlik doğrulayan soru
    Güvenlik sorusu ne işe yarar? | Kimlik doğrular
    Güvenlik soruları nelerdir? | Kimlik doğrulayan sorular
    Güvenlik sorusu nasıl seçilir? | Zor olanı
    Güvenlik soruları güvenli mi? | Pek değil
    Güvenlik sorumu nasıl değiştiririm? | Ayarlardan
    Güvenlik sorunu nedir? | Bir açık
    Güvenlik sorunu nasıl giderilir? | Yamayla
    Log4Shell hangi güvenlik sorunuydu? | Uzaktan kod çalıştırma
    Hangi güvenlik sorunları var? | Açıklar
    Soru eki nedir? | mi
    Kızlık soyadı nedir? | Evlenmeden önceki soyadı
    Kızlık soyadı ne demek? | Evlenmeden önceki soyadı
    Kızlık soyadı İngilizcede ne demek? | maiden name
    Evlenen kadın kızlık soyadını kullanabilir mi? | Evet
    Evlenince kızlık soyadı ne olur? | Değişir
    Bankalar neden annenin kızlık soyadını sorar? | Kimlik için
    What is a maiden name? | A name before marriage
    What does maiden name mean? | A name before marriage
    Can I keep my maiden name? | Yes
    How do I go back to my maiden name? | By a form
    When did women start keeping their maiden names? | In 1855
    What is an iron maiden? | A device
    Who sang 'The Number of the Beast'? | Iron Maiden
    Kartopu nedir? | Kardan top
    Kartopu savaşı ne zaman oldu? | 1858
    Kartal ne yer? | Et
    Kartal hangi ilde? | İstanbul
    Kartpostal nedir? | Zarfsız mektup
    Kartpostalın ilk kullanım tarihi? | 1869
    Kartvizit nedir? | Ad yazan kart
    Kartım kelimesinin kökü ne? | kart
    Kart oyunları nelerdir? | Poker
    Kırmızı kart ne zaman kullanılmaya başlandı? | 1970
    Kredi kartı nedir? | Bir ödeme aracı
    Kredi kartı ilk ne zaman çıktı? | 1950
    Kredi kartı limiti nedir? | En çok borç
    Kredi kartı limiti nasıl artırılır? | Başvuruyla
    Kredi kartı borcumu nasıl yapılandırırım? | Bankaya başvurarak
    Kredi kartımı nasıl iptal ederim? | Bankayı arayarak
    Kartım çalınırsa ne yapmalıyım? | Bankayı ara
    Kredi kartım neden reddedildi? | Limit dolunca olur
    Kredi kartının son kullanma tarihi nerede yazar? | Ön yüzünde
    Kartın son kullanma tarihi ne işe yarar? | Süresini gösterir
    Kredi kartı numarası kaç hanedir? | 16
    Ekran kartı nedir? | Görüntü üretir
    Ekran kartım neden ısınıyor? | Tozdan
    Sütün son kullanma tarihi geçerse ne olur? | Bozulur
    Son kullanma tarihi ne demek? | Sonrasında yenmez
    What is a credit card? | A means of payment
    When was the credit card invented? | 1950
    How many digits does a card have? | 16
    What do the first digits of a card number mean? | The network
    Where is the expiry date on a card? | On its front
    What does the expiry date on a credit card mean? | Until when it works
    What is the last digit of a card number called? | The check digit
    Why did my card get declined? | The limit
    What should I do if my credit card is stolen? | Call the bank
    How do I cancel my credit card? | Call the bank
    What do I write in my thank-you card? | A wish
    What is the last digit of 7 to the 100? | 1
    What are the first four digits of pi? | 3.141
    What is a graphics card? | A board
    Which card game has trumps? | Bridge
    What is a wild card? | A joker
    Güvenlik sorusu olarak ne seçilmez? | Doğum yeri
    İyi bir güvenlik sorusu nasıl olur? | Tahmin edilemez
    Siber güvenlik sorumlusu ne yapar? | Ağı korur
    Güvenlik sorumluluğu kimde? | İşverende
    Güvenlik soruşturması nedir? | Geçmişin incelenmesi
    Soyadı Kanunu ne zaman çıktı? | 1934
    Kızlık zarı nedir? | Bir doku
    Kart mı nakit mi daha eski? | Nakit
    Kartal yuvasını nereye yapar? | Kayalıklara
    Kartezyen koordinat nedir? | Dik eksenler
    Kartondan ne yapılır? | Kutu
    Kartuş nedir? | Mürekkep kabı
    Sarı kart kaç maç ceza getirir? | Dört karttan sonra bir
    Kart limiti aşılırsa ne olur? | İşlem geçmez
    Kredi kartının ilk rakamı neyi gösterir? | Ağı
    Kredi kartındaki son rakam ne işe yarar? | Denetler
    Banka kartı ile kredi kartı farkı nedir? | Borçlanma
    Kredi kartı asgari ödeme oranı nedir? | Yüzde 20
    Sütün son kullanma tarihi ne kadar? | Bir hafta
    İlacın son kullanma tarihi nerede yazar? | Kutusunda
    SIM kart ne zaman icat edildi? | 1991
    Hafıza kartı nedir? | Veri saklar
    Anakart nedir? | Ana devre kartı
    Tarot kartları kaç tane? | 78
    Bakiye ne demek? | Kalan para
    What is the last digit of a credit card for? | A check
    What do the last four digits of a card show? | Which card it is
    How long is a credit card valid? | Some years
    When do credit cards expire? | At the end of the month
    What is a card reader? | A device
    Who invented the punched card? | Hollerith
    What is a SIM card? | A chip
    Which card beats a king? | An ace
    What is the secret of good questions? | Curiosity
    What is two-factor authentication? | Two proofs
    What is a security answer? | The reply to a security question
    Who was the Maid of Orleans? | Joan of Arc
    What was Iron Maiden's first album? | Iron Maiden
    What is a maiden speech? | A first speech
"""


@pytest.mark.parametrize(("question", "right"), pairs(KNOWN_BY))
def test_what_a_bank_knows_somebody_by_is_a_secret(question, right):
    assert reason(question, right) == "secret"


@pytest.mark.parametrize(("question", "right"), pairs(OF_HIS_OWN))
def test_what_is_the_users_own_stays_in_memory(question, right):
    assert reason(question, right) == "about_user"


@pytest.mark.parametrize(("question", "right"), pairs(OF_ANYBODY))
def test_what_anybody_asks_of_them_is_a_lesson(question, right):
    assert reason(question, right) is None
