"""The HTML report: one file that asks nothing of any network, with the facts, the texts behind them, and drawings."""

from pipeline.output.report.selection import MOST_FACTS, Selection
from pipeline.output.report.writing import write_report

__all__ = ["MOST_FACTS", "Selection", "write_report"]
