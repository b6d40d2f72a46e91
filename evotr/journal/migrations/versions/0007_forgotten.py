"""What was forgotten, as hashes: no snapshot from before brings it back."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision; what went before it left no trace."""
    op.create_table(
        "identity",
        sa.Column("salt", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("salt", name="pk_identity"),
    )
    op.create_table(
        "forgotten",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(32), nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_forgotten"),
        sa.UniqueConstraint("digest", name="uq_forgotten_digest"),
    )
