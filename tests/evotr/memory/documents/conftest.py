"""Files of every kind, made here."""

import io
import zipfile

import docx
import pytest

from evotr.memory.documents.reader import Reader
from evotr.memory.documents.values import Limits
from tests.fakes.migrated import open_migrated

CONTAINER = (
    '<?xml version="1.0"?><container'
    ' xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OPS/book.opf"/></rootfiles></container>'
)
# The six Turkish letters that Western Latin lacks, on codes of their own.
NAMES = "/Gbreve /gbreve /Idotaccent /dotlessi /Scedilla /scedilla"
CODES = {letter: chr(200 + place) for place, letter in enumerate("ĞğİıŞş")}


def make_pdf(pages, *, titles=(), encrypted=False):
    """A PDF of ``pages`` (lists of lines); ``titles`` are (name, page) outlines."""
    count = len(pages)
    marks = [5 + 2 * count + place for place in range(len(titles))]
    kids = " ".join(f"{5 + 2 * place} 0 R" for place in range(count))
    outline = f"/First {marks[0]} 0 R /Last {marks[-1]} 0 R" if marks else ""
    letters = f"/Encoding <</BaseEncoding /WinAnsiEncoding /Differences [200 {NAMES}]>>"
    objects = [
        "<</Type /Catalog /Pages 2 0 R /Outlines 4 0 R>>",
        f"<</Type /Pages /Kids [{kids}] /Count {count}>>",
        f"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica {letters}>>",
        f"<</Type /Outlines {outline}>>",
    ]
    for place, lines in enumerate(pages):
        shown = "".join(f"({line}) Tj T*\n" for line in lines)
        text = f"BT /F1 11 Tf 14 TL 60 760 Td\n{shown}ET"
        for letter, code in CODES.items():
            text = text.replace(letter, code)
        objects.append(
            f"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents"
            f" {6 + 2 * place} 0 R /Resources <</Font <</F1 3 0 R>>>>>>"
        )
        objects.append(f"<</Length {len(text)}>>\nstream\n{text}\nendstream")
    for place, (name, page) in enumerate(titles):
        following = f"/Next {marks[place + 1]} 0 R" if place + 1 < len(marks) else ""
        objects.append(
            f"<</Title ({name}) /Parent 4 0 R {following}"
            f" /Dest [{5 + 2 * (page - 1)} 0 R /Fit]>>"
        )
    return _file(objects, encrypted=encrypted)


def _file(objects, *, encrypted):
    data = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    key = "00" * 32
    lock = (
        f"/Encrypt <</Filter /Standard /V 1 /R 2 /P -4 /O <{key}> /U <{key}>>>"
        f" /ID [<{'00' * 16}> <{'00' * 16}>]"
    )
    trailer = f"<</Size {size} /Root 1 0 R {lock if encrypted else ''}>>"
    tail = (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}"
        f"trailer\n{trailer}\nstartxref\n{len(data)}\n%%EOF"
    )
    return data + tail.encode()


def make_docx(*parts):
    """Paragraphs, (level, heading) pairs and tables (lists of rows)."""
    document = docx.Document()
    for part in parts:
        match part:
            case str():
                document.add_paragraph(part)
            case (int(level), text):
                document.add_heading(text, level)
            case rows:
                table = document.add_table(len(rows), len(rows[0]))
                for line, row in enumerate(rows):
                    for column, text in enumerate(row):
                        table.cell(line, column).text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def make_epub(*chapters, extra=None):
    """A book of HTML ``chapters``, in order; ``extra`` are further members."""
    items = "".join(
        f'<item id="c{n}" href="text/c%20{n}.xhtml"'
        ' media-type="application/xhtml+xml"/>'
        for n in range(len(chapters))
    )
    order = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf">'
        f"<manifest>{items}</manifest><spine>{order}</spine></package>"
    )
    members = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OPS/book.opf": package,
        **{f"OPS/text/c {n}.xhtml": text for n, text in enumerate(chapters)},
        **(extra or {}),
    }
    return make_zip(members)


def make_zip(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.fixture
def limits():
    return Limits()


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "belgeler"
    folder.mkdir()
    return folder


@pytest.fixture
def reader():
    with Reader() as reader:
        yield reader


@pytest.fixture
def journal(tmp_path):
    journal = open_migrated(tmp_path / "journal.db", tmp_path / "backups")
    yield journal
    journal.close()
