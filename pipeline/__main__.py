"""``python -m pipeline`` is ``sitrep``."""

from pipeline.cli import main

main()
