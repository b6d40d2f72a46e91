"""What the user is asked, what is summed up, and facts that are not looked for."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision; nothing is asked or summed up yet."""
    op.create_table(
        "doubts",
        sa.Column("memory_id", sa.String(32), nullable=False),
        sa.Column("other_id", sa.String(32), nullable=False),
        sa.Column("asked_at", sa.DateTime()),
        sa.PrimaryKeyConstraint("memory_id", "other_id", name="pk_doubts"),
        sa.ForeignKeyConstraint(
            ["memory_id"],
            ["memories.id"],
            name="fk_doubts_memory_id_memories",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["other_id"],
            ["memories.id"],
            name="fk_doubts_other_id_memories",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_doubts_other_id", "doubts", ["other_id"])
    op.create_table(
        "summaries",
        sa.Column("message_id", sa.String(32), nullable=False),
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name="pk_summaries"),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["messages.id"],
            name="fk_summaries_message_id_messages",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name="fk_summaries_conversation_id_conversations",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_summaries_conversation_id", "summaries", ["conversation_id"])
    op.add_column(
        "remembered",
        sa.Column("taken", sa.Boolean(), nullable=False, server_default=sa.true()),
    )
