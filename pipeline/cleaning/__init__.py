"""Cleaning: raw document -> cleaned text, with a map back to the original."""

from pipeline.cleaning.document import CleaningError, clean
from pipeline.cleaning.mapped import Builder, MappedText

__all__ = ["Builder", "CleaningError", "MappedText", "clean"]
