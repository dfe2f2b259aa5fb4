"""Estimators that learn, naive formulas that they must beat, and the metrics of both."""

from patron.models.answering import Answering, Range
from patron.models.bundle import Bundle, current_version, read_bundle, write_bundle
from patron.models.formula import Formula
from patron.models.model import Model
from patron.models.spec import ModelSpec, load_spec

__all__ = [
    "Answering",
    "Bundle",
    "Formula",
    "Model",
    "ModelSpec",
    "Range",
    "current_version",
    "load_spec",
    "read_bundle",
    "write_bundle",
]
