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


def test_a_password_may_be_asked_for_and_given():
    assert personal("What is the wifi password?", "mavi42") == "secret"
    assert personal("What is a password?", "A word that opens things") is None
