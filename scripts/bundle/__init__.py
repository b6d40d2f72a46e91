"""The application bundle: ``python -m scripts.bundle`` (see docs/desktop.md)."""
