"""When two names are written alike."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_DROPPED = re.compile(r"['’‘`´ʿʾ.]")
_OTHER = re.compile(r"[\W_]+")


@lru_cache(maxsize=1 << 16)
def normal(name: str) -> str:
    """A name without case, accents, punctuation and leading article.

    >>> normal("The U.S.-led Coalition")
    'us led coalition'
    """
    text = unicodedata.normalize("NFKD", name).casefold()
    text = "".join(char for char in text if not unicodedata.combining(char))
    words = _OTHER.sub(" ", _DROPPED.sub("", text)).split()
    while len(words) > 1 and words[0] in ("the", "a", "an"):
        words = words[1:]
    return " ".join(words)
