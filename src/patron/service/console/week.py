"""The list for the week: whom to contact, why, for what profit, by whom and until when."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from patron.service.console.about import about
from patron.service.console.lines import (
    FILTERS,
    OUTCOMES,
    Row,
    Wanted,
    listed,
)
from patron.service.console.names import names_of
from patron.service.console.page import Form, service, whoever
from patron.service.console.render import show
from patron.service.console.sheet import sheet

ON_A_PAGE = 50
DUE_DAYS = 7
COLUMNS = (
    "customer_id",
    "offer",
    "item",
    "channel",
    "chance",
    "expected_profit",
    "currency",
    "risk_of_leaving",
    "why",
    "owner",
    "due_on",
    "outcome",
    "decision_id",
)


def week(request: Request, _: Form) -> Response:
    """Return a page of the list."""
    wanted = Wanted.of(request.query_params)
    kinds, now = service().access.console.kinds(), datetime.now(UTC)
    found, today = listed(wanted, now), now.date()
    rows, earlier = found.rows, found.earlier
    pages = max(1, -(-len(rows) // ON_A_PAGE))
    wanted = replace(wanted, page=min(wanted.page, pages))
    shown = rows[(wanted.page - 1) * ON_A_PAGE : wanted.page * ON_A_PAGE]
    shown_earlier = earlier[:ON_A_PAGE] if wanted.page == 1 else []
    whoever().seen += [row.line.customer_id for row in (*shown, *shown_earlier)]
    return show(
        "list.html.j2",
        here="list",
        about=about(),
        wanted=wanted,
        rows=shown,
        names=names_of([row.line.customer_id for row in (*shown, *shown_earlier)]),
        earlier=shown_earlier,
        total=len(rows),
        profit=sum(row.line.value for row in rows),
        assigned=sum(row.state == "assigned" for row in rows),
        done=sum(row.state == "done" for row in rows),
        left_out=found.left_out,
        pages=pages,
        offers=sorted({offer for offer, _, _ in kinds}),
        channels=sorted({channel for _, channel, _ in kinds if channel}),
        kinds=OUTCOMES,
        filters={name: dict(vars(wanted), whose=wanted.owner)[name] for name in FILTERS},
        owners=found.owners,
        today=today.isoformat(),
        due=(today + timedelta(DUE_DAYS)).isoformat(),
        said=request.query_params,
    )


def week_sheet(request: Request, _: Form) -> Response:
    """Return the list as a file for a spreadsheet."""
    rows = listed(Wanted.of(request.query_params), datetime.now(UTC)).rows
    whoever().seen += [row.line.customer_id for row in rows]
    currency = about().currency
    return sheet(
        "list.csv",
        COLUMNS,
        [_cells(row, currency) for row in rows],
    )


def _cells(row: Row, currency: str) -> tuple[str | float | None, ...]:
    line, done = row.line, row.assignment
    return (
        line.customer_id,
        line.offer,
        line.item_name or line.item,
        line.channel,
        line.p,
        round(line.value, 2),
        currency,
        line.risk,
        line.why,
        done.owner if done else None,
        done.due_on if done else None,
        row.became,
        done.decision_id if done else None,
    )
