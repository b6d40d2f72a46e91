"""What is remembered, the documents it comes from, and what may be kept."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision; nothing is remembered yet."""
    op.add_column(
        "conversations",
        sa.Column("consent", sa.String(16), nullable=False, server_default="learn"),
    )
    _documents()
    _memories()
    _bookkeeping()
    op.execute(
        "CREATE VIRTUAL TABLE memory_words"
        """ USING fts5(words, tokenize = "ascii tokenchars '_'")"""
    )


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("collection", sa.String(16), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("chunks", sa.Integer(), nullable=False),
        sa.Column("ingested_at", sa.DateTime()),
        sa.Column("expires_at", sa.DateTime()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_documents"),
        sa.UniqueConstraint("id", name="uq_documents_id"),
        sa.UniqueConstraint("path", "workspace", name="uq_documents_path_workspace"),
        sa.CheckConstraint(
            "state IN ('ingesting', 'ready', 'failed')", name=op.f("ck_documents_state")
        ),
    )


def _memories() -> None:
    op.create_table(
        "memories",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("collection", sa.String(16), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("valid_from", sa.DateTime()),
        sa.Column("valid_until", sa.DateTime()),
        sa.Column("conversation_id", sa.Text()),
        sa.Column("speaker", sa.Text(), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("trust", sa.String(16), nullable=False),
        sa.Column("superseded_by", sa.String(32)),
        sa.Column("message_id", sa.Text()),
        sa.Column("document_id", sa.String(32)),
        sa.Column("position", sa.Integer()),
        sa.Column("page", sa.Integer()),
        sa.Column("path", sa.Text()),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_memories"),
        sa.UniqueConstraint("id", name="uq_memories_id"),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["documents.id"],
            name="fk_memories_document_id_documents",
        ),
        sa.CheckConstraint(
            "kind IN ('episode', 'fact', 'document')", name=op.f("ck_memories_kind")
        ),
        sa.CheckConstraint(
            "trust IN ('user', 'assistant', 'document', 'web')",
            name=op.f("ck_memories_trust"),
        ),
    )
    for columns in (
        ["change"],
        ["created_at"],
        ["workspace"],
        ["message_id"],
        ["conversation_id", "kind", "created_at"],
        ["document_id", "position"],
    ):
        op.create_index(f"ix_memories_{'_'.join(columns)}", "memories", columns)


def _bookkeeping() -> None:
    op.create_table(
        "memory_terms",
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("memories", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("term", name="pk_memory_terms"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "memory_counts",
        sa.Column("name", sa.String(16), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_memory_counts"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "memories_gone",
        sa.Column("memory_id", sa.String(32), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("memory_id", name="pk_memories_gone"),
    )
    op.create_index("ix_memories_gone_change", "memories_gone", ["change"])
    op.create_table(
        "remembered",
        sa.Column("message_id", sa.String(32), nullable=False),
        sa.Column("learned", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name="pk_remembered"),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["messages.id"],
            name="fk_remembered_message_id_messages",
            ondelete="CASCADE",
        ),
    )
