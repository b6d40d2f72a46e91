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
