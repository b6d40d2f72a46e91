"""The night: what the day taught is trained into adapters, judged, and can be undone.

Training runs in a child process (``evotr.night.training``), the only other importer of
MLX; `evotr.night.train` starts it, watches it, and holds it by its standard input.
"""
