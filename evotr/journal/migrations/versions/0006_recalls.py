"""Which memories an answer was made with, so that it can be asked why."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision; older answers were made without memories."""
    op.create_table(
        "recalls",
        sa.Column("message_id", sa.String(32), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("memory_id", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", "rank", name="pk_recalls"),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["messages.id"],
            name="fk_recalls_message_id_messages",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_recalls_memory_id", "recalls", ["memory_id"])
