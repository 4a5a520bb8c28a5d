"""Reading: sources -> raw documents."""

from pipeline.reading.errors import InputError
from pipeline.reading.inputs import STDIN, Source, is_run, sidecars, sources
from pipeline.reading.reader import MAX_BYTES, Range, read, read_again, read_ranges

__all__ = [
    "MAX_BYTES",
    "STDIN",
    "InputError",
    "Range",
    "Source",
    "is_run",
    "read",
    "read_again",
    "read_ranges",
    "sidecars",
    "sources",
]
