"""Every kind of file, sound and not, by its content."""

from pathlib import PurePath

import pypdfium2
import pytest
from pypdfium2 import raw

from evotr.errors import (
    DocumentBinary,
    DocumentBomb,
    DocumentDamaged,
    DocumentEmpty,
    DocumentEncrypted,
    DocumentTooLarge,
)
from evotr.memory.documents.convert import convert
from evotr.memory.documents.values import Block, Limits
from evotr.text import LANGUAGES, Catalog
from tests.evotr.memory.documents.conftest import (
    make_docx,
    make_epub,
    make_pdf,
    make_zip,
)

TURKISH = "Işık ağacı çiğ şu İzmir'de büyüdü."
LACKING = make_pdf([["x"], ["y"]]).replace(b"5 0 R 7 0 R]", b"5 0 R 9 0 R]")
"""A PDF whose second page is not there."""
OTHERWISE_LOCKED = make_pdf([["x"]], encrypted=True).replace(b"/Standard", b"/Adobe.Pb")
"""One that is locked by something that PDFium does not know."""


def read(data, name="belge", limits=None):
    kind, blocks = convert(
        data if isinstance(data, bytes) else data.encode(),
        PurePath(name),
        limits or Limits(),
    )
    return kind, list(blocks)


def test_text_is_its_paragraphs():
    assert read("Bir\niki.\r\n\r\nÜç.", "a.txt") == (
        "text",
        [Block("Bir\niki."), Block("Üç.")],
    )


def test_pages_of_text_end_at_form_feeds():
    assert read("Bir.\fİki.")[1] == [Block("Bir.", 1), Block("İki.", 2)]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1254"]
)
def test_text_is_read_as_it_was_written(encoding):
    assert read(TURKISH.encode(encoding))[1] == [Block(TURKISH)]


def test_other_alphabets_are_guessed():
    text = "Съешь же ещё этих мягких французских булок да выпей чаю. " * 20
    assert read(text.encode("cp1251"))[1][0].text == text.strip()


def test_markdown_keeps_its_marks_and_knows_its_headings():
    kind, blocks = read(
        "# Ana\n\nGiriş.\n\nAlt\n---\n\n```py\n# no heading\n\nx = 1\n```\n\n# Son\n",
        "a.md",
    )
    assert kind == "markdown"
    assert blocks == [
        Block("# Ana", None, ("Ana",)),
        Block("Giriş.", None, ("Ana",)),
        Block("Alt\n---", None, ("Ana", "Alt")),
        Block("```py\n# no heading\n\nx = 1\n```", None, ("Ana", "Alt"), lines=True),
        Block("# Son", None, ("Son",)),
    ]


def test_a_web_page_is_what_is_seen_of_it():
    kind, blocks = read(
        "<!DOCTYPE html><html><body><nav>menü</nav><h1>Ana <b>başlık</b></h1>"
        "<p>Bir <i>ilk</i>\n paragraf.<p>Yeni<br>satır<script>kod()</script>"
        "<p style='display:none'>gizli</p><table><tr><td>Ad<td>Yaş</tr></table>"
        "<h2>Alt</h2><pre>a = 1\n  b = 2</pre></body></html>",
        "yanlis.txt",
    )
    assert kind == "html"
    assert blocks == [
        Block("Ana başlık", None, ("Ana başlık",)),
        Block("Bir ilk paragraf.", None, ("Ana başlık",)),
        Block("Yeni", None, ("Ana başlık",)),
        Block("satır", None, ("Ana başlık",)),
        Block("Ad | Yaş", None, ("Ana başlık",)),
        Block("Alt", None, ("Ana başlık", "Alt")),
        Block("a = 1\n  b = 2", None, ("Ana başlık", "Alt"), lines=True),
    ]


def test_code_is_cut_at_the_margin():
    kind, blocks = read("import os\n\n\ndef f():\n    a()\n\n    b()\n", "a.py")
    assert kind == "code"
    assert blocks == [
        Block("import os", None, ("import os",), lines=True),
        Block("def f():\n    a()\n\n    b()", None, ("def f():",), lines=True),
    ]


def test_rows_stand_under_their_columns():
    assert read("ad;yaş\nAli;5\n", "a.csv") == (
        "csv",
        [Block("ad;yaş\nAli;5", None, ("ad;yaş",), lines=True)],
    )


def test_a_pdf_has_pages_paragraphs_and_titles():
    running = "Rapor 2026"
    pages = [
        [running, f"{TURKISH} Bu satır uzun ve", "sonraki satırda biter.", f"Sayfa {n}"]
        for n in range(1, 6)
    ]
    kind, blocks = read(make_pdf(pages, titles=[("Giris", 1), ("Sonuc", 4)]), "a.txt")
    assert kind == "pdf"
    text = f"{TURKISH} Bu satır uzun ve sonraki satırda biter."
    assert blocks == [
        Block(text, page, ("Giris" if page < 4 else "Sonuc",)) for page in range(1, 6)
    ]


def test_word_has_headings_and_tables():
    kind, blocks = read(
        make_docx((1, "Ana"), "Metin.", [["Ad", "Yaş"], ["Ali", "5"]], (2, "Alt"), "S.")
    )
    assert kind == "docx"
    assert blocks == [
        Block("Ana", None, ("Ana",)),
        Block("Metin.", None, ("Ana",)),
        Block("Ad | Yaş\nAli | 5", None, ("Ana",), lines=True),
        Block("Alt", None, ("Ana", "Alt")),
        Block("S.", None, ("Ana", "Alt")),
    ]


def test_a_book_has_chapters_in_order():
    kind, blocks = read(make_epub("<h1>Bir</h1><p>İlk.</p>", "<h1>İki</h1>"), "a.docx")
    assert kind == "epub"
    assert blocks == [
        Block("Bir", None, ("Bir",)),
        Block("İlk.", None, ("Bir",)),
        Block("İki", None, ("İki",)),
    ]


@pytest.mark.parametrize(
    ("data", "name", "error"),
    [
        (b"", "a.txt", DocumentEmpty),
        (b" \n\n ", "a.txt", DocumentEmpty),
        (b"---\n***\n", "a.md", DocumentEmpty),
        (make_pdf([[]]), "a.pdf", DocumentEmpty),
        (bytes(range(256)) * 50, "a.txt", DocumentBinary),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00", "a.md", DocumentBinary),
        (make_zip({"x": "y"}), "a.docx", DocumentBinary),
        (make_pdf([["gizli"]], encrypted=True), "a.pdf", DocumentEncrypted),
        (OTHERWISE_LOCKED, "a.pdf", DocumentEncrypted),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.docx", DocumentEncrypted),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.doc", DocumentBinary),
        (b"%PDF-1.4\nnothing more", "a.pdf", DocumentDamaged),
        (make_docx("Metin.")[:-200], "a.docx", DocumentDamaged),
        (make_zip({"word/document.xml": "<w"}), "a.docx", DocumentDamaged),
        (make_zip({"META-INF/container.xml": "<x/>"}), "a.epub", DocumentDamaged),
        (make_zip({"word/document.xml": bytes(50_000_000)}), "a.docx", DocumentBomb),
        (
            make_epub(
                "<p>x</p>",
                extra={
                    "META-INF/encryption.xml": "<e><EncryptionMethod"
                    ' Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/></e>'
                },
            ),
            "a.epub",
            DocumentEncrypted,
        ),
    ],
)
def test_what_cannot_be_read_says_why(data, name, error):
    with pytest.raises(error) as raised:
        read(data, name)
    assert raised.value.values["path"] == PurePath(name)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("data", "name", "key"),
    [
        (b"%PDF-1.4\nnothing more", "a.pdf", "PDF_FORMAT"),
        (LACKING, "a.pdf", "PDF_PART"),
        (make_docx("Metin.")[:-200], "a.docx", "ARCHIVE"),
        (make_zip({"word/document.xml": "<w"}), "a.docx", "PARTS"),
        (make_zip({"META-INF/container.xml": "<x/>"}), "a.epub", "PARTS"),
    ],
)
def test_what_a_document_suffers_from_is_said_in_the_users_language(
    language, data, name, key
):
    with pytest.raises(DocumentDamaged) as raised:
        read(data, name)
    say = Catalog.load(language)
    told, _ = say.error(raised.value)
    assert f"({say(f'damage.{key}')})" in told
    assert str(raised.value.values["detail"]) not in told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("code", "key"),
    [
        (raw.FPDF_ERR_FILE, "PDF_FILE"),
        (raw.FPDF_ERR_PAGE, "PDF_PART"),
        (raw.FPDF_ERR_UNKNOWN, "PDF_UNKNOWN"),
        (77, "PDF_UNKNOWN"),
    ],
)
def test_every_code_of_pdfium_has_a_sentence(monkeypatch, language, code, key):
    def refuse(_):
        raise pypdfium2.PdfiumError("Failed to load document", err_code=code)

    # No bytes bring PDFium to these.
    monkeypatch.setattr(pypdfium2, "PdfDocument", refuse)
    with pytest.raises(DocumentDamaged) as raised:
        read(make_pdf([["x"]]), "a.pdf")
    say = Catalog.load(language)
    assert f"({say(f'damage.{key}')})" in say.error(raised.value)[0]


def test_an_archive_has_its_limit():
    data = make_zip({f"{n}": bytes(900_000) for n in range(2)})
    with pytest.raises(DocumentBomb):
        read(data, "a.docx", Limits(unpacked_mb=1))


def test_entities_that_swell_are_no_text():
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    for above, name in zip("abcdefgh", "bcdefghi", strict=True):
        bomb += f'<!ENTITY {name} "{f"&{above};" * 10}">'
    data = make_epub("<p>x</p>", extra={"OPS/book.opf": bomb + "]><x>&i;</x>"})
    with pytest.raises((DocumentDamaged, DocumentEmpty)):
        read(data)


def test_more_text_than_a_file_may_have_is_refused():
    with pytest.raises(DocumentTooLarge):
        read("kelime kelime.\n\n" * 80_000, limits=Limits(file_mb=1))


def test_halves_of_characters_do_not_pass():
    page = "<html><body><p>a&#xD800;b"
    assert read(page)[1][0].text.isprintable() or "\ufffd" in read(page)[1][0].text
