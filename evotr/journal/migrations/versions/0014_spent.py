"""How a night was spent by all its processes: at work, and held up by what."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision; of nights of before it is not known."""
    op.add_column(
        "nights",
        sa.Column("worked_s", sa.Float(), nullable=False, server_default="0"),
    )
    op.add_column(
        "nights",
        sa.Column("paused_s", sa.Float(), nullable=False, server_default="0"),
    )
    op.add_column(
        "nights",
        sa.Column("paused", sa.JSON(), nullable=False, server_default="[]"),
    )
