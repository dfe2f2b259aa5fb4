from patron.report import CardFacts, build_card
from patron.report.card import Field
from patron.schema import ATTRIBUTES, CUSTOMERS, IDENTIFIERS, LINKS, PROFILES


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


def test_the_value_that_survived_is_told_with_its_source_and_time(as_of, moment, field_of):
    web = {"source": "web", "account": "w1"}
    then, now = moment("2017-01-01"), moment("2017-02-01")
    crm = {"customer_id": "c1", "source": "crm", "account": "a", "known_at": then, "rule": "oldest"}
    card = build_card(
        "c1",
        CardFacts(
            "USD",
            customers=CUSTOMERS.of([{**web, "customer_id": "c1", "known_at": then}]),
            identifiers=IDENTIFIERS.of(
                {**web, "id_type": "email", "id_value": value, "known_at": now}
                for value in ("A@x.org", "b@x.org")
            ),
            attributes=ATTRIBUTES.of([{**web, "name": "name", "value": "Bo", "known_at": now}]),
            profiles=PROFILES.of(
                [
                    {**crm, "name": "name", "value": "Ann"},
                    {**crm, "name": "email", "value": "b@x.org"},
                ]
            ),
        ),
        as_of,
    )
    assert field_of(card, "Name") == Field("Name", "Ann", "crm", then)
    assert field_of(card, "Email").value == "b@x.org, A@x.org"


def test_the_evidence_that_makes_accounts_one_person_is_told(as_of, moment, field_of):
    link = {
        "source": "web", "account": "w1", "other_source": "till", "other_account": "7",
        "by": "email", "probability": 1.0, "known_at": moment("2017-03-01"), "state": "joins",
    }  # fmt: skip
    card = build_card("c1", CardFacts("USD", links=LINKS.of([link])), as_of)
    assert field_of(card, "One person").value == "same email: web w1, till 7"
    earlier = build_card("c1", CardFacts("USD", links=LINKS.of([link])), moment("2017-02-01"))
    assert "One person" not in [field.label for field in earlier.sections[1].fields]
