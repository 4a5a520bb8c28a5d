"""``python -m tests.fuzz``: bytes that nobody would write, through every door by which bytes come in.

One door after the other gets its time in a process of its own, with a limit for each input and for the memory. What was
tried stays in FOLDER/corpus and is where the next search begins. Needs atheris (the extra ``fuzz``).
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.fuzz.doors import doors

#: Where files cost little.
_MEMORY = Path("/dev/shm")
_RUNS = re.compile(r"^(?:#|Done )(\d+)", re.MULTILINE)


def main() -> None:
    """Read the options, fuzz, print a table; exit code 1 when something was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Fuzz every door by which bytes come in.")
    parser.add_argument("doors", nargs="*", metavar="DOOR", help="all of them, if none is named")
    parser.add_argument("--seconds", type=int, default=20, help="for each door (20)")
    parser.add_argument("--folder", type=Path, default=Path("build/fuzz"), help="for inputs and findings (build/fuzz)")
    parser.add_argument("--size", type=int, default=4096, help="the most bytes of an input (4096)")
    parser.add_argument("--json", type=Path, help="write the figures there")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        known = list(doors(Path(folder)))
    if unknown := set(given.doors) - set(known):
        parser.error(f"no door {', '.join(sorted(unknown))}; the doors are {', '.join(known)}")
    rows = [fuzz(name, given.seconds, given.size, given.folder) for name in given.doors or known]
    total = {key: round(sum(row[key] for row in rows)) for key in ("inputs", "seconds", "findings")}
    print(f"{'all':26} {total['inputs']:10,} inputs {total['seconds']:6} s {total['findings']:4} findings")
    if given.json:
        given.json.write_text(json.dumps({"total": total, "doors": rows}, indent=1) + "\n", encoding="utf-8")
    sys.exit(1 if total["findings"] else 0)


def fuzz(name: str, seconds: int, size: int, folder: Path) -> dict[str, object]:
    """Fuzz one door; what came of it."""
    found = folder / "found"
    found.mkdir(parents=True, exist_ok=True)
    before = set(found.iterdir())
    options = [f"-max_total_time={seconds}", f"-max_len={size}", "-timeout=30", "-rss_limit_mb=2048", "-len_control=20"]
    started = time.monotonic()
    options.append(f"-artifact_prefix={found}/{name}-")
    with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as files:
        command = [sys.executable, "-m", "tests.fuzz.one", name, str(folder), files, *options]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    runs = [int(number) for number in _RUNS.findall(done.stderr)]
    inputs, taken = (max(runs) if runs else 0), time.monotonic() - started
    new = sorted(set(found.iterdir()) - before)
    findings = [file for file in new if file.suffix != ".txt"]
    if not inputs or (done.returncode and not findings):
        raise SystemExit(f"{name}: the search itself failed:\n{done.stderr[-3000:]}")
    print(f"{name:26} {inputs:10,} inputs {taken:6.0f} s {len(findings):4} findings", flush=True)
    for file in findings:
        print(f"  {file}")
    return {"door": name, "inputs": inputs, "seconds": round(taken, 1), "findings": len(findings)}


if __name__ == "__main__":
    main()
