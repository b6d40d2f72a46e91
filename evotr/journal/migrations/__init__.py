"""The revisions of the journal's schema, and how Alembic runs them."""
