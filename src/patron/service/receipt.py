"""The receipt of a decision: all that it was made from, as text that never changes."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from patron.features.compute import moment
from patron.offers import NOTHING
from patron.offers.decide import BETTER

# Of what no rule refused.
OPEN = (None, BETTER)
# Columns of a candidate that an answer tells.
TOLD = ("offer", "item", "type", "channel", "p", "cost", "value")


def as_text(receipt: Mapping[str, Any]) -> str:
    """Return a receipt as JSON, the same for the same receipt."""
    return json.dumps(receipt, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def candidate_of(
    row: Mapping[str, Any], made: str, verdicts: Mapping[str, bool], refused_by: str | None
) -> dict[str, Any]:
    """Return a candidate with each term of its value and the verdict of each rule.

    Its value is ``p * gain - cost``.
    """
    told = {name: row[name] for name in TOLD}
    gain = (row["value"] + row["cost"]) / row["p"] if row["p"] else None
    words = {name: "refuses" if no else "allows" for name, no in verdicts.items()}
    return {**told, "gain": gain, "made": made, "verdicts": words, "refused_by": refused_by}


def iso(at: int) -> str:
    """Return a moment as ISO 8601."""
    return moment(at).isoformat().replace("+00:00", "Z")


def why_not(receipt: Mapping[str, Any], offer: str) -> str:
    """Return in a sentence why an offer was chosen or was not."""
    chosen = receipt["chosen"]
    instead = "nothing" if chosen["offer"] == NOTHING else _named(chosen)
    mine = [row for row in receipt["candidates"] if row["offer"] == offer]
    if chosen["offer"] == offer:
        return f"{_named(chosen)} was offered."
    if not mine:
        return f"{offer} could not be offered: nothing made it a candidate for this customer."
    best = max(mine, key=lambda row: (row["refused_by"] in OPEN, row["value"]))
    if best["refused_by"] not in OPEN:
        return f"{_named(best)} was not offered because the rule {best['refused_by']!r} refused it."
    if best["value"] > chosen["value"]:
        return f"{_named(best)} was not offered because {instead} was drawn at random instead."
    worth, other = (f"{row['value']:,.2f} {receipt['currency']}" for row in (best, chosen))
    return (
        f"{_named(best)} was not offered because it was expected to be worth {worth}, "
        f"and {instead} {other}."
    )


def _named(row: Mapping[str, Any]) -> str:
    return str(row["offer"]) + (f" ({row['item']})" if row["item"] else "")


def runners_up(receipt: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Return the candidates that were not chosen, the most valuable first."""
    others = [row for row in receipt["candidates"] if row["refused_by"] is not None]
    return sorted(others, key=lambda row: -row["value"])
