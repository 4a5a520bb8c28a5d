"""What can be wrong with an input, in words for people: what, where, what to do."""

from __future__ import annotations

import re

from pipeline.documents import Failure

STAGE = "reading"

_SURROGATE = re.compile("[\ud800-\udfff]")
_LONGEST = 500


class InputError(ValueError):
    """A wrong call: an input that does not exist. One clear line."""


class ReadingError(ValueError):
    """One input or record that cannot be read; ``code`` is a word for programs, the message is for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def failure(doc: str | None, path: str, line: int | None, error: ReadingError) -> Failure:
    """The line of ``errors.jsonl`` for an error; what an input calls its keys and columns cannot make it long or break
    it.
    """
    message = " ".join(_SURROGATE.sub("\ufffd", str(error)).split())
    message = message if len(message) <= _LONGEST else f"{message[: _LONGEST - 1]}…"
    return Failure(doc=doc, path=path, line=line, stage=STAGE, error=error.code, message=message)
