"""The tables of what can be learned from, as the newest revision leaves them."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from evotr.journal.schema import metadata

__all__ = ["feedback", "ledger", "ledger_events", "lesson_sources", "open_questions"]

# What the user said of answers, as it stands now.
feedback = Table(
    "feedback",
    metadata,
    Column(
        "message_id", ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("thumb", String(8), nullable=False),
    Column("at", DateTime, nullable=False),
    CheckConstraint("thumb IN ('up', 'down')", name="thumb"),
)

# Bad answers to which the user may give the right one.
open_questions = Table(
    "open_questions",
    metadata,
    Column(
        "message_id", ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("at", DateTime, nullable=False),
)

# Rows never change; `ledger_events` says what becomes of them.
ledger = Table(
    "ledger",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("question", Text, nullable=False),
    Column("question_key", String(16), nullable=False, index=True),
    Column("wrong", Text, nullable=False),
    Column("right", Text, nullable=False),
    Column("expert", String(64)),
    Column("expert_by_user", Boolean, nullable=False),
    # No keys: what is taught by hand comes from no conversation.
    Column("conversation_id", Text, index=True),
    Column("message_id", Text, index=True),
    Column("created_at", DateTime, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("split", String(8), nullable=False),
    CheckConstraint("kind IN ('correction', 'edit', 'retry', 'praise')", name="kind"),
    CheckConstraint("split IN ('train', 'probe')", name="split"),
)

ledger_events = Table(
    "ledger_events",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("row_id", ForeignKey("ledger.id", ondelete="CASCADE"), nullable=False),
    Column("at", DateTime, nullable=False),
    Column("decider", String(16), nullable=False),
    Column("reason", String(32), nullable=False),
    # Null: it stays as it is.
    Column("state", String(16)),
    Column("expert", String(64)),
    # The row it was decided for: with that the decision goes.
    Column("cause", String(32), index=True),
    CheckConstraint(
        "state IN ('active', 'superseded', 'retracted', 'quarantined', 'memory_only')",
        name="state",
    ),
    Index(None, "row_id", "seq"),
)

# The messages whose words are in a row of the ledger, in the memory of its id, or both.
lesson_sources = Table(
    "lesson_sources",
    metadata,
    Column("lesson_id", String(32), primary_key=True),
    Column(
        "message_id",
        ForeignKey("messages.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
)
