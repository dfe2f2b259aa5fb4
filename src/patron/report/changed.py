"""What changed since last time: a move and its parts, which add up as they are shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from patron.report.language import say
from patron.report.scored import last_of
from patron.report.wording import day, label, listed, number, percent, round_money
from patron.schema import CHANGES

# In the order in which they are told, most of interest first; CHANGES says what they are.
PARTS = {
    "did": "what they did",
    "passed": "time passing",
    "learnt": "what was learnt of them",
    "model": "another model",
}
MONEY = "lifetime_value"
TITLES = {"churn": "Risk of leaving", MONEY: "Expected value"}
# Everybody; the other groups are bands of risk or value.
ALL = "All customers"
BANDS = ("high", "medium", "low")


@dataclass(frozen=True)
class Moved:
    """A score, or the scores of a group, then and now, worded.

    Parameters
    ----------
    name
        Whose, or of what.
    customers
        How many.
    before, score, move
        Then, now, and the difference with its sign.
    parts
        What the difference is made of, in the order of `PARTS`.
    """

    name: str
    customers: int
    before: str
    score: str
    move: str
    parts: tuple[str, ...]


def sentence(row: Mapping[str, Any], currency: str) -> str:
    """Return the move of one score, such as "38 %, was 26 % on 1 Mar 2017: +12 points, …".

    Parameters
    ----------
    row
        Row of CHANGES.
    """
    moved = _moved("", CHANGES.of([row]), row["task"], currency)
    since = say(
        "{score}, was {before} on {day}",
        score=moved.score,
        before=moved.before,
        day=day(row["since"]),
    )
    if not any(any(c in "123456789" for c in part) for part in (moved.move, *moved.parts)):
        return f"{since}: {say('nothing moved it')}"
    told = [
        f"{say(words)} {part}"
        for words, part in zip(PARTS.values(), moved.parts, strict=True)
        if any(c in "123456789" for c in part)
    ]
    unit = currency if row["task"] == MONEY else say("points")
    parts = listed(told)
    return f"{since}: " + say("{move}, of which {parts}", move=f"{moved.move} {unit}", parts=parts)


def title_of(task: str) -> str:
    """Return what a task's score is called."""
    return say(TITLES[task]) if task in TITLES else label(task)


def by_group(
    changes: pa.Table, scores: pa.Table, currency: str, as_of: datetime
) -> list[tuple[str, str, list[Moved]]]:
    """Return for each task its title, since when, and the moves of everybody and of each band.

    Probabilities are means over the customers, money their sums.

    Parameters
    ----------
    changes
        CHANGES; those of another moment than `as_of` are left out.
    scores
        SCORES, for the bands of now.
    """
    now = changes.filter(pc.equal(changes["cutoff"], as_of))
    found = []
    for task in sorted(pc.unique(now["task"]).to_pylist()):
        rows = now.filter(pc.equal(now["task"], task))
        of_now = last_of(scores, task, as_of)
        places = pc.index_in(rows["customer_id"], of_now["customer_id"].combine_chunks())
        band = of_now["band"].combine_chunks().take(places.combine_chunks())
        groups = [(say(ALL), rows)]
        groups += [
            (
                say("{band} now", band=label(name)),
                rows.filter(pc.fill_null(pc.equal(band, name), False)),
            )
            for name in BANDS
        ]
        moved = [_moved(who, of, task, currency) for who, of in groups if of.num_rows]
        found.append((title_of(task), day(pc.min(rows["since"]).as_py()), moved))
    return found


def shown(parts: Sequence[float], total: float) -> list[int]:
    """Return whole numbers near the parts that add up to the total, rounded.

    What rounding leaves goes to the parts that it takes most from (largest remainders).
    """
    whole = [int(np.floor(part)) for part in parts]
    missing = round(total) - sum(whole)
    order = sorted(range(len(parts)), key=lambda n: (whole[n] - parts[n], n))
    for place in range(abs(missing)):
        chosen = order[place % len(order)] if missing > 0 else order[-1 - place % len(order)]
        whole[chosen] += 1 if missing > 0 else -1
    return whole


def _moved(name: str, rows: pa.Table, task: str, currency: str) -> Moved:
    """Return the mean (of probabilities) or sum (of money) of some rows of CHANGES."""
    is_money = task == MONEY
    weight = 1.0 if is_money else 1 / rows.num_rows
    sums = {key: weight * (pc.sum(rows[key]).as_py() or 0.0) for key in ("before", "score", *PARTS)}
    # Points are told in tenths, money in whole units; of one customer's small amounts in cents.
    size = max(abs(sums["before"]), abs(sums["score"]))
    unit = 1.0 if is_money and size >= 100 else 0.01 if is_money else 0.001
    total = sums["score"] - sums["before"]
    parts = shown([sums[key] / unit for key in PARTS], total / unit)
    said = _signed_money if is_money else _signed_points
    return Moved(
        name=name,
        customers=rows.num_rows,
        before=round_money(sums["before"], currency) if is_money else percent(sums["before"]),
        score=round_money(sums["score"], currency) if is_money else percent(sums["score"]),
        move=said(sum(parts), unit),
        parts=tuple(said(part, unit) for part in parts),
    )


def _signed_points(tenths: int, unit: float) -> str:
    return _signed(number(abs(tenths) * unit * 100, 1), tenths)


def _signed_money(units: int, unit: float) -> str:
    return _signed(number(abs(units) * unit, 0 if unit == 1 else 2), units)


def _signed(text: str, value: int) -> str:
    return f"+{text}" if value > 0 else f"−{text}" if value < 0 else text
