"""The tables of the nights, as the newest revision leaves them.

No word of the user lies in a report or in what a step found: the words of lessons
come from ``ledger``, those of proposals from ``exemplars``. What is kept of answers
(``night_examples``) goes with the lesson, and with every lesson that the answering
versions saw.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from evotr.journal.schema import metadata

__all__ = [
    "doomed_versions",
    "night_examples",
    "night_lessons",
    "night_proposals",
    "night_steps",
    "night_versions",
    "night_wishes",
    "nights",
]

nights = Table(
    "nights",
    metadata,
    # What people call it by.
    Column("seq", Integer, primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("date", Date, nullable=False, index=True),
    Column("trigger", String(16), nullable=False),
    # Null: all.
    Column("expert", String(64)),
    Column("state", String(16), nullable=False),
    Column("began_at", DateTime, nullable=False),
    Column("beat_at", DateTime, nullable=False),
    # Of one in the state running: when its process left it.
    Column("ended_at", DateTime),
    Column("step", String(16)),
    Column("error", Text, nullable=False),
    Column("undone_at", DateTime),
    Column("undone_why", String(16)),
    # When the user said that what it learned is to stay.
    Column("kept_at", DateTime),
    # The process that runs it, as that names itself.
    Column("owner", Text, nullable=False),
    # How often its process died.
    Column("deaths", Integer, nullable=False),
    Column("report", JSON(none_as_null=True)),
    # Seconds between a process that left it, or died, and the one that went on.
    Column("away_s", Float, nullable=False, server_default="0"),
    # Of its processes, without the computer's sleep: seconds at work, and held up by
    # conditions that did not hold any more; these by name.
    Column("worked_s", Float, nullable=False, server_default="0"),
    Column("paused_s", Float, nullable=False, server_default="0"),
    Column("paused", JSON, nullable=False, server_default="[]"),
    CheckConstraint("trigger IN ('schedule', 'user', 'forgotten')", name="trigger"),
    CheckConstraint(
        "state IN ('running', 'finished', 'stopped', 'failed', 'unclean')",
        name="state",
    ),
)


def _night() -> Column[str]:
    return Column(
        "night_id", ForeignKey("nights.id", ondelete="CASCADE"), primary_key=True
    )


# What a step found, so that a night that was cut off goes on behind it.
night_steps = Table(
    "night_steps",
    metadata,
    _night(),
    Column("step", String(16), primary_key=True),
    # "": the step is of the whole night.
    Column("expert", String(64), primary_key=True),
    Column("began_at", DateTime, nullable=False),
    # Null: it is not done.
    Column("ended_at", DateTime),
    Column("result", JSON(none_as_null=True)),
)

# Which rows of the ledger a candidate was trained on or chosen by, and which not.
night_lessons = Table(
    "night_lessons",
    metadata,
    _night(),
    Column("expert", String(64), primary_key=True),
    Column(
        "row_id",
        ForeignKey("ledger.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
    Column("new", Boolean, nullable=False),
    Column("recall", Float),
    # "": it was trained on; else why it was not.
    Column("reason", String(32), nullable=False),
)

night_examples = Table(
    "night_examples",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("night_id", ForeignKey("nights.id", ondelete="CASCADE"), nullable=False),
    Column("expert", String(64), nullable=False),
    # The lesson it is about; null: about none.
    Column("row_id", ForeignKey("ledger.id", ondelete="CASCADE"), index=True),
    Column("question", Text, nullable=False),
    Column("old", Text, nullable=False),
    Column("new", Text, nullable=False),
    Index(None, "night_id", "expert"),
)

night_proposals = Table(
    "night_proposals",
    metadata,
    _night(),
    Column(
        "exemplar_id",
        ForeignKey("exemplars.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
)

night_versions = Table(
    "night_versions",
    metadata,
    Column("base", String(64), primary_key=True),
    Column("expert", String(64), primary_key=True),
    Column("version", String(64), primary_key=True),
    Column("night_id", ForeignKey("nights.id", ondelete="CASCADE"), nullable=False),
    Column("keys_sha", String(64), nullable=False),
    # The last message that was there before it: what it answers comes behind.
    Column("after_seq", Integer, nullable=False, server_default="0"),
    # Since when its files are gone. What it answered is still known by its row: numbers
    # of versions are never given out again.
    Column("gone_at", DateTime),
    Index(None, "night_id", "expert"),
)

# Versions that saw what was destroyed since; their files are to go.
doomed_versions = Table(
    "doomed_versions",
    metadata,
    Column("base", String(64), primary_key=True),
    Column("expert", String(64), primary_key=True),
    Column("version", String(64), primary_key=True),
    Column("at", DateTime, nullable=False),
)

# What another process asks of the one that has the assistant open.
night_wishes = Table(
    "night_wishes",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("kind", String(8), nullable=False),
    # Of a run whom it is for, null: all. Of a stop why, null: the user asked.
    Column("expert", String(64)),
    Column("at", DateTime, nullable=False),
    CheckConstraint("kind IN ('run', 'stop')", name="kind"),
)
