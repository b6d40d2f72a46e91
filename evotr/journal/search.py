"""Full-text search over titles and messages; both sides are folded."""

from collections.abc import Iterable, Sequence

from sqlalchemy import (
    Connection,
    Row,
    Select,
    bindparam,
    column,
    delete,
    func,
    insert,
    literal,
    null,
    select,
    union_all,
)

from evotr.domain import SearchHit, fold_tokens
from evotr.journal.excerpt import excerpt
from evotr.journal.memory_rows import among
from evotr.journal.rows import to_conversation
from evotr.journal.schema import conversations, messages, messages_fts

__all__ = [
    "forget_message_words",
    "forget_words",
    "index_message",
    "index_messages",
    "index_title",
    "search",
]


def index_message(connection: Connection, seq: int, content: str) -> None:
    """Make the message ``seq`` findable by its words."""
    _put(connection, seq, content)


def index_messages(connection: Connection, message_ids: Iterable[str]) -> None:
    """Make stored messages findable by their words."""
    stored = select(messages.c.seq, messages.c.content).where(
        among(messages.c.id, message_ids)
    )
    rows = [
        {"rowid": row.seq, "words": " ".join(fold_tokens(row.content))}
        for row in connection.execute(stored)
    ]
    if rows:
        connection.execute(insert(messages_fts), rows)


def take_out_message(connection: Connection, seq: int) -> None:
    """Let the message ``seq`` be found no more, until it is indexed again."""
    connection.execute(delete(messages_fts).where(messages_fts.c.rowid == seq))


def index_title(connection: Connection, conversation_id: str, title: str) -> None:
    """Make a conversation findable by ``title``, and no longer by its old one."""
    number = conversations.c.seq
    seq = connection.scalar(select(number).where(conversations.c.id == conversation_id))
    assert seq is not None
    connection.execute(delete(messages_fts).where(messages_fts.c.rowid == -seq))
    _put(connection, -seq, title)


def _put(connection: Connection, rowid: int, text: str) -> None:
    words = " ".join(fold_tokens(text))
    connection.execute(insert(messages_fts).values(rowid=rowid, words=words))


def forget_words(connection: Connection, conversation_ids: tuple[str, ...]) -> None:
    """Take the conversations' words out of the index."""
    owners = messages.c.conversation_id
    rowids = union_all(
        select(messages.c.seq).where(owners.in_(conversation_ids)),
        select(-conversations.c.seq).where(conversations.c.id.in_(conversation_ids)),
    )
    connection.execute(delete(messages_fts).where(messages_fts.c.rowid.in_(rowids)))
    _merge(connection)


def forget_message_words(connection: Connection, message_ids: Sequence[str]) -> None:
    """Take the words of messages out of the index."""
    rowids = select(messages.c.seq).where(among(messages.c.id, message_ids))
    connection.execute(delete(messages_fts).where(messages_fts.c.rowid.in_(rowids)))
    _merge(connection)


def _merge(connection: Connection) -> None:
    # FTS5 only notes that a row is gone; merging everything drops its words.
    connection.exec_driver_sql(
        "INSERT INTO messages_fts(messages_fts) VALUES('optimize')"
    )


def search(connection: Connection, query: str, *, limit: int) -> tuple[SearchHit, ...]:
    """One hit for each conversation outside the trash that has all words of ``query``.

    A word is found by its beginning ("kitap" finds "kitaplarım"). All words must stand
    in one message or in the title; the place shown is the best message, or else the
    title. Best match first, newer first on ties. No word, no hit.
    """
    terms = tuple(dict.fromkeys(fold_tokens(query)))
    if not terms:
        return ()
    match = " ".join(f'"{term}"*' for term in terms)
    rows = connection.execute(_SEARCH, {"match": match, "limit": limit})
    return tuple(_hit(row, terms) for row in rows)


def _hit(row: Row[tuple[object, ...]], terms: tuple[str, ...]) -> SearchHit:
    text = row.title if row.content is None else row.content
    shown, spans = excerpt(text, terms)
    return SearchHit(to_conversation(row), row.message_id, shown, spans)


def _search() -> Select[tuple[object, ...]]:
    found = (
        select(messages_fts.c.rowid, messages_fts.c.rank)
        .where(column("messages_fts").op("MATCH")(bindparam("match")))
        .cte("found")
    )
    places = union_all(
        select(
            conversations.c.seq.label("owner"),
            null().label("place"),
            found.c.rank,
        ).join_from(found, conversations, conversations.c.seq == -found.c.rowid),
        select(conversations.c.seq, messages.c.seq, found.c.rank)
        .join_from(found, messages, messages.c.seq == found.c.rowid)
        .join(conversations, conversations.c.id == messages.c.conversation_id),
    ).subquery("places")
    own = places.c.owner
    ranked = select(
        own,
        places.c.place,
        func.min(places.c.rank).over(partition_by=own).label("best"),
        func.row_number()
        .over(
            partition_by=own,
            order_by=[
                places.c.place.is_(None),
                places.c.rank,
                places.c.place.desc(),
            ],
        )
        .label("number"),
    ).subquery("ranked")
    return (
        select(conversations, messages.c.id.label("message_id"), messages.c.content)
        .join_from(ranked, conversations, conversations.c.seq == ranked.c.owner)
        .join(messages, messages.c.seq == ranked.c.place, isouter=True)
        .where(
            ranked.c.number == literal(1, literal_execute=True),
            conversations.c.deleted_at.is_(None),
        )
        .order_by(
            ranked.c.best, conversations.c.updated_at.desc(), conversations.c.seq.desc()
        )
        .limit(bindparam("limit"))
    )


_SEARCH = _search()
