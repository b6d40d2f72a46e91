"""What Alembic runs to reach a revision, on the connection that it is handed."""

from alembic import context

from evotr.journal.schema import memory_words, messages_fts, metadata


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Leave the full-text indexes and the tables behind them out of comparisons."""
    indexes = (messages_fts.name, memory_words.name)
    return kind != "table" or not (name or "").startswith(indexes)


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_name=_is_ours,
    render_as_batch=True,
)
# The caller holds one transaction around all of it and commits or undoes it.
context.run_migrations()
