"""What an answer failed of, beside the error's name: so that it can be told later."""

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
