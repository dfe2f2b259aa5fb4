from dataclasses import replace

import numpy as np
import pytest

from patron.models import read_bundle
from patron.service.champions import make_champions
from patron.service.known import compute_known
from patron.service.said import say


@pytest.fixture
def champions(shop):
    return make_champions(read_bundle(shop.bundles))


@pytest.fixture
def known(shop, champions):
    store = shop.store
    customers = store.customers([shop.customer(number) for number in range(300)])
    store.close()
    return compute_known(customers, champions.features, shop.as_of)


@pytest.mark.parametrize("task", ["churn", "lifetime_value"])
def test_the_service_says_what_batch_scoring_says(shop, champions, known, task):
    said, batch = say(champions.by_kind[task], known), shop.batch(task)
    assert set(said) == set(batch)
    for name, row in batch.items():
        one = said[name]
        assert one.answer == pytest.approx(row["score"], abs=1e-9)
        assert one.band == row["band"]
        assert one.percentile == pytest.approx(row["percentile"], abs=1e-9)
        assert (one.low, one.high) == (row["low"], row["high"]) or (
            one.low == pytest.approx(row["low"], abs=1e-9)
            and one.high == pytest.approx(row["high"], abs=1e-9)
        )


@pytest.mark.parametrize("task", ["churn", "lifetime_value"])
def test_all_reasons_and_the_base_add_up_to_the_answer_but_for_the_small_ones(
    champions, known, task
):
    for one in say(champions.by_kind[task], known, most=100).values():
        moved = sum(abs(reason.contribution) for reason in one.reasons)
        told = one.base + sum(reason.contribution for reason in one.reasons)
        assert abs(one.answer - told) <= 0.2 * moved + 1e-9


def test_three_reasons_at_most_strongest_first(champions, known):
    for one in say(champions.by_kind["churn"], known).values():
        sizes = [abs(reason.contribution) for reason in one.reasons]
        assert len(sizes) <= 3
        assert sizes == sorted(sizes, reverse=True)


def test_without_anything_to_compare_with_there_is_no_percentile(champions, known):
    champion = champions.by_kind["churn"]
    alone = replace(champion, model=replace(champion.model, reference=()))
    one = say(alone, known)[known.customers[0]]
    assert (one.percentile, one.band) == (None, None)


def test_a_single_customer_gets_the_same_answer_as_among_many(champions, known):
    champion = champions.by_kind["lifetime_value"]
    alone = replace(known, customers=known.customers[5:6], X=np.array(known.X[5:6]))
    name = known.customers[5]
    assert say(champion, alone)[name].answer == say(champion, known)[name].answer
