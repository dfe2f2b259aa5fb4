import json
from datetime import UTC, datetime

import pytest

from patron.live import Published
from patron.service.offers import explain_offer, next_best_offer
from patron.service.records import NextBestOffer, Offer, Reason, RunnerUp

AS_OF = datetime(2024, 5, 1, tzinfo=UTC)
MICROS = int(AS_OF.timestamp()) * 1_000_000
PUBLISHED = Published(3, MICROS, "shop", {}, {})
VOUCHER = {"offer": "voucher", "item": "tea", "type": "retain", "channel": "mail", "p": 0.5}
VOUCHER |= {"cost": 1.0, "value": 2.0}
NOTHING = {"offer": "nothing", "item": None, "type": "nothing", "channel": None, "p": None}
NOTHING |= {"cost": 0.0, "value": 0.0}
REASON = {"idea": "habit", "contribution": 0.25, "sentence": "bought tea 3 times"}


def stored(chosen, *others):
    rows = [{**chosen, "cutoff": MICROS, "chosen": True, "refused_by": None}]
    rows += [{**row, "cutoff": MICROS, "chosen": False, "refused_by": "floor"} for row in others]
    return json.dumps(rows)


def ranked(*items):
    rows = [{"item": item, "score": 0.5, "model": "ranker", "reasons": [REASON]} for item in items]
    return json.dumps(rows)


@pytest.fixture
def offer_of():
    return lambda **answers: next_best_offer("ann", answers, PUBLISHED, "EUR")


def test_the_chosen_offer_comes_with_what_was_refused_and_why_its_item(offer_of):
    answer = offer_of(decisions=stored(VOUCHER, NOTHING), next_offer=ranked("ham", "tea"))
    assert answer == NextBestOffer(
        customer_id="ann",
        as_of=AS_OF,
        task="next_offer",
        data_version=3,
        decided_at=AS_OF,
        chosen=Offer(**VOUCHER),
        runner_ups=[RunnerUp(**NOTHING, refused_by="floor")],
        reasons=[Reason(**REASON)],
        currency="EUR",
        model="ranker",
    )


def test_doing_nothing_needs_no_reason(offer_of):
    answer = offer_of(decisions=stored(NOTHING, VOUCHER), next_offer=ranked("tea"))
    assert (answer.chosen.offer, answer.reasons, answer.model) == ("nothing", [], None)


def test_an_item_that_was_not_ranked_has_no_reasons(offer_of):
    answer = offer_of(decisions=stored(VOUCHER), next_offer=ranked("ham"))
    assert (answer.chosen.item, answer.reasons) == ("tea", [])


def test_a_customer_whom_nothing_was_decided_about(offer_of):
    answer = offer_of()
    assert (answer.chosen, answer.runner_ups, answer.decided_at) == (None, [], None)


def test_the_chosen_item_is_explained_else_the_likeliest():
    [chosen] = explain_offer({"decisions": stored(VOUCHER), "next_offer": ranked("ham", "tea")})
    [likeliest] = explain_offer({"next_offer": ranked("ham", "tea")})
    assert (chosen.item, likeliest.item) == ("tea", "ham")
    assert chosen.contributions == [Reason(**REASON)]
    assert (chosen.answer, chosen.base, chosen.rest) == (0.5, None, None)


def test_nothing_ranked_is_nothing_to_explain():
    assert explain_offer({"decisions": stored(VOUCHER)}) == []
