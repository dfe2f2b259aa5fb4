from patron.offers.retain import Retain

STAY = Retain(name="stay", channel="mail", cost=1.0, margin=0.5, saves=0.25)


def test_it_is_worth_what_of_the_expected_value_it_saves(known, told):
    facts = known(("ann", "churn", None, 0.8), ("ann", "lifetime_value", None, 100.0))
    # 0.8 leave, a quarter of them stays, each worth 100, of which half is ours; it costs 1.
    assert told(STAY.propose(facts)) == [("ann", None, 0.2, 0.8 * 0.25 * 100 * 0.5 - 1)]


def test_who_lacks_a_score_is_left_out_and_nobody_is_worth_less_than_nothing(known, told):
    facts = known(
        ("ann", "churn", None, 0.8),
        ("bob", "lifetime_value", None, 100.0),
        ("cem", "churn", None, 1.0),
        ("cem", "lifetime_value", None, -40.0),
    )
    assert told(STAY.propose(facts)) == [("cem", None, 0.25, -1.0)]


def test_the_tasks_may_have_other_names(known, told):
    other = STAY.model_copy(update={"churn": "leaving", "value": "worth"})
    assert other.needs() == ("leaving", "worth")
    facts = known(("ann", "leaving", None, 0.4), ("ann", "worth", None, 20.0))
    assert told(other.propose(facts)) == [("ann", None, 0.1, 0.0)]
