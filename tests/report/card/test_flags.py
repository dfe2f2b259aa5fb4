def test_flags_say_what_the_data_carry_and_no_more(anns_card):
    assert [(f.label, f.value) for f in anns_card.sections[5].fields] == [
        ("Risk of leaving", "62 % in the next 90 days, high"),
        ("Contacts by us", "1 in 28 days"),
        ("Complaints", "1 complaint, the last on 27 Apr 2017"),
        ("Discount share", "24 % of the price before discounts"),
        ("Up-sell", "open: gold tea, expected value 2.50 USD"),
        ("Fraud", "not known: no source tells"),
        ("Mood", "not known: no source tells"),
    ]
