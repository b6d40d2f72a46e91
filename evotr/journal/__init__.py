"""The database of conversations: what was said, kept through anything."""

from evotr.journal.journal import Journal

__all__ = ["Journal"]
