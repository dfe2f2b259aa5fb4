"""The models of one bundle, ready to answer."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from patron.catalog import kinds
from patron.config import build
from patron.errors import ModelError, PatronError
from patron.explain import Phrasing
from patron.explain.words import ENGLISH, words_of
from patron.features import Feature
from patron.features.online import OnlineFeatures
from patron.models import Bundle, Model
from patron.service.policy import Policy
from patron.tasks import Task, tasks_of

WORKSPACE = "workspace.json"


@dataclass(frozen=True)
class Champion:
    """One model, its features as objects, and in which columns of `Champions` they stand.

    `currency` is the unit in which its reasons tell money, `language` that of their words.
    """

    model: Model
    name: str
    features: tuple[Feature, ...]
    columns: np.ndarray[Any, Any]
    currency: str = ""
    language: str = ENGLISH

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Column of each feature of the model."""
        return {name: place for place, name in enumerate(self.model.columns)}

    @cached_property
    def phrasing(self) -> Phrasing:
        """Says the facts that the model's reasons are made from."""
        return Phrasing(self.features, self.model, self.currency, words_of(self.language))


@dataclass(frozen=True)
class Champions:
    """All that a bundle holds; it never changes, so a request keeps the one it began with.

    Parameters
    ----------
    version
        The bundle's.
    currency
        Of money.
    features
        What all models about customers look at, each once.
    by_kind
        Champion by type of task; of several tasks of a type, the one called like it.
    policy
        By what offers are decided on.
    tasks
        What was asked of the models, by name; those of older bundles are not known.
    high_value_from
        Expected value from which on customers were of high value when all were scored last.
    """

    version: str
    currency: str
    features: OnlineFeatures
    by_kind: Mapping[str, Champion]
    policy: Policy = field(default_factory=Policy)
    tasks: Mapping[str, Task] = field(default_factory=dict)
    high_value_from: float | None = None

    @cached_property
    def horizons(self) -> dict[str, str]:
        """How far ahead each task looks, in words such as ``90 days``."""
        models = [champion.model for champion in self.by_kind.values()]
        found = {model.task: f"{model.horizon_days:g} days" for model in models}
        return found | {name: task.ahead for name, task in self.tasks.items()}


def make_champions(bundle: Bundle) -> Champions:
    """Return the models of a bundle, ready to answer.

    Raises
    ------
    ModelError
        If a model's features are not ones that this version of patron knows.
    """
    places: dict[Feature, int] = {}
    by_kind: dict[str, Champion] = {}
    for task, model in sorted(bundle.models.items()):
        features = _features_of(model)
        # Features of items and pairs need everybody's history; their answers are stored.
        own = [feature for feature in features if feature.entity == "customer"]
        columns = [places.setdefault(feature, len(places)) for feature in own]
        champion = Champion(
            model,
            bundle.names[task],
            features,
            np.array(columns, np.int64),
            _currency(bundle),
            str(_about(bundle).get("language") or ENGLISH),
        )
        if model.kind not in by_kind or task == model.kind:
            by_kind[model.kind] = champion
    online = OnlineFeatures(tuple(places))
    return Champions(
        bundle.version,
        _currency(bundle),
        online,
        by_kind,
        _policy(bundle),
        _tasks(bundle),
        _about(bundle).get("high_value_from"),
    )


def _features_of(model: Model) -> tuple[Feature, ...]:
    known = kinds(Feature, "patron.features")
    try:
        return tuple(
            build(entry, known, f"The {model.task} model, feature {place}")
            for place, entry in enumerate(model.features)
        )
    except PatronError as error:
        raise ModelError(f"The bundle does not fit this version of patron. {error}") from error


def _policy(bundle: Bundle) -> Policy:
    try:
        return Policy.of(_about(bundle).get("policy", {}))
    except (PatronError, AttributeError, TypeError, ValueError) as error:
        raise ModelError(f"The bundle does not fit this version of patron. {error}") from error


def _tasks(bundle: Bundle) -> dict[str, Task]:
    try:
        return tasks_of(_about(bundle).get("tasks", []), "The bundle")
    except (PatronError, AttributeError, TypeError, ValueError) as error:
        raise ModelError(f"The bundle does not fit this version of patron. {error}") from error


def _currency(bundle: Bundle) -> str:
    return str(_about(bundle).get("currency") or "money")


def _about(bundle: Bundle) -> dict[str, Any]:
    try:
        about = json.loads(bundle.texts.get(WORKSPACE, "{}"))
        if not isinstance(about, dict):
            raise ValueError(f"it is {type(about).__name__} and not an object")
        return about
    except ValueError as error:
        raise ModelError(f"{WORKSPACE} of the bundle is damaged: {error}.") from error
