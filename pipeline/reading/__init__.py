"""Reading: sources -> raw documents."""

from pipeline.reading.errors import InputError
from pipeline.reading.inputs import Source, is_run, sources
from pipeline.reading.reader import MAX_BYTES, read

__all__ = ["MAX_BYTES", "InputError", "Source", "is_run", "read", "sources"]
