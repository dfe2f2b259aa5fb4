"""How much is expected of how many contacts: the best first, as a curve and for a slider."""

from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc

from patron.report.advice import chosen
from patron.report.charts import Chart, Scale, Tick, round_ticks, thinned
from patron.report.facts import BookFacts
from patron.report.language import say
from patron.report.offer import NOTHING
from patron.report.scored import reals
from patron.report.wording import count, counted, number, percent, round_money

MOST_STOPS = 200
MOST_ROWS = 11
# The fewest contacts that bring this share of the profit are worth a sentence.
MOST_OF_IT = 0.8


@dataclass(frozen=True)
class Stop:
    """A place of the slider, worded; `x` and `y` are where it lies on the chart.

    `last` is what the last of the contacts is expected to bring.
    """

    contacts: str
    profit: str
    share: str
    cost: str
    last: str
    x: float
    y: float


@dataclass(frozen=True)
class Contacts:
    """Expected profit by the number of customers contacted, the most profitable first."""

    sentence: str
    stops: tuple[Stop, ...]
    start: int
    chart: Chart


def contacts(facts: BookFacts) -> Contacts | None:
    """Return what so many contacts are expected to bring; None where nobody is to be contacted.

    The customers and offers are those that were decided on, so each of them is allowed and worth
    more than it costs: with fewer contacts the best ones are kept.
    """
    rows = chosen(facts)
    rows = rows.filter(pc.not_equal(rows["offer"], NOTHING))
    if not rows.num_rows:
        return None
    value, cost = reals(rows["value"]), np.nan_to_num(reals(rows["cost"]))
    best_first = np.argsort(-value, kind="stable")
    value, cost = value[best_first], cost[best_first]
    profit, spent = (np.concatenate([[0.0], np.cumsum(one)]) for one in (value, cost))
    at = np.unique(np.linspace(0, len(value), min(MOST_STOPS, len(value) + 1)).round().astype(int))
    enough = int(np.argmax(profit >= MOST_OF_IT * profit[-1]))
    x_ticks, y_ticks = round_ticks(float(len(value))), round_ticks(float(profit[-1]))
    scale = Scale(x_ticks[-1], y_ticks[-1])
    stops = tuple(
        Stop(
            contacts=count(n),
            profit=round_money(float(profit[n]), facts.currency),
            share=percent(float(profit[n] / profit[-1]) if profit[-1] > 0 else 0.0),
            cost=round_money(float(spent[n]), facts.currency),
            last=round_money(float(value[n - 1]), facts.currency) if n else "–",
            x=scale.x(n),
            y=scale.y(float(profit[n])),
        )
        for n in at.tolist()
    )
    curve = [(float(n), float(profit[n])) for n in at]
    return Contacts(
        sentence=say(
            "Of {contacts} that {are} suggested, the {few} would bring {share} of the expected "
            "profit.",
            contacts=counted(len(value), "contact"),
            are=say("is" if len(value) == 1 else "are"),
            few=counted(enough, "most valuable one"),
            share=percent(MOST_OF_IT),
        ),
        stops=stops,
        start=int(np.searchsorted(at, enough)),
        chart=_chart(scale, x_ticks, y_ticks, curve, stops, facts.currency),
    )


def _chart(
    scale: Scale,
    x_ticks: tuple[float, ...],
    y_ticks: tuple[float, ...],
    curve: list[tuple[float, float]],
    stops: tuple[Stop, ...],
    currency: str,
) -> Chart:
    at = [int(place) for place, _ in thinned([(n, 0.0) for n in range(len(stops))], MOST_ROWS)]
    return Chart(
        title=say("Contacts against expected profit"),
        reading=say(
            "Customers in order of what contacting them is expected to bring, after its cost."
        ),
        x_label=say("Customers contacted"),
        y_label=f"{say('Expected profit')}, {currency}",
        x_ticks=tuple(Tick(scale.x(tick), number(tick, 0)) for tick in x_ticks),
        y_ticks=tuple(Tick(scale.y(tick), number(tick, _digits(y_ticks))) for tick in y_ticks),
        lines=(scale.line(say("Best customers first"), "model", curve),),
        header=tuple(
            say(one) for one in ("Contacts", "Expected profit", "Of all", "Cost", "The last brings")
        ),
        rows=tuple(
            (one.contacts, one.profit, one.share, one.cost, one.last)
            for one in (stops[place] for place in at)
        ),
    )


def _digits(ticks: tuple[float, ...]) -> int:
    """Return how many decimals round ticks need."""
    return next(n for n in range(12) if all(round(tick, n) == tick for tick in ticks) or n == 11)
