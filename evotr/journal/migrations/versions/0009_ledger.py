"""What can be learned from: feedback, the ledger, and questions that wait."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision; nothing was taught before it."""
    op.add_column("answers", sa.Column("corrects", sa.String(32)))
    _feedback()
    _ledger()
    _events()
    _sources()


def _feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("message_id", sa.String(32), nullable=False),
        sa.Column("thumb", sa.String(8), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name="pk_feedback"),
        _of_message("feedback"),
        sa.CheckConstraint("thumb IN ('up', 'down')", name=op.f("ck_feedback_thumb")),
    )
    op.create_table(
        "open_questions",
        sa.Column("message_id", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name="pk_open_questions"),
        _of_message("open_questions"),
    )


def _of_message(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["message_id"],
        ["messages.id"],
        name=f"fk_{table}_message_id_messages",
        ondelete="CASCADE",
    )


def _ledger() -> None:
    op.create_table(
        "ledger",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("question_key", sa.String(16), nullable=False),
        sa.Column("wrong", sa.Text(), nullable=False),
        sa.Column("right", sa.Text(), nullable=False),
        sa.Column("expert", sa.String(64)),
        sa.Column("expert_by_user", sa.Boolean(), nullable=False),
        sa.Column("conversation_id", sa.Text()),
        sa.Column("message_id", sa.Text()),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("split", sa.String(8), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_ledger"),
        sa.UniqueConstraint("id", name="uq_ledger_id"),
        sa.CheckConstraint(
            "kind IN ('correction', 'edit', 'retry', 'praise')",
            name=op.f("ck_ledger_kind"),
        ),
        sa.CheckConstraint("split IN ('train', 'probe')", name=op.f("ck_ledger_split")),
    )
    for column in ("question_key", "conversation_id", "message_id"):
        op.create_index(f"ix_ledger_{column}", "ledger", [column])


def _events() -> None:
    op.create_table(
        "ledger_events",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("row_id", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("decider", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("state", sa.String(16)),
        sa.Column("expert", sa.String(64)),
        sa.Column("cause", sa.String(32)),
        sa.PrimaryKeyConstraint("seq", name="pk_ledger_events"),
        sa.ForeignKeyConstraint(
            ["row_id"],
            ["ledger.id"],
            name="fk_ledger_events_row_id_ledger",
            ondelete="CASCADE",
        ),
        sa.CheckConstraint(
            "state IN"
            " ('active', 'superseded', 'retracted', 'quarantined', 'memory_only')",
            name=op.f("ck_ledger_events_state"),
        ),
    )
    op.create_index("ix_ledger_events_row_id_seq", "ledger_events", ["row_id", "seq"])
    op.create_index("ix_ledger_events_cause", "ledger_events", ["cause"])


def _sources() -> None:
    op.create_table(
        "lesson_sources",
        sa.Column("lesson_id", sa.String(32), nullable=False),
        sa.Column("message_id", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("lesson_id", "message_id", name="pk_lesson_sources"),
        _of_message("lesson_sources"),
    )
    op.create_index("ix_lesson_sources_message_id", "lesson_sources", ["message_id"])
