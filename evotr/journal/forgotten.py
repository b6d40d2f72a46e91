"""What was forgotten, so that no old copy brings it back: hashes, no ids.

Whoever has the file can test whether an id is among them, and nothing else. Ids are
random, except those of imported lines without one, which are made from what the line
says: such a line can be guessed and tested. So can a whole piece of a file, which has
another id each time that the file is read and is known by its text.
"""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Literal, get_args

from sqlalchemy import Connection, func, insert, or_, select
from sqlalchemy.dialects.sqlite import insert as upsert

from evotr.journal.ledger_schema import ledger
from evotr.journal.memory_rows import among
from evotr.journal.schema import exemplars, forgotten, identity, memories, messages

__all__ = [
    "Mark",
    "Thing",
    "home_id",
    "marks",
    "note",
    "note_doomed",
    "number",
    "piece_test",
    "take_over",
    "were_forgotten",
]

Thing = Literal[
    "memories",
    "messages",
    "documents",
    "conversations",
    "exemplars",
    "ledger",
    "pieces",
]
"""The table that had it; "pieces" are those of files, by their text."""

Mark = tuple[str, str]
"""A salt and a hash made with it, both hexadecimal."""


def home_id(connection: Connection) -> str:
    """The name of this home for the snapshots it writes; it says nothing of it."""
    return blake2b(b"home", digest_size=16, key=_salt(connection).encode()).hexdigest()


def _salt(connection: Connection) -> str:
    salt = connection.scalar(select(identity.c.salt))
    if salt is None:
        salt = secrets.token_hex(16)
        connection.execute(insert(identity).values(salt=salt))
    return str(salt)


def _hash(salt: str, thing: Thing, name: str) -> str:
    said = f"{thing}:{name}".encode("utf-8", "replace")
    return blake2b(said, digest_size=16, key=salt.encode()).hexdigest()


def note(connection: Connection, thing: Thing, ids: Iterable[str]) -> None:
    """Remember that things were forgotten."""
    salt = _salt(connection)
    take_over(connection, [(salt, _hash(salt, thing, name)) for name in ids])


def take_over(connection: Connection, new: Iterable[Mark]) -> None:
    """Remember what another home forgot."""
    rows = [{"salt": salt, "digest": digest} for salt, digest in new]
    if rows:
        connection.execute(upsert(forgotten).on_conflict_do_nothing(), rows)


def marks(connection: Connection) -> tuple[Mark, ...]:
    """All that is remembered of what was forgotten, the oldest first."""
    rows = connection.execute(select(forgotten).order_by(forgotten.c.seq))
    return tuple((row.salt, row.digest) for row in rows)


def number(connection: Connection) -> int:
    """How many things were forgotten."""
    return connection.scalar(select(func.count()).select_from(forgotten)) or 0


def were_forgotten(
    connection: Connection, thing: Thing, ids: Iterable[str]
) -> frozenset[str]:
    """Those of ``ids`` that were forgotten, here or where it was taken over from."""
    salts = connection.scalars(select(forgotten.c.salt).distinct()).all()
    hashes = {_hash(salt, thing, name): name for name in ids for salt in salts}
    found = connection.scalars(
        select(forgotten.c.digest).where(among(forgotten.c.digest, hashes))
    )
    return frozenset(hashes[digest] for digest in found)


def piece_test(connection: Connection) -> Callable[[str], bool]:
    """Says of a text whether a piece of a file that said just this was forgotten."""
    known = frozenset(marks(connection))
    salts = {salt for salt, _ in known}
    return lambda text: any(
        (salt, _hash(salt, "pieces", text)) in known for salt in salts
    )


def note_doomed(connection: Connection, doomed: Mapping[str, Sequence[str]]) -> None:
    """Remember what is about to be destroyed: ids by their table.

    Of what goes with a document or a conversation, that one alone is remembered.
    """
    own = memories.c
    gone = {name: doomed.get(name, ()) for name in get_args(Thing)}
    of_documents = among(own.document_id, gone["documents"])
    of_conversations = among(own.conversation_id, gone["conversations"])
    alone = (
        among(own.id, gone["memories"])
        & or_(own.document_id.is_(None), ~of_documents)
        & or_(own.conversation_id.is_(None), ~of_conversations)
    )
    note(connection, "memories", connection.scalars(select(own.id).where(alone)).all())
    pieces = select(own.text).where(alone, own.kind == "document")
    note(connection, "pieces", connection.scalars(pieces).all())
    note(connection, "ledger", _lessons_alone(connection, gone))
    note(connection, "messages", gone["messages"])
    note(connection, "documents", gone["documents"])
    note(connection, "conversations", gone["conversations"])
    of_these = select(messages.c.id).where(
        among(messages.c.conversation_id, gone["conversations"])
    )
    taught = select(exemplars.c.id).where(exemplars.c.source.in_(of_these))
    note(connection, "exemplars", connection.scalars(taught).all())


def _lessons_alone(
    connection: Connection, gone: Mapping[str, Sequence[str]]
) -> Sequence[str]:
    """The rows of the ledger that go, but not with their conversation or memory."""
    own = ledger.c
    alone = (
        among(own.id, gone["ledger"])
        & own.id.not_in(select(memories.c.id))
        & or_(
            own.conversation_id.is_(None),
            ~among(own.conversation_id, gone["conversations"]),
        )
    )
    return connection.scalars(select(own.id).where(alone)).all()
