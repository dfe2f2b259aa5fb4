from patron.report import CardFacts, build_card
from patron.schema import CUSTOMERS


def test_identity_has_ids_by_type_and_the_latest_attributes(anns_card):
    said = [(f.label, f.value, f.source) for f in anns_card.sections[0].fields]
    assert said == [
        ("Customer", "ann", "crm, till"),
        ("Card", "4711", "till"),
        ("Age range", "35-39", "crm"),
    ]


def test_relationships_have_accounts_people_and_household(anns_card, moment):
    said = [(f.label, f.value, f.known_at) for f in anns_card.sections[1].fields]
    assert said == [
        ("Accounts", "2 accounts in 2 sources: crm a@x, till 17", moment("2017-03-01")),
        ("Referred by", "bob", moment("2017-01-02")),
        ("Household size", "3", moment("2017-03-01")),
    ]


def test_no_relation_is_said_to_be_not_known(as_of, moment, field_of):
    account = {
        "source": "web",
        "account": "w1",
        "customer_id": "c1",
        "known_at": moment("2017-01-01"),
    }
    card = build_card("c1", CardFacts("USD", customers=CUSTOMERS.of([account])), as_of)
    assert field_of(card, "Other people").value == "not known: no source tells"
