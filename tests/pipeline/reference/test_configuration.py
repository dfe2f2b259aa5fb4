from sklearn.base import BaseEstimator

from patron.catalog import kinds
from patron.features import Feature
from patron.models import Formula
from patron.offers import Offer, Rule
from patron.pipeline.reference import configuration_reference
from patron.sources import Source
from patron.tasks import Task

FAMILIES = {
    "source": (Source, "patron.sources"),
    "feature": (Feature, "patron.features"),
    "task": (Task, "patron.tasks"),
    "estimator": (BaseEstimator, "patron.models"),
    "formula": (Formula, "patron.models"),
    "offer": (Offer, "patron.offers"),
    "rule": (Rule, "patron.offers"),
}


def test_every_kind_of_every_family_is_told_of_once():
    text = configuration_reference()
    for called, family in FAMILIES.items():
        for name in kinds(*family):
            assert text.count(f"\n### `{name}` ({called})\n") == 1


def test_a_kind_says_what_it_takes_beside_its_family():
    part = configuration_reference().split("### `mean` (feature)\n")[1].split("\n### ")[0]
    assert part == (
        "\nMean of a number column over the interactions that have one; unknown if none has.\n"
        "\nIt takes the fields of [a window](#features-of-a-window) too.\n"
        "\n| field | takes | default | meaning |\n| --- | --- | --- | --- |\n"
        '| `column` | `amount`, `quantity`, `discount`, `sentiment` | `"amount"` '
        "| `amount`, `quantity`, `discount` or `sentiment`. Interactions that lack it do "
        "not count. |\n"
    )
