"""Why an answer failed, beside the error's name; how long nobody made a night."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision; of older answers the name alone is known."""
    op.add_column(
        "answers",
        sa.Column("error_values", sa.JSON(), nullable=False, server_default="{}"),
    )
    op.add_column(
        "nights",
        sa.Column("away_s", sa.Float(), nullable=False, server_default="0"),
    )
