"""Split the move of a score since last time into what was learnt, time, deeds and the model.

The parts replace one thing at a time, in a fixed order, so they add up to the move exactly. In
another order they could come out otherwise, where two things matter together.
"""

from dataclasses import replace

import numpy as np
import pyarrow as pa

from patron.history import History
from patron.models import Model
from patron.schema import CHANGES, TEXT, TIME

PARTS = ("learnt", "passed", "did", "model")


def told_until(history: History, since: int, now: int) -> History:
    """Return what had happened by a moment, as if all that is known of it now was known then.

    Facts about customers are those that were known then.

    Parameters
    ----------
    history
        The history as it is looked at now.
    since, now
        Microseconds since 1970: the moment, and until when something may have become known.
    """
    rows = history.where((history.occurred_at <= since) & (history.known_at <= now))
    facts = history.attributes
    told = facts.known_at <= since
    return replace(
        rows,
        known_at=np.minimum(rows.known_at, since),
        attributes=replace(
            facts,
            owner=facts.owner[told],
            name=facts.name[told],
            value=facts.value[told],
            known_at=facts.known_at[told],
            known_until=None if facts.known_until is None else facts.known_until[told],
        ),
    )


def split(
    before: np.ndarray,
    score: np.ndarray,
    old: Model,
    known_now: np.ndarray,
    time_passed: np.ndarray,
    new_facts: np.ndarray,
) -> dict[str, np.ndarray]:
    """Return the parts of the moves of n scores, shape (n,) each; they add up to the moves.

    Parameters
    ----------
    before, score
        What was said last time, and now.
    old
        The model that said it last time.
    known_now, time_passed, new_facts
        The old model's features, shape (n, k): as of last time with what is known now of the
        time before; as of now with that and nothing since; as of now with all.
    """
    steps = [before, *(old.estimator.answer(X) for X in (known_now, time_passed, new_facts)), score]
    return {
        name: after - until for name, until, after in zip(PARTS, steps[:-1], steps[1:], strict=True)
    }


def make_changes(
    task: str,
    customers: np.ndarray,
    since: int,
    cutoff: int,
    before: np.ndarray,
    score: np.ndarray,
    parts: dict[str, np.ndarray],
) -> pa.Table:
    """Return the CHANGES table of some customers' scores; the arguments are those of `split`."""
    n = len(customers)
    return CHANGES.check(
        pa.table(
            {
                "customer_id": pa.array(customers, TEXT),
                "task": pa.array([task] * n, TEXT),
                "since": pa.array(np.full(n, since)).cast(TIME),
                "cutoff": pa.array(np.full(n, cutoff)).cast(TIME),
                "before": before,
                **{name: parts[name] for name in PARTS},
                "score": score,
            }
        )
    )
