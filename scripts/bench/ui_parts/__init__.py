"""The parts of ``python -m scripts.bench.ui``."""
