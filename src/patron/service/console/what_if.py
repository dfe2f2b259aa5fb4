"""What if a customer did something: the scores before and after, and which ideas moved them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from patron.features.compute import moment
from patron.report.wording import label, number, percent, round_money
from patron.service.case import CHURN, LIFETIME_VALUE
from patron.service.console.about import about
from patron.service.console.names import names_of
from patron.service.console.page import Form, WrongForm, service
from patron.service.console.render import show
from patron.service.found import find
from patron.service.problems import NotFit
from patron.service.questions import Why
from patron.service.records import Explanation
from patron.service.supposed import supposed

FIELDS = ("kind", "occurred_at", "amount", "item", "channel", "actor")
KINDS = ("purchase", "visit", "return")
MOST_EVENTS = 20
MOST_IDEAS = 5
TITLES = {CHURN: "Risk of leaving", LIFETIME_VALUE: "Expected value"}
WHEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


@dataclass(frozen=True)
class Moved:
    """One answer before and after, in words; `ideas` are those that moved it most."""

    title: str
    before: str
    after: str
    move: str
    ideas: tuple[tuple[str, str, str], ...]


def what_if(request: Request, form: Form) -> Response:
    """Return the page of what a customer might do, with what that would change."""
    asked, now = request.path_params["customer"], datetime.now(UTC)
    events, trouble = read_events(form), ""
    found = find(service().store, [asked], with_answers=False)
    [one] = found.customers
    before = next(service().scorer.explain(Why(customer=one.customer_id)))
    after = None
    try:
        sent = [_event(place, one.customer_id, event) for place, event in enumerate(events)]
        if sent:
            question = Why(customer=one.customer_id, events=sent)
            after = next(service().scorer.explain(question, supposed(question, now)))
    except (NotFit, WrongForm) as error:
        trouble = error.errors[0]["message"] if isinstance(error, NotFit) else str(error)
        events = events[:-1]
    said = about()
    answers = [one for one in before.explanations if one.task in TITLES]
    new = {one.task: one for one in after.explanations} if after else {}
    return show(
        "what_if.html.j2",
        422 if trouble else 200,
        here="customers",
        about=said,
        customer_id=one.customer_id,
        called=names_of([one.customer_id]).get(one.customer_id, ""),
        events=events,
        fields=FIELDS,
        moved=[moved(was, new.get(was.task, was), said.currency) for was in answers],
        is_moved=bool(after),
        trouble=trouble,
        is_full=len(events) >= MOST_EVENTS,
        kinds=sorted({*KINDS, *one.history["kind"].to_pylist()}),
        channels=sorted(set(one.history["channel"].drop_null().to_pylist())),
        items=sorted(set(one.items["item"].to_pylist())),
        when=moment(found.as_of).strftime("%Y-%m-%dT%H:%M"),
    )


def read_events(form: Form) -> list[dict[str, str]]:
    """Return the events that a form holds, those added before and the new one."""
    columns = [[text.strip() for text in form.get(name, ())] for name in FIELDS]
    rows = [dict(zip(FIELDS, row, strict=True)) for row in zip(*columns, strict=False)]
    return [row for row in rows if row["kind"]][:MOST_EVENTS]


def moved(was: Explanation, now: Explanation, currency: str) -> Moved:
    """Return how an answer moved and by which ideas, in words.

    Parameters
    ----------
    was, now
        The answer taken apart, before and after.
    currency
        Of money.
    """
    is_money = now.unit != "probability"
    old = {one.idea: one.contribution for one in was.contributions}
    new = {one.idea: one for one in now.contributions}
    moves = {
        idea: (new[idea].contribution if idea in new else 0.0) - old.get(idea, 0.0)
        for idea in {*old, *new}
    }
    first = sorted(moves, key=lambda idea: (-abs(moves[idea]), idea))[:MOST_IDEAS]
    say = round_money if is_money else (lambda x, _: percent(x))
    return Moved(
        TITLES.get(now.task, label(now.task)),
        say(was.answer, currency),
        say(now.answer, currency),
        _signed(now.answer - was.answer, is_money, currency),
        tuple(
            (idea, _signed(moves[idea], is_money, currency), _sentence(new, idea))
            for idea in first
            if _is_told(moves[idea], is_money)
        ),
    )


def _event(place: int, customer_id: str, event: Mapping[str, str]) -> dict[str, Any]:
    """Return an event as `POST /events` takes it."""
    if not WHEN.fullmatch(event["occurred_at"]):
        raise WrongForm("When it happened must be a day and a time, such as 2026-05-01 10:00.")
    told: dict[str, Any] = {
        "source": "console",
        "interaction_id": f"what-if-{place}",
        "account": customer_id,
        "kind": event["kind"],
        "actor": event["actor"] or "customer",
        "occurred_at": f"{event['occurred_at']}:00+00:00",
    }
    told |= {name: event[name] for name in ("item", "channel") if event[name]}
    if event["amount"]:
        text = event["amount"].replace(",", ".")
        if not re.fullmatch(r"-?\d{1,9}(\.\d{1,4})?", text):
            raise WrongForm("The amount must be a number, such as 12.50.")
        told["amount"] = float(text)
    return told


def _signed(move: float, is_money: bool, currency: str) -> str:
    size = round_money(abs(move), currency) if is_money else f"{number(100 * abs(move), 1)} points"
    return size if not _is_told(move, is_money) else f"{'+' if move > 0 else '−'}{size}"


def _is_told(move: float, is_money: bool) -> bool:
    """Return whether a move is not nought as it is shown."""
    return abs(move) >= (0.005 if is_money else 0.0005)


def _sentence(new: Mapping[str, Any], idea: str) -> str:
    return str(new[idea].sentence) if idea in new else ""
