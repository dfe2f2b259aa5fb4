"""Model and features -> ATTRIBUTIONS and REASONS: why a score is what it is."""

from patron.explain.attribute import attribute, drivers
from patron.explain.phrasing import Phrasing
from patron.explain.reasons import Reason, Told, make_reasons, reasons_of, tell
from patron.explain.segments import Segment, find_segments
from patron.explain.summary import summary_figure

__all__ = [
    "Phrasing",
    "Reason",
    "Segment",
    "Told",
    "attribute",
    "drivers",
    "find_segments",
    "make_reasons",
    "reasons_of",
    "summary_figure",
    "tell",
]
