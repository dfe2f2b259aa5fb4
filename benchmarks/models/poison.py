"""Whether what was written after the fact is named, and moves no feature.

Into the history of each workspace facts are planted that give the answer away: whether a customer
will be back, as a later export would have it. One copy is said to be known since the customer's
first interaction, as a careless mapping does; one since the end of the history, which is the truth.
And the future is made another one: all amounts after the cutoff a thousand times as large.

    python -m benchmarks.models.poison

prints the table and writes it into docs/models.md; ``--dry`` only prints it.
"""

import logging
import sys
from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks.models.page import publish
from benchmarks.models.questions import open_workspace
from benchmarks.models.row import head, line
from patron.features.attribute import Attribute
from patron.history import Attributes, History
from patron.pipeline import Workspace
from patron.pipeline.leaks import find_leaks
from patron.tasks import choose_cutoffs
from patron.training import make_frame

log = logging.getLogger(__name__)

Array = np.ndarray[Any, Any]
WORKSPACES = ("cdnow", "complete_journey", "mostly_grocery")
PLANTED = "is_lost"


def planted(history: History, after: int, backdated: bool) -> History:
    """Return the history with an attribute of those who do nothing after a moment.

    Parameters
    ----------
    after
        Microseconds since 1970.
    backdated
        Whether it is said to be known since the customer's first interaction, not the end.
    """
    n = len(history.customers)
    seen = np.zeros(n, bool)
    seen[history.owner[(history.occurred_at > after) & history.is_any("kind", ("purchase",))]] = (
        True
    )
    lost = np.flatnonzero(~seen)
    first = np.full(n, history.end)
    np.minimum.at(first, history.owner, history.occurred_at)
    at = first[lost] if backdated else np.full(len(lost), history.end)
    return replace(history, attributes=_with(history.attributes, lost, at))


def _with(facts: Attributes, owner: Array, known_at: Array) -> Attributes:
    name, value = len(facts.names), len(facts.values)
    columns = (
        (facts.owner, owner),
        (facts.name, np.full(len(owner), name)),
        (facts.value, np.full(len(owner), value)),
        (facts.known_at, known_at),
    )
    joined = [np.concatenate(pair) for pair in columns]
    order = np.lexsort((joined[3], joined[0]))
    until = facts.known_until
    if until is not None:
        until = np.concatenate([until, np.full(len(owner), np.iinfo(np.int64).max)])[order]
    names, values = (*facts.names, PLANTED), (*facts.values, "yes")
    return Attributes(*(one[order] for one in joined), names, values, until)


def altered(history: History, cutoff: int) -> History:
    """Return the history with amounts after a cutoff a thousand times as large."""
    amount = np.where(history.occurred_at > cutoff, 1000.0, 1.0) * history.numbers["amount"]
    return replace(history, numbers={**history.numbers, "amount": amount})


def judge(workspace: Workspace, history: History) -> list[str]:
    """Return the cells of one workspace's row."""
    task = workspace.task("churn")
    cutoff = choose_cutoffs(history, task).train[-1]
    own = [one for one in workspace.features if one.entity == "customer"]
    own.append(Attribute(name=PLANTED, attribute=PLANTED, is_any=("yes",), idea="what is planted"))

    def named(given: History) -> list[str]:
        found = find_leaks(given, task, own, cutoff)
        return [one.severity for one in found if PLANTED in one.where]

    alarms = [
        one
        for name in workspace.tasks
        for one in find_leaks(history, workspace.task(name), workspace.features, cutoff)
    ]
    late, early = planted(history, cutoff, False), planted(history, cutoff, True)
    frames = [make_frame(given, task, own, [cutoff]) for given in (history, late)]
    future = make_frame(altered(history, cutoff), task, own, [cutoff])
    moved = [
        sum(
            not np.array_equal(values, other.columns[name], equal_nan=True)
            for name, values in frames[0].columns.items()
        )
        for other in (future, frames[1])
    ]
    told = [", ".join(named(given)) or "not named" for given in (early, late)]
    return [str(len(alarms)), *told, *(f"{count} of {len(own)}" for count in moved)]


def main() -> None:
    """Judge every workspace whose data are at hand."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    lines = list(
        head(
            "workspace",
            "false alarms",
            "planted, backdated",
            "planted, known since the end",
            "features moved by another future",
            "features moved by the plant of the end",
        )
    )
    missing = []
    for name in WORKSPACES:
        try:
            workspace, history = open_workspace(name)
        except FileNotFoundError as error:
            missing.append(name)
            log.warning("%s is left out: %s", name, error)
            continue
        lines.append(line(workspace.settings.title, *judge(workspace, history)))
        log.info(lines[-1])
    print("\n".join(lines))
    if not missing and "--dry" not in sys.argv:
        publish("poison", "\n".join(lines))


if __name__ == "__main__":
    main()
