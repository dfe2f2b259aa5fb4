"""One history per customer, and what can be predicted from it.

The verbs are functions on tables, the nouns are what they work with. Each name is imported from
its module at first use, so that importing the package takes no time.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from patron.errors import PatronError as PatronError
    from patron.explain import attribute as attribute
    from patron.features import Feature as Feature
    from patron.features import compute_features as compute_features
    from patron.history import History as History
    from patron.history import unify as unify
    from patron.identity import resolve as resolve
    from patron.models import Model as Model
    from patron.offers import Rule as Rule
    from patron.offers import decide as decide
    from patron.offers import propose as propose
    from patron.pipeline import Workspace as Workspace
    from patron.pipeline import score as score
    from patron.report import write_report as write_report
    from patron.sources import Source as Source
    from patron.sources import read_sources as read_sources
    from patron.tasks import Task as Task
    from patron.tasks import make_labels as make_labels
    from patron.training import grade as grade
    from patron.training import search as search
    from patron.training import train as train

# Where each name comes from, in the order of the data's path.
HOMES = {
    "Source": "patron.sources",
    "read_sources": "patron.sources",
    "resolve": "patron.identity",
    "unify": "patron.history",
    "History": "patron.history",
    "Feature": "patron.features",
    "compute_features": "patron.features",
    "Task": "patron.tasks",
    "make_labels": "patron.tasks",
    "search": "patron.training",
    "train": "patron.training",
    "grade": "patron.training",
    "Model": "patron.models",
    "score": "patron.pipeline",
    "attribute": "patron.explain",
    "propose": "patron.offers",
    "Rule": "patron.offers",
    "decide": "patron.offers",
    "write_report": "patron.report",
    "Workspace": "patron.pipeline",
    "PatronError": "patron.errors",
}

__all__ = list(HOMES)


def __getattr__(name: str) -> Any:
    """Return a verb or noun, imported from its module.

    Raises
    ------
    AttributeError
        If the package has no such name.
    """
    if name not in HOMES:
        raise AttributeError(f"patron has no {name!r}; it has: {', '.join(HOMES)}.")
    return getattr(import_module(HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *HOMES])
