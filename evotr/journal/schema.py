"""The tables of the journal as the newest revision leaves them.

Messages form a tree by ``parent_id``; ``seq`` is the order in which they were
written. The text of an answer that streams lies in ``stream_chunks`` until it ends.
Times are stored in UTC without a zone (SQLite has none); ``rows.py`` adds it.

``messages_fts`` (FTS5) holds the folded words of messages under their ``seq`` and
those of titles under the negative ``seq`` of their conversation, so that one query
ranks both. The words are folded and split before they come in (``search.py``); its
tokenizer only splits them again at the spaces.

``memory_words`` (FTS5) holds the stems of memories under their ``seq`` in the same
way, ``memory_terms`` in how many memories each of them stands (``lexical.py``).
``memories_gone`` and ``change`` tell indexes outside what they missed. What can be
learned from lies in ``ledger_schema.py``.

A change here needs a revision in ``migrations/versions``; a test compares them.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    column,
    false,
    table,
    true,
)

__all__ = [
    "answers",
    "conversations",
    "documents",
    "doubts",
    "exemplars",
    "forgotten",
    "identity",
    "memories",
    "memories_gone",
    "memory_counts",
    "memory_terms",
    "memory_words",
    "messages",
    "messages_fts",
    "metadata",
    "recalls",
    "remembered",
    "routes",
    "stream_chunks",
    "summaries",
    "waiting",
]

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

conversations = Table(
    "conversations",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("created_at", DateTime, nullable=False),
    Column("updated_at", DateTime, nullable=False, index=True),
    Column("deleted_at", DateTime),
    # The newest message of the active branch. Not a foreign key: messages point to
    # their conversation, and a circle of keys has no order to create them in.
    Column("leaf_id", String(32)),
    # Who answers in it, as a user writes it; the router picks where it is null.
    Column("pinned", Text),
    # learn, remember or nothing: what may be kept of it.
    Column("consent", String(16), nullable=False, server_default="learn"),
    # Where it stands in the list: above the others, and in which folder ("": none).
    Column("on_top", Boolean, nullable=False, server_default=false()),
    Column("folder", Text, nullable=False, server_default=""),
    # Its own, in the place of the settings' ("": it has none).
    Column("system_prompt", Text, nullable=False, server_default=""),
)

messages = Table(
    "messages",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column(
        "conversation_id",
        ForeignKey("conversations.id"),
        nullable=False,
        index=True,
    ),
    # No cascade: SQLite stops at 1,000 levels and a long chat is deeper.
    Column("parent_id", ForeignKey("messages.id")),
    Column("role", String(16), nullable=False),
    Column("content", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("created_at", DateTime, nullable=False),
    Column("finished_at", DateTime),
    # The message that this one is a copy of, the first one to say it. No key: it may be
    # destroyed since.
    Column("origin", String(32), index=True),
    CheckConstraint("role IN ('user', 'assistant')", name="role"),
    CheckConstraint(
        "status IN ('complete', 'streaming', 'cancelled', 'interrupted', 'failed')",
        name="status",
    ),
    Index(None, "parent_id", "conversation_id", "role"),
)

answers = Table(
    "answers",
    metadata,
    Column(
        "message_id", ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("model", Text, nullable=False),
    Column("system_prompt", Text, nullable=False),
    Column("sampling", JSON, nullable=False),
    Column("reason", String(16)),
    # The name of the error that ended it, and the values of its sentence.
    Column("error", Text),
    Column("prompt_tokens", Integer),
    Column("cached_tokens", Integer),
    Column("completion_tokens", Integer),
    Column("dropped_messages", Integer),
    Column("queue_s", Float),
    Column("prefill_s", Float),
    Column("decode_s", Float),
    Column("instruction", Text, nullable=False, server_default=""),
    Column("experts", JSON, nullable=False, server_default="[]"),
    # The answer in whose place the user wrote this one, or whose right words it gives.
    Column("corrects", String(32)),
    Column("error_values", JSON, nullable=False, server_default="{}"),
    # Whether the system prompt was the conversation's own.
    Column("own_prompt", Boolean, nullable=False, server_default=false()),
)

# Beside `answers`: the router's learning reads them without the answers.
routes = Table(
    "routes",
    metadata,
    Column(
        "message_id", ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("stage", String(16), nullable=False),
    Column("confidence", Float, nullable=False),
    Column("shares", JSON, nullable=False),
    Column("runner_up", String(64)),
    Column("ranking", JSON, nullable=False),
    Column("keywords", JSON, nullable=False),
    # What a user taught may be quoted here; it goes when that is destroyed.
    Column("example", Text),
    Column("similarity", Float),
    Column("ms", Float, nullable=False),
)

exemplars = Table(
    "exemplars",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("text", Text, nullable=False),
    Column("expert", String(64), nullable=False),
    # The id of the answer that was corrected, or who wrote it: not always a key.
    Column("source", Text, nullable=False, index=True),
    Column("negative", Boolean, nullable=False),
    Column("state", String(16), nullable=False),
    Column("created_at", DateTime, nullable=False),
    CheckConstraint("state IN ('active', 'proposed', 'removed')", name="state"),
)

stream_chunks = Table(
    "stream_chunks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column(
        "message_id",
        ForeignKey("messages.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("text", Text, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("path", Text, nullable=False),
    Column("workspace", Text, nullable=False),
    Column("collection", String(16), nullable=False),
    # Of the content that the visible chunks were made from; "" while there are none.
    Column("sha256", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("chunks", Integer, nullable=False),
    Column("ingested_at", DateTime),
    Column("expires_at", DateTime),
    Column("reason", Text, nullable=False),
    UniqueConstraint("path", "workspace"),
    CheckConstraint("state IN ('ingesting', 'ready', 'failed')", name="state"),
)

# What filters read stands before the texts: SQLite reads a row from its beginning.
memories = Table(
    "memories",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("change", Integer, nullable=False, index=True),
    # A chunk of a document that is still read, or a memory of a trashed conversation.
    Column("hidden", Boolean, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("workspace", Text, nullable=False, index=True),
    Column("collection", String(16), nullable=False),
    Column("created_at", DateTime, nullable=False, index=True),
    Column("valid_from", DateTime),
    Column("valid_until", DateTime),
    # No key: what was imported names conversations that are not here.
    Column("conversation_id", Text),
    Column("speaker", Text, nullable=False),
    Column("pinned", Boolean, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("trust", String(16), nullable=False),
    # May name a memory that was forgotten since.
    Column("superseded_by", String(32)),
    Column("message_id", Text, index=True),
    Column("document_id", ForeignKey("documents.id")),
    # Which chunk of its document it is, counted from 0.
    Column("position", Integer),
    Column("page", Integer),
    Column("path", Text),
    Column("quote", Text, nullable=False),
    Column("text", Text, nullable=False),
    # Subject and slot of a fact, "user.home"; "" for everything else.
    Column("topic", Text, nullable=False, server_default="", index=True),
    CheckConstraint("kind IN ('episode', 'fact', 'document')", name="kind"),
    CheckConstraint("trust IN ('user', 'assistant', 'document', 'web')", name="trust"),
    Index(None, "conversation_id", "kind", "created_at"),
    Index(None, "document_id", "position"),
)

memory_terms = Table(
    "memory_terms",
    metadata,
    Column("term", Text, primary_key=True),
    Column("memories", Integer, nullable=False),
    sqlite_with_rowid=False,
)

memory_counts = Table(
    "memory_counts",
    metadata,
    Column("name", String(16), primary_key=True),
    Column("value", Integer, nullable=False),
    sqlite_with_rowid=False,
)

memories_gone = Table(
    "memories_gone",
    metadata,
    Column("memory_id", String(32), primary_key=True),
    Column("change", Integer, nullable=False, index=True),
)

# The messages that were looked at: whether they have become episodes (or shall not),
# and whether their facts were looked for.
remembered = Table(
    "remembered",
    metadata,
    Column(
        "message_id", ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("learned", Boolean, nullable=False),
    Column("taken", Boolean, nullable=False, server_default=true()),
)

# Facts that stand beside others, of which the user knows which holds.
doubts = Table(
    "doubts",
    metadata,
    Column(
        "memory_id", ForeignKey("memories.id", ondelete="CASCADE"), primary_key=True
    ),
    Column(
        "other_id",
        ForeignKey("memories.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
    # When the user was asked of it.
    Column("asked_at", DateTime),
)

# What was said in a conversation up to a message, summed up for the prompt.
summaries = Table(
    "summaries",
    metadata,
    Column(
        "message_id", ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True
    ),
    Column(
        "conversation_id",
        ForeignKey("conversations.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("text", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("created_at", DateTime, nullable=False),
)

# What the user wrote while an answer was written. Each queue has a name of its own: a
# conversation may not be stored yet. What is returned, or of a process that is gone, is
# not sent any more.
waiting = Table(
    "waiting",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("queue", String(32), nullable=False, index=True),
    Column("process", String(32), nullable=False),
    Column(
        "conversation_id",
        ForeignKey("conversations.id", ondelete="CASCADE"),
        index=True,
    ),
    Column("text", Text, nullable=False),
    Column("returned", Boolean, nullable=False),
)

# Which memories an answer was made with, by the numbers under which it had them.
recalls = Table(
    "recalls",
    metadata,
    Column(
        "message_id", ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("rank", Integer, primary_key=True),
    # May name a memory that was forgotten since.
    Column("memory_id", Text, nullable=False, index=True),
    Column("score", Float, nullable=False),
)

# One row: what the hashes of this home are made with.
identity = Table("identity", metadata, Column("salt", String(32), primary_key=True))

# Hashes of what was forgotten; no snapshot brings these things back.
forgotten = Table(
    "forgotten",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("digest", String(32), nullable=False, unique=True),
    # That of this home, or of the one that a snapshot came from.
    Column("salt", String(32), nullable=False),
)

messages_fts = table(
    "messages_fts",
    column("rowid", Integer),
    column("words", Text),
    column("rank", Float),
)

memory_words = table(
    "memory_words",
    column("rowid", Integer),
    column("words", Text),
    column("rank", Float),
)
