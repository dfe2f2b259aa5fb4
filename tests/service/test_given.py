import numpy as np
import pytest

from patron.service.champions import make_champions
from patron.service.given import given_churn, given_lifetime_value, matrix_of
from patron.service.problems import NotFit
from patron.service.questions import Given


@pytest.fixture(scope="module")
def champions(shop):
    from patron.models import read_bundle

    return make_champions(read_bundle(shop.bundles))


def errors(champions, **asked):
    with pytest.raises(NotFit) as caught:
        given_churn(champions, Given(**asked))
    return [(error["field"], error["message"]) for error in caught.value.errors]


def test_a_row_is_answered_as_the_model_answers_it(champions):
    model = champions.by_kind["churn"].model
    row = {"purchases_28d": 2, "last_purchase": 3.5, "income": None}
    [said] = given_churn(champions, Given(features=row))
    X = np.full((1, len(model.columns)), np.nan)
    X[0, model.columns.index("purchases_28d")] = 2
    X[0, model.columns.index("last_purchase")] = 3.5
    assert said.probability == model.estimator.answer(X)[0]
    assert said.score == 100 * said.probability
    assert said.percentile == model.percentile(model.estimator.answer(X))[0]
    assert said.missing == [name for name in model.columns if name not in list(row)[:2]]


def test_lifetime_value_comes_with_its_interval(champions):
    model = champions.by_kind["lifetime_value"].model
    row = dict.fromkeys(model.columns, 1.0)
    [said] = given_lifetime_value(champions, Given(features=[row]))
    X = np.ones((1, len(model.columns)))
    assert said.value == model.estimator.answer(X)[0]
    assert [[said.low, said.high]] == model.estimator.interval(X).tolist()
    assert (said.missing, said.currency, said.score) == ([], "EUR", said.percentile)


def test_values_stand_where_the_model_has_their_feature(champions):
    churn = champions.by_kind["churn"]
    first, last = churn.model.columns[0], churn.model.columns[-1]
    X = matrix_of(churn, [{last: 2}, {first: 1.5}])
    assert (X[0, -1], X[1, 0], np.isnan(X).sum()) == (2.0, 1.5, X.size - 2)


def test_an_unknown_feature_is_refused_with_the_nearest(champions):
    assert errors(champions, features={"purchase_28d": 1}) == [
        ("features.purchase_28d", "the model has no such feature; did you mean purchases_28d?")
    ]
    many = len(champions.by_kind["churn"].places)
    assert errors(champions, features=[{}, {"zzz": 1}]) == [
        ("features.1.zzz", f"the model has no such feature; it has {many}, such as purchases_28d")
    ]


@pytest.mark.parametrize("value", ["1", True, float("inf"), float("nan"), [1], {}, 10**400, 1e16])
def test_what_is_no_number_or_a_huge_one_is_refused(champions, value):
    [(field, message)] = errors(champions, features={"purchases_28d": value})
    assert field == "features.purchases_28d"
    assert message == "must be a number from -1e+15 to 1e+15, or null where it is not known"


@pytest.mark.parametrize("rows", [None, [], "x", 3, [{}] * 1_001])
def test_what_is_no_row_is_refused(champions, rows):
    [(field, message)] = errors(champions, features=rows)
    assert field == "features"
    assert message.startswith("must be an object with a number or null by feature, or a list of 1")


def test_a_row_among_others_that_is_none_is_named(champions):
    assert errors(champions, features=[{}, 3]) == [
        ("features.1", "must be an object with a number or null by feature")
    ]


def test_nothing_can_be_supposed_of_a_row(champions):
    assert errors(champions, features={}, events=[{}]) == [
        ("events", "are of a customer; a row of features has none")
    ]


@pytest.mark.parametrize("address", ["churn", "lifetime_value"])
def test_one_row_gives_an_object_and_several_a_list(client, address):
    one = client.post(f"/{address}", json={"features": {"purchases_84d": 4}})
    assert one.status_code == 200
    assert one.json()["task"] == address
    many = client.post(f"/{address}", json={"features": [{"purchases_84d": 4}, {}]})
    [first, second] = many.json()["results"]
    assert first == one.json()
    assert len(second["missing"]) == len(first["missing"]) + 1


def test_a_question_names_either_a_customer_or_features(client):
    for asked in ({"customer": "household:1", "features": {}}, {}):
        answer = client.post("/churn", json=asked)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["message"] == "give customer, customers or features"


def test_other_addresses_take_no_features(client):
    for address in ("score", "next_best_offer", "explain"):
        assert client.post(f"/{address}", json={"features": {}}).status_code == 422


def test_a_key_needs_the_scope_and_is_told_of_its_fields_only(client, key):
    row = {"features": {"purchases_84d": 4}}
    assert client.post("/churn", json=row, headers=key("explain")).status_code == 403
    shown = client.post("/churn", json=row, headers=key("score", fields=frozenset({"churn.band"})))
    assert set(shown.json()) == {"task", "band"}


def test_the_audit_log_has_a_row_of_nobody(client):
    from bentoml import get_current_service

    trail = get_current_service().access.trail
    trail.flush()
    written = []
    keep, trail.add = trail.add, lambda looks: written.extend(looks)
    try:
        client.post("/churn", json={"features": {}})
    finally:
        trail.add = keep
    assert [(look.action, look.customer_id) for look in written] == [("churn", None)]
