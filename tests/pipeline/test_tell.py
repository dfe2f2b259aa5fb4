from datetime import UTC, datetime, timedelta

import pytest

from patron.errors import LakeError, ModelError, UnknownCustomer
from patron.history import unify
from patron.pipeline import build, customer_card, write_book
from patron.pipeline.book import most_at_stake
from patron.schema import CUSTOMERS, HISTORY, SCORES

NOW = datetime(2024, 6, 1, tzinfo=UTC)


def test_before_building_it_says_to_build(new_shop):
    with pytest.raises(LakeError, match="has no history yet"):
        customer_card(new_shop.workspace, "anybody")
    with pytest.raises(LakeError, match="has no history yet"):
        write_book(new_shop.workspace)


def test_before_scoring_a_card_is_told_and_a_report_is_not(built):
    assert customer_card(built.workspace, "email:p9@x.org")
    with pytest.raises(ModelError, match="has no scores yet"):
        write_book(built.workspace)


def test_an_identifier_that_several_share_names_nobody(built):
    path = built.raw / "till.csv"
    more = "".join(f"n{n},new{n},2024-04-01,s1,shelf1,1,2,all@x.org\n" for n in range(7))
    path.write_text(path.read_text() + more)
    build(built.workspace)
    with pytest.raises(UnknownCustomer, match=r"'email:all@x.org' \(7 customers share it\)"):
        customer_card(built.workspace, "email:all@x.org")


def test_a_former_customers_id_leads_to_the_card_of_who_it_is_now(built):
    lake, day = built.workspace.lake, timedelta(days=1)
    held = lake.read(CUSTOMERS).to_pylist()
    end = max(row["known_at"] for row in lake.read(HISTORY).to_pylist())
    was, now = (customer_card(built.workspace, f"email:p{n}@x.org").customer_id for n in (1, 3))
    mine = [row for row in held if row["customer_id"] == was and row["known_until"] is None]
    for moment in (end + day, end - 200 * day):
        later = [{**row, "customer_id": now, "known_at": moment} for row in mine]
        ended = [{**row, "known_until": moment} for row in mine if row["known_at"] < moment]
        others = [row for row in held if row not in mine]
        lake.replace(CUSTOMERS, CUSTOMERS.of([*others, *ended, *later]))
        unify(lake)
        card = customer_card(built.workspace, was)
        assert card.customer_id == now
        assert card == customer_card(built.workspace, "email:p1@x.org")
        told = " ".join(field.value for section in card.sections for field in section.fields)
        assert "p3@x.org, p1@x.org" in told
        assert all(f"{row['source']} {row['account']}" in told for row in mine)


def scores(*rows):
    names = ("customer_id", "task", "score")
    full = [dict(zip(names, row, strict=True)) for row in rows]
    return SCORES.of([{"cutoff": NOW, "model": "m", **row} for row in full])


def test_at_stake_is_the_chance_of_leaving_times_the_value():
    told = scores(
        ("ann", "churn", 0.9), ("ann", "lifetime_value", 10.0),
        ("bob", "churn", 0.1), ("bob", "lifetime_value", 100.0),
        ("cem", "churn", 0.5), ("cem", "next_offer", 0.9),
    )  # fmt: skip
    assert most_at_stake(told) == ["bob", "ann", "cem"]
    only_value = scores(("ann", "lifetime_value", 1.0), ("bob", "lifetime_value", 2.0))
    assert most_at_stake(only_value) == ["bob", "ann"]
    assert most_at_stake(scores(("ann", "next_offer", 1.0))) == []


def test_a_card_names_the_evidence_and_the_people_who_share_something(built):
    def told(label):
        card = customer_card(built.workspace, accounts["till", "k9"])
        fields = [field for section in card.sections for field in section.fields]
        return [(field.value, field.source) for field in fields if field.label == label]

    accounts = customers(built)
    joined = ("same email: crm p9, till k9, app u9", "app, crm, till")
    assert (told("One person"), told("Shares email")) == ([joined], [])
    built.write("identity.yaml", "{trusted: [card], shared: [email]}")
    build(built.workspace)
    accounts = customers(built)
    others = sorted([accounts["app", "u9"], accounts["crm", "p9"]])
    assert told("One person") == []
    assert told("Shares email") == [(other, "patron") for other in others]


def customers(shop):
    rows = shop.workspace.lake.read(CUSTOMERS, where="known_until IS NULL").to_pylist()
    return {(row["source"], row["account"]): row["customer_id"] for row in rows}
