"""What lies ahead of customers beside the answers: sooner risks, the next purchase, all money."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from patron.history import MICROSECONDS_A_DAY, micros
from patron.service.champions import Champion, Champions
from patron.service.known import Array, Known
from patron.service.said import Said
from patron.tasks.lifetime_value import LifetimeValue


@dataclass(frozen=True)
class Outlook:
    """What the table OUTLOOK says of a customer, as of now; None where no model tells it.

    Parameters
    ----------
    sooner
        Shorter horizons in days, each with the probability to leave within it, rising.
    days_to_purchase
        Expected days until the next purchase, at most the horizon.
    next_purchase_at
        When half of such customers will have bought, in microseconds since 1970.
    historic, total
        Money brought so far, and with what is expected.
    high_value
        Whether they are among the fewest who bring most of what all are expected to bring.
    """

    sooner: tuple[tuple[float, float], ...] = ()
    days_to_purchase: float | None = None
    next_purchase_at: int | None = None
    historic: float | None = None
    total: float | None = None
    high_value: bool | None = None


NO_OUTLOOK = Outlook()


def outlook_of(
    champions: Champions, known: Known, said: Mapping[str, Mapping[str, Said]], as_of: int
) -> dict[str, Outlook]:
    """Return the outlook of each customer by customer_id.

    Parameters
    ----------
    champions
        Who was asked.
    known
        The features of the customers, and what they were computed from.
    said
        What the champions say, by type of task and customer_id.
    as_of
        Moment that is answered for, in microseconds since 1970.
    """
    found = dict.fromkeys(known.customers, NO_OUTLOOK)
    for kind, by_customer in said.items():
        champion = champions.by_kind[kind]
        answer = np.array([by_customer[name].answer for name in known.customers])
        task = champions.tasks.get(champion.model.task)
        if champion.model.timing is not None:
            lead = timedelta(0) if task is None else task.lead
            _tell_when(found, champion, known, answer, as_of, lead)
        if isinstance(task, LifetimeValue) and known.rows is not None:
            _tell_money(found, task, known, answer, as_of, champions.high_value_from)
    return found


def _tell_when(
    found: dict[str, Outlook],
    champion: Champion,
    known: Known,
    answer: Array,
    as_of: int,
    lead: timedelta,
) -> None:
    """Add the risks within shorter horizons and, of who buys, when they will be back."""
    timing = champion.model.timing
    assert timing is not None
    event = timing.event(answer, known.X[:, champion.columns])
    leaves = timing.leaves(event)
    sooner = zip(*(column.tolist() for column in leaves.values()), strict=True)
    for name, risks in zip(known.customers, sooner, strict=True) if leaves else ():
        found[name] = replace(found[name], sooner=tuple(zip(leaves, risks, strict=True)))
    if timing.is_leaving:
        return
    mean = lead / timedelta(days=1) + timing.mean_days(event)
    at = as_of + micros(lead) + timing.median_days(event) * MICROSECONDS_A_DAY
    for name, days, when in zip(known.customers, mean.tolist(), at.tolist(), strict=True):
        moment = None if np.isnan(when) else int(when)
        found[name] = replace(found[name], days_to_purchase=days, next_purchase_at=moment)


def _tell_money(
    found: dict[str, Outlook],
    task: LifetimeValue,
    known: Known,
    answer: Array,
    as_of: int,
    high_from: float | None,
) -> None:
    """Add the money brought so far, by the same rule as what is learnt, and with the expected."""
    historic = known.brought(task, as_of)
    for name, so_far, ahead in zip(
        known.customers, historic.tolist(), answer.tolist(), strict=True
    ):
        found[name] = replace(
            found[name],
            historic=so_far,
            total=so_far + ahead,
            high_value=None if high_from is None else ahead >= high_from,
        )
