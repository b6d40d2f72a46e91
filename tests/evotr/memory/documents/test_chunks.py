from itertools import pairwise

import pytest

from evotr.memory.documents.chunks import chunks, estimated_tokens
from evotr.memory.documents.values import Block, Chunk, Limits

SMALL = Limits(chunk_tokens=60, overlap_tokens=20)
SENTENCES = [f"Burada {n} numaralı cümle bitiyor." for n in range(30)]


def test_a_chunk_has_as_much_as_fits_and_the_end_of_the_one_before():
    text = " ".join(SENTENCES)
    made = list(chunks([Block(text)], SMALL))
    assert len(made) > 3
    for chunk in made:
        assert chunk.quote in text
        assert chunk.quote.endswith("bitiyor.")
        assert estimated_tokens(chunk.quote) <= SMALL.chunk_tokens
    for before, after in pairwise(made):
        shared = [part for part in SENTENCES if part in before.quote]
        assert after.quote.startswith(shared[-1])
    assert all(any(part in chunk.quote for chunk in made) for part in SENTENCES)


def test_nothing_is_said_twice_when_all_fits():
    assert list(chunks([Block("Bir."), Block("İki.")], SMALL)) == [
        Chunk("Bir.\n\nİki.")
    ]


def test_a_section_ends_a_chunk_and_nothing_of_it_goes_on_in_the_next():
    long = " ".join(SENTENCES[:2])
    made = list(chunks([Block(long, 1, ("A",)), Block("Yeni konu.", 2, ("B",))], SMALL))
    assert made == [Chunk(long, 1, ("A",)), Chunk("Yeni konu.", 2, ("B",))]


def test_small_sections_share_a_chunk():
    made = list(chunks([Block("# A", None, ("A",)), Block("# B", None, ("B",))], SMALL))
    assert made == [Chunk("# A\n\n# B", None, ("A",))]


def test_a_chunk_is_of_one_page_and_the_page_is_that():
    parts = ["Kira 900 lira.", "The deposit is 1,800.", " ".join(SENTENCES), "Son."]
    pages = [Block(part, page) for page, part in enumerate(parts, 1)]
    made = list(chunks(pages, SMALL))
    assert len({chunk.page for chunk in made}) == len(parts)
    for chunk in made:
        assert chunk.quote in parts[chunk.page - 1]
    assert [c.quote for c in made if c.page != 3] == [parts[0], parts[1], parts[3]]


def test_lines_stay_whole():
    code = "\n".join(f"    alan_{n} = deger_{n}" for n in range(40))
    made = list(chunks([Block(code, lines=True)], SMALL))
    lines = set(code.split("\n")) | {code.split("\n", 1)[0].strip()}
    assert len(made) > 3
    for chunk in made:
        assert set(chunk.quote.split("\n")) <= lines | {
            line.strip() for line in chunk.quote.split("\n")[:1]
        }


@pytest.mark.parametrize("text", ["a" * 5_000, "kelime " * 700])
def test_what_has_no_end_is_cut(text):
    made = list(chunks([Block(text)], SMALL))
    assert all(estimated_tokens(c.quote) <= SMALL.chunk_tokens for c in made)
    assert sum(len(c.quote.replace(" ", "")) for c in made) >= len(
        text.replace(" ", "")
    )


def test_headings_that_the_quote_lacks_stand_above_it():
    assert Chunk("# İki\n\nMetin.", None, ("Bir", "İki")).text == (
        "Bir\n# İki\n\nMetin."
    )
    assert Chunk("Metin.", None, ("Bir", "İki")).text == "Bir › İki\nMetin."
    assert Chunk("Metin.").text == "Metin."


def test_turkish_takes_more_pieces_than_english():
    turkish = "Çalışmalarımızın sonuçları değerlendirildi."
    assert estimated_tokens(turkish) > estimated_tokens("x" * len(turkish))
