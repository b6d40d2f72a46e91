"""What a fact is about, so that a new one finds the one that it replaces."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision; older memories are about nothing named."""
    op.add_column(
        "memories", sa.Column("topic", sa.Text(), nullable=False, server_default="")
    )
    op.create_index("ix_memories_topic", "memories", ["topic"])
