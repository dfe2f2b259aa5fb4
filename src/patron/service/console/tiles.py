"""The tiles of the overview: each a figure, a chart or a table, in words a manager knows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from patron.live.cells import ACTIVE_DAYS
from patron.report.wording import MONTHS, NOT_KNOWN, count, counted, label, percent, round_money
from patron.service.console.about import About, minute
from patron.service.console.figures import Figures
from patron.service.console.tile import Plot, Series, Tile

TENTHS = [n / 10 for n in range(11)]


def _customers(one: Figures, about: About) -> Tile:
    active = f"{count(one['active'])} of them did something in the last {ACTIVE_DAYS} days"
    return Tile("customers", "customers", active, count(one["customers"]))


def _leaving(one: Figures, about: About) -> Tile:
    title = f"expected to leave{about.within('churn')}"
    if not one["scored"]:
        return Tile("leaving", title, "no churn scores", NOT_KNOWN)
    share = percent(one["leaving"] / one["scored"])
    reading = f"{share} of {counted(one['scored'], 'customer')} scored"
    return Tile("leaving", title, reading, count(round(one["leaving"])))


def _stake(one: Figures, about: About) -> Tile:
    if not (one["scored"] and one["valued"]):
        return Tile("stake", "value at stake", "needs churn and value scores", NOT_KNOWN)
    reading = "each customer's risk of leaving × expected value"
    return Tile("stake", "value at stake", reading, round_money(one["stake"], about.currency))


def _value(one: Figures, about: About) -> Tile:
    title = f"expected{about.within('lifetime_value')}"
    if not one["valued"]:
        return Tile("value", title, "no lifetime value scores", NOT_KNOWN)
    each = round_money(one["value"] / one["valued"], about.currency)
    reading = f"{each} each, {counted(one['valued'], 'customer')} scored"
    return Tile("value", title, reading, round_money(one["value"], about.currency))


def _brought(one: Figures, about: About) -> Tile:
    brought, title = one["brought"], "margin brought so far"
    spent = f"of {round_money(one['spent'], about.currency)} spent"
    if brought is None:
        return Tile("brought", title, "not told by the last scoring", NOT_KNOWN)
    return Tile("brought", title, f"net of returns, {spent}", round_money(brought, about.currency))


def _offers(one: Figures, about: About) -> Tile:
    title = "expected from the suggested offers"
    if not one["offers"]:
        return Tile("offers", title, "nothing is worth offering, or no decisions", NOT_KNOWN)
    reading = f"{counted(one['offers'], 'offer')}, cost taken off"
    return Tile("offers", title, reading, round_money(one["offered"], about.currency))


def _risks(one: Figures, about: About) -> Tile:
    names = [f"{10 * n}–{10 * n + 10} %" for n in range(len(one["risks"]))]
    customers = [step["customers"] for step in one["risks"]]
    plot = Plot(
        "bars",
        list(range(len(names))),
        [Series("Customers", "model", customers)],
        "Risk of leaving",
        "Customers",
        x_text=names,
    )
    rows = [
        (name, count(step["customers"]), round_money(step["stake"], about.currency))
        for name, step in zip(names, one["risks"], strict=True)
    ]
    reading = "The further right, the likelier to leave."
    header = ("Risk of leaving", "Customers", "Value at stake")
    return Tile("risks", "How likely they are to leave", reading, "", plot, header, rows)


def _bands(one: Figures, about: About) -> Tile:
    whole = sum(band["stake"] for band in one["bands"]) or 1.0
    rows = [
        (
            label(band["band"]),
            count(band["customers"]),
            percent(band["risk"]),
            round_money(band["stake"], about.currency),
        )
        for band in one["bands"]
    ]
    return Tile(
        "bands",
        "Bands of risk",
        "High is the riskiest tenth of those whom the model was judged on.",
        header=("Band", "Customers", "Mean risk", "Value at stake"),
        rows=rows,
        shares=[band["stake"] / whole for band in one["bands"]],
    )


def _months(name: str, column: str, title: str, unit: str) -> "Make":
    def make(one: Figures, about: About) -> Tile:
        texts = [_month(row["month"]) for row in one["months"]]
        values = [row[column] for row in one["months"]]
        y_label = f"Spend, {about.currency}" if unit == "money" else "Customers"
        plot = Plot(
            "bars",
            list(range(len(texts))),
            [Series(y_label, "model", values)],
            "Month",
            y_label,
            y_unit=unit,
            x_text=texts,
        )
        say = (lambda x: round_money(x, about.currency)) if unit == "money" else count
        rows = [(text, say(value)) for text, value in zip(texts, values, strict=True)]
        reading = f"Purchases of the last {counted(len(texts), 'month')}; the last may be cut off."
        return Tile(name, title, reading, "", plot if rows else None, ("Month", y_label), rows)

    return make


def _pareto(one: Figures, about: About) -> Tile:
    spend, margin = one["pareto"]["spend"], one["pareto"]["margin"]
    if not spend:
        return Tile("pareto", "Few customers, much money", "Nobody has bought anything.")
    # Each curve has points of its own; a chart has those of both.
    x = sorted({point[0] for point in (*spend, *margin)})
    series = [
        Series(name, style, _between(x, points))
        for name, style, points in (("Spend", "model", spend), ("Margin", "formula", margin))
        if points
    ]
    series.append(Series("If all brought the same", "chance", x))
    plot = Plot("line", x, series, "Share of customers", "Share of money", "share", "share")
    caught = _between(TENTHS, spend)
    rows = [(percent(n), percent(share)) for n, share in zip(TENTHS, caught, strict=True)]
    reading = "Customers in order of what they brought, the highest first."
    header = ("Share of customers", "Share of spend")
    return Tile("pareto", "Few customers, much money", reading, "", plot, header, rows)


def _between(x: Sequence[float], points: Sequence[Sequence[float]]) -> list[float]:
    """Return the heights of a curve through points."""
    known = np.array(points, dtype=np.float64)
    found: list[float] = np.interp(x, known[:, 0], known[:, 1]).tolist()
    return found


def _contacts(one: Figures, about: About) -> Tile:
    points, title = one["contacts"], "What more contacts bring"
    if not points:
        return Tile("contacts", title, "Nothing is worth offering, or nothing was decided.")
    series = [Series("Expected profit", "model", [point[1] for point in points])]
    unit = f"Expected profit, {about.currency}"
    x = [point[0] for point in points]
    plot = Plot("line", x, series, "Contacts, the best first", unit, "count", "money")
    step = max(1, len(points) // 10)
    rows = [(count(int(n)), round_money(money, about.currency)) for n, money in points[::step]]
    reading = "Where the line flattens, one more contact brings little."
    return Tile("contacts", title, reading, "", plot, ("Contacts", "Expected profit"), rows)


Make = Callable[[Figures, About], Tile]
# What each tile is made from, by name of a moment of `Cells`.
MADE_FROM: Mapping[str, Sequence[str]] = {
    "leaving": ("churn",),
    "stake": ("churn", "lifetime_value"),
    "value": ("lifetime_value",),
    "brought": ("outlook",),
    "offers": ("decisions",),
    "risks": ("churn",),
    "bands": ("churn", "lifetime_value"),
    "contacts": ("decisions",),
}
# Every tile there is, in the order in which they stand if nobody arranged them.
TILES: Mapping[str, tuple[str, Make]] = {
    "customers": ("Customers", _customers),
    "leaving": ("Expected to leave", _leaving),
    "stake": ("Value at stake", _stake),
    "value": ("Expected value", _value),
    "brought": ("Margin brought so far", _brought),
    "offers": ("Suggested offers", _offers),
    "risks": ("How likely they are to leave", _risks),
    "bands": ("Bands of risk", _bands),
    "contacts": ("What more contacts bring", _contacts),
    "pareto": ("Few customers, much money", _pareto),
    "spend": ("Spend by month", _months("spend", "spent", "Spend by month", "money")),
    "buyers": (
        "Customers who bought, by month",
        _months("buyers", "customers", "Customers who bought, by month", "count"),
    ),
}


def tiles(names: Sequence[str], one: Figures, about: About) -> list[Tile]:
    """Return tiles in the order of their names, each with up to when what it says was known.

    Parameters
    ----------
    names
        Of TILES.
    one
        Figures of some customers.
    about
        What the page says of itself.
    """
    return [
        replace(TILES[name][1](one, about), as_of=_as_of(name, one["moments"])) for name in names
    ]


def _as_of(name: str, moments: Mapping[str, int]) -> str:
    """Return up to when what a tile is made from was known; of several the earliest."""
    found = [moments[part] for part in MADE_FROM.get(name, ("history",)) if part in moments]
    return minute(min(found)) if found else ""


def _month(text: str) -> str:
    year, month = text.split("-")
    return f"{MONTHS[int(month) - 1]} {year}"
