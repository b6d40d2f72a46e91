"""``python -m evotr``."""

from evotr.cli.main import main

main()
