"""Which kind a file is: by what it begins with first, by its name second."""

from pathlib import PurePath
from typing import Final

from evotr.errors import DocumentBinary, DocumentEncrypted
from evotr.memory.documents.values import FileKind

__all__ = ["HEAD_BYTES", "archive_kind", "binary_kind", "text_kind"]

HEAD_BYTES: Final = 1_024
"""How much of a file says what it is."""

_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
# What an Office document is packed into when it is encrypted.
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE: Final = frozenset({".docx", ".docm", ".dotx"})

_CODE: Final = """
.bash .c .cc .clj .cpp .cs .css .dart .ex .exs .go .h .hpp .hs .ini .java .jl .js .json
.jsonl .jsx .kt .lua .m .mm .php .pl .ps1 .py .pyi .r .rb .rs .scala .scss .sh .sql
.swift .toml .ts .tsx .vue .xml .yaml .yml .zig .zsh
"""
_NAMES: Final[dict[str, FileKind]] = {
    **dict.fromkeys((".md", ".markdown", ".mdx"), "markdown"),
    **dict.fromkeys((".html", ".htm", ".xhtml"), "html"),
    **dict.fromkeys((".csv", ".tsv"), "csv"),
    **dict.fromkeys(_CODE.split(), "code"),
}


def binary_kind(head: bytes, path: PurePath) -> FileKind | None:
    """The kind of a file that is no text; None where it may be text.

    ``docx`` stands for any archive here: see `archive_kind`.

    Raises:
        DocumentEncrypted: An Office document with a password.
        DocumentBinary: An old Office document.
    """
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith(_ZIP):
        return "docx"
    if head.startswith(_COMPOUND):
        if path.suffix.lower() in _OFFICE:
            raise DocumentEncrypted(path=path)
        raise DocumentBinary(path=path)
    return None


def archive_kind(names: frozenset[str], path: PurePath) -> FileKind:
    """The kind of an archive with members of these ``names``.

    Raises:
        DocumentBinary: An archive of something else.
    """
    if "word/document.xml" in names:
        return "docx"
    if "META-INF/container.xml" in names:
        return "epub"
    raise DocumentBinary(path=path)


def text_kind(text: str, path: PurePath) -> FileKind:
    """The kind of a text."""
    start = text[:HEAD_BYTES].lstrip("\ufeff \t\n").lower()
    if start.startswith(("<!doctype html", "<html")):
        return "html"
    kind = _NAMES.get(path.suffix.lower(), "text")
    # A page of a name only: what has no mark-up in it is read as it stands.
    return "text" if kind == "html" and "<" not in text else kind
