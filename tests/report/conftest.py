"""A small shop: Ann, of whom much is known, and four more customers as numbers."""

from datetime import UTC, datetime

import pyarrow as pa
import pytest

from patron.report import (
    BookFacts,
    Calibration,
    CardFacts,
    Counts,
    Curves,
    Driver,
    Gain,
    Rejection,
    build_card,
)
from patron.report.facts import OFFERED, SOURCES
from patron.schema import (
    ATTRIBUTES,
    AVERAGE_EFFECTS,
    CONSENTS,
    CUSTOMERS,
    DECISIONS,
    GRADES,
    HISTORY,
    IDENTIFIERS,
    ITEMS,
    REASONS,
    RELATIONS,
    SCORES,
)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


AS_OF = at("2017-05-01")
CUTOFF = at("2017-04-30")
TEN_OFF = {"offer": "10 % off", "item": "tea", "type": "retain", "channel": "mail"}
GOLD_TEA = {"offer": "gold tea", "type": "up_sell"}
REMINDER = {"offer": "reminder", "type": "replenish"}
VOUCHER = {
    "experiment": "trial",
    "offer": "voucher",
    "outcome": "purchase",
    "days": 14.0,
    "since": at("2017-03-01"),
    "until": at("2017-04-01"),
    "drawn": 5000,
    "held_out": 1000,
    "with_offer": 0.12,
    "without": 0.10,
    "effect": 0.02,
    "low": 0.01,
    "high": 0.03,
    "worth": 20.0,
    "cost": 0.1,
}
NOTHING = {"offer": "nothing", "type": "nothing"}


@pytest.fixture
def as_of():
    return AS_OF


@pytest.fixture
def moment():
    return at


@pytest.fixture
def history_of():
    """Return HISTORY of customer ann, given the columns that matter, known when it occurred."""

    def build(*rows):
        return HISTORY.of(
            {
                "customer_id": "ann",
                "known_at": row["occurred_at"],
                "actor": "customer",
                "source": "till",
                "interaction_id": str(number),
                **row,
            }
            for number, row in enumerate(rows)
        )

    return build


@pytest.fixture
def field_of():
    """Return the one field of a card or section that has a label."""

    def find(card, label):
        sections = getattr(card, "sections", (card,))
        [field] = [f for section in sections for f in section.fields if f.label == label]
        return field

    return find


@pytest.fixture
def ann(history_of):
    buy = {"kind": "purchase", "channel": "store", "discount": 0.0}
    history = history_of(
        {**buy, "occurred_at": at("2017-02-16"), "basket": "b1", "item": "tea", "amount": 30.0},
        {**buy, "occurred_at": at("2017-02-16"), "basket": "b1", "item": "ham", "amount": 10.0},
        {**buy, "occurred_at": at("2017-03-20"), "basket": "b2", "item": "tea", "amount": 20.0},
        {
            **buy,
            "occurred_at": at("2017-04-21"),
            "basket": "b3",
            "item": "ham",
            "amount": 1200.5,
            "discount": 400.0,
        },
        {"occurred_at": at("2017-04-25"), "kind": "return", "channel": "web", "amount": -10.0},
        {
            "occurred_at": at("2017-04-26"),
            "kind": "contact",
            "actor": "company",
            "channel": "mail",
            "offer": "c8",
            "source": "campaigns",
        },
        {"occurred_at": at("2017-04-27"), "kind": "complaint", "channel": "phone"},
        {"occurred_at": at("2017-04-28"), "kind": "redemption", "offer": "c8"},
    )
    known = {"source": "till", "account": "17", "known_at": at("2017-01-02")}
    says = {"source": "crm", "account": "a@x"}
    score = {"customer_id": "ann", "cutoff": CUTOFF, "model": "boosted"}
    offer = {"customer_id": "ann", "cutoff": CUTOFF, "chosen": False}
    return CardFacts(
        currency="USD",
        customers=CUSTOMERS.of(
            [
                {**known, "customer_id": "ann"},
                {**says, "customer_id": "ann", "known_at": at("2017-03-01")},
            ]
        ),
        identifiers=IDENTIFIERS.of([{**known, "id_type": "card", "id_value": "4711"}]),
        attributes=ATTRIBUTES.of(
            [
                {**says, "name": "age_range", "value": "30-34", "known_at": at("2017-01-01")},
                {**says, "name": "age_range", "value": "35-39", "known_at": at("2017-03-01")},
                {**says, "name": "household_size", "value": "3", "known_at": at("2017-03-01")},
            ]
        ),
        relations=RELATIONS.of([{**known, "relation": "referred_by", "other": "bob"}]),
        consents=CONSENTS.of(
            [
                {**known, "channel": "mail", "granted": True},
                {**known, "channel": "e-mail", "granted": True},
                {**says, "channel": "e-mail", "granted": False, "known_at": at("2017-03-01")},
            ]
        ),
        history=history,
        scores=SCORES.of(
            [
                {**score, "task": "churn", "score": 0.62, "band": "high", "percentile": 91.0},
                {
                    **score,
                    "task": "lifetime_value",
                    "score": 120.0,
                    "low": 40.0,
                    "high": 250.0,
                    "percentile": 87.2,
                },
            ]
        ),
        reasons=REASONS.of(
            [
                {
                    "customer_id": "ann",
                    "cutoff": CUTOFF,
                    "task": "churn",
                    "rank": rank,
                    "idea": idea,
                    "contribution": contribution,
                    "sentence": sentence,
                }
                for rank, idea, contribution, sentence in (
                    (2, "how much they spend", -0.02, "Spent 1,200.50 USD in 30 days"),
                    (1, "how recently they bought", 0.11, "Has not bought for 10 days"),
                )
            ]
        ),
        decisions=DECISIONS.of(
            [
                {**offer, **TEN_OFF, "p": 0.2, "cost": 1.0, "value": 3.2, "chosen": True},
                {**offer, **GOLD_TEA, "value": 2.5, "refused_by": "better offer"},
                {**offer, "offer": "ham box", "value": 9.0, "refused_by": "contact limit"},
                {**offer, **NOTHING, "value": 0.0},
            ]
        ),
        items=ITEMS.of(
            [
                {"item": "tea", "name": "Earl Grey", "department": "drinks", "category": "teas"},
                {"item": "ham", "name": None, "department": "meat", "category": None},
            ]
        ),
        horizons={"churn": "90 days", "lifetime_value": "365 days"},
    )


@pytest.fixture
def anns_card(ann):
    return build_card("ann", ann, AS_OF)


@pytest.fixture
def scores_of():
    """Return SCORES of customers given as id -> (risk, value, band); None leaves a score out."""

    def build(customers, cutoff=CUTOFF):
        rows = []
        for customer_id, (risk, value, band) in customers.items():
            row = {"customer_id": customer_id, "cutoff": cutoff, "model": "boosted"}
            if risk is not None:
                rows.append({**row, "task": "churn", "score": risk, "band": band})
            if value is not None:
                rows.append({**row, "task": "lifetime_value", "score": value})
        return SCORES.of(rows)

    return build


@pytest.fixture
def grades():
    """One decisive comparison per task: better, better, not proven."""
    columns = ("task", "metric", "formula", "value", "formula_value", "low", "high", "grade")
    rows = (
        ("churn", "auc", "the recency rule", 0.84, 0.79, 0.03, 0.06, "A"),
        ("lifetime_value", "mae", "mean spend", 34.2, 41.9, -9.1, -6.0, "B"),
        ("next_offer", "hit_rate_at_5", "popularity", 0.413, 0.409, -0.006, 0.014, "C"),
    )
    same = {"model": "boosted", "cutoff": at("2017-02-01"), "decisive": True}
    named = [dict(zip(columns, row, strict=True)) for row in rows]
    return GRADES.of(
        {**same, **row, "difference": row["value"] - row["formula_value"]} for row in named
    )


@pytest.fixture
def curves():
    """Of 100 customers 20 left; the model's first tenth holds 6 of them, the formula's 5."""
    return Curves(
        calibration=(Calibration(0.1, 0.12, 50), Calibration(0.3, 0.28, 50)),
        gains=(Gain(0.0, 0.0), Gain(0.1, 0.3), Gain(1.0, 1.0)),
        formula="the recency rule",
        formula_gains=(Gain(0.1, 0.25), Gain(1.0, 1.0)),
    )


@pytest.fixture
def book(ann, anns_card, scores_of, grades, curves):
    chosen = {"cutoff": CUTOFF, "chosen": True}
    return BookFacts(
        title="Corner shop",
        as_of=AS_OF,
        currency="USD",
        counts=Counts(4, 1234, 56, at("2017-01-01"), at("2017-04-30"), 3, 2, 3, 1),
        grades=grades,
        scores=scores_of(
            {
                "ann": (0.62, 120.0, "high"),
                "bob": (0.25, 400.0, "low"),
                "cat": (0.05, 1000.0, "low"),
                "dan": (0.9, None, "high"),
                "eve": (None, 30.0, None),
            }
        ),
        decisions=DECISIONS.of(
            [
                {**chosen, "customer_id": "ann", **TEN_OFF, "value": 3.25},
                {**chosen, **REMINDER, "customer_id": "bob", "value": 1.5},
                {**chosen, **NOTHING, "customer_id": "cat", "value": 0.0},
                {**chosen, "customer_id": "ann", "offer": "gold", "value": 99.0, "chosen": False},
            ]
        ),
        reasons=ann.reasons,
        spend=pa.table(
            {
                "customer_id": ["ann", "bob", "cat", "dan"],
                "spent": [60.0, 20.0, 20.0, -5.0],
                "margin": pa.nulls(4, pa.float64()),
            }
        ),
        effects=AVERAGE_EFFECTS.of([VOUCHER]),
        offers=pa.table(
            {
                "offer": ["c8", "tea"],
                "where": ["contacts", "answers of the service"],
                "made": [100, 10],
                "reached": [None, 8],
                "taken": [7, 2],
                "amount": [None, 41.5],
            },
            schema=OFFERED,
        ),
        sources=pa.table(
            {
                "source": ["till"],
                "records": [1300],
                "rejected": [3],
                "interactions": [1234],
                "first": [at("2017-01-01")],
                "last": [at("2017-04-30")],
                "days": [100],
                "late": [0],
                "purchases": [1000],
                "no_amount": [30],
                "no_item": [0],
            },
            schema=SOURCES,
        ),
        known={"age": 1, "email": 2},
        drivers=(
            Driver("lifetime_value", "how much they spend", 0.7),
            Driver("churn", "how often they buy", 0.25),
            Driver("churn", "how recently they bought", 0.5),
        ),
        curves={"churn": curves},
        cards=(anns_card,),
        rejected=(Rejection("till", "quantity is not a number", 3),),
        horizons={"churn": "90 days", "lifetime_value": "365 days"},
    )
