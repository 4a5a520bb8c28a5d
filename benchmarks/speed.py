"""Speed and memory of a whole run on a growing number of texts: `make bench`.

The texts are the sample's, repeated under new names. Prints a line a size: documents, words, seconds, words a second,
and the most memory that the process held (one worker), so that growth with the number of documents would show.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "sample" / "tal-afar-article.txt"
SIZES = (10, 100, 400)


def one(out: Path, texts: Path) -> None:
    """Run in this process, which the parent started for it."""
    from pipeline.running.runner import Options, run

    run([str(texts)], out, Options(here=True))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"peak": peak}))


def main() -> None:
    """All sizes, each in a process of its own."""
    print(f"{'texts':>8} {'words':>10} {'seconds':>9} {'words/s':>9} {'MiB':>7}   seconds by stage")
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            texts, out = Path(folder) / "texts", Path(folder) / "out"
            texts.mkdir()
            for number in range(size):
                (texts / f"t{number:05}.txt").write_text(SAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
            command = [sys.executable, __file__, str(out), str(texts)]
            answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
            told = json.loads((out / "run.json").read_text())
            words = told["stages"]["sentences"]["words"]
            stages = " ".join(f"{name} {stage['seconds']:.1f}" for name, stage in told["stages"].items())
            peak = json.loads(answer.splitlines()[-1])["peak"]
            speed = words / told["seconds"]
            print(f"{size:>8} {words:>10,} {told['seconds']:>9.1f} {speed:>9,.0f} {peak:>7,.0f}   {stages}")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        one(Path(sys.argv[1]), Path(sys.argv[2]))
    else:
        main()
