"""Behind which message a version of a night answers: clocks may be set back."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision; of older versions their night's time tells."""
    op.add_column(
        "night_versions",
        sa.Column("after_seq", sa.Integer(), nullable=False, server_default="0"),
    )
    op.execute(
        "UPDATE night_versions SET after_seq = coalesce((SELECT max(messages.seq)"
        " FROM messages JOIN nights ON nights.id = night_versions.night_id"
        " WHERE messages.created_at < nights.began_at), 0)"
    )
