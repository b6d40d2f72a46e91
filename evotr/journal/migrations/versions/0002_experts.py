"""Who gave an answer, and what their card told them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision; older answers are the base's."""
    op.add_column(
        "answers",
        sa.Column("instruction", sa.Text(), nullable=False, server_default=""),
    )
    op.add_column(
        "answers",
        sa.Column("experts", sa.JSON(), nullable=False, server_default="[]"),
    )
