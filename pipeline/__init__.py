"""Sitrep: conflict reporting as data."""

__version__ = "0.1.0"
