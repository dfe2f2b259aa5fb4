"""The features that a stored model looks at, as they were declared when it was trained."""

from patron.catalog import kinds
from patron.config import build
from patron.features import Feature
from patron.models import Model


def features_of(model: Model) -> list[Feature]:
    """Return the features of a model, in the order of its columns."""
    known = kinds(Feature, "patron.features")
    return [build(entry, known, f"The stored {model.task} model") for entry in model.features]
