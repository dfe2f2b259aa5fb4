"""Give lines of the list to somebody, and note what became of them."""

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from patron.live.line import Line
from patron.live.worklist import Assignment
from patron.report.offer import is_nothing
from patron.report.wording import day
from patron.service.aftermath import note_outcomes
from patron.service.console.lines import FILTERS, OUTCOMES, Wanted
from patron.service.console.page import Form, WrongForm, one, service, whoever
from patron.service.console.render import go
from patron.service.problems import NotReady
from patron.service.questions import Ask
from patron.service.records import NextBestOffer

# Lines that are given to somebody at once: those of a page.
MOST_AT_ONCE = 50
DECISION_ID = re.compile(r"d[0-9a-f]{24}")
CONTACTED = "sent"


def assign(request: Request, form: Form) -> Response:
    """Return to the list; the chosen lines are somebody's now, decided on at this moment."""
    owner, due_on = one(form, "owner", 60), one(form, "due_on", 10)
    console, now = service().access.console, datetime.now(UTC)
    chosen = dict(map(_seen, form.get("customer", ())[:MOST_AT_ONCE]))
    _check(owner, due_on, chosen, now.date())
    lines = [line for name in chosen if (line := console.line(name)) is not None]
    if not lines:
        raise NotReady("A newer list has taken the place of this one; open it again.")
    names = [line.customer_id for line in lines]
    answers = list(service().scorer.next_best_offer(Ask(customers=names), now))
    at, left, others = int(now.timestamp() * 1_000_000), 0, 0
    for line, answer in zip(lines, answers, strict=True):
        if is_nothing(answer.chosen.model_dump()):
            left += 1
            continue
        done = Assignment(_as_decided(line, answer), answer.decision_id, owner, due_on)
        others += not console.assign(done, whoever().key_id, at, chosen[line.customer_id])
    assigned = len(lines) - left - others
    told = {"assigned": assigned, "left": left, "others": others, "owner": owner}
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
    _check_unanswered(decision_id, kind, one(form, "seen"))
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


def _seen(chosen: str) -> tuple[str, int | None]:
    """Return which customer was ticked, and when what the page said of them was written down."""
    customer_id, _, at = chosen.partition("@")
    return customer_id, int(at) if at.isdecimal() and len(at) < 18 else None


def _check_unanswered(decision_id: str, kind: str, seen: str) -> None:
    """Check that nobody has said since what became of a decision; the same twice does no harm."""
    there = [one for one in service().access.console.became(decision_id) if one in OUTCOMES]
    if there and there[-1] != kind and seen != str(len(there)):
        raise WrongForm(
            f"Somebody has noted meanwhile what became of it: {OUTCOMES[there[-1]].lower()}. "
            f"Nothing was noted now. Look at the list again, and note it there if that is wrong."
        )


def _check(owner: str, due_on: str, chosen: Collection[str], today: date) -> None:
    if not owner:
        raise WrongForm("Say who is to do it, in at most 60 letters.")
    if not chosen:
        raise WrongForm("No customer was chosen; tick those that are to be contacted.")
    try:
        due = date.fromisoformat(due_on)
    except ValueError:
        raise WrongForm("Say until when as a date, such as 2026-05-29.") from None
    # West of here it may still be the day before.
    if due < today - timedelta(days=1):
        raise WrongForm(f"{day(due)} is over; say a day from {day(today)} on.")


def _number(text: str) -> float:
    if not re.fullmatch(r"\d{1,12}(\.\d{1,4})?", text):
        raise WrongForm("The amount must be a number, such as 12.50.")
    return float(text)


def _filter(form: Form) -> dict[str, str]:
    return {name: one(form, name) for name in FILTERS}
