"""The list for the week: whom to contact, why, for what profit, by whom and until when."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from patron.live.line import Line
from patron.live.worklist import Assignment
from patron.report.offer import is_nothing
from patron.service.aftermath import note_outcomes
from patron.service.console.about import about
from patron.service.console.names import names_of
from patron.service.console.page import Form, WrongForm, one, service, whoever
from patron.service.console.render import go, show
from patron.service.console.sheet import sheet
from patron.service.problems import NotReady
from patron.service.questions import Ask
from patron.service.records import NextBestOffer

USUAL, MOST = 400, 5_000
ON_A_PAGE = 50
DUE_DAYS = 7
MOST_ASSIGNMENTS = 10_000
DECISION_ID = re.compile(r"d[0-9a-f]{24}")
# What may become of a line, as `POST /outcomes` calls it, in words.
OUTCOMES = {
    "accepted": "Accepted",
    "bought": "Bought",
    "rejected": "Said no",
    "ignored": "No answer",
}
CONTACTED = "sent"
# Fields of an address; `owner` is what a form calls who is to do something.
FILTERS = ("most", "offer", "channel", "state", "whose", "page")
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


@dataclass(frozen=True)
class Wanted:
    """What part of the list is wanted.

    Parameters
    ----------
    most
        How many lines, the most profitable first.
    offer, channel
        Only of these; all if empty.
    state
        ``open`` for what nobody does yet, ``assigned`` for what somebody does, ``done`` for what
        is known to have become of something; all if empty.
    owner
        Only what they do; all if empty.
    page
        From 1.
    """

    most: int = USUAL
    offer: str = ""
    channel: str = ""
    state: str = ""
    owner: str = ""
    page: int = 1

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Wanted":
        """Return what an address asks for; what cannot be meant is as usual."""
        most, page = asked.get("most", ""), asked.get("page", "")
        return cls(
            min(max(int(most), 1), MOST) if most.isdecimal() and len(most) < 9 else USUAL,
            asked.get("offer", ""),
            asked.get("channel", ""),
            asked.get("state", ""),
            asked.get("whose", ""),
            max(int(page), 1) if page.isdecimal() and len(page) < 9 else 1,
        )

    def address(self, **others: object) -> str:
        """Return the part of an address that asks for it, or for it with another value."""
        told = {**vars(self), "whose": self.owner, **others}
        return urlencode({k: v for k, v in told.items() if v != "" and k != "owner"})


@dataclass(frozen=True)
class Row:
    """A line with who does it and what became of it; the last two may be missing."""

    line: Line
    assignment: Assignment | None = None

    @property
    def state(self) -> str:
        """How far it is: ``open``, ``assigned`` or ``done``."""
        if self.assignment is None:
            return "open"
        return "done" if self.became else "assigned"

    @property
    def became(self) -> str:
        """What became of it, in words; empty if that is not known."""
        told = [OUTCOMES[kind] for kind in self._outcomes() if kind in OUTCOMES]
        return told[-1] if told else ""

    def _outcomes(self) -> Sequence[str]:
        return self.assignment.outcomes if self.assignment else ()


def week(request: Request, _: Form) -> Response:
    """Return a page of the list."""
    wanted = Wanted.of(request.query_params)
    console = service().access.console
    kinds, today = console.kinds(), datetime.now(UTC).date()
    rows, earlier = rows_of(wanted)
    owners = sorted({one.owner for one in console.assignments(MOST_ASSIGNMENTS)})
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
        pages=pages,
        offers=sorted({offer for offer, _, _ in kinds}),
        channels=sorted({channel for _, channel, _ in kinds if channel}),
        kinds=OUTCOMES,
        filters={name: dict(vars(wanted), whose=wanted.owner)[name] for name in FILTERS},
        owners=owners,
        today=today.isoformat(),
        due=(today + timedelta(DUE_DAYS)).isoformat(),
        said=request.query_params,
    )


def rows_of(wanted: Wanted) -> tuple[list[Row], list[Row]]:
    """Return the lines wanted, and those of earlier scorings that somebody still has to do."""
    console = service().access.console
    lines = console.lines(wanted.most, wanted.offer or None, wanted.channel or None)
    found = console.assignments(MOST_ASSIGNMENTS)
    by_line = {(one.line.cutoff, one.line.customer_id): one for one in found}
    rows = [Row(line, by_line.get((line.cutoff, line.customer_id))) for line in lines]
    newest = max((line.cutoff for line in lines), default=None)
    old = [Row(one.line, one) for one in found if newest and one.line.cutoff < newest]
    earlier = [row for row in old if row.state == "assigned"]
    return [row for row in rows if wanted.state in ("", row.state) and _is_of(row, wanted)], [
        row for row in earlier if _is_of(row, wanted)
    ]


def _is_of(row: Row, wanted: Wanted) -> bool:
    owner = row.assignment.owner if row.assignment else ""
    return wanted.owner in ("", owner)


def week_sheet(request: Request, _: Form) -> Response:
    """Return the list as a file for a spreadsheet."""
    rows, _earlier = rows_of(Wanted.of(request.query_params))
    whoever().seen += [row.line.customer_id for row in rows]
    currency = about().currency
    return sheet(
        "list.csv",
        COLUMNS,
        [_cells(row, currency) for row in rows],
    )


def assign(request: Request, form: Form) -> Response:
    """Return to the list; the chosen lines are somebody's now, decided on at this moment."""
    owner, due_on = one(form, "owner", 60), one(form, "due_on", 10)
    chosen = list(dict.fromkeys(form.get("customer", ())))[:ON_A_PAGE]
    _check(owner, due_on, chosen)
    console, now = service().access.console, datetime.now(UTC)
    lines = [line for name in chosen if (line := console.line(name)) is not None]
    if not lines:
        raise NotReady("A newer list has taken the place of this one; open it again.")
    names = [line.customer_id for line in lines]
    answers = service().scorer.next_best_offer(Ask(customers=names), now)
    at, left = int(now.timestamp() * 1_000_000), 0
    for line, answer in zip(lines, answers, strict=True):
        if is_nothing(answer.chosen.model_dump()):
            left += 1
            continue
        done = Assignment(_as_decided(line, answer), answer.decision_id, owner, due_on)
        console.assign(done, whoever().key_id, at)
    told = {"assigned": len(lines) - left, "left": left, "owner": owner}
    return go(f"/console/list?{Wanted.of(_filter(form)).address()}&{urlencode(told)}")


def outcome(request: Request, form: Form) -> Response:
    """Return to the list; what became of a line is noted as `POST /outcomes` would."""
    decision_id, kind = one(form, "decision_id"), one(form, "kind")
    amount = one(form, "amount", 20).replace(",", ".")
    if kind not in OUTCOMES or not DECISION_ID.fullmatch(decision_id):
        raise WrongForm(f"What became of it must be one of {', '.join(OUTCOMES.values())}.")
    told: dict[str, object] = {"decision_id": decision_id, "kind": kind}
    if amount:
        told |= {"amount": _number(amount)}
    # Who has answered was contacted; that counts once, whoever says it.
    sent = [{"decision_id": decision_id, "kind": CONTACTED}, told]
    noted = note_outcomes(service().store, sent, datetime.now(UTC))
    if noted.refused:
        raise WrongForm(f"This was not noted: {noted.refused[0].reason}")
    decision = service().store.decision(decision_id)
    whoever().seen.append(decision.customer_id)
    return go(f"/console/list?{Wanted.of(_filter(form)).address()}&noted={kind}")


def _as_decided(line: Line, answer: NextBestOffer) -> Line:
    """Return the line with what was decided now, which may be something else."""
    told = answer.chosen.model_dump(include={"offer", "item", "type", "channel", "p", "cost"})
    name = line.item_name if answer.chosen.item == line.item else None
    return replace(line, **told, value=answer.chosen.value, item_name=name)


def _check(owner: str, due_on: str, chosen: Sequence[str]) -> None:
    if not owner:
        raise WrongForm("Say who is to do it, in at most 60 letters.")
    if not chosen:
        raise WrongForm("No customer was chosen; tick those that are to be contacted.")
    try:
        date.fromisoformat(due_on)
    except ValueError:
        raise WrongForm("Say until when as a date, such as 2026-05-29.") from None


def _number(text: str) -> float:
    if not re.fullmatch(r"\d{1,12}(\.\d{1,4})?", text):
        raise WrongForm("The amount must be a number, such as 12.50.")
    return float(text)


def _filter(form: Form) -> dict[str, str]:
    return {name: one(form, name) for name in FILTERS}


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
