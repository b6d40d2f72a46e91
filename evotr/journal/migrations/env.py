"""What Alembic runs to reach a revision, on the connection that it is handed."""

from alembic import context

from evotr.journal.schema import messages_fts, metadata


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Leave the full-text index and the tables behind it out of comparisons."""
    return kind != "table" or not (name or "").startswith(messages_fts.name)


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_name=_is_ours,
    render_as_batch=True,
)
# The caller holds one transaction around all of it and commits or undoes it.
context.run_migrations()
