"""FEATURES and LABELS -> Model, graded on a later window and kept in MLflow."""

from patron.training.frame import Frame, make_frame
from patron.training.grade import Graded, grade
from patron.training.search import search
from patron.training.tracking import Registry
from patron.training.train import Trained, train

__all__ = [
    "Frame",
    "Graded",
    "Registry",
    "Trained",
    "grade",
    "make_frame",
    "search",
    "train",
]
