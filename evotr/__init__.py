"""EVO-TR: a personal assistant that runs and learns on its owner's Mac."""

__version__ = "0.1.0"
