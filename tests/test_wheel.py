"""What a wheel has to carry: every file that the package reads when it runs."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipeline import resources

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[1]
#: Folders in which the package looks for files, by what it is to find there.
READ = {
    "pipeline/output/report/page": {"report.html", "report.css", "page.js"},
    "pipeline/output/report/vendor": {"d3.js", "world.json", "LICENCES.txt"},
    "pipeline/schemas": {"fact.schema.json", "document.schema.json", "error.schema.json"},
    "pipeline": {"py.typed"},
}


@pytest.fixture(scope="module")
def wheel() -> dict[str, Any]:
    """How the wheel is built."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        return dict(tomllib.load(file)["tool"]["hatch"]["build"]["targets"]["wheel"])


def test_the_whole_package_is_carried(wheel: dict[str, Any]) -> None:
    assert wheel["packages"] == ["pipeline"]
    assert not {"exclude", "only-include", "include"} & wheel.keys(), "then every file below has to be looked for here"


def test_configuration_and_models_are_carried_to_where_they_are_looked_for(wheel: dict[str, Any]) -> None:
    carried = {resources._PACKAGE.parent / there: ROOT / here for here, there in wheel["force-include"].items()}
    assert set(carried) == {resources._SHIPPED / "configs", resources._SHIPPED / "models"}
    for there, here in carried.items():
        assert here.is_dir()
        assert there.name == here.name


@pytest.mark.parametrize("folder", READ)
def test_what_is_read_is_there(folder: str) -> None:
    assert {file.name for file in (ROOT / folder).iterdir()} >= READ[folder]


def test_no_file_of_the_package_is_ignored_by_git_which_the_build_would_leave_out() -> None:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("this is no checkout")
    files = [path for path in (ROOT / "pipeline").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    files += [path for name in ("configs", "models") for path in (ROOT / name).rglob("*") if path.is_file()]
    names = "\n".join(str(path.relative_to(ROOT)) for path in files)
    told = subprocess.run(["git", "check-ignore", "--stdin"], input=names, text=True, capture_output=True, cwd=ROOT)
    assert [name for name in told.stdout.splitlines() if not name.endswith((".pyc", ".pyo"))] == []


def test_a_message_says_how_to_install_what_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert resources.how_to_install("trf") == "pip install -e '.[trf]'"
    monkeypatch.setattr(resources, "_SHIPPED", tmp_path)
    assert resources.how_to_install("trf") == "pip install 'sitrep[trf]'"
