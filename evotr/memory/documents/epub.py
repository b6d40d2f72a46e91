"""EPUB books into blocks, chapter by chapter."""

import posixpath
import zipfile
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any, Final
from urllib.parse import unquote

from lxml import etree

from evotr.errors import DocumentDamaged, DocumentEncrypted
from evotr.memory.documents.html_pages import html_blocks
from evotr.memory.documents.values import Block

__all__ = ["epub_blocks"]

_CONTAINER: Final = "META-INF/container.xml"
_ENCRYPTION: Final = "META-INF/encryption.xml"
# Fonts may be scrambled in a book that anyone can read.
_FONTS: Final = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_PAGES: Final = frozenset({"application/xhtml+xml", "text/html"})


def epub_blocks(archive: zipfile.ZipFile, path: PurePath) -> Iterator[Block]:
    """The text of the chapters in reading order.

    Raises:
        DocumentEncrypted: A licence is needed.
        DocumentDamaged: It is no sound book.
    """
    try:
        if _ENCRYPTION in archive.namelist():
            _must_be_fonts(_xml(archive, _ENCRYPTION), path)
        for chapter in _chapters(archive):
            source = archive.read(chapter)
            yield from html_blocks(source.decode("utf-8", errors="replace"))
    except (KeyError, IndexError, zipfile.BadZipFile, etree.LxmlError) as error:
        raise DocumentDamaged(
            path=path, kind="EPUB", reason="PARTS", detail=error
        ) from error


def _must_be_fonts(tree: Any, path: PurePath) -> None:  # noqa: ANN401 - lxml is untyped
    for method in tree.iterfind(".//{*}EncryptionMethod"):
        if not method.get("Algorithm", "").startswith(_FONTS):
            raise DocumentEncrypted(path=path)


def _chapters(archive: zipfile.ZipFile) -> Iterator[str]:
    root = _xml(archive, _CONTAINER).find(".//{*}rootfile")
    package = "" if root is None else root.get("full-path", "")
    tree = _xml(archive, package)
    folder = posixpath.dirname(package)
    pages = {
        item.get("id"): posixpath.normpath(
            posixpath.join(folder, unquote(item.get("href", "")))
        )
        for item in tree.iterfind(".//{*}manifest/{*}item")
        if item.get("media-type") in _PAGES
    }
    for reference in tree.iterfind(".//{*}spine/{*}itemref"):
        if reference.get("idref") in pages:
            yield pages[reference.get("idref")]


def _xml(archive: zipfile.ZipFile, name: str) -> Any:  # noqa: ANN401 - lxml is untyped
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(archive.read(name), parser)
