"""A file's bytes into blocks of text, whatever they are."""

import re
from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import Final

from evotr.errors import (
    DocumentBinary,
    DocumentDamaged,
    DocumentEmpty,
    DocumentRefused,
    DocumentTooLarge,
)
from evotr.memory.documents.archive import open_archive
from evotr.memory.documents.decoding import decode
from evotr.memory.documents.sniffing import (
    HEAD_BYTES,
    archive_kind,
    binary_kind,
    text_kind,
)
from evotr.memory.documents.values import Block, FileKind, Limits

__all__ = ["convert"]

_SURROGATE: Final = re.compile("[\ud800-\udfff\x00]")


def convert(
    data: bytes, path: PurePath, limits: Limits
) -> tuple[FileKind, Iterator[Block]]:
    """What kind of file ``data`` is, and its text.

    Raises:
        DocumentRefused: It cannot be read; also while the blocks are iterated.
    """
    kind, blocks = _converted(data, path, limits)
    return kind, _checked(kind, blocks, path, limits)


def _converted(
    data: bytes, path: PurePath, limits: Limits
) -> tuple[FileKind, Iterator[Block]]:
    # Half a second of imports that a text file does not need.
    kind = binary_kind(data[:HEAD_BYTES], path)
    if kind == "pdf":
        from evotr.memory.documents.pdf import pdf_blocks  # noqa: PLC0415

        return "pdf", pdf_blocks(data, path)
    if kind is not None:
        archive = open_archive(data, path, limits)
        kind = archive_kind(frozenset(archive.namelist()), path)
        if kind == "docx":
            from evotr.memory.documents.word import docx_blocks  # noqa: PLC0415

            return kind, docx_blocks(data)
        from evotr.memory.documents.epub import epub_blocks  # noqa: PLC0415

        return kind, epub_blocks(archive, path)
    text = decode(data)
    if text is None:
        raise DocumentBinary(path=path)
    kind = text_kind(text, path)
    return kind, _of_text(kind)(text)


def _of_text(kind: FileKind) -> Callable[[str], Iterator[Block]]:
    from evotr.memory.documents import plain  # noqa: PLC0415

    if kind == "html":
        from evotr.memory.documents.html_pages import html_blocks  # noqa: PLC0415

        return html_blocks
    return {
        "markdown": plain.markdown_blocks,
        "code": plain.code_blocks,
        "csv": plain.csv_blocks,
    }.get(kind, plain.text_blocks)


def _checked(
    kind: FileKind, blocks: Iterator[Block], path: PurePath, limits: Limits
) -> Iterator[Block]:
    letters, said = 0, False
    try:
        for block in blocks:
            letters += len(block.text)
            _must_fit(letters, path, limits)
            if any(letter.isalnum() for letter in block.text):
                said = True
                yield _storable(block)
    except (DocumentRefused, MemoryError, RecursionError):
        raise
    except Exception as error:  # each library has errors of its own
        raise DocumentDamaged(
            path=path,
            kind=kind.upper(),
            reason="PARTS",
            detail=f"{type(error).__name__}: {error}",
        ) from error
    if not said:
        raise DocumentEmpty(path=path)


def _must_fit(letters: int, path: PurePath, limits: Limits) -> None:
    if letters > limits.file_bytes:
        raise DocumentTooLarge(
            path=path, size=letters // 1_000_000, limit=limits.file_mb
        )


def _storable(block: Block) -> Block:
    """The block without halves of characters and zeros, which no file can hold."""
    if not _SURROGATE.search(block.text):
        return block
    text = _SURROGATE.sub("\ufffd", block.text)
    return Block(text, block.page, block.headings, block.lines)
