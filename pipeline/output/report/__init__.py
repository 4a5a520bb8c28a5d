"""The HTML report: facts, the sentences that prove them, and drawings of them, in one file that needs nothing else."""

from pipeline.output.report.choice import MOST_FACTS
from pipeline.output.report.writing import write_report

__all__ = ["MOST_FACTS", "write_report"]
