"""How answers were routed, what the router was taught, and who is pinned."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision; older answers have no route."""
    op.add_column("conversations", sa.Column("pinned", sa.Text()))
    _routes()
    _exemplars()


def _routes() -> None:
    op.create_table(
        "routes",
        sa.Column("message_id", sa.String(32), nullable=False),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("shares", sa.JSON(), nullable=False),
        sa.Column("runner_up", sa.String(64)),
        sa.Column("ranking", sa.JSON(), nullable=False),
        sa.Column("keywords", sa.JSON(), nullable=False),
        sa.Column("example", sa.Text()),
        sa.Column("similarity", sa.Float()),
        sa.Column("ms", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name="pk_routes"),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["messages.id"],
            name="fk_routes_message_id_messages",
            ondelete="CASCADE",
        ),
    )


def _exemplars() -> None:
    op.create_table(
        "exemplars",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("expert", sa.String(64), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("negative", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_exemplars"),
        sa.UniqueConstraint("id", name="uq_exemplars_id"),
        sa.CheckConstraint(
            "state IN ('active', 'proposed', 'removed')",
            name=op.f("ck_exemplars_state"),
        ),
    )
    op.create_index("ix_exemplars_source", "exemplars", ["source"])
