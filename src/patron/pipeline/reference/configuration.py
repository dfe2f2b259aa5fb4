"""The reference of the configuration files, from the docstrings of the classes they describe."""

import inspect
from collections.abc import Iterable
from itertools import groupby

from sklearn.base import BaseEstimator

from patron.catalog import kinds
from patron.config import Described
from patron.features import Feature, WindowFeature
from patron.features.where import Where
from patron.identity import IdentityRules
from patron.identity.field_rule import FieldRule
from patron.identity.probable_rules import Compared, ProbableRules
from patron.models import Formula, ModelSpec
from patron.offers import Offer, Rule
from patron.offers.item_offer import ItemOffer
from patron.pipeline.reference.docstrings import summary
from patron.pipeline.reference.fields import Field, fields_of, parameters_of
from patron.pipeline.workspace import Settings
from patron.sources import Source
from patron.sources.base import Lookup, Values
from patron.tasks import Task
from patron.text import TextReader
from patron.training.draws import Draws

HEAD = """# The configuration files

A workspace is a folder under `configs/`. Each file describes one kind of thing, and the keys of an
entry are the fields of the class that its `type` names, so this page is made from the docstrings
of the classes; `make docs` writes it. A field that is not known, or a value that cannot be meant,
is refused with its place, what was found and what would be right.

Durations are ISO 8601, such as `P30D` or `PT12H`; all windows leave out their start and hold their
end. SQL expressions are DuckDB's.

| file | describes |
| --- | --- |
| [`workspace.yaml`](#workspace) | title and currency; may be left out |
| [`sources/<touchpoint>.yaml`](#sources) | a touchpoint, and how its columns map to ours |
| [`identity.yaml`](#identity) | what proves that two accounts are one customer; may be left out |
| [`features.yaml`](#features) | a list of features |
| [`tasks.yaml`](#tasks) | a list of tasks |
| [`models/<task>.yaml`](#models) | for each task, its model and the formulas that it must beat |
| [`experiments.yaml`](#experiments) | offers that were drawn at random; may be left out |
| [`offers.yaml`](#offers) | what can be offered, and the rules against it; may be left out |
"""
IN_SOURCES = """
One file for each touchpoint. The file's name is the source's `name`, which is not written in it."""
IN_FEATURES = """
A list. Beside the fields of its type, an entry may have `windows: [P30D, ever]` instead of
`window`: it then stands for one feature a window, called `<name>_30d` and `<name>_ever`. An entry
`{include: retail}` stands for the set of that name; [features.md](features.md) lists it, with an
example of each type."""
IN_TASKS = "A list. `name` is the `type` where it is left out."
IN_MODELS = "One file for each task, named after it."
IN_EXPERIMENTS = """
A list of what was drawn at random in the past; `patron uplift` learns from it."""
IN_OFFERS = """
Two lists: `offers`, and `rules` in the order in which they are asked; the first that refuses an
offer signs for it."""


def configuration_reference() -> str:
    """Return docs/configuration.md: every kind of every family with its fields."""
    estimators = kinds(BaseEstimator, "patron.models")
    parts = [
        HEAD,
        _titled("Workspace", 2, summary(Settings), fields_of(Settings)),
        _titled("Sources", 2, IN_SOURCES),
        _titled("Every source", 3, summary(Source), fields_of(Source)),
        *(_titled(cls.__name__, 4, summary(cls), fields_of(cls)) for cls in (Lookup, Values)),
        *_family(Source, "patron.sources"),
        _titled("TextReader", 3, summary(TextReader), fields_of(TextReader)),
        *_family(TextReader, "patron.text"),
        _titled("Identity", 2, summary(IdentityRules), fields_of(IdentityRules)),
        _titled("ProbableRules", 3, summary(ProbableRules), fields_of(ProbableRules)),
        _titled("Compared", 3, summary(Compared), fields_of(Compared)),
        _titled("FieldRule", 3, summary(FieldRule), fields_of(FieldRule)),
        _titled("Features", 2, IN_FEATURES),
        _titled("Every feature", 3, summary(Feature), fields_of(Feature)),
        _titled("Features of a window", 3, summary(WindowFeature), fields_of(WindowFeature)),
        _titled("Where", 4, summary(Where), fields_of(Where)),
        *_family(Feature, "patron.features"),
        _titled("Tasks", 2, IN_TASKS),
        _titled("Every task", 3, summary(Task), fields_of(Task)),
        *_family(Task, "patron.tasks"),
        _titled("Models", 2, IN_MODELS, fields_of(ModelSpec)),
        *(
            _kind(name, "estimator", cls, parameters_of(cls))
            for name, cls in sorted(estimators.items())
        ),
        _titled("Formula", 3, summary(Formula), fields_of(Formula)),
        *_family(Formula, "patron.models"),
        _titled("Experiments", 2, IN_EXPERIMENTS, fields_of(Draws)),
        _titled("Offers", 2, IN_OFFERS),
        _titled("Every offer", 3, summary(Offer), fields_of(Offer)),
        _titled("Offers of an item", 3, summary(ItemOffer), fields_of(ItemOffer)),
        *_family(Offer, "patron.offers"),
        _titled("Every rule", 3, summary(Rule), fields_of(Rule)),
        *_family(Rule, "patron.offers"),
    ]
    return "\n".join(parts)


# Families between a kind and its base, and where their fields stand.
BETWEEN = {
    WindowFeature: "It takes the fields of [a window](#features-of-a-window) too.",
    ItemOffer: "It takes the fields of [offers of an item](#offers-of-an-item) too.",
}


def _family(base: type[Described], package: str) -> Iterable[str]:
    called = base.__name__.lower()
    for name, cls in sorted(kinds(base, package).items()):
        yield _kind(name, called, cls, fields_of(cls))


def _kind(name: str, called: str, cls: type, fields: list[Field]) -> str:
    also = [words for base, words in BETWEEN.items() if issubclass(cls, base)]
    return _titled(f"`{name}` ({called})", 3, "\n\n".join([summary(cls), *also]), fields)


def _titled(title: str, level: int, text: str, fields: Iterable[Field] = ()) -> str:
    words = inspect.cleandoc(text).replace("``", "`")
    head = f"{'#' * level} {title}\n\n{words}\n"
    # Neighbours that the docstring describes together stand in one row.
    rows = [
        f"| {', '.join(f'`{one.name}`' for one in alike)} | {' | '.join(map(_cell, said))} |"
        for said, alike in groupby(fields, key=lambda one: one[1:])
    ]
    if not rows:
        return head
    return "\n".join([head, "| field | takes | default | meaning |", "|" + " --- |" * 4, *rows, ""])


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("``", "`")
