"""Where conversations stand in the list: at its top, and in which folder."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision; older conversations stand by their time."""
    op.add_column(
        "conversations",
        sa.Column("on_top", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column(
        "conversations",
        sa.Column("folder", sa.Text(), nullable=False, server_default=""),
    )
