from patron.offers import OfferFacts
from patron.offers.uplift import Uplift
from patron.schema import EFFECTS

NOW = 1_000 * 86_400_000_000
VOUCHER = Uplift(name="voucher", channel="mail", cost=1.0, margin=0.5, experiment="trial", worth=40)


def effects(*rows):
    names = ("customer_id", "experiment", "offer", "effect")
    told = [dict(zip(names, row, strict=True)) for row in rows]
    return OfferFacts(NOW, effects=EFFECTS.of([{"cutoff": NOW, **row} for row in told]))


def test_it_is_worth_what_was_measured_to_change(told):
    known = effects(
        ("ann", "trial", "voucher", 0.25),
        ("bob", "trial", "voucher", -0.05),
        ("cem", "trial", "letter", 0.5),
        ("dan", "other", "voucher", 0.5),
    )
    # A quarter of a purchase of 40, of which half is ours, less 1; it drives bob away.
    assert told(VOUCHER.propose(known)) == [("ann", None, 0.25, 0.25 * 40 * 0.5 - 1)]


def test_an_effect_in_money_is_money_that_comes(told):
    of_money = VOUCHER.model_copy(update={"worth": 1.0})
    known = effects(("ann", "trial", "voucher", 6.0))
    assert told(of_money.propose(known)) == [("ann", None, 1.0, 6.0 * 0.5 - 1)]
