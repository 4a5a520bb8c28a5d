"""What adapting a pack to new articles did to its labels, for people."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table

from pipeline.learning.adapt import Adapted


def adapted_table(result: Adapted, bound: float) -> RenderableType:
    """F of each label on the frozen set before and after, in percent."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("label")
    for title in ("names", "before", "after", "change"):
        table.add_column(title, justify="right")
    table.add_column("")
    for one in result.scores:
        note = "falls" if one.label in result.fallen else ""
        figures = (f"{100 * figure:.1f}" for figure in (one.before, one.after))
        table.add_row(one.label, str(one.names), *figures, f"{-100 * one.fall:+.1f}", note)
    head = (
        f"{result.articles} articles with weak labels, {result.rehearsal} documents of rehearsal, {result.steps} steps;"
        f" no label may fall by more than {100 * bound:.1f} points"
    )
    return Group(head, table)
