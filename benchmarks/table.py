"""The table of ``make bench`` as Markdown: ``python benchmarks/table.py build/bench.json``."""

from __future__ import annotations

import json
import sys
from pathlib import Path


def table(results: dict[str, dict[str, object]]) -> str:
    """All lines that the parts have for it, in the order in which they ran."""
    lines = ["| what | measured | against | aim |", "|---|---|---|---|"]
    for part in results.values():
        for row in part.get("table", []):  # type: ignore[attr-defined]
            figure = f"{row['ratio']:,.0f}" if row["ratio"] >= 100 else f"{row['ratio']:.3g}"
            lines.append(f"| {row['what']} | **{figure}{row['unit']}** | {row['baseline']} | {row['aim']} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
