"""Why an answer failed; how long nobody made a night; a conversation's own prompt."""

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
    op.add_column(
        "conversations",
        sa.Column("system_prompt", sa.Text(), nullable=False, server_default=""),
    )
    op.add_column(
        "answers",
        sa.Column(
            "own_prompt", sa.Boolean(), nullable=False, server_default=sa.false()
        ),
    )
