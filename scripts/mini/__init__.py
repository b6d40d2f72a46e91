"""Builds and measures evotr-mini, the bundled base model."""
