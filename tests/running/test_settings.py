"""The settings file."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.running.settings import Settings, SettingsError, load_settings


def written(folder: Path, text: str) -> Path:
    """A settings file."""
    file = folder / "pipeline.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_shipped_file_spells_out_the_defaults() -> None:
    assert load_settings() == Settings()


def test_an_empty_file_has_the_defaults(tmp_path: Path) -> None:
    assert load_settings(written(tmp_path, "")) == Settings()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("modell = 'x'", r"unknown key 'modell'; allowed are facts, model, precision, running"),
        ("[running]\nworker = 1", r"unknown key 'running.worker'; allowed are batch_documents, document_seconds"),
        ("running = 3", r"'running' is a table, written as \[running\]"),
        ("[running]\nworkers = 'two'", r"Expected `int`, got `str` - at `\$.running.workers`"),
        ("[facts]\ntolerance = 7", r"<= 1.0 - at `\$.facts.tolerance`"),
        ("model = ", "no valid TOML"),
    ],
)
def test_a_wrong_file_is_explained(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        load_settings(written(tmp_path, text))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.toml: No such file"):
        load_settings(tmp_path / "none.toml")
