"""The parts of docs/ that are made from the code."""

from patron.pipeline.reference.configuration import configuration_reference
from patron.pipeline.reference.features import features_reference
from patron.pipeline.reference.tables import tables_reference

__all__ = ["configuration_reference", "features_reference", "tables_reference"]
