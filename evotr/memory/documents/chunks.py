"""Cutting a document's blocks into chunks, at sentences and headings."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from evotr.memory.documents.sentences import sentences
from evotr.memory.documents.values import Block, Chunk, Limits

__all__ = ["chunks", "estimated_tokens"]

# Letters to a piece of MiniLM's tokenizer: see docs/adr/0010-documents.md.
_TURKISH: Final = 2.5
_OTHER: Final = 3.4
_LETTERS: Final = frozenset("çğıöşüÇĞİÖŞÜ")
_SHARE: Final = 0.03
# A section shorter than this part of a chunk does not end it.
_SMALL: Final = 0.25


def estimated_tokens(text: str) -> int:
    """About how many pieces the bundled embedder's tokenizer makes of ``text``."""
    return round(len(text) / _letters_to_a_piece(text)) + 1


def _letters_to_a_piece(text: str) -> float:
    own = sum(letter in _LETTERS for letter in text)
    return _TURKISH if own > _SHARE * len(text) else _OTHER


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence or a line: ``gap`` is what stands between it and the one before."""

    text: str
    gap: str
    tokens: int
    page: int | None
    headings: tuple[str, ...]


def chunks(blocks: Iterable[Block], limits: Limits) -> Iterator[Chunk]:
    """The chunks of a document; each has at most ``limits.chunk_tokens`` (estimated).

    A chunk ends where a page does, so that its page holds all of it, and where a
    section does, unless it is small yet. It begins with the last sentences of the one
    before (at most ``limits.overlap_tokens``) where both are of one section and page.
    """
    held: list[_Unit] = []
    old, size = 0, 0  # units that the chunk before has; tokens held
    for unit in _units(blocks, limits.chunk_tokens):
        ends = unit.headings != held[-1].headings if held else False
        turns = unit.page != held[-1].page if held else False
        if turns or (ends and size >= limits.chunk_tokens * _SMALL):
            yield from _chunk(held, old)
            held, old, size = [], 0, 0
        elif size + unit.tokens > limits.chunk_tokens:
            yield from _chunk(held, old)
            room = min(limits.overlap_tokens, limits.chunk_tokens - unit.tokens)
            held = [] if ends else _overlap(held, room)
            old, size = len(held), sum(kept.tokens for kept in held)
        held.append(unit)
        size += unit.tokens
    yield from _chunk(held, old)


def _chunk(held: list[_Unit], old: int) -> Iterator[Chunk]:
    if len(held) > old:
        text = held[0].text + "".join(unit.gap + unit.text for unit in held[1:])
        yield Chunk(text, held[old].page, held[old].headings)


def _overlap(held: list[_Unit], room: int) -> list[_Unit]:
    kept: list[_Unit] = []
    for unit in reversed(held):
        room -= unit.tokens
        if room < 0:
            break
        kept.insert(0, unit)
    return kept


def _units(blocks: Iterable[Block], most: int) -> Iterator[_Unit]:
    for block in blocks:
        rate = _letters_to_a_piece(block.text)
        longest = max(1, int((most - 1) * rate))
        gap, last = "\n\n", 0
        for start, end in _spans(block):
            if last:
                gap = block.text[last:start]
            for left, right in _cut(block.text, start, end, longest):
                text = block.text[left:right]
                between = gap if left == start else block.text[last:left]
                tokens = round(len(text) / rate) + 1
                yield _Unit(text, between, tokens, block.page, block.headings)
                last = right


def _spans(block: Block) -> Iterator[tuple[int, int]]:
    if not block.lines:
        yield from sentences(block.text)
        return
    start = 0
    for line in block.text.splitlines(keepends=True):
        end = start + len(line.rstrip())
        if end > start:
            yield start, end
        start += len(line)


def _cut(text: str, start: int, end: int, longest: int) -> Iterator[tuple[int, int]]:
    """The span in parts that fit a chunk, between words where there are any."""
    while end - start > longest:
        space = text.rfind(" ", start + longest // 2, start + longest)
        middle = space if space > start else start + longest
        yield start, middle
        start = middle + (space > 0)
    if end > start:
        yield start, end
