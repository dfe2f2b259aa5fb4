"""The report about all customers: one HTML file that needs nothing else."""

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from jinja2 import Environment
from markupsafe import Markup

from patron.report.advice import advice
from patron.report.changed import MONEY, PARTS, by_group
from patron.report.changed import title_of as score_title
from patron.report.concentration import concentration
from patron.report.contacts import contacts
from patron.report.facts import BookFacts, Driver
from patron.report.graded import GRADES, graded, place_of, title_of
from patron.report.headline import figures, high_value, sentences
from patron.report.language import say, speaking, spoken
from patron.report.pages import pages_of
from patron.report.quality import quality
from patron.report.risk import RISK_NAMES, at_risk, by_band, risk_by_value
from patron.report.scored import scored
from patron.report.segments import segments
from patron.report.wording import ahead, capital, count, counted, day, percent, within
from patron.report.worked import followed, measured

MOST_DRIVERS = 8


@dataclass(frozen=True)
class Bar:
    """One idea behind a model; `width` is its share of the largest, 0 to 1."""

    idea: str
    share: str
    width: float


# A model of these grades scores nobody.
REFUSED = ("C", "D")


def write_report(facts: BookFacts) -> str:
    """Return the report as the text of one HTML file, without links to elsewhere.

    Its one script moves a slider, and the page allows no other: the script's hash stands in its
    policy. All that is shown is there without it.

    Its size does not grow with the number of customers: only the first are named, and charts show
    groups. The same facts give the same text.
    """
    with speaking(facts.language):
        return _write(facts)


def _write(facts: BookFacts) -> str:
    of_all = scored(facts.scores, facts.as_of)
    to_do, spend, slider = advice(facts), concentration(facts.spend), contacts(facts)
    found = graded(facts)
    pages = _pages()
    script = pages.get_template("book.js").render()
    return pages.get_template("book.html.j2").render(
        language=spoken(),
        facts=facts,
        figures=figures(facts, of_all, to_do),
        sentences=[*sentences(facts, spend), *high_value(of_all)],
        graded=found,
        refused={model.task for model in found if model.grade in REFUSED},
        grades=GRADES,
        has_risk=of_all.has_risk,
        has_value=of_all.has_value,
        at_risk=at_risk(of_all, facts),
        bands=by_band(of_all, facts.currency),
        risk_names=RISK_NAMES,
        risk_by_value=risk_by_value(of_all, facts.currency),
        drivers=drivers(facts.drivers),
        advice=to_do,
        segments=segments(facts),
        changed=by_group(facts.changes, facts.scores, facts.currency, facts.as_of),
        change_parts=[say(part) for part in PARTS.values()],
        money_title=score_title(MONEY),
        concentration=spend,
        contacts=slider,
        stops=[vars(stop) for stop in slider.stops] if slider else [],
        measured=measured(facts),
        followed=followed(facts),
        quality=quality(facts),
        script=Markup(script),
        script_hash=f"sha256-{b64encode(hashlib.sha256(script.encode()).digest()).decode()}",
    )


def drivers(found: tuple[Driver, ...]) -> list[tuple[str, list[Bar]]]:
    """Return for each task the ideas that move its model most, strongest first."""
    order = sorted(found, key=lambda driver: (place_of(driver.task), -driver.share, driver.idea))
    groups = groupby(order, key=lambda driver: driver.task)
    return [(title_of(task), _bars(list(of_task))) for task, of_task in groups]


def _bars(of_task: list[Driver]) -> list[Bar]:
    largest = max(driver.share for driver in of_task) or 1.0
    first = of_task[:MOST_DRIVERS]
    return [Bar(d.idea, percent(d.share), max(d.share, 0.0) / largest) for d in first]


@cache
def _pages() -> Environment:
    pages = pages_of(
        "patron.report",
        ahead=ahead,
        capital=capital,
        count=count,
        counted=counted,
        day=day,
        percent=percent,
        score=score_title,
        task=title_of,
        within=within,
    )
    pages.globals["_"] = say
    return pages
