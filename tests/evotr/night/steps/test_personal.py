import pytest

from evotr.night.steps.personal import personal


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("10000000146", "personal_number"),
        ("10000000147", None),
        ("TR33 0006 1005 1978 6457 8413 26", "personal_number"),
        ("TR34 0006 1005 1978 6457 8413 26", None),
        ("4111-1111-1111-1111", "personal_number"),
        ("4111-1111-1111-1112", None),
        ("0532 123 45 67", "personal_number"),
        ("+1 212 555 0187", "personal_number"),
        ("4242.4242.4242.4242", "personal_number"),
        ("４２４２ ４２４２ ４２４２ ４２４２", "personal_number"),
        ("100.000.001.46", "personal_number"),
        ("Kimlik no 10000000146 1990 doğumlu", "personal_number"),
        ("TR33-0006-1005-1978-6457-8413-26", "personal_number"),
        ("tr 33 0006 1005 1978 6457 8413 26 ve ben", "personal_number"),
        ("Pasaport numarası U12345678", "personal_number"),
        ("Her passport number is 512345678.", "personal_number"),
        ("Pasaport için 2 fotoğraf gerekir.", None),
        ("1.250.000.000", None),
        ("1923-1938", None),
        ("2026-11-21 10:30", None),
        ("3.14159265358979", None),
        ("12345678901234567890123", None),
        ("birisi@posta.com.tr", "personal_number"),
        ("biri@example.com", None),
        ("AKIAIOSFODNN7EXAMPLE", "secret"),
        ("hf_abcdefghijklmnopqrstuv", "secret"),
        ("şifrem: mavi42", "secret"),
        ("My password is tiger_99.", "secret"),
        ("How do I reset a password in Django 5?", None),
        ("Şifre en az 8 karakter olmalı.", None),
        ("", None),
    ],
)
def test_what_is_nobody_elses_business_is_found(text, kind):
    assert personal("Soru nedir?", text) == kind


@pytest.mark.parametrize(
    ("question", "answer", "kind"),
    [
        ("What is the Wi-Fi password?", "karakartal", "secret"),
        ("Wi-Fi şifresi ne?", "karakartal", "secret"),
        ("Sunucunun root parolası?", "hunter", "secret"),
        ("password for the server", "correct horse battery staple", "secret"),
        ("Evin parolası nedir?", "Güneş Doğdu Bugün", "secret"),
        (
            "What is the wallet's recovery phrase?",
            "abandon ability able " * 4,
            "secret",
        ),
        ("Cüzdanın kurtarma kelimeleri neydi?", "elma armut kiraz", "secret"),
        ("Şifre İngilizce ne demek?", "password", None),
        ("What is a password?", "A secret word.", None),
        ("What is a password manager?", "Bitwarden", None),
        ("Şifreleme nedir?", "Gizleme", None),
        ("What hashes a password?", "bcrypt", None),
    ],
)
def test_what_a_password_is_may_be_a_plain_word(question, answer, kind):
    assert personal(question, answer) == kind


def test_a_password_may_be_asked_for_and_given():
    assert personal("What is the wifi password?", "mavi42") == "secret"
    assert personal("What is a password?", "A word that opens things") is None


def rows(text):
    """Lines of a question, an answer, and how the screen calls it."""
    lines = (line.strip().split(" | ") for line in text.strip().splitlines())
    return [(asked, said.replace("\\n", "\n")) for asked, said in lines]


SECRETS = """
    Alarm kodu nedir? | 9034
    Kapının kodu ne? | 4471#
    Kasanın kombinasyonu neydi? | 12-34-56
    Bina giriş kodu? | A1234
    Kapı? | Kapı kodu 4471
    SIM kilidini nasıl açarım? | PUK kodu 12345678
    Modem kodu ne? | 00123456
    Telefon kilidi? | 258011
    Kredi kartının CVV'si? | 123
    What's the card's CVC? | 123
    What is the alarm code? | 9034
    What's the code for the garage door? | 4471
    How do I get in? | The front door code is 4471.
    What is the combination of the safe? | 12 34 56
    Luggage? | suitcase lock code: 908
    How do I log in to the router? | admin / Tr0ub4dor&3
    Modem girişi? | admin ve 1234qwer
    Hangi hesapla giriyoruz? | deniz / Kedi1234!
    Bitlocker? | 123456-234567-345678-456789-567890-678901-789012-890123
    Unlock? | 113674 – 200970 – 310981 – 420992 – 531003 – 641014 – 700326 – 110011
    Ne ile açılır? | 113674 200970 310981 420992 531003 641014 700326 110011
    Kanal nasıl yazılıyor? | https://discord.com/api/webhooks/123456789012345678/abcdefghijklmnopqrstuvwxyzABCDEFGHIJ
    Where does it post? | https://ptb.discordapp.com/api/v10/webhooks/123456789012345678/Abcdefghijklmnop-qrstuv_wxyz
    Which key pays? | sk_live_abcdefghijklmnopqrstuvwx
    Hangi anahtar? | rk_test_abcdefghijklmnopqrstuvwx
"""
NUMBERS = """
    Kart? | 4111/1111/1111/1111
    Kart? | 4111_1111_1111_1111
    Kart? | 4111 1111\\n1111 1111
    Which card? | 4111 . 1111 . 1111 . 1111
    Kimlik? | 10.000.000.146
    Kimlik? | 100.000 001/46
    Kimlik no? | 100/000–001\\n46
    SSN? | 123-45.6789
    TCKN? | ١٠٠٠٠٠٠٠١٤٦
    Car? | 34 ABC 123
    Which taxi? | 34abc123
    Arabası hangisi? | 06 AB 1234
    Kim gelmiş? | 34 ABC 123 gelmiş
    Phone? | 020 7925 0918
    Telefonu kaç? | 030 901820
    Whom do I call? | 212.736.5000
    Who is the plumber, what's the phone? | 01632 960 983 or 020 7925 0918
    Printer? | 3C:52:82:4D:9E:01
    Yazıcı? | 3c-52-82-4d-9e-01
    Sunucunun IP'si? | 192.168.1.15
    Where is the printer? | At 10.0.0.27
    Müşteri numarası? | Müşteri no 98765432
    Müşteri numarası? | 98765432
    Sicil? | SGK sicil no 1234567890123
    Hesap? | Hesap numarası 1234-5678901
    Abonelik? | Abone no: 44 55 66 77
    Okul? | Öğrenci numarası 20181234
    Poliçe? | Sigorta poliçe no TR 4455667
    Account? | Account number 12345678
    What is the customer number? | 98765432
    What is the insurance number? | AB 12 34 56 C
    Frequent flyer number? | TK 123456789
    Cüzdan? | 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa
    Wallet? | bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4
    Wallet? | 0x52908400098527886E0F7030069857D2E4169EE7
    Mail? | ali.veli [at] posta.com
"""
IBANS = """
    Şirketin IBAN'ı ne? | 330006100519786457841326
    Şirketin IBAN'ı ne? | 33 0006 1005 1978 6457 8413 26
    Şirketin ibanı ne? | 3300 0610 0519 7864 5784 1326
    IBAN'ımız? | 33-0006-1005-1978-6457-8413-26
    Hangi hesaba yatırayım? | 330006100519786457841326
    Kirayı nereye yollarım? | 33 0006 1005 1978 6457 8413 26 numarasına
    Where do I send it? | To 33 0006 1005 1978 6457 8413 26, please.
    Where do I send it? | It is 330006100519786457841326
    Nereye? | 12 33 0006 1005 1978 6457 8413 26
    Nereye? | 3 3 0 0 0 6 1 0 0 5 1 9 7 8 6 4 5 7 8 4 1 3 2 6
    Şirketin IBAN'ı ne? | 340006100519786457841326
    Şirketin IBAN'ı ne? | TR34 0006 1005 1978 6457 8413 26
    Şirketin IBAN'ı ne? | TR340006100519786457841326
    ŞİRKETİN IBANI NE | 34 0006 1005 1978 6457 8413 26
    sirketin ibani ne | 3400 0610 0519 7864 5784 1326
    Iban numarası? | 34000610051978645784132
    Iban no? | 3300061005197864578413266
    Hesap? | IBAN: 340006100519786457841326
    Hesap? | Ibanım tr 34 0006 1005 1978 6457 8413 26
    What is the company's IBAN? | 340006100519786457841326
    What's their iban? | TR34 0006 1005 1978 6457 8413 26.
    Which IBAN is it? | DE89 3704 0044 0532 0130 01
    Which IBAN is it? | GB29 NWBK 6016 1331 9268 18
    Account? | The IBAN is 34-0006-1005-1978-6457-8413-26
"""
NO_IBANS = """
    IBAN nedir? | Uluslararası banka hesap numarası
    IBAN kaç hanelidir? | Türkiye'de TR ile 26 hane
    IBAN kaç karakterden oluşur? | 26
    IBAN nasıl yazılır? | TRkk bbbb bbbb bbbb bbbb bbbb bb
    IBAN'ın uzunluğu ülkelere göre kaç? | 15, 18, 20, 22, 24 ya da 27
    How long is an IBAN? | From 15 to 34 characters
    How long is an IBAN in Germany? | 22
    When was the IBAN introduced? | 1997
    IBAN standardı hangisi? | ISO 13616-1:2020
    What do IBANs begin with? | A country code such as TR or DE and 2 digits
    Caliban kimdir? | Fırtına'nın 1611 2011 1979 1960 2010 1856 baskılarında bir kul
    Which years? | 1709 1686 1701 1892 1805 1522
    How many sand grains? | 123456789012345678901234
    What is 24 factorial? | 620448401733239439360000
    What is pi to 24 places? | 3.141592653589793238462643
    Avogadro sayısı? | 602214076000000000000000
    Which ObjectId? | 507f1f77bcf86cd799439011
"""
HIDDEN = {
    "a card": "4111-1111-1111-1111",
    "a card of three groups": "3782-822463-10005",
    "an identity": "100-000-001-46",
    "an account": "TR33-0006-1005-1978-6457-8413-26",
    "a phone": "0532-123-45-67",
    "a phone from abroad": "+44-20-7925-0918",
    "a social security number": "123-45-6789",
    "a machine": "3c-22-fb-01-9a-7e",
}
SIGNS = {
    "hyphen": "-",
    "hyphen (U+2010)": "\u2010",
    "hard hyphen": "\u2011",
    "en dash": "\u2013",
    "em dash": "\u2014",
    "minus": "\u2212",
    "wide hyphen": "\uff0d",
    "dot": ".",
    "middle dot": "\u00b7",
    "slash": "/",
    "fraction slash": "\u2044",
    "underscore": "_",
    "blank": " ",
    "hard blank": "\u00a0",
    "thin blank": "\u2009",
    "two blanks": "  ",
    "a hyphen between blanks": " - ",
    "a dash between blanks": " \u2013 ",
    "a dot and a blank": ". ",
    "new line": "\n",
    "a hyphen and a new line": "-\n",
    "nothing that is seen": "\u200b-\u00ad",
}
ORDINARY = """
    Hangi günlerdi? | 21.11.2026 ve 22/11/2026
    When did it run? | 2026-11-21 101
    What was on it? | 05.06.2011\\n973
    Ne zaman? | 05 09 1977\\n933
    Which years? | 1923–1938 — 1950–1960
    Hangi yıllar? | 1709 1686 1701 1892 1805 1522
    Which years? | 1798-1981-1913-1650
    Which ISBN? | 978-5-32-926126-4
    Bu kitabın ISBN'i kaç? | 978-2-06-427928-8
    ISBN of it? | 9782153782062
    Ne kadar tuttu? | 12.345.678,90 TL
    How much is it? | 1_250_000 − 1_000
    Python'da milyar nasıl yazılır? | 1_000_000_000
    Which Windows is it? | 10.0.19045.3570
    Which build? | 22621.2428 / 2023
    Yüzde kaç? | 3/4 ile 5/8 arası
    How is a list summed? | x = [3, 12, 45]\\nprint(sum(x) / 3)
    Which numbers won? | 03 12 24 33 41 49
    Hangi sayılar? | 12/24/33/41/49/50
    What are the bytes of Merhaba? | 4d 65 72 68 61 62 61
    What are the first six bytes of a GIF in hex? | 47 49 46 38 39 61
    Hangi renkler? | 3c 22 fb 01 9a 7e
    How does a JPEG begin? | ff d8 ff e0 00 10 4a 46
    Three numbers and their sum? | 100 20 3000 3120
    Which distances? | 120 45 1000\\n130 50 1100
    Which coordinates? | 41.008238, 28.978359
    Aspirinin CAS numarası? | 50‑78‑2
    Which UUID? | 550e8400-e29b-41d4-a716-446655440000
    Which commits? | 1a2b3c4 and 5d6e7f8
    Where do webhooks of Discord begin? | https://discord.com/api/webhooks/
    Arabam şehir içinde kaçla gitmeli? | 50 ile 60 km
    Which petrol does the car take? | 95 or 98
    Araçların şehirler arası hızı kaç? | 80 ve 120 arası
    When was the first van sold here? | 15 in 2020
    Boğaziçi Üniversite kodu kaç? | 1012
    What is the post office code? | 4417
    İzmir'in telefon kodu kaç? | 232
    Türkiye'nin telefon kodu nedir? | +90
    İzmir'in plaka kodu kaç? | 35
    Kadıköy'ün posta kodu ne? | 34710
    Acil telefon numarası kaç? | 112
    Telefon ne zaman icat edildi? | 10.03.1876
    When was the telephone invented? | 1876-03-10
    How many phones were sold in 2023? | 1 340 000 000
    Kaç telefon satıldı? | 1.340.000.000
    What is the exit code of a killed process? | 137
    Which HTTP status code means gone? | 410
    How many digits has an alarm code? | 4
    What is the most common door code? | 1234
    CVV nedir? | Kartın arkasındaki 3 hane
    How many digits has a CVV? | 3
    Which screen lock is safest? | A fingerprint
    What is an alarm code? | Some 4 to 6 digits
    Alarm kodu kaç haneli olur? | 4 ile 6
    Which protocols do logins use? | SAML / OAuth2
    Girişte hangi özetler kullanılır? | bcrypt ve argon2id
    How are accounts created? | useradd and passwd
    ISBN of Emma? | 978-0-14-143958-7
    What is pi? | 3.14159265358979
    Which years? | 1990 1991 1992 1993
    Which years? | 2019-2020-2021-2022
    Powers of two? | 1024\\n2048\\n4096\\n8192
    How many atoms? | 6.022.140.760
    How big is the file? | 16 GB 2400 MHz
    Which day was it? | 24 NOV 2026
    Which day was it? | 21 NOV 26
    What is 12 V times 100? | 1200
    What is caffeine's CAS number? | 58-08-2
    Kafeinin formülü nedir? | C8H10N4O2
    Which Python is it? | 3.14.0
    Which version of Chrome? | 131.0.6778.86
    Which address is the router's by default? | 192.168.1.1
    Which private ranges are there? | 10.0.0.0/8 and 192.168.0.0/16
    Is it a valid private address, 192.168.1.15? | Yes, 192.168.1.15 is one
    Hosts of 192.168.1.0/24? | 192.168.1.1 to 192.168.1.254
    What is localhost? | 127.0.0.1
    Google's DNS server? | 8.8.8.8
    Yayın MAC adresi nedir? | ff:ff:ff:ff:ff:ff
    What is the zero address? | 0x0000000000000000000000000000000000000000
    Which commit? | 52908400098527886e0f7030069857d2e4169ee7
    What time is the eclipse in hh:mm:ss? | 12:30:45
    Müşteri numarası nedir? | Bir müşteriyi tanıtan sayı
    Hesap numarası kaç hanelidir? | 7 ile 16 arası
    What is an account number? | The number of a bank account
    How many customers has it? | 1 250 000
    Demirin atom numarası kaç? | 26
    Ekmek tarifi? | 500 g un, 325 ml su, 10 g tuz
    How much was it? | 1.299,90 TL
"""


@pytest.mark.parametrize(("question", "answer"), rows(SECRETS))
def test_what_opens_something_is_a_secret(question, answer):
    assert personal(question, answer) == "secret"


@pytest.mark.parametrize(("question", "answer"), rows(NUMBERS))
def test_numbers_of_persons_are_found_however_they_are_written(question, answer):
    assert personal(question, answer) == "personal_number"


@pytest.mark.parametrize(("question", "answer"), rows(IBANS))
def test_an_account_is_found_without_its_country_and_with_a_slip(question, answer):
    assert personal(question, answer) == "personal_number"


@pytest.mark.parametrize(("question", "answer"), rows(NO_IBANS))
def test_what_is_said_of_accounts_and_long_numbers_pass(question, answer):
    assert personal(question, answer) is None


@pytest.mark.parametrize(("question", "answer"), rows(ORDINARY))
def test_numbers_of_the_world_pass(question, answer):
    assert personal(question, answer) is None


@pytest.mark.parametrize("question", ["Zeta için numara ne?", "What is it?"])
@pytest.mark.parametrize("sign", SIGNS.values(), ids=SIGNS)
@pytest.mark.parametrize("number", HIDDEN.values(), ids=HIDDEN)
def test_nothing_between_its_parts_hides_a_number(number, sign, question):
    written = number.replace("-", sign)
    assert personal(question, written) == "personal_number"
    assert personal(question, f"Bu: {written} işte.", "Bilmem.") == "personal_number"
    assert personal(question, f"It is ({written}), yes.") == "personal_number"


def test_a_number_does_not_go_on_in_another_text():
    assert personal("What is 100 000?", "001 46") is None
    assert personal("100 000 001 46?", "?") == "personal_number"
    assert personal("Kaç?", "100 000", "001 46") is None


def test_what_looks_like_the_beginning_of_an_account_hides_none():
    account = "TR33 0006 1005 1978 6457 8413 26"
    for before in ("no 12", "in 20", "AB12 34"):
        assert personal("Hangi hesap?", f"{before} {account}") == "personal_number"


def test_a_long_list_of_numbers_does_not_take_for_ever():
    for text in ("1 " * 3000, "1_" * 3000, "a1 " * 2000, "1" * 6000):
        assert personal("?", text) is None
