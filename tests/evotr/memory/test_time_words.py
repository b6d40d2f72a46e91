from datetime import UTC, datetime

import pytest

from evotr.memory.time_words import spans_in, without_moments

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)  # a Saturday


def shown(text, now=NOW):
    return [
        (f"{span.start:%Y-%m-%d}", f"{span.end:%Y-%m-%d}")
        for span in spans_in(text, now)
    ]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Geçen hafta ne demiştim?", "2026-11-09", "2026-11-18"),
        ("gecen hafta", "2026-11-09", "2026-11-18"),
        ("What happened last May?", "2026-05-01", "2026-06-03"),
        ("3 Mayıs 2023'te ne oldu?", "2023-05-03", "2023-05-06"),
        ("May 3rd, 2023", "2023-05-03", "2023-05-06"),
        ("in May 2023", "2023-05-01", "2023-06-03"),
        ("2023 Mayıs'ında", "2023-05-01", "2023-06-03"),
        ("Mayısta", "2026-05-01", "2026-06-03"),
        ("2022'de", "2022-01-01", "2023-01-03"),
        ("dün ne yedim", "2026-11-20", "2026-11-22"),
        ("yesterday", "2026-11-20", "2026-11-22"),
        ("two weeks ago", "2026-11-04", "2026-11-11"),
        ("üç gün önce", "2026-11-17", "2026-11-20"),
        ("geçen yaz", "2026-06-01", "2026-09-03"),
        ("last Monday", "2026-11-16", "2026-11-19"),
        ("bu ay", "2026-11-01", "2026-12-03"),
        ("geçen yılki tatil", "2025-01-01", "2026-01-03"),
        ("2023-05-03", "2023-05-03", "2023-05-06"),
        ("3.5.2023", "2023-05-03", "2023-05-06"),
        ("last December", "2025-12-01", "2026-01-03"),
        ("in the past two weeks", "2026-11-07", "2026-11-22"),
        ("son üç ayda ne okudum?", "2026-08-23", "2026-11-22"),
        ("geçen beş gün", "2026-11-16", "2026-11-22"),
        ("bu sabah ne içtim?", "2026-11-21", "2026-11-22"),
        ("this afternoon", "2026-11-21", "2026-11-22"),
        ("last night", "2026-11-20", "2026-11-22"),
        ("in early May", "2026-05-01", "2026-06-03"),
        ("geçen hafta sonu", "2026-11-09", "2026-11-18"),
    ],
)
def test_a_time_is_understood(text, start, end):
    assert shown(text) == [(start, end)]


@pytest.mark.parametrize(
    "text",
    [
        "May I ask?",
        "31 Şubat",
        "yazın bana",
        "99.99.2023",
        "ocakta yemek var",
        "",
        "١٢",
    ],
)
def test_what_is_no_time_is_none(text):
    assert shown(text) == []


def test_two_times_are_two():
    assert len(shown("dün mü yoksa geçen hafta mı?")) == 2


def test_without_a_now_only_what_stands_by_itself_counts():
    assert shown("yesterday, last week, in May and geçen yaz", None) == []
    assert shown("in May 2023", None) == [("2023-05-01", "2023-06-03")]


def test_a_huge_number_is_no_time():
    assert shown("999 years ago and 999 yıl önce") == shown("999 years ago") * 2


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Geçen hafta ne demiştim?", " ne demiştim?"),
        ("İki gün önce ÇARŞIDAN ne aldım?", " ÇARŞIDAN ne aldım?"),
        ("What did I buy last week?", "What did I buy ?"),
        ("dün mü, last Monday mı?", " mü,  mı?"),
        ("Where did we go last year?", "Where did we go last year?"),
        ("3 Mayıs 2023'te, in May", "3 Mayıs 2023'te, in May"),
        ("dünya", "dünya"),
        ("ﬁyat dün düştü", "ﬁyat  düştü"),
    ],
)
def test_days_counted_from_now_are_taken_out(text, rest):
    assert without_moments(text, NOW) == rest
