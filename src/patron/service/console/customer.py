"""One customer: found by any identifier, with scores and reasons, the card, and all touchpoints."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

import pyarrow as pa
from starlette.requests import Request
from starlette.responses import Response

from patron.errors import UnknownCustomer
from patron.report.offer import BETTER, NOTHING
from patron.report.wording import NOT_KNOWN, is_known, label, money, number, percent, round_money
from patron.service.console.about import About, about
from patron.service.console.names import names_of
from patron.service.console.page import Form, one, service, whoever
from patron.service.console.render import first_up, go, show
from patron.service.found import find
from patron.service.problems import NotReady
from patron.service.questions import Question
from patron.service.records import Churn, LifetimeValue, NextBestOffer, Offer, Touchpoint
from patron.service.timeline import read_page

ON_A_PAGE = 25
MOST_OTHERS = 3
# Of the card, in the order in which they stand.
PARTS = ("identity", "relationships", "current_activity", "history", "value", "flags", "actions")


@dataclass(frozen=True)
class Told:
    """One answer in words: the figure, what it is, where it stands, and why."""

    value: str
    words: str
    stands: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Touch:
    """One touchpoint in words."""

    at: datetime
    what: str
    rest: str
    is_ours: bool


def finding(_: Request, __: Form) -> Response:
    """Return the page that asks whom to look for."""
    return show("find.html.j2", here="customers", about=about(), trouble="", who="")


def search(_: Request, form: Form) -> Response:
    """Return to the page of whoever is named; what was typed stays out of the address."""
    who = one(form, "who")
    for name in (who, *(f"{kind}:{who}" for kind in _types(who))):
        try:
            found = find(service().store, [name], with_answers=False)
        except UnknownCustomer:
            continue
        return go(f"/console/customers/{quote(found.order[0])}")
    trouble = (
        "Nobody is known by that, or more than one customer is. Give a customer id (c and 16 "
        "letters or digits), or an identifier with its type, such as household:7."
    )
    return show("find.html.j2", here="customers", about=about(), trouble=trouble, who=who)


def customer(request: Request, _: Form) -> Response:
    """Return everything about one customer as a page."""
    now = datetime.now(UTC)
    scorer, scopes = service().scorer, whoever().granted.scopes
    page = read_page({"limit": str(ON_A_PAGE), **_before(request)})
    touches = scorer.timeline(
        request.path_params["customer"], *(page if not isinstance(page, str) else (ON_A_PAGE, None))
    )
    name, said, missing = touches.customer_id, about(), ""
    try:
        card = scorer.card(name, now)
    except NotReady as error:
        # What a customer did can be shown without a model.
        card, missing = None, str(error)
    answers: list[Told] = []
    if "score" in scopes and card is not None:
        score = next(scorer.score(Question(customer=name), now, remember=False))
        answers = told(score.churn, score.lifetime_value, said, "explain" in scopes)
        if "decide" in scopes and score.next_best_offer is not None:
            answers.append(told_offer(score.next_best_offer, _names(name), "explain" in scopes))
    return show(
        "customer.html.j2",
        here="customers",
        about=said,
        customer_id=name,
        missing=missing,
        changes=card.changes if card else (),
        called=names_of([name]).get(name, ""),
        answers=answers,
        parts=[(label(part), getattr(card, part)) for part in PARTS if card],
        touches=[touch(row, said.currency) for row in touches.touchpoints],
        is_first="before" not in request.query_params,
        earlier=urlencode({"before": touches.next}) if touches.next else "",
    )


def told(
    churn: Churn | None, value: LifetimeValue | None, about: About, with_reasons: bool
) -> list[Told]:
    """Return what the models say of a customer, in words."""
    found = []
    if churn is not None:
        words = f"risk of leaving in the next {churn.horizon_days:g} days"
        found.append(Told(percent(churn.probability), words, *_rest(churn, with_reasons)))
    if value is not None:
        words = f"expected in the next {value.horizon_days:g} days"
        if value.low is not None and value.high is not None:
            low, high = number(value.low, 0), round_money(value.high, value.currency)
            words += f"; for 8 of 10 such customers {low} to {high}"
        amount = round_money(value.value, value.currency)
        found.append(Told(amount, words, *_rest(value, with_reasons)))
    return found


def told_offer(offer: NextBestOffer, names: Mapping[str, str | None], with_reasons: bool) -> Told:
    """Return what would be offered to a customer, and why not something else, in words.

    Parameters
    ----------
    names
        Name by item; one without is called by its id.
    """
    chosen = offer.chosen
    is_peace = chosen.type == "nothing"
    words = "is the best now" if is_peace else "to offer now"
    stands = f"expected profit {money(chosen.value, offer.currency)}"
    if chosen.channel:
        stands = f"by {chosen.channel}, {stands}"
    why = tuple(reason.sentence for reason in offer.reasons) if with_reasons else ()
    others = tuple(
        f"Not {_called(one, names)}: {_refused(one.refused_by)}"
        for one in offer.runner_ups[:MOST_OTHERS]
        if one.refused_by
    )
    return Told(first_up(_called(chosen, names)), words, stands, (*why, *others))


def touch(row: Touchpoint, currency: str) -> Touch:
    """Return a touchpoint in words."""
    what = label(row.kind) + (f": {row.item_name or row.item}" if row.item else "")
    rest = [f"by {row.channel}" if row.channel else "", row.offer or ""]
    if is_known(row.quantity) and row.quantity != 1:
        rest.append(f"{row.quantity:g} pieces")
    rest += [money(row.amount, currency) if is_known(row.amount) else "", row.text or ""]
    if is_known(row.sentiment):
        rest.append(f"sentiment {number(row.sentiment, 1)} of -5 to 5")
    told = " · ".join(part for part in [*rest, row.source] if part)
    return Touch(row.occurred_at, what, told, row.actor == "company")


def _rest(said: Churn | LifetimeValue, with_reasons: bool) -> tuple[str, tuple[str, ...]]:
    at = said.percentile
    stands = NOT_KNOWN if at is None else f"higher than for {min(int(at), 99)} of 100 customers"
    stands = "lower than for 99 of 100 customers" if at is not None and at < 1 else stands
    stands += f"; band {said.band}" if said.band else ""
    return stands, tuple(reason.sentence for reason in said.reasons) if with_reasons else ()


def _called(offer: Offer, names: Mapping[str, str | None]) -> str:
    if offer.offer == NOTHING:
        return "leaving in peace"
    return offer.offer + (f": {names.get(offer.item) or offer.item}" if offer.item else "")


def _refused(rule: str) -> str:
    return "another is worth more" if rule == BETTER else rule


def _names(customer_id: str) -> dict[str, str | None]:
    """Return the names of the items that a customer bought, by item."""
    found = service().store.customers([customer_id])
    items = ((one.items["item"], one.items["name"]) for one in found)
    return {item: name for a, b in items for item, name in zip(*_lists(a, b), strict=True)}


def _lists(*columns: pa.ChunkedArray) -> list[list[str]]:
    return [column.to_pylist() for column in columns]


def _types(who: str) -> list[str]:
    """Return the types of identifier that a value without one may be of, those that prove."""
    if "@" in who:
        return ["email"]
    if ":" in who or not who:
        return []
    published = service().store.meta()
    return [] if published is None else list(published.rules.get("trusted", ()))


def _before(request: Request) -> dict[str, str]:
    before = request.query_params.get("before")
    return {} if before is None else {"before": before}
