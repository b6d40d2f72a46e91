"""Nights: their steps, what they learned, the versions they made, and wishes."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision; there was no night before it."""
    _nights()
    _steps()
    _lessons()
    _examples()
    _proposals()
    _versions()
    _wishes()


def _nights() -> None:
    op.create_table(
        "nights",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("trigger", sa.String(16), nullable=False),
        sa.Column("expert", sa.String(64)),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("began_at", sa.DateTime(), nullable=False),
        sa.Column("beat_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime()),
        sa.Column("step", sa.String(16)),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("undone_at", sa.DateTime()),
        sa.Column("undone_why", sa.String(16)),
        sa.Column("kept_at", sa.DateTime()),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("deaths", sa.Integer(), nullable=False),
        sa.Column("report", sa.JSON()),
        sa.PrimaryKeyConstraint("seq", name="pk_nights"),
        sa.UniqueConstraint("id", name="uq_nights_id"),
        sa.CheckConstraint(
            "trigger IN ('schedule', 'user', 'forgotten')",
            name=op.f("ck_nights_trigger"),
        ),
        sa.CheckConstraint(
            "state IN ('running', 'finished', 'stopped', 'failed', 'unclean')",
            name=op.f("ck_nights_state"),
        ),
    )
    op.create_index("ix_nights_date", "nights", ["date"])


def _of(table: str, column: str, owner: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{owner}.id"],
        name=f"fk_{table}_{column}_{owner}",
        ondelete="CASCADE",
    )


def _steps() -> None:
    op.create_table(
        "night_steps",
        sa.Column("night_id", sa.String(32), nullable=False),
        sa.Column("step", sa.String(16), nullable=False),
        sa.Column("expert", sa.String(64), nullable=False),
        sa.Column("began_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime()),
        sa.Column("result", sa.JSON()),
        sa.PrimaryKeyConstraint("night_id", "step", "expert", name="pk_night_steps"),
        _of("night_steps", "night_id", "nights"),
    )


def _lessons() -> None:
    op.create_table(
        "night_lessons",
        sa.Column("night_id", sa.String(32), nullable=False),
        sa.Column("expert", sa.String(64), nullable=False),
        sa.Column("row_id", sa.String(32), nullable=False),
        sa.Column("new", sa.Boolean(), nullable=False),
        sa.Column("recall", sa.Float()),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint(
            "night_id", "expert", "row_id", name="pk_night_lessons"
        ),
        _of("night_lessons", "night_id", "nights"),
        _of("night_lessons", "row_id", "ledger"),
    )
    op.create_index("ix_night_lessons_row_id", "night_lessons", ["row_id"])


def _examples() -> None:
    op.create_table(
        "night_examples",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("night_id", sa.String(32), nullable=False),
        sa.Column("expert", sa.String(64), nullable=False),
        sa.Column("row_id", sa.String(32)),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("old", sa.Text(), nullable=False),
        sa.Column("new", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_night_examples"),
        _of("night_examples", "night_id", "nights"),
        _of("night_examples", "row_id", "ledger"),
    )
    op.create_index("ix_night_examples_row_id", "night_examples", ["row_id"])
    op.create_index(
        "ix_night_examples_night_id_expert", "night_examples", ["night_id", "expert"]
    )


def _proposals() -> None:
    op.create_table(
        "night_proposals",
        sa.Column("night_id", sa.String(32), nullable=False),
        sa.Column("exemplar_id", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("night_id", "exemplar_id", name="pk_night_proposals"),
        _of("night_proposals", "night_id", "nights"),
        _of("night_proposals", "exemplar_id", "exemplars"),
    )
    op.create_index(
        "ix_night_proposals_exemplar_id", "night_proposals", ["exemplar_id"]
    )


def _versions() -> None:
    named = ("base", "expert", "version")
    op.create_table(
        "night_versions",
        *(sa.Column(name, sa.String(64), nullable=False) for name in named),
        sa.Column("night_id", sa.String(32), nullable=False),
        sa.Column("keys_sha", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint(*named, name="pk_night_versions"),
        _of("night_versions", "night_id", "nights"),
    )
    op.create_index(
        "ix_night_versions_night_id_expert", "night_versions", ["night_id", "expert"]
    )
    op.create_table(
        "doomed_versions",
        *(sa.Column(name, sa.String(64), nullable=False) for name in named),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint(*named, name="pk_doomed_versions"),
    )


def _wishes() -> None:
    op.create_table(
        "night_wishes",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("expert", sa.String(64)),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_night_wishes"),
        sa.CheckConstraint(
            "kind IN ('run', 'stop')", name=op.f("ck_night_wishes_kind")
        ),
    )
