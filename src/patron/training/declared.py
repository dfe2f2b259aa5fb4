"""Features as plain values, as a model's card keeps them, and back."""

from typing import Any

from patron.catalog import kinds
from patron.config import build
from patron.features import Feature
from patron.models import Model


def declared(feature: Feature) -> dict[str, Any]:
    """Return the entry that declares a feature, as plain values; ``type`` names its class."""
    fields = feature.model_dump(mode="json", exclude_none=True)
    return {"type": type(feature).__module__.rpartition(".")[2], **fields}


def features_of(model: Model) -> list[Feature]:
    """Return the features of a model, in the order of its columns."""
    known = kinds(Feature, "patron.features")
    return [build(entry, known, f"The stored {model.task} model") for entry in model.features]
