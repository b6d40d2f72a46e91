"""Which message a copy was made of, in a conversation that branched from another."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision; nothing was copied before it."""
    op.add_column("messages", sa.Column("origin", sa.String(32)))
    op.create_index("ix_messages_origin", "messages", ["origin"])
