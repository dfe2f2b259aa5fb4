"""Model and features -> ATTRIBUTIONS and REASONS: why a score is what it is."""

from patron.explain.attribute import attribute, drivers
from patron.explain.reasons import Reason, make_reasons, reasons_of
from patron.explain.summary import summary_figure

__all__ = ["Reason", "attribute", "drivers", "make_reasons", "reasons_of", "summary_figure"]
