"""Reading: sources -> raw documents."""

from pipeline.reading.errors import InputError
from pipeline.reading.inputs import Source, sources
from pipeline.reading.reader import MAX_BYTES, read

__all__ = ["MAX_BYTES", "InputError", "Source", "read", "sources"]
