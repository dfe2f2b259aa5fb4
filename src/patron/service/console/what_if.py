"""What if a customer had done something else: the scores before and after, and what moved them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import Response

from patron.features.compute import moment
from patron.service.console.about import about
from patron.service.console.customer import Touch, touch
from patron.service.console.moved import TITLES, moved
from patron.service.console.names import names_of
from patron.service.console.page import Form, WrongForm, one, service, whoever
from patron.service.console.render import show
from patron.service.found import find
from patron.service.problems import NotFit
from patron.service.questions import Why
from patron.service.records import Touchpoint
from patron.service.supposed import KEY, supposed
from patron.service.timeline import MOST as MOST_TOUCHES

FIELDS = ("kind", "occurred_at", "amount", "item", "channel", "actor")
KINDS = ("purchase", "visit", "return")
MOST_EVENTS = 20
# Touchpoints that are shown to be taken away; more if asked for.
USUAL_TOUCHES = 10
WHEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


@dataclass(frozen=True)
class Was:
    """A touchpoint that may be taken away: its key as a form holds it, and what it was."""

    key: str
    touch: Touch
    is_away: bool


def what_if(request: Request, form: Form) -> Response:
    """Return the page of what a customer might have done, with what that would change."""
    asked, now = request.path_params["customer"], datetime.now(UTC)
    found = find(service().store, [asked], with_answers=False)
    [person] = found.customers
    events, away = read_events(form), list(dict.fromkeys(form.get("without", ())))
    rows, start = _touchpoints(person.customer_id, form), {}
    if (changed := one(form, "change")) and (row := _row(rows, changed)) is not None:
        away, start = [*dict.fromkeys([*away, changed])], start_of(row)
    before = next(service().scorer.explain(Why(customer=person.customer_id)))
    after, trouble = None, ""
    try:
        if events or away:
            question = _question(person.customer_id, events, away)
            after = next(service().scorer.explain(question, supposed(question, now)))
    except (NotFit, WrongForm) as error:
        trouble = error.errors[0]["message"] if isinstance(error, NotFit) else str(error)
        # What cannot be meant is offered again to be mended.
        start, events, away = (events[-1], events[:-1], away) if events else (start, [], [])
    page = about()
    answers = [said for said in before.explanations if said.task in TITLES]
    new = {said.task: said for said in after.explanations} if after else {}
    return show(
        "what_if.html.j2",
        422 if trouble else 200,
        here="customers",
        about=page,
        customer_id=person.customer_id,
        called=names_of([person.customer_id]).get(person.customer_id, ""),
        events=events,
        fields=FIELDS,
        moved=[moved(was, new.get(was.task, was), page.currency) for was in answers],
        is_moved=bool(after),
        trouble=trouble,
        is_full=len(events) >= MOST_EVENTS,
        away=away,
        touches=[Was(key_of(row), touch(row, page.currency), key_of(row) in away) for row in rows],
        more=_more(rows),
        kinds=sorted({*KINDS, *person.history["kind"].to_pylist()}),
        channels=sorted(set(person.history["channel"].drop_null().to_pylist())),
        items=sorted(set(person.items["item"].to_pylist())),
        start={"occurred_at": f"{moment(found.as_of):%Y-%m-%dT%H:%M}", **start},
        is_changing=bool(changed and start),
    )


def read_events(form: Form) -> list[dict[str, str]]:
    """Return the events that a form holds: those added before, and the new one if it is added.

    One that is taken back is left out.
    """
    columns = [[text.strip() for text in form.get(name, ())] for name in FIELDS]
    rows = [dict(zip(FIELDS, row, strict=True)) for row in zip(*columns, strict=False)]
    if form.get("new") and one(form, "do") != "add":
        rows = rows[:-1]
    back = one(form, "back")
    if back.isdecimal():
        rows = [row for place, row in enumerate(rows) if place != int(back)]
    return [row for row in rows if row["kind"]][:MOST_EVENTS]


def key_of(row: Touchpoint) -> str:
    """Return the key of a touchpoint as a form holds it."""
    return urlencode([(name, getattr(row, name)) for name in KEY])


def start_of(row: Touchpoint) -> dict[str, str]:
    """Return a touchpoint as the fields of a form, to be changed."""
    told = {name: getattr(row, name) or "" for name in ("kind", "item", "channel", "actor")}
    amount = "" if row.amount is None else f"{row.amount:g}"
    return {**told, "amount": amount, "occurred_at": f"{row.occurred_at:%Y-%m-%dT%H:%M}"}


def _question(customer_id: str, events: Sequence[Mapping[str, str]], away: Sequence[str]) -> Why:
    """Return what is asked of the service."""
    sent = [_event(place, customer_id, event) for place, event in enumerate(events)]
    keys = [dict(parse_qsl(key, keep_blank_values=True)) for key in away]
    told: dict[str, Any] = {"events": sent, "without": keys}
    return Why(customer=customer_id, **{name: some for name, some in told.items() if some})


def _touchpoints(customer_id: str, form: Form) -> list[Touchpoint]:
    """Return the newest touchpoints, as many as are asked for; none without the scope of cards."""
    if "cards" not in whoever().granted.scopes:
        return []
    asked = one(form, "most")
    most = min(int(asked), MOST_TOUCHES) if asked.isdecimal() and len(asked) < 5 else USUAL_TOUCHES
    return list(service().scorer.timeline(customer_id, max(most, USUAL_TOUCHES), None).touchpoints)


def _more(rows: Sequence[Touchpoint]) -> int:
    """Return how many touchpoints to show next, 0 if there are no more."""
    return 0 if len(rows) % USUAL_TOUCHES or len(rows) >= MOST_TOUCHES else 2 * len(rows)


def _row(rows: Sequence[Touchpoint], key: str) -> Touchpoint | None:
    return next((row for row in rows if key_of(row) == key), None)


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
