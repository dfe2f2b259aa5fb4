import json
from datetime import UTC, datetime, timedelta

import pytest

from patron.errors import LakeError, UnknownCustomer
from patron.history import unify
from patron.pipeline import build, customer_card
from patron.schema import CUSTOMERS, HISTORY, OUTCOMES, RECEIPTS

NOW = datetime(2024, 6, 1, tzinfo=UTC)
CHOSEN = {"offer": "tea", "type": "gift", "p": 0.5, "cost": 1.0, "value": 2.0, "propensity": 1.0}


def test_before_building_it_says_to_build(new_shop):
    with pytest.raises(LakeError, match="has no history yet"):
        customer_card(new_shop.workspace, "anybody")


def test_before_scoring_a_card_is_told(built):
    assert customer_card(built.workspace, "email:p9@x.org")


def test_an_identifier_that_several_share_names_nobody(built):
    path = built.raw / "till.csv"
    more = "".join(f"n{n},new{n},2024-04-01,s1,shelf1,1,2,all@x.org\n" for n in range(7))
    path.write_text(path.read_text() + more)
    build(built.workspace)
    with pytest.raises(UnknownCustomer, match=r"'email:all@x.org' \(7 customers share it\)"):
        customer_card(built.workspace, "email:all@x.org")


def test_an_account_finds_its_customer_where_no_identifier_names_it(built):
    [found] = built.workspace.lake.read(CUSTOMERS, where="account = 'k9'").to_pylist()
    card = customer_card(built.workspace, f"{found['source']}:k9")
    assert card.customer_id == found["customer_id"]
    with pytest.raises(UnknownCustomer, match=r"or an account as source:account such as \w+:"):
        customer_card(built.workspace, "till:nobody")


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


def test_a_card_tells_the_last_answer_of_the_service_and_what_became_of_it(built):
    lake, who = built.workspace.lake, customer_card(built.workspace, "email:p9@x.org").customer_id
    answers = [
        {"decision_id": one, "customer_id": whose, "decided_at": NOW, "valid_until": NOW, **CHOSEN}
        for one, whose in (("d1", who), ("d2", "somebody else"))
    ]
    receipt = json.dumps({"candidates": []})
    lake.append(RECEIPTS, RECEIPTS.of([{**answer, "receipt": receipt} for answer in answers]))
    became = {"kind": "accepted", "occurred_at": NOW, "known_at": NOW}
    told = [{"outcome_id": one, "decision_id": one, **became} for one in ("d1", "d2")]
    lake.append(OUTCOMES, OUTCOMES.of(told))
    card = customer_card(built.workspace, who)
    fields = {field.label: field.value for field in card.sections[6].fields}
    assert fields["Answered at a call"] == "tea (gift), held until 1 Jun 2024"
    assert fields["What became of it"] == "accepted on 1 Jun 2024"
