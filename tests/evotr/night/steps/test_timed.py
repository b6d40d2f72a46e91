"""What is arranged for once, and what was or comes each year."""

import pytest

from tests.fakes.screened import pairs, reason

ARRANGED = """
    Toplantı ne zaman? | Salı saat 3'te
    toplanti ne zaman | sali saat 3te
    TOPLANTI NE ZAMAN? | SALI GÜNÜ
    Toplantı ne zaman? | Toplantı salı günü saat 3'te.
    Toplantı ne zamandı? | Salı saat 3'te
    Toplantı saat kaçta? | 15.00
    Toplantı kaçta? | 3'te
    Toplantı kaçta? | 15
    Toplantı hangi gün? | Çarşamba
    Toplantı saati? | 15.00
    Toplantı tarihi ne? | 12 Aralık
    Yönetim kurulu toplantısı ne zaman? | 3 Aralık Perşembe
    Yönetim kurulu toplantısı ne zaman yapılacak? | 3 Aralık 2026
    Toplantıyı ne zaman yapıyoruz? | Pazartesi sabahı
    Sınav ne zaman? | Cuma günü
    Sınav ne zaman? | Haziranda
    Matematik sınavı ne zaman? | 14 Ocak'ta
    Matematik sınavı hangi gün? | Perşembe
    Vize sınavları ne zaman başlıyor? | 9 Kasım'da
    Final ne zaman? | İki hafta sonra
    KPSS ne zaman? | 14 Temmuz
    YKS ne zaman yapılacak? | 20 Haziran
    Sınav saati kaç? | 10:15
    Kargo ne zaman gelecek? | Perşembe
    Kargo ne zaman gelir? | Perşembe günü gelir
    Siparişim... sipariş ne zaman gelecek? | Yarın değil, cuma
    Paket hangi gün gelecek? | Cumartesi
    Buzdolabı ne zaman teslim edilecek? | Pazartesi
    Proje teslim tarihi ne? | 12 Aralık
    Proje teslim tarihi ne? | 12 Aralık 2026
    Projenin teslim tarihi nedir? | 12 Aralık Cuma
    Ödevin son teslim tarihi? | Pazartesi
    Ödev ne zamana kadar? | Cuma akşamına kadar
    Son başvuru tarihi ne? | 30 Kasım
    Deadline ne zaman? | Cuma
    Rapor ne zaman teslim edilecek? | Ay sonunda
    Faturanın son ödeme tarihi? | 25 Kasım
    Uçak kaçta kalkıyor? | 14.35'te
    Uçak kaçta kalkıyor? | 14.35
    Uçak ne zaman iniyor? | Saat 16:20'de
    Uçağın kalkış saati? | 14.35
    Tren kaçta kalkıyor? | 07.10'da
    Otobüs kaçta geliyor? | Sekiz buçukta
    Vapur kaçta? | 08.15
    Ders kaçta başlıyor? | Dokuzda
    Dişçi randevusu ne zaman? | Salı 10.30
    Doktor randevusu saat kaçta? | 11'de
    Düğün ne zaman? | 5 Eylül'de
    Ali'nin düğünü ne zaman? | 5 Eylül Cumartesi
    Maç ne zaman? | Pazar 19.00
    Maç kaçta? | 20:45
    Derbi ne zaman? | Pazar günü saat 20:00'de
    Konser ne zaman? | Cuma akşamı
    Kurs ne zaman başlıyor? | Pazartesi
    Okullar ne zaman açılıyor? | 8 Eylül'de
    Okullar ne zaman açılacak? | 8 Eylül Pazartesi
    Misafirler ne zaman geliyor? | Cumartesi akşamı
    Ustalar ne zaman gelecek? | Üç gün sonra
    Ali ne zaman dönüyor? | Pazar
    Ayşe ne zaman gelecek? | Cuma günü
    Elektrik ne zaman gelecek? | Saat 17.00'de
    Seçim ne zaman? | 14 Mayıs
    Ramazan Bayramı ne zaman? | 20 Mart
    Kurban Bayramı ne zaman? | 27 Mayıs
    Ne zaman toplantı var? | Salı
    Duruşma ne zaman? | 3 Şubat
    Market kaçta kapanıyor? | 22.00
    Film kaçta başlıyor? | 21:30'da
    Galatasaray'ın hocası kim? | Okan Buruk
    Galatasaray'in hocasi kim | Okan Buruk
    GALATASARAY'IN HOCASI KİM? | Okan Buruk
    Fenerbahçe’nin hocası kim? | Mourinho
    Fenerin hocası kim? | Mourinho
    Beşiktaş'ın yeni hocası kim? | Bir hoca
    Milli takımın hocası kim? | Montella
    Trabzonspor'un antrenörü kim? | Birisi
    Galatasaray'ı kim çalıştırıyor? | Okan Buruk
    Galatasaray'ın kaptanı kim? | Muslera
    Real Madrid'in hocası kimdir? | Ancelotti
    Who is the coach of Galatasaray? | Okan Buruk
    Who coaches Liverpool? | Slot
    Who is Arsenal's coach? | Arteta
    Who is the manager of Arsenal? | Arteta
    When is the meeting? | Tuesday at 3
    when is the meeting | tuesday at 3
    When's the meeting? | At 3 pm
    What time is the meeting? | 3
    What time is the meeting? | 3:30
    When is the team meeting? | The team meeting is on Tuesday at 3.
    What day is the meeting? | Wednesday
    Which day is the exam? | Friday
    When is the exam? | On Friday
    When is the maths exam? | June 12
    When is the maths exam? | 12th June 2027
    When is our final? | In two weeks
    When will the package arrive? | Thursday
    When does the parcel arrive? | It arrives on Thursday.
    When is the delivery? | Next Thursday
    When is the project deadline? | 12 December
    What is the project deadline? | 12 December
    What's the deadline? | Friday
    What is the deadline for the essay? | Monday
    When is the essay due? | Monday
    When is homework due? | Monday morning
    What is the due date? | 3 May
    What is the due date of the invoice? | 25 November
    When does the flight leave? | 14:35
    What time does the plane take off? | 2:35 pm
    What time does the train leave? | At 7.10
    When's the dentist appointment? | Tuesday, 10:30
    What time is Ann's appointment? | 11 o'clock
    When is the wedding? | September 5
    When is Ann's wedding? | 5 September
    When is the match? | Sunday
    When does the concert start? | At 8
    When is the party? | Saturday night
    What's the exam date? | 3 June
    Exam date? | 3 June
    Meeting time? | 15:00
    When is Easter? | 5 April
    When is Ann coming back? | Sunday
    When do schools open? | September 8
    When does the shop close? | 10 pm
    When are the guests coming? | Saturday evening
    When will the power be back? | At 5 pm
    Genel kurul ne zaman? | 18 Ocak
    Mülakatım değil, Ali'nin mülakatı ne zaman? | Pazartesi 14.00
    Veli toplantısı kaçta? | 18.30'da
    veli toplantisi ne zaman | persembe aksami
    Bütünleme sınavları ne zaman? | 20 Ocak'ta başlıyor
    Ehliyet sınavı hangi gün? | Cumartesi
    Kurye kaçta gelecek? | 17.00 civarı
    Sipariş ne zaman elimize ulaşır? | Salıya kadar
    Tezin teslim günü? | 1 Haziran
    Raporun son günü ne zaman? | Ayın 15'i
    Kira ne zaman yatacak? | Ayın 5'inde
    Vergi ne zamana kadar ödenecek? | 31 Mart'a kadar
    Uçağımız değil, onların uçağı saat kaçta iniyor? | 23.10
    İzmir uçağı kaçta? | 06:45
    Ankara treni ne zaman kalkıyor? | Sabah 7'de
    Son metro kaçta? | 00.20'de
    Konser saat kaçta başlayacak? | Dokuz buçukta
    Sinema kaçta? | 21.15
    Dersler ne zaman başlıyor? | 22 Eylül Pazartesi
    Çöpler ne zaman toplanıyor? | Salı ve cuma
    Ahmet hangi gün geliyor? | Çarşamba
    Anahtar teslimi ne zaman? | Ekim ayında
    Kına ne zaman? | Cuma
    Cenaze ne zaman? | Öğle namazından sonra
    Tadilat ne zaman bitecek? | İki haftaya
    Sular ne zaman gelecek? | Akşam 8'de
    Klinik kaçta açılıyor? | 8.30
    Yeni bölüm ne zaman çıkacak? | Cuma
    Fenerbahçe'nin teknik adamı kim? | Tedesco
    Barcelona'nın hocası kim? | Flick
    Beşiktaş'ın kalecisi kim? | Mert
    When's the standup? | 9:30
    When is the dentist? | Thursday at 4
    What time's the interview? | 2 pm
    When does the bus come? | At quarter past six
    When's the kickoff? | 7 pm
    When do the exams start? | On the 9th of November
    When's the release of version 2? | Friday
    When are the results announced? | July 20
    When is the rent due? | On the 5th
    When do applications close? | January 15
    When is the last train? | 23:40
    When will the plumber come? | Between 9 and 11
    When does the semester begin? | 22 September
    When's Ali's graduation? | June 14th
    When will it be delivered? | Friday
    What's the boarding time? | 13:55
    What time does the gym close? | Half past ten
    Who is Real Madrid's coach? | Xabi Alonso
    Who's Chelsea's manager? | Maresca
"""
LASTING = """
    Cumhuriyet ne zaman ilan edildi? | 29 Ekim 1923
    Cumhuriyet ne zaman ilan edildi? | 29 Ekim
    Cumhuriyet ne zaman ilan edilmiştir? | 29 Ekim'de
    Cumhuriyet hangi gün ilan edildi? | Pazartesi
    İstanbul ne zaman fethedildi? | 29 Mayıs 1453
    İstanbul ne zaman fethedildi? | 29 Mayıs'ta
    Titanik ne zaman battı? | 15 Nisan
    Titanik saat kaçta battı? | 02.20'de
    Atatürk ne zaman doğdu? | 1881
    Atatürk saat kaçta öldü? | 09.05
    Atatürk'ün doğum günü ne zaman? | 19 Mayıs
    Zeynep'in doğum günü ne zaman? | 3 Mayıs
    Zeynep'in doğum günü? | 3 Mayıs
    Cumhuriyet Bayramı ne zaman? | 29 Ekim
    Cumhuriyet Bayramı hangi gün? | 29 Ekim
    Zafer Bayramı ne zaman kutlanır? | 30 Ağustos
    Öğretmenler Günü ne zaman? | 24 Kasım
    Sevgililer günü ne zaman? | 14 Şubat
    Kadınlar Günü ne zaman? | 8 Mart
    Yılbaşı ne zaman? | 31 Aralık gecesi
    Noel ne zaman? | 25 Aralık
    Nevruz ne zaman? | 21 Mart
    Hıdırellez ne zaman? | 6 Mayıs
    İlkbahar ne zaman başlar? | 21 Mart'ta
    Yaz ne zaman başlıyor? | 21 Haziran
    Kış gündönümü ne zaman? | 21 Aralık
    Domates ne zaman ekilir? | Nisanda
    Domates ne zaman ekilir? | 15 Nisan'dan sonra
    Cuma namazı ne zaman kılınır? | Cuma günü öğle vakti
    İspanya'da akşam yemeği kaçta yenir? | 21.00
    Leylekler ne zaman göç eder? | Ağustosta
    Müze hangi gün kapalı? | Pazartesi
    Haftanın ilk günü hangisi? | Pazartesi
    Pazartesiden sonra hangi gün gelir? | Salı
    Okulların adı ne? | Atatürk
    Virgül ne zaman kullanılır? | Sıralamada
    Su ne zaman kaynar? | 100 derecede
    Ne zaman 'whom' denir? | Nesne olunca
    Lozan görüşmeleri ne zaman başladı? | 20 Kasım 1922
    Yalta toplantısı ne zaman yapıldı? | 4 Şubat 1945
    Erzurum Kongresi ne zaman toplandı? | 23 Temmuz 1919
    Tren ne zaman icat edildi? | 1804
    Telefon ne zaman icat edildi? | 10.03.1876
    İlk uçuş ne zaman yapıldı? | 17 Aralık 1903
    Apollo 11'in uçuş tarihi? | 16 Temmuz 1969
    Dünya Kupası finali ne zamandı? | 18 Aralık 2022
    Bir toplantı ne zaman iptal edilir? | Yeter sayı yoksa
    Toplantı nedir? | Bir araya gelme
    Sınav kaygısı nedir? | Sınav korkusu
    Teslim tarihi ne demek? | Verilecek gün
    Kargo nedir? | Taşınan yük
    Uçak nasıl uçar? | Kanatla
    Deadline ne demek? | Son tarih
    Platon'un hocası kim? | Sokrates
    Fatih'in hocası kim? | Akşemseddin
    Mevlana'nın hocası kimdir? | Şems
    Aristoteles'in hocası kimdi? | Platon
    Titanik'in kaptanı kim? | Smith
    Nasreddin Hoca kim? | Bir bilge
    Galatasaray'ın kurucusu kim? | Ali Sami Yen
    Galatasaray'ın ilk hocası kimdi? | Boris Nikolof
    Galatasaray ne zaman kuruldu? | 1905
    Barış Manço'nun hocası kim? | Birisi
    When did WW2 end? | 1945
    When did WW2 end? | 2 September
    When was the republic founded? | 29 October 1923
    When did the Titanic sink? | 15 April
    What time did the Titanic sink? | 2:20 am
    What day did the Titanic sink? | Monday
    When was the first flight? | 17 December 1903
    When was the meeting at Yalta? | February 1945
    When is Christmas? | 25 December
    When is Halloween? | October 31
    When is New Year's Eve? | 31 December
    When is Independence Day? | July 4
    When is Republic Day in Turkey? | 29 October
    When is Ann's birthday? | 3 May
    When is Beethoven's birthday? | 17 December
    When is the summer solstice? | 21 June
    When does spring begin? | 20 March
    When does water boil? | At 100 degrees
    When should a report be written? | After the work
    When is a meeting necessary? | When many must decide
    When do I use whom? | For an object
    When is the game over in chess? | At checkmate
    Which day comes after Monday? | Tuesday
    What is the first day of the week? | Monday
    What day is the museum closed? | Monday
    What time do people eat dinner in Spain? | 9 pm
    What is a deadline? | The last day
    What does deadline mean? | The last day
    What is a due date? | The day by which it is owed
    What is a meeting? | People coming together
    When was the train invented? | 1804
    Who was Plato's teacher? | Socrates
    Who is the captain in Moby Dick? | Ahab
    Who manages memory in C? | The programmer
    Who is the teacher of Aristotle? | Plato
    When is it noon in UTC when it is 3 pm in Istanbul? | It is noon already
    When do leaves fall? | In autumn
    When do swallows come back? | In April
    Sipariş ne zaman iptal edilebilir? | 14 gün içinde
    Fatura ne zaman kesilir? | Yedi gün içinde
    YKS ne zaman yapılır? | Her yıl haziranda
    Sınava ne zaman hazırlanmaya başlanır? | Erken
    Maç kaç dakika sürer? | 90
    Uçak saatte kaç km gider? | 900
    Ders kaç dakika? | 40
    Kargo kaç günde gelir? | 2
    Ankara'nın başkent olduğu tarih? | 13 Ekim 1923
    Malazgirt Savaşı ne zamandı? | 26 Ağustos
    Malazgirt Savaşı'nın tarihi ne? | 26 Ağustos 1071
    İlk saat ne zaman yapıldı? | 1300'lerde
    Fransız Devrimi'nin günü? | 14 Temmuz
    Dünya Kadınlar Günü hangi gün? | 8 Mart
    Ay'a ne zaman gidildi? | 20 Temmuz 1969
    Güneş tutulması nedir? | Ay'ın araya girmesi
    Python 2 ne zaman bırakıldı? | 1 Ocak
    Projenin adı ne? | Zeta
    Toplantıda kim vardı? | Ali
    Sınav kaç soru? | 40
    Uçuş kodu ne? | TK 1
    Trenin hızı kaç? | 300
    When was the package manager npm released? | 12 January 2010
    What is the date of the battle of Hastings? | 14 October 1066
    When does the French Revolution begin? | 1789
    How long is a football match? | 90 minutes
    What is the name of the project? | Zeta
    Who is at the meeting? | Ann
    What is a flight plan? | A route
    How is a train driven? | By a driver
    When does a leap year happen? | Every four years
    When do the Olympics take place? | Every four years
    Which month has 28 days? | February
    What is the shortest day of the year? | 21 December
    What day did the war end? | Friday
    When is Mother's Day? | The second Sunday of May
    When is Labour Day? | 1 May
    Çanakkale Zaferi ne zaman? | 18 Mart
    Miraç ne demek? | Göğe yükselme
    Anneler Günü ne zaman? | Mayısın ikinci pazarı
    Dünya Çocuk Günü ne zaman? | 20 Kasım
    23 Nisan hangi bayram? | Ulusal Egemenlik ve Çocuk Bayramı
    Berlin Duvarı ne zaman yıkıldı? | 9 Kasım
    Hiroşima'ya bomba saat kaçta atıldı? | 08.15'te
    Ekim Devrimi ne zaman gerçekleşti? | 7 Kasım
    Gündüz ile gece ne zaman eşit olur? | 21 Mart
    En uzun gece ne zaman? | 21 Aralık
    Zeytin ne zaman toplanır? | Kasımda
    Balık avı yasağı ne zaman başlar? | 15 Nisan'da
    Gül ne zaman budanır? | Şubatta
    Kur'an ne zaman indirildi? | Ramazan ayında
    Hac ne zaman yapılır? | Zilhicce ayında
    Bebekler ne zaman yürür? | Bir yaşında
    Su kaç derecede kaynar? | 100
    Öğlen güneş nerede? | Tepede
    Çay saat kaçta içilir? | 17.00
    İlk tren nerede kalktı? | İngiltere
    Toplantı İngilizce ne demek? | meeting
    Maç kaç devre? | İki
    Uçuş korkusu neden olur? | Kaygıdan
    Kargo bedelini kim öder? | Alıcı
    Hangi gün daha uzun? | 21 Haziran
    Ne zaman 'ki' ayrı yazılır? | Bağlaçken
    Sokrates'in öğrencisi kim? | Platon
    Atatürk'ün matematik hocası kim? | Mustafa Bey
    Mimar Sinan ne zaman öldü? | 17 Temmuz
    Ders kitabını kim yazdı? | Ali
    Ödeve nasıl başlanır? | Planla
    Dünya Kupası'nı 2022'de kim aldı? | Arjantin
    İlk Dünya Kupası maçı ne zaman oynandı? | 13 Temmuz 1930
    Lise kaç yıl? | 4
    Saat farkı kaç? | 3
    When did the Berlin Wall fall? | 9 November
    When is the longest night? | 21 December
    When is Bastille Day? | 14 July
    When is St Patrick's Day? | March 17
    When was the first World Cup match? | 13 July 1930
    When do clocks go back in the UK? | The last Sunday of October
    When is rush hour? | From 7 to 9
    When is the monsoon season in India? | June to September
    When does Ramadan end? | With the new moon
    When are leap years? | Every four years
    When do babies walk? | At about one
    When does class inheritance make sense? | Where one is a kind of the other
    When is a class abstract? | When it has an abstract method
    When is the finally block executed? | Always
    What is the boarding time? | The time at which one gets on
    When is the best time to plant garlic? | In October
    When is the show 'Friends' set? | In the 1990s
    What time zone is Turkey in? | UTC+3
    At what time did Apollo 11 land? | 20:17
    Who is the author of the book? | Ann
    When is Chinese New Year? | At the second new moon after the solstice
"""


@pytest.mark.parametrize(("question", "right"), pairs(ARRANGED))
def test_what_is_arranged_stays_in_memory(question, right):
    assert reason(question, right) == "time_bound"
    assert reason(question, right, "praise") == "time_bound"


@pytest.mark.parametrize(("question", "right"), pairs(LASTING))
def test_what_lasts_is_a_lesson(question, right):
    assert reason(question, right) is None


def test_a_long_question_does_not_take_for_ever():
    for part in ("ne zaman toplantı ", "when is the ", "saat 3 ", "sınav günü "):
        assert reason(part * 150 + "?", "Salı günü " * 15) is not False
