"""Since when the files of a night's version are gone: what it answered stays known."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision; rows of what was gone before it went too."""
    op.add_column("night_versions", sa.Column("gone_at", sa.DateTime()))
