"""Of whom the overview tells: customers chosen by what they have in common."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from patron.live.cells import Cells
from patron.report.wording import label, listed

# What customers may be chosen by: facets of `Cells`, as forms call them.
FACETS: Mapping[str, str] = {
    "risk": "Risk of leaving",
    "value": "Expected value",
    "best": "High value",
    "seen": "Last seen",
    "why": "Main reason to leave",
    "contact": "May be contacted",
}
# How values of a facet are said in a sentence; others are said as they are.
SAID: Mapping[str, str] = {
    "risk": "{} risk of leaving",
    "value": "{} expected value",
    "seen": "last seen at {}",
    "why": "likely to leave mainly for {}",
    "best:yes": "of high value",
    "best:no": "not of high value",
    "contact:yes": "may be contacted",
    "contact:no": "may not be contacted",
}
BANDS = ("high", "medium", "low")
# The group of a view that was saved before views had filters, such as ``risk:high``.
GROUP = "group"


@dataclass(frozen=True)
class Choice:
    """One facet to choose by: its values with how many customers have each, and what is chosen."""

    name: str
    title: str
    values: tuple[tuple[str, str, int], ...]
    chosen: str


def wanted(asked: Mapping[str, Any]) -> dict[str, str]:
    """Return by facet the value that an address, a form or a saved view asks for."""
    old, _, band = str(asked.get(GROUP, "")).partition(":")
    told = {old: band, **asked}
    return {name: str(told[name]) for name in FACETS if told.get(name)}


def choices(cells: Cells, chosen: Mapping[str, str]) -> list[Choice]:
    """Return what customers can be chosen by; a facet that tells nobody apart is left out."""
    found = []
    for name, title in FACETS.items():
        values = cells.values(name) if name in cells.facets else {}
        known = {value: count for value, count in values.items() if value}
        if known and (len(values) > 1 or chosen.get(name)):
            ordered = sorted(known, key=lambda value: (_place(value), -known[value], value))
            options = [(value, label(value), known[value]) for value in ordered]
            if chosen.get(name, ordered[0]) not in known:
                options.append((chosen[name], label(chosen[name]), 0))
            found.append(Choice(name, title, tuple(options), chosen.get(name, "")))
    return found


def said(chosen: Mapping[str, str]) -> str:
    """Return who is chosen in words, such as ``High risk of leaving and last seen at app``."""
    if not chosen:
        return "All customers"
    parts = [
        SAID.get(f"{name}:{value}", SAID.get(name, "{}")).format(value)
        for name, value in chosen.items()
    ]
    return label(listed(parts))


def _place(value: str) -> int:
    order = (*BANDS, "yes", "no")
    return order.index(value) if value in order else len(order)
