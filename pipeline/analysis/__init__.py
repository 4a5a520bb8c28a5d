"""Questions that analysts ask of facts: functions on the DataFrame of ``pipeline.read_facts``, each giving a new one.

    facts = pipeline.read_facts("data/output")
    battle = during(in_place(facts, "Tal Afar"), "2017-08")
    with_actor(battle, "Islamic State").pipe(timeline, "day", by="relation")

Nothing here changes the table that it is given. A name may be any that the knowledge has (``configs/``), an id, or one
that stands in the facts; one that is nowhere is an error with the nearest names.
"""

from pipeline.analysis.control import control, held_on
from pipeline.analysis.counting import timeline
from pipeline.analysis.exporting import actor_network, export
from pipeline.analysis.names import AmbiguousNameError, UnknownNameError
from pipeline.analysis.selecting import during, in_place, with_actor
from pipeline.analysis.selection import Selection
from pipeline.analysis.sources import compare, evidence, sources, told_by, told_in, wording

__all__ = [
    "AmbiguousNameError",
    "Selection",
    "UnknownNameError",
    "actor_network",
    "compare",
    "control",
    "during",
    "evidence",
    "export",
    "held_on",
    "in_place",
    "sources",
    "timeline",
    "told_by",
    "told_in",
    "with_actor",
    "wording",
]
