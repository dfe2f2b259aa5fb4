"""Say an offer of DECISIONS in words."""

from collections.abc import Mapping
from typing import Any

from patron.report.language import say
from patron.report.wording import label, within

NOTHING = "nothing"
# What DECISIONS calls the rule that refuses an offer because another is worth more.
BETTER = "better offer"
IN_PEACE = "nothing: leave in peace"


def is_nothing(row: Mapping[str, Any]) -> bool:
    """Return True for the DECISIONS row that means to leave the customer alone."""
    return NOTHING in (row["offer"], row["type"])


def is_open(row: Mapping[str, Any]) -> bool:
    """Return True for the DECISIONS row that no rule forbids, be another worth more or not."""
    return row["refused_by"] in (None, BETTER)


def said(row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Return an offer with its type, item and channel.

    Parameters
    ----------
    row
        Row of DECISIONS.
    names
        Name by item; an item without one is called by its id.
    """
    if is_nothing(row):
        return say(IN_PEACE)
    words: str = row["offer"]
    if row["type"]:
        words += f" ({within(label(row['type']))})"
    if row["item"]:
        words += say(" for {item}", item=names.get(row["item"], row["item"]))
    return words + (say(" by {channel}", channel=row["channel"]) if row["channel"] else "")
