"""What ``configs/cleaning.yaml`` says, checked once and kept."""

from __future__ import annotations

import msgspec

from pipeline.resources import configs_dir, read_yaml


class BoilerplateRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of paragraph that is no text; the configuration says how the fields work together."""

    name: str
    max_chars: int
    starts: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    whole: bool = False


class FrontMatter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Entries of front matter that are renamed or dropped."""

    rename: dict[str, str] = {}
    drop: tuple[str, ...] = ()


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole configuration of the stage."""

    metadata: dict[str, tuple[str, ...]]
    front_matter: FrontMatter
    nothing: tuple[str, ...]
    boilerplate: tuple[BoilerplateRule, ...]
    link_line_words: int
    sounds: tuple[str, ...]


def settings() -> Settings:
    """The configuration in use.

    Raises:
        ValueError: the file is missing or does not say what it should; the message names it.
    """
    return read_yaml(configs_dir() / "cleaning.yaml", Settings)
