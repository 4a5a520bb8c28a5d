"""A component that does to its process what a text tells it to; workers find it by an entry point."""

from __future__ import annotations

import os
import re
import signal
import time
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

_ORDER = re.compile(r"please (\w+)(?: (\S+))?")


@Language.component("test_faults")
def obey(doc: Doc) -> Doc:
    """Does as "please WORD" says, if it is one of these words."""
    for word, rest in _ORDER.findall(doc.text):
        if word == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        elif word == "diebriefly":
            _once(Path(rest.rstrip(".")))
        elif word == "spin":
            while True:
                pass
        elif word == "sleep":
            time.sleep(3600)
        elif word == "eat":
            _ = [b"x" * (1 << 20) for _ in range(1 << 20)]
        elif word == "raise":
            raise RuntimeError("as you wished")
        elif word == "quote":
            raise RuntimeError(f"no such thing as {doc.text!r}")
    return doc


def _once(count: Path) -> None:
    """Die as long as a file holds a number, and count it down."""
    left = int(count.read_text())
    if left:
        count.write_text(str(left - 1))
        os.kill(os.getpid(), signal.SIGKILL)
