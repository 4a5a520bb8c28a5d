"""How many threads numeric libraries use: processes share the work out, not threads."""

from __future__ import annotations

import os
import sys

#: What tells numeric libraries how many threads to use; read once, when they are loaded.
THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")


def one_thread() -> None:
    """Keep numeric libraries to one thread: processes share the work, and torch hangs after a fork with two."""
    for variable in THREADS:
        os.environ.setdefault(variable, "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)
