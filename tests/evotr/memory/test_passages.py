"""The words that are shown of a source are those that answer."""

from datetime import UTC, datetime

import pytest

from evotr.domain import MemoryItem, Recollection, Source
from evotr.memory.passages import passage

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
CONTRACT = """# Kira sözleşmesi

Taraflar 1 Mayıs günü anlaştı. Daire üçüncü kattadır ve iki odalıdır.
Depozito 27.000 liradır, çıkışta geri
ödenir. Kira her ayın beşinde ödenir.

Deposit

The landlord returns it within 14 days. Pets are not allowed in the flat."""


def item(quote, text="", kind="document"):
    source = Source(path="/x/kira.txt", quote=quote)
    return MemoryItem("m", kind, text or quote, "", source, NOON, trust="document")


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("Depozito ne kadar?", "Depozito 27.000 liradır, çıkışta geri\nödenir."),
        ("kirayi ayin kacinda oderim", "Kira her ayın beşinde ödenir."),
        ("DAİRE kaçıncı katta?", "Daire üçüncü kattadır ve iki odalıdır."),
        ("Are pets allowed?", "Pets are not allowed in the flat."),
    ],
)
def test_the_sentence_that_has_the_words_of_the_question(question, answers):
    assert passage(question, item(CONTRACT)) == answers


def test_a_heading_comes_with_what_follows_it():
    found = passage("What about the deposit?", item(CONTRACT))
    assert found == "Deposit\n\nThe landlord returns it within 14 days."


def test_of_a_table_it_is_a_line():
    rows = "\n".join(f"ad: kisi{n}; sehir: il{n}; telefon: {n}" for n in range(40))
    assert passage("kisi31 telefonu", item(rows)).startswith("ad: kisi31; sehir: il31")


@pytest.mark.parametrize("quote", ["", "Tek cümle var.", "Bir şey. Başka şey."])
def test_where_no_part_is_nearer_all_is_shown(quote):
    one = Recollection(item(quote, "Metnin hepsi."), 0.5)
    assert passage("Kedimin adı ne?", one.item) == ""
    assert one.quote == (quote or "Metnin hepsi.")


def test_the_text_counts_where_there_is_no_quote():
    one = item("", "Dün geldi. Kedimin adı Pamuk. Hava açıktı.", "episode")
    assert passage("kedimin adi neydi", one) == "Kedimin adı Pamuk."
