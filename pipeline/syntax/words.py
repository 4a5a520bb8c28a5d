"""The word lists of ``configs/syntax.yaml``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from ..resources import configs_dir, read_yaml


class Words(msgspec.Struct, forbid_unknown_fields=True):
    """Abbreviations, words of saying and irregular forms; see the comments in the file."""

    ranks: list[str]
    address: list[str]
    before_name: list[str]
    before_number: list[str]
    months: list[str]
    anywhere: list[str]
    heads_of_names: list[str]
    reporting: list[str]
    affixes: list[str]
    irregular_verbs: dict[str, tuple[str, str]]

    @property
    def abbreviations(self) -> list[str]:
        """Everything that keeps its point."""
        groups = (self.ranks, self.address, self.before_name, self.before_number, self.months, self.anywhere)
        return [word for group in groups for word in group]

    @property
    def never_final(self) -> frozenset[str]:
        """Abbreviations that need what follows, so that no sentence ends behind them."""
        return frozenset([*self.ranks, *self.address, *self.before_name, *self.before_number])


def read_words(path: Path | None = None) -> Words:
    """The lists of that file, or of ``configs/syntax.yaml``.

    Raises:
        ValueError: a list is missing, unknown or of the wrong shape; the message names it.
    """
    return read_yaml(path or configs_dir() / "syntax.yaml", Words)


class SavedWords:
    """A component that works with the words and takes them along: ``nlp.to_disk`` saves them with the pack."""

    def __init__(self, words: Words) -> None:
        self.use(words)

    def use(self, words: Words) -> None:
        """Work with these words from now on."""
        self.words = words

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """The words as JSON."""
        return msgspec.json.encode(self.words)

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> SavedWords:
        """Take the words of ``to_bytes``."""
        self.use(msgspec.json.decode(data, type=Words))
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the words into a folder, which is made."""
        Path(path).mkdir(parents=True, exist_ok=True)
        (Path(path) / "words.json").write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> SavedWords:
        """Take the words of a folder; a pack that left them out works with those of the configuration."""
        file = Path(path) / "words.json"
        return self.from_bytes(file.read_bytes()) if file.is_file() else self
