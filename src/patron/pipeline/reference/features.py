"""The tables of docs/features.md: the sets of features that come along, by idea."""

import re

from patron.features import Feature
from patron.features.load import load_set
from patron.training.declared import declared

PART = re.compile(r"(<!-- (\w+): begin -->\n).*?(<!-- \2: end -->)", re.S)


def features_reference(page: str) -> str:
    """Return docs/features.md with the table of each set that it marks written anew."""
    return PART.sub(lambda found: f"{found[1]}{set_reference(found[2])}{found[3]}", page)


def set_reference(name: str) -> str:
    """Return a set of features as a table: its ideas, and type, name and wording of each."""
    ideas: dict[str, list[Feature]] = {}
    for feature in load_set(name):
        ideas.setdefault(feature.idea, []).append(feature)
    rows = [
        f"| {feature.idea} | `{feature.name}` | `{declared(feature)['type']}` | {_said(feature)} |"
        for alike in ideas.values()
        for feature in alike
    ]
    head = ["| idea | feature | type | said as |", "|" + " --- |" * 4]
    return "\n".join([*head, *rows, ""])


def _said(feature: Feature) -> str:
    """Return how a value is said, with … in the place of the number."""
    said = (feature.says or feature.wording()).replace("{value}", "…")
    return feature.model_copy(update={"says": said}).say(0.0)
