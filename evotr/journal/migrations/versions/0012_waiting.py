"""What the user wrote while an answer was written, and is to be sent after it."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.create_table(
        "waiting",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("queue", sa.String(32), nullable=False),
        sa.Column("process", sa.String(32), nullable=False),
        sa.Column("conversation_id", sa.String(32)),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("returned", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name="fk_waiting_conversation_id_conversations",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("seq", name="pk_waiting"),
    )
    op.create_index("ix_waiting_queue", "waiting", ["queue"])
    op.create_index("ix_waiting_conversation_id", "waiting", ["conversation_id"])
