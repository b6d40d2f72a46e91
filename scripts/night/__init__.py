"""Experiments with the night on evotr-mini: what its defaults are decided by."""
