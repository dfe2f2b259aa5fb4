from patron.report import CardFacts, build_card


def test_current_activity_says_the_last_of_each(anns_card):
    assert [(f.label, f.value) for f in anns_card.sections[2].fields] == [
        ("Last purchase", "21 Apr 2017, 10 days ago, 1,200.50 USD"),
        ("Last contact by us", "26 Apr 2017, 5 days ago, contact by mail, offer c8"),
        (
            "Last 5 visits",
            "21 Apr 2017 1,200.50 USD; 20 Mar 2017 20.00 USD; 16 Feb 2017 40.00 USD",
        ),
        ("Visits in 28 days", "1, against 1 in the 28 days before"),
    ]


def test_history_says_the_sums_of_all(anns_card):
    assert [(f.label, f.value) for f in anns_card.sections[3].fields] == [
        ("Customer since", "16 Feb 2017, 74 days ago"),
        ("Visits", "3 visits"),
        ("Total spent", "1,250.50 USD"),
        ("Average basket", "420.17 USD"),
        ("Favourite departments", "meat (1,210.50 USD), drinks (50.00 USD)"),
        ("Favourite categories", "teas (50.00 USD)"),
        ("Channels used", "phone, store and web"),
        ("Offers redeemed", "1"),
    ]


def test_a_customer_with_one_interaction_has_a_whole_card(history_of, moment, as_of, field_of):
    bought = {"occurred_at": moment("2017-04-30"), "kind": "purchase", "amount": 7.0}
    card = build_card("ann", CardFacts("USD", history=history_of(bought)), as_of)
    assert field_of(card, "Last purchase").value == "30 Apr 2017, 1 day ago, 7.00 USD"
    assert field_of(card, "Last 5 visits").value == "30 Apr 2017 7.00 USD"
    assert field_of(card, "Visits in 28 days").value == "1, against 0 in the 28 days before"
    assert field_of(card, "Average basket").value == "7.00 USD"
    assert field_of(card, "Favourites").value == "not known"


def test_a_visit_exactly_28_days_ago_belongs_to_the_days_before(
    history_of, moment, as_of, field_of
):
    edge = {"occurred_at": moment("2017-04-03"), "kind": "purchase", "amount": 7.0}
    card = build_card("ann", CardFacts("USD", history=history_of(edge)), as_of)
    assert field_of(card, "Visits in 28 days").value == "0, against 1 in the 28 days before"


def test_a_contact_by_the_company_makes_nobody_a_customer(history_of, moment, as_of, field_of):
    contact = {"occurred_at": moment("2017-04-03"), "kind": "contact", "actor": "company"}
    card = build_card("ann", CardFacts("USD", history=history_of(contact)), as_of)
    assert field_of(card, "Customer since").value == "not known"
    assert field_of(card, "Last contact by us").value == "3 Apr 2017, 28 days ago, contact"


def test_only_the_last_five_visits_are_listed(history_of, moment, as_of, field_of):
    seven = [
        {"occurred_at": moment(f"2017-04-0{day}"), "kind": "purchase", "amount": float(day)}
        for day in range(1, 8)
    ]
    card = build_card("ann", CardFacts("USD", history=history_of(*seven)), as_of)
    assert field_of(card, "Last 5 visits").value == (
        "7 Apr 2017 7.00 USD; 6 Apr 2017 6.00 USD; 5 Apr 2017 5.00 USD; "
        "4 Apr 2017 4.00 USD; 3 Apr 2017 3.00 USD"
    )
